"""Class board: what has the class found, all runs together?"""

from __future__ import annotations

import streamlit as st

from app.backend import desk
from app.board.live_part import show_live
from app.board.look import STYLE
from app.board.predictions import show_predictions
from app.board.reading import board_of
from app.board.result import show_result
from app.ending import ending
from app.errors import shown
from app.glossary import explain
from app.words import plain
from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.person import Person

QUESTION = (
    "Whose run lies farthest from the mean, and is that its recipe or the luck of its seed? Train the same once more "
    "with another seed and see on which side the new point falls."
)


def empty() -> None:
    """What will be seen here, and how to get there."""
    st.title("Class board", anchor=False)
    st.info("No class is open here. Open or join one on the Workshop page.", icon=":material/school:")
    st.markdown(
        "This page is for the projector. It shows how to join, **who is where**, and the **queue**: whose run is at "
        "work and how long the others wait. Below, the runs of all learners come together. A run with another seed is "
        "one more **draw**, so the mean becomes more certain with each, and a result that only one lucky run had "
        "disappears. Before the evidence it shows what the class **predicts**."
    )
    st.page_link("pages/workshop.py", label="Workshop", icon=":material/school:")


def board(person: Person, classroom: Classroom) -> None:
    """The board of a class, for its teacher and for its learners."""
    st.html(f"<style>{STYLE}</style>")
    st.title(plain(classroom.name), anchor=False)
    now = board_of(classroom)
    show_live(classroom, now.stamp)
    st.subheader("What the class has found", anchor=False)
    st.markdown(
        "Every learner's run is **one more draw**: the same question with another seed. The mean over the learners is "
        "known better with each result."
    )
    explain("linear probe", "knn accuracy", "recipe")
    show_result(now)
    st.subheader("What the class predicts", anchor=False)
    show_predictions(person, now)


person = desk().person
if person.classroom is None:
    empty()
else:
    with shown():
        board(person, person.classroom)
ending(QUESTION, "pages/home.py", "Back to Home", ":material/home:")
