"""What the browser says of a map is checked before anything on the page believes it."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
import torch

from app.scatter.film import Film
from app.scatter.heard import Heard, hear, heard_from, last_turn

FILM = Film((0, 10, 40), ("a", "b", "c"), [torch.zeros(3, 2)] * 3, (None, 0.5, 1.0), "kNN")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The session's state, as a plain dict."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def say(session: dict[str, Any], **said: Any) -> Heard | None:
    session["map"] = {"said": said}
    hear("slot", "map", FILM)
    return heard_from("slot", 3)


def test_before_anything_was_said_nothing_is_heard(session: dict[str, Any]) -> None:
    assert heard_from("slot", 3) is None
    assert last_turn("map") == 0


def test_what_was_done_is_heard_with_the_moment_and_how_far_on_the_way_it_is(session: dict[str, Any]) -> None:
    heard = say(session, picked=2, chosen=[0, 1], moment={"step": 10}, turn=4)
    assert heard == Heard(2, (0, 1), "map", 10, 0.25)
    assert last_turn("map") == 4


def test_the_last_moment_means_the_newest_whichever_that_will_be(session: dict[str, Any]) -> None:
    heard = say(session, picked=-1, chosen=[], moment={"step": None}, turn=1)
    assert heard == Heard(None, (), "map", None, 1.0)
    assert heard.moment((0, 10, 40, 50), "map") == 3


@pytest.mark.parametrize(
    "said",
    [
        {"picked": 3, "chosen": [3, -1, "0", True, 1.0], "moment": 10},
        {"picked": "x", "chosen": "012", "moment": None},
        {"picked": True, "chosen": None, "moment": [10]},
        {},
    ],
)
def test_what_cannot_be_is_not_believed(session: dict[str, Any], said: dict[str, Any]) -> None:
    assert say(session, **said) == Heard()


def test_a_map_without_a_film_leaves_the_moment_of_its_neighbours_as_it_is(session: dict[str, Any]) -> None:
    say(session, picked=0, chosen=[], moment={"step": 10}, turn=1)
    session["other"] = {"said": {"picked": 1, "chosen": [], "moment": {"step": 0}, "turn": 1}}
    hear("slot", "other", None)
    assert heard_from("slot", 3) == Heard(1, (), "map", 10, 0.25)


def test_to_pick_an_image_moves_no_film(session: dict[str, Any]) -> None:
    say(session, picked=0, chosen=[], moment={"step": 10}, turn=1)
    assert say(session, picked=2, chosen=[], turn=2) == Heard(2, (), "map", 10, 0.25)


def test_a_step_that_the_film_has_no_more_means_the_newest(session: dict[str, Any]) -> None:
    assert say(session, picked=0, chosen=[], moment={"step": 11}, turn=1) == Heard(0, (), "map", None, 1.0)
