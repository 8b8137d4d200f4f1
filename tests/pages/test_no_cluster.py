"""A cluster was asked for and is not there: one sentence, and this machine's queue for whoever may choose it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from app.person import PASS
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.person import pass_of
from ssl_demo.errors import UserError
from ssl_demo.jobs.choose import SETTING
from tests.pages.made_up_runs import Idle, open_page, words

WHY = "No Ray cluster answers at 10.0.0.1:6379; start one."


class Local(Idle):
    """This machine's queue."""

    def __init__(self, store: object) -> None:
        super().__init__()
        if os.environ[SETTING] == "ray":
            raise UserError(WHY)

    def close(self) -> None: ...


@pytest.fixture(autouse=True)
def out_of_reach(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(SETTING, "ray")
    monkeypatch.setattr("app.backend.make_backend", Local)
    monkeypatch.setattr("app.state.warm_up", lambda: None)
    monkeypatch.setattr("streamlit.runtime.pages_manager.Path", lambda path: Path("no pages folder"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_the_reason_is_one_sentence_and_a_button_trains_here_instead() -> None:
    at = open_page("train")
    assert at.error[0].value == WHY.replace(":", "\\:") and at.title[0].value == "No cluster"
    at.button(key="cluster_again").click().run()
    assert at.title[0].value == "No cluster"
    at.button(key="use_local").click().run()
    assert not at.exception and at.title[0].value == "Train" and not at.error


def test_a_learner_is_told_to_wait(homes: Path) -> None:
    classroom, _ = Classes(homes / "runs").open("Monday")
    _, token = classroom.join("Ann")
    at = open_page("train")
    assert "Your teacher sees to it" in words(at) and not at.button  # a stranger to the class
    at.session_state[PASS] = pass_of(classroom, token)
    at.run()
    assert "Your teacher sees to it" in words(at) and not at.button
