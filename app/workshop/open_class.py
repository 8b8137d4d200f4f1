"""Opening a class: a button on the machine that the server runs on."""

from __future__ import annotations

import streamlit as st

from app.backend import classes
from app.errors import shown
from app.person import is_at_the_server, take_pass
from ssl_demo.classroom.person import pass_of
from ssl_demo.runs.run import LONGEST_NAME

COMMAND = 'python -m ssl_demo open-class "My class"'


def open_form() -> None:
    """The name of the class and the button; whoever presses it is the teacher from the next rerun on."""
    with st.form("open", border=True):
        st.markdown("##### :material/school: Open a class")
        if not is_at_the_server():
            st.markdown(
                "A class is opened on the machine that the app runs on, so that nobody takes over another's server: "
                f"there in the browser, or by the command `{COMMAND}`."
            )
            st.form_submit_button("Open", icon=":material/door_open:", disabled=True)
            return
        st.text_input("Name of the class", value="Workshop", max_chars=LONGEST_NAME, key="class_name")
        if st.form_submit_button("Open a class", icon=":material/door_open:"):
            with shown():
                classroom, secret = classes().open(st.session_state["class_name"])
                take_pass(pass_of(classroom, secret))
                st.rerun()
