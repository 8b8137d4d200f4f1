"""All methods that the benchmark has measured, one below the other."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app.chart import show_figure
from app.errors import shown
from app.findings import percent
from app.measured import in_percent
from app.methods.choice import in_order
from app.methods.league_figure import league_figure
from app.methods.ours import COMMAND, MEASURES, Benchmark, benchmarks
from app.url import bound
from ssl_demo.methods import METHODS

PROBE = "Linear probe, 50 labels per class"
ENOUGH = 0.03
"""So far above the untrained encoder a method has to be, at least, to be called better."""


def show_league() -> None:
    """The figure of all methods, what it says in words, and the table."""
    with shown():
        rows = {name: row for name, row in benchmarks().items() if name in METHODS}
        if not rows:
            st.markdown(f"No method has been measured in this project's benchmark yet: `{COMMAND}` does it.")
            return
        _show(rows)


def _show(rows: Mapping[str, Benchmark]) -> None:
    some = next(iter(rows.values()))
    st.markdown(f"Every method got the same, on CIFAR-10: {some.budget} What are its features worth afterwards?")
    with bound("measured_by") as url:
        measure = st.segmented_control("Read off by", list(MEASURES), default=PROBE, required=True, **url)
    show_figure(league_figure(rows, measure), "league", finding(rows, measure))
    st.caption(LOOK)
    st.markdown("\n".join(f"- {sentence}" for sentence in said(rows, measure)))
    with st.expander("The numbers, and how they were measured", icon=":material/table:"):
        st.dataframe(table(rows), hide_index=True)
        st.caption(f"Mean ± standard deviation over the seeds, in per cent. {some.protocol} Again: `{COMMAND}`.")


LOOK = (
    "Look at the distance between a dot and its **diamond**, the same encoder before its first step: that is what the "
    "task taught. A thin line is one standard deviation over the seeds. What may surprise: how much an encoder knows "
    "that was never trained, and that the order here is not that of long training: some tasks teach fast, others "
    "teach long."
)


def finding(rows: Mapping[str, Benchmark], measure: str) -> str:
    """Who comes highest without labels, for the figure's title."""
    without = {name: row.trained[measure] for name, row in rows.items() if not METHODS[name].needs_labels}
    if not without:
        return f"{measure}: every method, and the encoder it started from"
    best, others = _best(without)
    if not others:
        return f"Without labels, {METHODS[best].title} comes highest: {percent(without[best][0])}"
    names = [METHODS[name].title for name in (best, *others)]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) < 4 else f"{names[0]} and {len(others)} others"
    return f"Without labels, {listed} come highest, too close to call: {percent(without[best][0])}"


def said(rows: Mapping[str, Benchmark], measure: str) -> list[str]:
    """Markdown: who is ahead without labels and with them, and who is hardly better than the untrained encoder."""
    gains = {name: _gain(row.trained[measure], row.untrained[measure]) for name, row in rows.items()}
    without = {name: row.trained[measure] for name, row in rows.items() if not METHODS[name].needs_labels}
    with_all = {name: row.trained[measure] for name, row in rows.items() if METHODS[name].needs_labels}
    sentences = []
    if without:
        best, others = _best(without)
        close = f" Too close to call: {', '.join(METHODS[name].title for name in others)}." if others else ""
        sentences.append(f"Without labels, **{METHODS[best].title}** comes highest: {without[best][0]:.1%}.{close}")
    if with_all:
        best, _ = _best(with_all)
        sentences.append(
            f"With all the labels of these images, {METHODS[best].title} comes to {with_all[best][0]:.1%} in the same "
            "time. That is what labels are worth, where there are so many."
        )
    behind = {name: gain for name, (gain, _) in gains.items() if gain < ENOUGH}
    if not behind:
        just = [
            f"{METHODS[name].title} ({_in_points(gain)})" for name, gain in gains.items() if gain[0] - gain[1] < ENOUGH
        ]
        close = f" Just so, within the seeds' noise: {', '.join(just)}." if just else ""
        sentences.append(
            f"Each of the {len(rows)} is at least {100 * ENOUGH:.0f} points above the encoder that it started from, "
            f"as a mean over the seeds.{close}"
        )
    for name, gain in behind.items():
        sentences.append(
            f"**{METHODS[name].title}** is only {100 * gain:+.1f} points from where it started: it needs a larger "
            "budget."
        )
    return sentences


def _gain(trained: tuple[float, float], untrained: tuple[float, float]) -> tuple[float, float]:
    """By how much a mean is higher, and how uncertain that is by both standard deviations."""
    return trained[0] - untrained[0], math.hypot(trained[1], untrained[1])


def _in_points(gain: tuple[float, float]) -> str:
    """A gain as "+3.0 ± 0.7 points"."""
    return f"{100 * gain[0]:+.1f} ± {100 * gain[1]:.1f} points"


def _best(reached: Mapping[str, tuple[float, float]]) -> tuple[str, list[str]]:
    """The highest mean, and those that are nearer to it than the standard deviations of both together."""
    best = max(reached, key=lambda name: reached[name][0])
    mean, std = reached[best]
    return best, [name for name in reached if name != best and mean - reached[name][0] < std + reached[name][1]]


def table(rows: Mapping[str, Benchmark]) -> pd.DataFrame:
    """One line for each method, family by family."""
    return pd.DataFrame([_line(method.name, rows[method.name]) for method in in_order() if method.name in rows])


def _line(name: str, row: Benchmark) -> dict[str, object]:
    accuracies = {}
    for measure in MEASURES:
        accuracies[measure] = in_percent(row.trained[measure])
        accuracies[f"{measure}, untrained"] = in_percent(row.untrained[measure])
    return {
        "Method": METHODS[name].title,
        "Encoder": row.encoder,
        **accuracies,
        "Images per second": round(row.images_per_second),
        "Effective rank": round(row.effective_rank),
    }
