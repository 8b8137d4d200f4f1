"""The page "Good features": its two tabs, each drawn alone."""

from __future__ import annotations

import pytest

from tests.pages.made_up_runs import Idle, idle_app, open_page, words


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


def test_it_opens_with_matches_and_asks_one_question() -> None:
    at = open_page("good_features")
    assert at.title[0].value == "Good features"
    assert "matches are right" in words(at)
    assert words(at).count("One question to try.") == 1
    assert not at.warning and not at.error


def test_a_link_opens_the_other_tab_alone() -> None:
    at = open_page("good_features", good="Feature pyramid")
    assert "matches are right" not in words(at)
    assert "Before networks learned features" not in words(at)
    assert words(at).count("One question to try.") == 1
