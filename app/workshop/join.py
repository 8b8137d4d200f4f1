"""Joining a class with its code and a nickname, and leaving it again."""

from __future__ import annotations

import streamlit as st

from app.backend import classes, guesses, joins
from app.errors import shown
from app.person import address, take_pass
from ssl_demo.classroom.nickname import LONGEST
from ssl_demo.classroom.person import pass_of
from ssl_demo.classroom.tokens import CODE_LENGTH
from ssl_demo.errors import UserError


def join_form() -> None:
    """Code and nickname; whoever sends them is a learner from the next rerun on."""
    with st.form("join", border=True):
        st.markdown("##### :material/group_add: Join a class")
        code, name = st.columns(2)
        code.text_input(
            "Code", value=st.query_params.get("class", "")[:CODE_LENGTH], max_chars=2 * CODE_LENGTH, key="join_code"
        )
        name.text_input("Nickname", max_chars=LONGEST, key="join_name", help=NICKNAME_HELP)
        if st.form_submit_button("Join", type="primary", icon=":material/login:"):
            with shown():
                _join(st.session_state["join_code"], st.session_state["join_name"])
                st.rerun()


NICKNAME_HELP = "Your class sees it on the board. It need not be your name, and nothing else is asked or kept."


def _join(code: str, nickname: str) -> None:
    guesses().check(address())
    try:
        classroom = classes().get(code)
    except UserError:
        guesses().count(address())
        raise
    joins().check(address())
    _, token = classroom.join(nickname)
    joins().count(address())
    take_pass(pass_of(classroom, token))


def follow_teacher_link() -> None:
    """Be the teacher of ?teach=…, which is taken out of the address bar, as a projector shows it to all.

    Raises UserError where it opens nothing.
    """
    secret = st.query_params.pop("teach", None)
    if secret is None:
        return
    guesses().check(address())
    classroom = classes().of_teacher(secret[:100])
    if classroom is None:
        guesses().count(address())
        raise UserError("This is not a teacher's link of a class that is open here; ask for it again.")
    take_pass(pass_of(classroom, secret))


def leave() -> None:
    """Be a visitor again. For a button's callback."""
    take_pass("")
