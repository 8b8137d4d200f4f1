"""What a teacher sees to: how learners come in, what each may ask for, who is there, and the end of it all."""

from __future__ import annotations

import time

import streamlit as st

from app.backend import desk
from app.controls import dataclass_controls
from app.errors import shown
from app.lesson.shelf import lesson_of, names
from app.names import duration
from app.person import PASS, kept_pass, take_pass
from app.share.address import address_of_app
from app.share.qr import qr
from app.words import plain
from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.links import join_link, teacher_link
from ssl_demo.errors import UserError

QUOTA_TITLES = {
    "seconds": "Seconds of a training",
    "images": "Training images",
    "epochs": "Epochs",
    "runs": "Runs kept",
    "waiting": "Runs waiting or at work",
    "measurements": "Points of a curve",
    "networks": "Networks that a curve trains",
}
LESSON = "class_lesson"


def show_ways_in(classroom: Classroom) -> None:
    """The code, the link and its QR code, and the teacher's own link, folded away."""
    code, picture = st.columns([3, 1], gap="large", vertical_alignment="center")
    link = join_link(address_of_app(), classroom.code)
    with code:
        st.markdown("Learners open this address, or type the code on any page of the app:")
        st.code(link, language=None)
        st.title(f"`{classroom.code}`", anchor=False)
        st.page_link("pages/class_board.py", label="Show the class board", icon=":material/tv:")
    with picture:
        st.image(
            qr(link), caption="The same address, to be photographed", width=180, alt="QR code of the address above"
        )
    with st.expander("Your teacher's link", icon=":material/key:"):
        st.markdown(
            "Whoever opens it is the teacher, on any machine. Keep it to yourself: don't put it on the projector. This "
            "browser is known for thirty days."
        )
        secret = st.session_state.get(PASS, kept_pass()).partition(".")[2]
        st.code(teacher_link(address_of_app(), secret), language=None)


def show_quota(classroom: Classroom) -> None:
    """Bounds that the server holds every learner to."""
    quota, fields = classroom.quota, list(QUOTA_TITLES)
    with st.expander("What each learner may ask for", icon=":material/speed:"), st.form("quota", border=False), shown():
        for number, column in enumerate(st.columns(3, gap="large")):
            with column:
                quota = dataclass_controls(
                    quota, prefix="quota_", names=fields[number::3], titles=QUOTA_TITLES, url=False
                )
        if st.form_submit_button("Apply to new requests"):
            classroom.set_quota(quota)
            st.toast("The new bounds hold from now on.")


def choose_lesson(classroom: Classroom) -> None:
    """Which lesson the class follows: learners find it at the top of their Workshop page."""
    options = ["", *names()]
    current = classroom.lesson if classroom.lesson in options else ""
    st.session_state[LESSON] = current
    st.selectbox(
        "The lesson of the class",
        options,
        format_func=_lesson_title,
        key=LESSON,
        on_change=_set_lesson,
        args=(classroom,),
        help="Learners find it first. They may take the others as well.",
    )


def _set_lesson(classroom: Classroom) -> None:
    with shown():
        classroom.set_lesson(st.session_state[LESSON])


def _lesson_title(name: str) -> str:
    try:
        return lesson_of(name).title if name else "none yet"
    except UserError:
        return f"{name}.md, which can't be read"


def show_learners(classroom: Classroom) -> None:
    """Who is in the class, each with a button that lets them go."""
    learners = classroom.learners()
    st.markdown(f"##### :material/groups: {len(learners)} in the class")
    if not learners:
        st.caption("Nobody yet. Put the code on the wall.")
    for learner in learners:
        with st.container(horizontal=True, vertical_alignment="center"):
            runs = len(classroom.runs_of(learner.id))
            came = duration(max(0.0, time.time() - learner.joined))
            st.markdown(f"**{plain(learner.nickname)}** · came {came} ago · {runs} runs", width="stretch")
            st.button(
                "Remove",
                key=f"remove_{learner.id}",
                type="tertiary",
                on_click=_remove,
                args=(classroom, learner.id),
                help="The nickname is free again; the runs stay.",
            )


def _remove(classroom: Classroom, learner_id: str) -> None:
    with shown():
        classroom.remove(learner_id)


def show_end(classroom: Classroom) -> None:
    """The button that deletes a class, after one more question."""
    with st.expander("End the class and delete everything", icon=":material/delete_forever:"):
        st.markdown(
            "Nicknames, answers and all runs that the class has made are deleted for good. Export first what you want "
            "to keep, on the Runs page and on the class board."
        )
        sure = st.checkbox("Yes, delete all of it", key="end_sure")
        st.button(
            "Delete the class",
            type="primary",
            icon=":material/delete_forever:",
            disabled=not sure,
            on_click=_end,
            key="end_class",
        )


def _end() -> None:
    with shown(), st.spinner("Stopping its runs and deleting everything …"):
        desk().end_class()
        take_pass("")
        st.toast("The class and all that it made are deleted.")
