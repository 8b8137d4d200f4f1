"""Predict first: before the curve is shown, its reader says where it will go."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.guess import guess_curve, handle_counts
from app.label_budget.table import Row
from app.lesson.asking import curve_of
from app.lesson.question import held_back, my_answer, question_here
from app.palette import CONTENDERS
from app.url import from_url, to_url
from ssl_demo.config import CurveConfig
from ssl_demo.errors import UserError

SKIPPED = "no"
ASKED_BY_LESSONS = ("label_curve", "overtaken")
"""The evidence that this page's curve would give away."""


def guess_first(config: CurveConfig, chance: float) -> bool:
    """Ask for a guess of the self-supervised curve, if there is something to guess; False while one is being made."""
    if any(question_here(name) is not None for name in ASKED_BY_LESSONS):
        return _may_see()
    if "ssl" not in config.contenders or the_guess(config) is not None or from_url("guess", "", str) == SKIPPED:
        return True
    counts = handle_counts(config.labels)
    with st.container(border=True):
        st.subheader("First your guess", anchor=False)
        st.markdown(
            "How often will a **linear probe on the self-supervised features** name a test image rightly? Drag the "
            "points to where you expect its curve. Blind guessing gets what the dotted line says."
        )
        title = CONTENDERS["ssl"].title
        values = guess_curve(
            config.labels,
            None,
            key=f"guess_{'_'.join(map(str, counts))}",
            chance=chance,
            colour=CONTENDERS["ssl"].colour,
            title=f"{title}: where will it go?",
        )
        with st.container(horizontal=True):
            st.button(
                "That's my guess",
                type="primary",
                icon=":material/visibility:",
                on_click=_take,
                args=(dict(zip(counts, values, strict=True)),),
            )
            st.button("Show it without a guess", type="tertiary", on_click=_skip)
    return False


def _may_see() -> bool:
    """Whether a lesson's questions about the curve are all revealed."""
    hidden = held_back(*ASKED_BY_LESSONS)
    if hidden:
        st.info("The curve waits until the lesson's question above is revealed.", icon=":material/visibility_off:")
    return not hidden


def the_guess(config: CurveConfig) -> dict[int, float] | None:
    """Accuracies by labels per class as they were guessed, 0 … 1; None if nothing was, or for other counts."""
    if (asked := question_here("label_curve")) is not None:
        return curve_of(my_answer(asked)) or None
    guess = from_url("guess", {}, _parsed)
    return guess if tuple(guess) == handle_counts(config.labels) else None


def verdict_on_guess(guess: dict[int, float], rows: Sequence[Row], run: str) -> str:
    """How far the guess was from what came out, in one sentence; empty while nothing has."""
    measured = {r["labels_per_class"]: r["accuracy_mean"] for r in rows if (r["contender"], r["run"]) == ("ssl", run)}
    shared = [count for count in guess if count in measured]
    if not shared:
        return ""
    off = [100 * (measured[count] - guess[count]) for count in shared]
    said = ", ".join(f"{guess[count]:.0%} at {count:,} and it is {measured[count]:.1%}" for count in shared)
    mean = sum(map(abs, off)) / len(off)
    lean = "too low" if all(gap > 0 for gap in off) else "too high" if all(gap < 0 for gap in off) else "mixed"
    tail = {"too low": "It does better than you thought.", "too high": "It does worse than you thought."}.get(lean, "")
    return f"**Your guess**: you said {said}. On average {mean:.0f} points off. {tail}".strip()


def _take(guess: dict[int, float]) -> None:
    to_url("guess", ",".join(f"{count}:{100 * value:.0f}" for count, value in guess.items()))


def _skip() -> None:
    to_url("guess", SKIPPED)


def guess_again() -> None:
    """Forget the guess. For a button's callback."""
    to_url("guess", None)


def may_guess_again() -> bool:
    """Whether the guess was made on this page: one that a lesson asked for was meant once."""
    return question_here("label_curve") is None


def _parsed(text: str) -> dict[int, float]:
    if text == SKIPPED:
        return {}
    pairs = (part.partition(":") for part in text.split(","))
    guess = {int(count): float(percent) / 100 for count, _, percent in pairs}
    if not all(0 <= value <= 1 for value in guess.values()):
        raise UserError("A guess lies between 0 and 100 percent.")
    return guess
