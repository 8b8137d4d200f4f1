"""No files are watched where the configuration says so: a session that comes back is no exception."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.runtime.app_session import AppSession

import app


@pytest.mark.parametrize(("setting", "watched"), [("none", 0), ("auto", 1)])
def test_a_session_that_comes_back_watches_what_the_setting_says(
    setting: str, watched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(AppSession, "register_file_watchers", calls.append)
    monkeypatch.setattr(st, "get_option", {"server.fileWatcherType": setting}.get)
    app._watch_no_files()
    AppSession.register_file_watchers(None)
    assert len(calls) == watched
