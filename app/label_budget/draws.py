"""Which labels? The images that a draw hands out, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.gallery import sheet
from app.label_budget.read_out import title
from app.label_budget.table import Row
from app.names import class_name
from app.state import dataset
from app.url import bound
from ssl_demo.config import CurveConfig
from ssl_demo.evaluation.label_draws import draw_labels, feasible
from ssl_demo.runs.run import Run

MOST_SHOWN = 5
"""Labels per class that fit on a page."""
TOLD = ("ssl", "supervised", "kmeans", "pixels")


def show_draws(config: CurveConfig, run: Run, rows: Sequence[Row]) -> None:
    """The labelled images of each draw, with the accuracies that they led to."""
    train = dataset(run.config.data).train
    counts = [count for count in feasible(train.labels, config.labels) if count <= MOST_SHOWN]
    if not counts:
        return
    st.subheader("Which labels?", anchor=False)
    st.markdown(
        "These are the labelled images themselves, all that a contender is told of the classes. Would **you** have "
        "known the class from so few? With one image each, a strange one can cost several points: that is the luck of "
        "the draw, and why every point is measured over several draws."
    )
    count = counts[0]
    if len(counts) > 1:
        with bound("shown") as url:
            count = st.segmented_control("Labels per class shown", counts, default=counts[0], required=True, **url)
    for draw in range(config.draws):
        places = draw_labels(train.labels, count, draw, config.seed)
        places = places[train.labels[places].argsort(stable=True)]
        names = [class_name(train.classes[label]) for label in train.labels[places]]
        st.markdown(f"**Draw {draw + 1}** · {_what_came(rows, run, count, draw) or 'not measured yet'}")
        sheet(train.pixels[places], alt=[f"draw {draw + 1}: {name}" for name in names], captions=names, width=76)


def _what_came(rows: Sequence[Row], run: Run, count: int, draw: int) -> str:
    """ "Self-supervised 24.1 %, …" for the contenders that were measured with this draw."""
    found = {
        row["contender"]: row["accuracies"][draw]
        for row in rows
        if row["labels_per_class"] == count and row["run"] in (run.id, None) and draw in row["accuracies"]
    }
    return ", ".join(f"{title(name)} {found[name]:.1%}" for name in TOLD if name in found)
