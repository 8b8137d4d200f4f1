"""The list of lessons, each with a button that starts it."""

from __future__ import annotations

import streamlit as st

from app.backend import desk
from app.errors import shown
from app.lesson.place import open_step
from app.lesson.shelf import bring, lesson_of, names
from app.words import plain
from ssl_demo.classroom.lessons.lesson import Lesson
from ssl_demo.errors import UserError


def lesson_list() -> None:
    """Draw the lessons that are here, two in a row where there is room. A broken file is one sentence in its place."""
    lessons, broken = [], []
    for name in names():
        try:
            lessons.append(lesson_of(name))
        except UserError as error:
            broken.append(error)
    for row in range(0, len(lessons), 2):
        for column, lesson in zip(st.columns(2), lessons[row : row + 2], strict=False):
            with column, st.container(border=True, height="stretch", gap="small"):
                _show(lesson)
    for error in broken:
        with shown():
            raise error
    if not desk().person.is_learner:
        _bring()


def _bring() -> None:
    """Where a teacher adds a lesson that they wrote."""
    with st.expander("Bring a lesson of your own", icon=":material/upload_file:"):
        st.caption("A Markdown file of at most 100 kB; how it is written stands in docs/workshop.md of this project.")
        file = st.file_uploader("Lesson", type="md", key="lesson_file", max_upload_size=1, label_visibility="collapsed")
        if st.button("Add it", key="lesson_add", disabled=file is None) and file is not None:
            with shown():
                desk().check_host("bring lessons")
                bring(file.name, file.getvalue())
                st.rerun()


def _show(lesson: Lesson) -> None:
    st.markdown(f"##### {plain(lesson.title)}")
    st.markdown(plain(lesson.about))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Start", key=f"start_{lesson.name}", icon=":material/play_arrow:"):
            open_step(lesson, 1)
        asked = sum(step.question is not None for step in lesson.steps)
        counts = ((lesson.minutes, "minute"), (len(lesson.steps), "step"), (asked, "question"))
        st.caption(" · ".join(f"{count:g} {what}{'s' * (count != 1)}" for count, what in counts))
