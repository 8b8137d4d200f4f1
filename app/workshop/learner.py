"""What a learner sees on the Workshop page: who they are, what they may ask for, and the way out."""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.lesson.place import open_step
from app.lesson.shelf import lesson_of
from app.names import duration
from app.words import plain
from app.workshop.join import leave
from ssl_demo.classroom.classroom import Classroom, Learner


def show_learner(classroom: Classroom, learner: Learner) -> None:
    """A box with the nickname, the class and the button to leave."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"You are **{plain(learner.nickname)}** in **{plain(classroom.name)}**.", width="stretch")
        st.page_link("pages/class_board.py", label="Class board", icon=":material/tv:")
        st.button("Leave", icon=":material/logout:", type="tertiary", on_click=leave, help=LEAVE_HELP)
    _lesson_of_the_class(classroom)
    quota = classroom.quota
    st.caption(
        f"All of you share this server, so each of you has one run at work at a time. It trains for at most "
        f"{duration(quota.seconds)} on at most {quota.images:,} images, and you may keep {quota.runs} runs. If "
        "somebody has asked for the same before you, you watch that run."
    )


def _lesson_of_the_class(classroom: Classroom) -> None:
    if not classroom.lesson:
        return
    with shown():
        lesson = lesson_of(classroom.lesson)
        start = f"Start the lesson of the class: {plain(lesson.title)}"
        if st.button(start, type="primary", icon=":material/play_arrow:", key="start_class_lesson"):
            open_step(lesson, 1)


LEAVE_HELP = "This browser forgets who you were. Your runs stay with the class."
