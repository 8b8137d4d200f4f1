"""Where a page finds runs by their settings: what one learner has trained, the next one shares by the same button."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.person import PASS
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.person import pass_of
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import idle_app, open_page, words

WALLPAPER = {"lab_tab": "When it learns the wrong thing", "wallpaper": "1"}
SURVIVED = {"lab": "What survives training?", "survived_b": "Gentle"}


@pytest.mark.parametrize(
    ("page", "query", "button", "runs"),
    [
        ("collapse_lab", {}, "lab_start", 2),
        ("collapse_lab", WALLPAPER, "wallpaper_one", 1),
        ("augmentations", SURVIVED, "survived_train", 2),
    ],
)
def test_the_second_learner_shares_what_the_first_one_trained(
    homes, monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str], button: str, runs: int
) -> None:
    idle_app(monkeypatch)
    store, classes = RunStore(homes / "runs"), Classes(homes / "runs")
    (classroom, _), (other, _) = classes.open("Monday"), classes.open("Tuesday")

    def opened(where, nickname: str) -> tuple[AppTest, str]:
        learner, token = where.join(nickname)
        at = open_page(page, **query)
        at.session_state[PASS] = pass_of(where, token)
        return at.run(), learner.id

    ann, ann_id = opened(classroom, "Ann")
    ann.button(key=button).click().run()
    assert not ann.exception and ann.button(key=button).disabled
    shared = classroom.runs_of(ann_id)
    assert len(shared) == len(store.list()) == runs
    bo, bo_id = opened(classroom, "Bo")
    assert "Ann asked for this before you" in words(bo) and not bo.button(key=button).disabled
    bo.button(key=button).click().run()
    assert not bo.exception and bo.button(key=button).disabled and "asked for this before" not in words(bo)
    assert {*classroom.runs_of(bo_id)} == {*shared} and len(store.list()) == runs

    eve, eve_id = opened(other, "Eve")  # another class may be deleted with its runs at any moment
    assert "asked for this before" not in words(eve)
    eve.button(key=button).click().run()
    assert len(store.list()) == 2 * runs and not {*other.runs_of(eve_id)} & {*shared}
