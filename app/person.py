"""Who looks at this page: told by a pass that the browser keeps in a cookie, a nickname's or a teacher's."""

from __future__ import annotations

import streamlit as st

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.person import VISITOR, Person, person_of

PASS = "pass"
"""The key of the session's pass, which goes before the browser's: it is newer. Empty after leaving a class."""
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


def person(classes: Classes) -> Person:
    """Whoever looks; a visitor where the pass opens nothing, or no more."""
    pass_ = st.session_state.get(PASS, kept_pass())
    return person_of(classes, pass_) if pass_ else VISITOR


def kept_pass() -> str:
    """The pass that the browser had when this page was opened."""
    return st.context.cookies.to_dict().get(cookie_name(), "")


def cookie_name() -> str:
    """Cookies are shared by all ports of a machine, and two servers on it have nothing to do with each other."""
    return f"ssl_demo_pass_{st.get_option('server.port')}"


def take_pass(pass_: str) -> None:
    """Be this person from the next rerun on, and, once the frame has been drawn, in this browser's other tabs."""
    st.session_state[PASS] = pass_


def address() -> str:
    """Where this browser is, to count what comes from there. What a proxy says of it is taken over by the web server
    if the proxy is on this machine, or among FORWARDED_ALLOW_IPS; anybody could write such a header."""
    return st.context.ip_address or "here"


def is_at_the_server() -> bool:
    """Whether the browser runs on the machine that the server runs on, and no proxy stands between."""
    headers = st.context.headers.to_dict()
    return address() == "here" and not any(name in headers for name in FORWARDED)
