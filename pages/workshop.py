"""Workshop: how do we learn this together?"""

from __future__ import annotations

import streamlit as st

from app.backend import desk
from app.ending import ending
from app.lesson.listing import lesson_list
from app.workshop.join import join_form
from app.workshop.learner import show_learner
from app.workshop.open_class import open_form
from app.workshop.teacher import choose_lesson, show_end, show_learners, show_quota, show_ways_in

person = desk().person

st.title("Workshop", anchor=False)
st.markdown(
    "A lesson leads over the pages of this app, step by step, and asks what you expect *before* you see the evidence. "
    "Alone you go at your own pace. In a **class** all predict together, equal requests are trained once, and every "
    "learner's run makes the common result more certain."
)

if person.is_visitor:
    left, right = st.columns(2, gap="large")
    with left:
        join_form()
    with right:
        open_form()
elif person.learner is not None:
    show_learner(person.classroom, person.learner)
else:
    show_ways_in(person.classroom)
    choose_lesson(person.classroom)

st.subheader("Lessons", anchor=False)
lesson_list()

if person.is_teacher:
    st.subheader("Your class", anchor=False)
    show_quota(person.classroom)
    show_learners(person.classroom)
    show_end(person.classroom)

ending(
    "What would you bet that your neighbour's run, with another seed, ends within two points of yours? Train the same "
    "recipe and look at the class board.",
    "pages/class_board.py",
    "Next: Class board, what the class has found",
    ":material/tv:",
)
