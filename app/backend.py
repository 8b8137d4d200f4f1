"""The runs and the queue of this machine, which all pages share. Quick to import, as the first page begins with it."""

from __future__ import annotations

import atexit

import streamlit as st

from ssl_demo.jobs.local import LocalBackend
from ssl_demo.places import runs_home
from ssl_demo.runs.store import RunStore


def store() -> RunStore:
    """The runs of this machine."""
    return RunStore(runs_home())


def jobs() -> LocalBackend:
    """The queue of this machine, one for the whole process; made, with its spare worker, at the first call."""
    return _jobs(str(runs_home()))


@st.cache_resource(show_spinner=False)
def _jobs(home: str) -> LocalBackend:
    backend = LocalBackend(RunStore(home))
    atexit.register(backend.close)
    return backend
