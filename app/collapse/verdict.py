"""The verdict on both runs, and, once the sabotaged one is over, why it went so and what cures it."""

from __future__ import annotations

import streamlit as st

from app.collapse.gauges import Diagnosis, diagnosis
from app.collapse.pair import Plan
from app.collapse.predict import guess_of
from app.collapse.words import ICONS, TITLES, in_words
from app.lesson.question import held_back
from app.palette import TWINS
from app.runs.view import RunView
from app.words import plain
from ssl_demo.evaluation.verdict import Verdict

BOXES = {
    Verdict.HEALTHY: st.success,
    Verdict.DIMENSIONAL: st.warning,
    Verdict.COMPLETE: st.error,
    Verdict.DIVERGED: st.error,
}


def show_verdicts(plan: Plan, broken: RunView, ghost: RunView | None) -> None:
    """A box for each run: one of four verdicts, and the numbers behind it."""
    if held_back("verdict"):
        st.caption(":material/visibility_off: The verdict waits until the lesson's question above is revealed.")
        return
    for column, view, name in zip(st.columns(2, gap="large"), (broken, ghost), ("broken", "ghost"), strict=True):
        with column:
            found = diagnosis(view) if view else None
            st.markdown(f"##### {TWINS[name].title}: {plain(view.run.name)}" if view else f"##### {TWINS[name].title}")
            if view is None or found is None:
                st.caption(BEFORE)
                continue
            _show_box(view, found)
            if name == "broken" and _final(view, found):
                _answer(guess_of(plan), found.verdict)


NO_COLLAPSE_BUT = "So it has not collapsed, and yet it has learned nothing that tells these classes apart."
BEFORE = "The verdict comes with the first look at the embeddings of a training."


def _show_box(view: RunView, found: Diagnosis) -> None:
    so_far = "" if _final(view, found) else " so far"
    said = f"**{TITLES[found.verdict]}{so_far}.** {in_words(found)} {_worth(view, found)}"
    BOXES[found.verdict](said, icon=ICONS[found.verdict])


def _final(view: RunView, found: Diagnosis) -> bool:
    return view.status.state == "done" or found.verdict is Verdict.DIVERGED


def _worth(view: RunView, found: Diagnosis) -> str:
    """What the accuracy of the features says beside it. Early in a training it dips, which means nothing yet."""
    newest, untrained = view.newest, view.untrained
    if newest is None or untrained is None:
        return ""
    said = f"kNN accuracy {newest['knn']:.1%}, and {untrained['knn']:.1%} before training."
    useless = found.verdict is Verdict.HEALTHY and newest["knn"] < untrained["knn"]
    return f"{said} {NO_COLLAPSE_BUT}" if useless and _final(view, found) else said


def _answer(guess: Verdict | None, verdict: Verdict) -> None:
    if guess == verdict:
        st.caption(f":material/check: You said so: {TITLES[verdict].lower()}.")
    elif guess is not None:
        st.caption(f":material/close: You expected: {TITLES[guess].lower()}. What explains the difference?")


def show_cure(plan: Plan) -> None:
    """Why it went so and what cures it, as the method's own file says."""
    if held_back("verdict"):
        return
    st.subheader("What happens, and why", anchor=False)
    st.markdown(plan.sabotage.why)
    st.subheader("What cures it, and why", anchor=False)
    st.markdown(plan.sabotage.cure)
