"""Each page ends with one question, and one link to the next page."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from app.backend import store
from tests.app.conftest import ROOT, open_page
from tests.pages.made_up_runs import make_run

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
(NAMED,) = [
    node.value
    for node in ast.parse((ROOT / "streamlit_app.py").read_text()).body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
]
IN_ORDER = list(ast.literal_eval(NAMED))


EMPTY = {"embeddings": "train"}
"""Where a page leads that has nothing to show before there is a run."""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("trained", [False, True])
def test_a_page_ends_with_a_question_and_a_link_to_the_next_page(app: AppTest, name: str, trained: bool) -> None:
    if trained:
        make_run(store(), "done")
    open_page(app, name)
    assert not app.exception
    box = app.main
    while hasattr(last := [*box.children.values()][-1], "children"):  # a page that polls ends within its live part
        box = last
    question, link = box.children.values()
    assert question.value.startswith("**One question to try.** ")
    assert "?" in question.value
    following = IN_ORDER[(IN_ORDER.index(name) + 1) % len(IN_ORDER)]
    following = following if trained else EMPTY.get(name, following)
    assert link.proto.page == ("" if following == "home" else following)
