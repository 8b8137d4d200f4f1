"""Who is where: last signs, and when somebody counts as away."""

from __future__ import annotations

import pytest

from ssl_demo.classroom import presence
from ssl_demo.classroom.presence import AWAY_SECONDS, LessonStep, Presence, Whereabouts


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_last_sign_tells_where_somebody_is(clock):
    room = Presence(clock)
    room.here("ada", "Train")
    room.here("ada", "Embeddings", LessonStep("A lesson", 2, 3))
    room.here("ben", "Home")
    seen = room.where(["ada", "nobody"])
    assert seen == {"ada": Whereabouts("Embeddings", LessonStep("A lesson", 2, 3), away=False)}
    assert str(seen["ada"].step) == "A lesson, step 2 of 3"


def test_without_a_sign_somebody_is_away_until_the_next_one(clock):
    room = Presence(clock)
    room.here("ada", "Train")
    clock.now += AWAY_SECONDS
    assert not room.where(["ada"])["ada"].away
    clock.now += 0.1
    assert room.where(["ada"])["ada"] == Whereabouts("Train", None, away=True)
    room.here("ada", "Train")
    assert not room.where(["ada"])["ada"].away


def test_of_too_many_those_silent_longest_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(presence, "MOST", 2)
    room = Presence(clock)
    for learner in ("ada", "ben", "ada", "cleo"):
        room.here(learner, "Home")
    assert set(room.where(["ada", "ben", "cleo"])) == {"ada", "cleo"}
