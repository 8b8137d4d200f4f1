"""The runs, the queue and the classes of this machine, which all pages share. Quick to import, as the first page begins
with it. Pages read from `store()` and ask for things at the `desk()`, which knows who asks."""

from __future__ import annotations

import atexit
import os

import streamlit as st

from app.person import person
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.desk import Desk
from ssl_demo.classroom.tries import MOST_JOINS, MOST_WRONG, Tries
from ssl_demo.jobs.backend import Backend
from ssl_demo.jobs.choose import LOCAL, SETTING, make_backend
from ssl_demo.places import runs_home
from ssl_demo.runs.store import RunStore


def store() -> RunStore:
    """The runs of this machine, to be read."""
    return RunStore(runs_home())


def jobs() -> Backend:
    """The queue, one for the whole process; made, with this machine's spare worker, at the first call.

    Raises UserError where a cluster was asked for and there is none: see `use_this_machine`.
    """
    return _jobs(str(runs_home()))


def use_this_machine() -> None:
    """Work the queue off here, whatever cluster was asked for, until the server is started again."""
    os.environ[SETTING] = LOCAL


def classes() -> Classes:
    """The classes of this machine, one object for the whole process."""
    return _classes(str(runs_home()))


@st.cache_resource(show_spinner=False)
def guesses() -> Tries:
    """The wrong codes that came in lately, one count for the whole process."""
    return Tries("wrong codes", MOST_WRONG)


@st.cache_resource(show_spinner=False)
def joins() -> Tries:
    """Who joined lately: nobody fills a class with names."""
    return Tries("nicknames", MOST_JOINS)


def desk() -> Desk:
    """Where whoever looks at this page asks for runs, within their rights and quota."""
    return Desk(store(), jobs(), classes(), person(classes()))


@st.cache_resource(show_spinner=False)
def _jobs(home: str) -> Backend:
    backend = make_backend(RunStore(home))
    atexit.register(backend.close)
    return backend


@st.cache_resource(show_spinner=False)
def _classes(home: str) -> Classes:
    return Classes(home)
