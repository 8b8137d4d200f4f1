"""The way into a class. While one is going on, whoever is not in it meets it on every page."""

from __future__ import annotations

import streamlit as st

from app.backend import classes, desk
from app.errors import shown
from app.workshop.join import follow_teacher_link, join_form


def admitted() -> bool:
    """Whether this page may be shown; if not, the form to join is drawn in its place."""
    with shown():
        follow_teacher_link()
    if not desk().person.is_visitor or not classes().list():
        return True
    st.title("Join the class", anchor=False)
    st.markdown("A class is going on here. Its code is on the board; choose a nickname, and the page opens.")
    join_form()
    st.caption(
        "The teacher comes in by the teacher's link, which was shown when the class was opened. If it is lost, whoever "
        "started the server gets a new one with `python -m ssl_demo teacher-link CODE`."
    )
    return False
