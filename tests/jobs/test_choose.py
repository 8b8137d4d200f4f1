"""Which queue the app gets, and what it is told where there is none."""

from __future__ import annotations

import socket

import pytest

from ssl_demo.errors import UserError
from ssl_demo.jobs.choose import make_backend
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.runs.store import RunStore


def test_the_queue_of_this_machine_is_the_usual_one(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_DEMO_BACKEND", raising=False)
    backend = make_backend(store)
    backend.close()
    assert isinstance(backend, LocalBackend)


def test_another_name_is_refused(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_DEMO_BACKEND", "slurm")
    with pytest.raises(UserError, match="set it to local or ray"):
        make_backend(store)


@pytest.mark.parametrize("address", ["", "auto", "somewhere", "127.0.0.1:99999999", "ray://127.0.0.1:1"])
def test_an_address_that_is_none_is_told(store: RunStore, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SSL_DEMO_BACKEND", "ray")
    monkeypatch.setenv("RAY_ADDRESS", address)
    monkeypatch.setattr("ssl_demo.jobs.choose.is_installed", lambda: True)
    with pytest.raises(UserError, match="ray start --head"):
        make_backend(store)


def test_where_nobody_answers_it_is_told_at_once_and_the_local_queue_named(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        monkeypatch.setenv("SSL_DEMO_BACKEND", "ray")
        monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setattr("ssl_demo.jobs.choose.is_installed", lambda: True)
        with pytest.raises(UserError, match="SSL_DEMO_BACKEND to local"):
            make_backend(store)


def test_without_ray_it_is_told_what_to_install(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_DEMO_BACKEND", "ray")
    monkeypatch.setattr("ssl_demo.jobs.choose.is_installed", lambda: False)
    with pytest.raises(UserError, match=r"requirements-cluster\.txt"):
        make_backend(store)
