"""Where a browser is, as far as the server itself can tell; and how many pages one person may have open."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from app import person, sessions
from app.sessions import MOST_OF_A_PERSON, MOST_STRANGERS, Open


@pytest.mark.parametrize(
    ("ip", "headers", "where", "at_the_server"),
    [
        (None, {}, "here", True),
        (None, {"X-Forwarded-For": "10.0.0.9"}, "here", False),
        ("10.0.0.7", {}, "10.0.0.7", False),
        ("10.0.0.7", {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}, "10.0.0.7", False),
    ],
)
def test_a_header_that_anybody_can_write_is_believed_in_nothing(
    ip: str | None, headers: dict[str, str], where: str, at_the_server: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = SimpleNamespace(ip_address=ip, headers=SimpleNamespace(to_dict=lambda: headers))
    monkeypatch.setattr(st, "context", context)
    assert person.address() == where
    assert person.is_at_the_server() is at_the_server


def test_pages_are_counted_by_whose_they_are() -> None:
    opened = Open()
    assert [opened.come("a"), opened.come("a"), opened.come("b")] == [1, 2, 1]
    opened.go("a")
    assert opened.come("a") == 2
    assert MOST_OF_A_PERSON < MOST_STRANGERS and sessions.opened() is sessions.opened()
