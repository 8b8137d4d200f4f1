"""A run while one watches: where it stands, its curves, the gauges of collapse, and the map of its features."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.findings import moved, number, percent
from app.linechart import line_options, show_lines
from app.names import duration, needs_labels
from app.palette import CONTENDERS, LINES, Style
from app.runs.doing import PHASES, show_waiting
from app.runs.view import RunView
from ssl_demo.models import width_of

KNN = "kNN accuracy"
UNTRAINED = "untrained encoder"


def show_progress(view: RunView) -> None:
    """Where the run stands, as one line and a bar."""
    state = view.status.state
    if state == "queued":
        show_waiting(view.run)
        return
    total = view.status.total_steps
    of_all = f" of {total:,}" if total else ""
    steps = f"step {view.step:,}{of_all}" if view.step or total else ""
    epochs = view.config.epochs
    epoch = f"epoch {view.steps[-1]['epoch']:.1f} of {epochs:.1f}" if view.steps and epochs else ""
    doing = PHASES.get(view.status.phase, state) if state == "running" else state
    st.progress(view.progress, " · ".join(filter(None, (f"**{doing.capitalize()}**", steps, epoch))))


def show_numbers(view: RunView) -> None:
    """Speed, time, accuracy and the spread of the features, as large numbers."""
    newest = view.newest
    active = view.status.active
    speed = view.images_per_second if active else view.status.figures.get("images_per_second", view.images_per_second)
    with st.container(horizontal=True, key="run_numbers"):
        if active:
            left = duration(view.steps[-1]["remaining"]) if view.steps else "–"
            st.metric("Time left", left, help="Of training alone; drawing the maps comes after it.")
        else:
            st.metric("Training took", duration(view.seconds), help="Training alone, without evaluating and drawing.")
        st.metric("Images per second", f"{speed:,.0f}" if speed else "–", help=SPEED_HELP)
        _accuracy(view)
        rank = f"{newest['effective_rank']:.0f}" if newest else "–"
        st.metric("Effective rank", rank, help="How many directions the features use; more below, at the gauges.")


def _accuracy(view: RunView) -> None:
    """The newest kNN accuracy and its gain, which has a place from the start: coming later, it would move the page."""
    untrained, newest = view.untrained, view.newest
    gain = 100 * (newest["knn"] - untrained["knn"]) if newest and untrained else 0.0
    look = newest or untrained
    st.metric(
        KNN,
        f"{look['knn']:.1%}" if look else "–",
        f"{gain:+z.1f} points" if look else "– points",
        delta_color="normal" if gain else "off",
        delta_arrow="auto" if gain else "off",
        delta_description="against untrained",
        help=knn_help(view),
    )


SPEED_HELP = "Over the last three seconds while it trains; over the whole training once it is done."


def knn_help(view: RunView) -> str:
    """What the live kNN accuracy is, and what labels are used for."""
    use = (
        "Beware: this method trains on these very labels."
        if needs_labels(view.config.method)
        else "Labels are used for this number only, never by the training."
    )
    return (
        "An image counts as right when the 20 images with the most similar features vote for its class. Leave-one-out "
        f"over up to 1,000 of the training images. {use}"
    )


@dataclass(frozen=True)
class Chart:
    """A chart that is drawn once for all who watch: what its title says, and its echarts options."""

    said: str
    options: dict[str, Any]

    def show(self, key: str, help: str, height: int) -> None:
        st.markdown(f"**{self.said}**", help=help)
        show_lines(self.options, key, height=height, alt=self.said)


def show_loss(view: RunView) -> None:
    """Every term of the loss against the step."""
    view.once("loss", lambda: _loss(view)).show("live_loss", LOSS_HELP, 260)


def _loss(view: RunView) -> Chart:
    said = moved("The loss", view.losses, number, over=view.status.state == "done", restless=True)
    terms = view.terms() or {"loss": []}
    return Chart(said, line_options(terms, x_title="step", y_title="loss", x_range=_whole(view)))


LOSS_HELP = (
    "What training makes small. Each line is one term of the method's loss as it came out at that step, unsmoothed; "
    "their sum is the loss. The title tells it at the first step, and as the mean over the last twentieth of the steps."
)


def show_knn(view: RunView) -> None:
    """The accuracy of the growing features, beside that of the untrained encoder."""
    chart = view.once("knn", lambda: _knn(view))
    chart.show("live_knn", f"Are images of one kind becoming neighbours? {knn_help(view)}", 260)


def _knn(view: RunView) -> Chart:
    said = moved(KNN, view.gauge("knn"), percent, over=view.status.state == "done")
    lines = {KNN: view.gauge("knn")}
    styles = {KNN: dataclasses.replace(CONTENDERS["ssl"], dash="solid")}
    if view.untrained:
        level = view.untrained["knn"]
        lines[UNTRAINED] = [(0, level), (view.status.total_steps or max(1, view.step), level)]
        styles[UNTRAINED] = dataclasses.replace(CONTENDERS["untrained"], dash="dash")
    options = line_options(
        lines, x_title="step", y_title=KNN, x_range=_whole(view), y_range=(0, 1), styles=styles, percent=True
    )
    return Chart(said, options)


def show_gauges(view: RunView) -> None:
    """Standard deviation and effective rank of the features."""
    width = width_of(view.config.encoder)
    left, right = st.columns(2, gap="large")
    with left:
        _gauge(view, "feature_std", "Spread", "spread, 0 … 1", LINES[0], STD_HELP)
    with right:
        _gauge(view, "effective_rank", "Effective rank", f"directions in use, of {width}", LINES[2], RANK_HELP)


def _gauge(view: RunView, name: str, what: str, axis: str, style: Style, help: str) -> None:
    def make() -> Chart:
        points = view.gauge(name)
        options = line_options(
            {what: points}, x_title="step", y_title=axis, x_range=_whole(view), y_range=(0, None), styles={what: style}
        )
        return Chart(moved(what, points, number, over=view.status.state == "done"), options)

    view.once(name, make).show(f"live_{name}", help, 220)


STD_HELP = (
    "√d times the mean standard deviation of the normalised features: 1 when they spread evenly over the sphere, "
    "0 when all images have the same features (Chen & He 2021, SimSiam, §4.1)."
)
RANK_HELP = "RankMe: the exponential of the entropy of the features' singular values (Garrido et al. 2023)."


def _whole(view: RunView) -> tuple[float, float]:
    return 0, view.status.total_steps or max(1, view.step)
