"""The lesson above the page: where one is, what to do here, the question, and the way on."""

from __future__ import annotations

import streamlit as st

from app.lesson.place import Place, leave, open_step
from app.lesson.question import show_question, waits_for_answer
from app.words import plain

STYLE = """
.st-key-lesson_panel [data-testid="stExpander"] details{border-color:light-dark(#9dbff3,#2f548c);
background:light-dark(#f5f9ff,#131d2c)}
.st-key-lesson_panel summary p{font-size:1rem}
.lesson-way{display:flex;gap:.3rem}
.lesson-way i{flex:1;height:.3rem;border-radius:.2rem;background:light-dark(#cfdcf0,#2d3a4f)}
.lesson-way .past{background:light-dark(#0B62E0,#4C8DF6)}
"""


def show_panel(place: Place) -> None:
    """Draw it; closed, it is one line. On another page than the step's, it leads back there."""
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="lesson_panel"):
        if not place.here:
            _show_way_back(place)
            return
        title = f":material/school: **{plain(place.lesson.title)}** · {_where(place)} · {place.step.minutes:g} min"
        with st.expander(title, expanded=True, key=f"lesson_panel_{place.lesson.name}_{place.number}"):
            st.html(_way(place))
            _show_step(place)
            _show_buttons(place)


def _show_step(place: Place) -> None:
    """Prose, and beside it, on a wide screen, the question."""
    words, beside = st.columns([3, 2], gap="large") if place.asked else (st.container(), st.container())
    with words:
        st.subheader(plain(place.step.title), anchor=False)
        st.markdown(place.step.prose)
    with beside:
        show_question(place)


def _show_buttons(place: Place) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_buttons"):
        if place.number > 1 and st.button("Back", key="lesson_back", icon=":material/arrow_back:"):
            open_step(place.lesson, place.number - 1)
        if place.last:
            st.button("Finish", key="lesson_finish", type="primary", icon=":material/check:", on_click=leave)
        else:
            waits, icon = waits_for_answer(place), ":material/arrow_forward:"
            if st.button("Next", key="lesson_next", type="primary", icon=icon, disabled=waits):
                open_step(place.lesson, place.number + 1)
            if waits:
                st.caption(FIRST, width="content")
        if st.button("Start this step over", key="lesson_again", type="tertiary", icon=":material/replay:", help=AGAIN):
            open_step(place.lesson, place.number)
        st.button("Leave the lesson", key="lesson_leave", type="tertiary", icon=":material/close:", on_click=leave)


FIRST = "First your guess. A wrong one costs nothing."
AGAIN = "The page's controls go back to what this step sets. Your runs and answers stay."


def _show_way_back(place: Place) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/school: **{plain(place.lesson.title)}** · {_where(place)}", width="stretch")
        if st.button("Back to the lesson", key="lesson_return", icon=":material/undo:"):
            open_step(place.lesson, place.number)
        st.button("Leave it", key="lesson_leave", type="tertiary", icon=":material/close:", on_click=leave)


def _where(place: Place) -> str:
    return f"step {place.number} of {len(place.lesson.steps)}"


def _way(place: Place) -> str:
    """One dash a step, filled as far as one has come; the words above say the same."""
    dashes = "".join(f"<i class='{'past' if n < place.number else ''}'></i>" for n in range(len(place.lesson.steps)))
    return f"<div class='lesson-way' aria-hidden='true'>{dashes}</div>"
