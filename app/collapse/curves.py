"""The sabotaged run's curves, each over the ghost of its healthy twin's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from app.collapse.gauges import Curve, diagnosis, gauge
from app.findings import beside, number, percent
from app.linechart import line_options, show_lines
from app.palette import TWINS
from app.runs.view import RunView
from ssl_demo.evaluation.verdict import NO_SPREAD, few_directions

HEIGHT = 250
LINE_WIDTHS = {"broken": 3.5, "ghost": 1.5, "untrained": 1.5, "threshold": 1.5}


@dataclass(frozen=True)
class Chart:
    """One reading of a run against the step. axis: its name along y. limits: of that axis, None where they follow the
    data. threshold: below it lies a collapse."""

    key: str
    title: str
    axis: str
    help: str
    read: Callable[[RunView], Curve]
    limits: tuple[float | None, float | None] = (None, None)
    threshold: float | None = None
    percent: bool = False


def show_curves(broken: RunView, ghost: RunView | None) -> None:
    """Loss, kNN accuracy and the four gauges of collapse, in three rows."""
    charts = _charts(broken, ghost)
    for row in range(0, len(charts), 2):
        for column, chart in zip(st.columns(2, gap="large"), charts[row : row + 2], strict=True):
            with column:
                _show(chart, broken, ghost)


def _show(chart: Chart, broken: RunView, ghost: RunView | None) -> None:
    last = max(view.status.total_steps or max(1, view.step) for view in (broken, ghost) if view)
    lines = {"broken": chart.read(broken), "ghost": chart.read(ghost) if ghost else []}
    if chart.threshold is not None:
        lines["threshold"] = [(0, chart.threshold), (last, chart.threshold)]
    said = _finding(chart, lines["broken"], lines["ghost"], over=_over(broken, ghost))
    st.markdown(f"**{said}**", help=chart.help)
    options = line_options(
        {TWINS[name].title: points for name, points in lines.items()},
        x_title="step",
        y_title=chart.axis,
        x_range=(0, last),
        y_range=chart.limits,
        styles={TWINS[name].title: TWINS[name] for name in lines},
        percent=chart.percent,
    )
    show_lines(weighted(options, lines), f"lab_{chart.key}", height=HEIGHT, alt=said)


def _finding(chart: Chart, broken: Curve, ghost: Curve, over: bool) -> str:
    written = percent if chart.percent else number
    return beside(chart.title, broken, ghost, "the healthy twin's", written, over=over, restless=chart.key == "loss")


def _over(broken: RunView, ghost: RunView | None) -> bool:
    """Whether neither can still change: what was paused or failed may go on."""
    return all(view.status.state == "done" for view in (broken, ghost) if view)


def weighted(options: dict, lines: Mapping[str, Curve]) -> dict:
    """Chart options in which the sabotaged run's line is strong, and everything beside it thin and without symbols."""
    for series, name in zip(options["series"], lines, strict=True):
        series["lineStyle"]["width"] = LINE_WIDTHS[name]
        series["showSymbol"] = series["showSymbol"] and name == "broken"
        series["z"] = 3 if name == "broken" else 2
    return options


def _of(name: str) -> Callable[[RunView], Curve]:
    return lambda view: gauge(view, name)


def _charts(broken: RunView, ghost: RunView | None) -> list[Chart]:
    found = diagnosis(broken) or (diagnosis(ghost) if ghost else None)
    few = few_directions(found.now, found.untrained) if found and found.now else None
    return [
        Chart("loss", "Loss", "loss", LOSS, lambda view: view.losses),
        Chart("knn", "kNN accuracy", "kNN accuracy", KNN, _of("knn"), (0, 1), percent=True),
        Chart("spread", "Spread", "spread of the embeddings", SPREAD, _of("embedding_spread"), (0, 1), NO_SPREAD),
        Chart("rank", "Effective rank", "directions in use", RANK, _of("embedding_rank"), (0, None), few),
        Chart("alignment", "Alignment", "distance of two views", ALIGNMENT, _of("alignment"), (0, None)),
        Chart("uniformity", "Uniformity", "log of closeness", UNIFORMITY, _of("uniformity"), (-4, 0)),
    ]


LOSS = (
    "What training makes small. "
    "The sum of all terms, unsmoothed. A sabotage may change what is summed, so compare the shapes rather than the "
    "heights. A loss that falls to its lowest possible value within seconds is no success: it has found a short cut."
)
KNN = (
    "What the features are worth. "
    "An image counts as right when the 20 images with the most similar features vote for its class. Leave-one-out over "
    "up to 1,000 of the training images. Labels are used for this number only."
)
SPREAD = (
    "The standard deviation of the normalised embeddings, which the loss works on: the root of the summed variances of "
    "all their numbers. 1 when they spread evenly over the sphere, 0 when all images have the same (after Chen & He "
    "2021, SimSiam, §4.1)."
)
RANK = (
    "RankMe: the exponential of the entropy of the embeddings' singular values, so the number of directions that they "
    "really use (Garrido et al. 2023)."
)
ALIGNMENT = (
    "Mean squared distance between the normalised embeddings of two views of an image (Wang & Isola 2020). 0 is "
    "perfect agreement, which is easy to have if everything is the same: read it together with uniformity."
)
UNIFORMITY = (
    "How crowded the images are. "
    "The logarithm of the mean of exp(-2 · squared distance) over all pairs of images (Wang & Isola 2020). 0 when all "
    "lie in one place, down to -4 when they spread evenly: lower is better."
)
