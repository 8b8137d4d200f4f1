"""The Label budget page's figure, what it says in words, how it was measured, and its table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from app.backend import store
from app.figures import label_curve_figure
from app.label_budget.words import Row, read_out, table
from app.names import dataset_title
from app.state import dataset
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.runs.run import Run


def show_curve(config: CurveConfig, rows: Sequence[Row]) -> None:
    """The figure, what it says in words, its numbers and how it was measured; nothing while there is no point."""
    if not rows:
        st.caption("The figure appears with its first point.")
        return
    runs = [store().get(run_id) for run_id in config.runs]
    names = {run.id: run.name for run in runs}
    st.plotly_chart(_figure(config, rows, runs), key="label_curve", config={"displayModeBar": False})
    st.caption(LOOK)
    if len({run.config.data for run in runs}) > 1:
        st.warning("These runs saw different images, so their curves can't be compared with one another.")
    sentences = [sentence for run in runs for sentence in read_out(rows, run.id, plain(run.name))]
    if sentences and config.supervised_share < 1 and any(row["contender"] == "supervised" for row in rows):
        sentences.append(
            f"Training from scratch had {config.supervised_share:.0%} of the run's steps; with all it may do better."
        )
    if sentences:
        st.subheader("What it says", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    _show_table(rows, names)
    st.subheader("How it was measured", anchor=False)
    st.markdown(_protocol(config, runs))


LOOK = (
    "Further up is better. The scale of labels is logarithmic: each step to the right costs several times more. The "
    "**band** is the 95 % interval of the mean over the draws (Student's t): how far the curve could move if other "
    "images had happened to be labelled. How much another training run would differ it doesn't tell. The dotted line "
    "is **chance**, blind guessing. A surprise would be a curve that falls as labels are added, or stays at chance."
)


def _figure(config: CurveConfig, rows: Sequence[Row], runs: Sequence[Run]) -> go.Figure:
    """The curve on the scale of all the counts asked for, so that it grows towards a visible end."""
    classes = {len(dataset(run.config.data).train.classes) for run in runs}
    figure = label_curve_figure(
        rows,
        run_names={run.id: run.name for run in runs},
        classes=classes.pop() if len(classes) == 1 else None,
    )
    ends = [math.log10(config.labels[0]) - 0.08, math.log10(config.labels[-1]) + 0.08]
    ticks = {"tickvals": config.labels, "ticktext": [f"{count:,}" for count in config.labels]}
    return figure.update_xaxes(range=ends, **ticks)


def _protocol(config: CurveConfig, runs: Sequence[Run]) -> str:
    share = config.supervised_share
    steps = "as many steps as the run" if share == 1 else f"{share:.0%} of the run's steps"
    return (
        f"- **Images**: {'; '.join(dict.fromkeys(map(_images, runs)))}.\n"
        f"- **Labels**: drawn from the training images, equally many in each class, {config.draws} times anew. All "
        "contenders get the same ones, and a larger count contains the smaller ones.\n"
        "- **Probe**: logistic regression on the feature maps of the encoder's last two stages, averaged over the "
        "whole image and over its four quarters, and over the image and its mirror image. How strongly its weights are "
        "held small (L2) is chosen by cross-validation on the labelled images alone; with one label per class it is "
        "fixed.\n"
        f"- **Training from scratch**: the same network with new weights, {steps}, on equally many views, which are "
        "milder, as suits it. Nothing is tuned per count. It, too, sees each test image and its mirror image.\n"
        "- **Score**: the share of the test images that are named correctly. Each measurement is scored on them once; "
        "nothing is tuned or chosen by them."
    )


def _images(run: Run) -> str:
    images, title = dataset(run.config.data), plain(dataset_title(run.config.data.dataset))
    classes = len(images.train.classes)
    return f"{len(images.train):,} training and {len(images.test):,} test images of {title}, {classes} classes"


def _show_table(rows: Sequence[Row], names: dict[str, str]) -> None:
    lines = table(rows, names)
    with st.expander("The numbers", icon=":material/table:"):
        percent = {name: st.column_config.NumberColumn(format="%.1f %%") for name in PERCENT}
        st.dataframe(lines, hide_index=True, column_config=percent)
        st.caption("Spread is the standard deviation over the draws.")
        st.download_button(
            "Download as CSV",
            lines.to_csv(index=False).encode(),
            "label_budget.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


PERCENT = ("Mean", "Spread", "95 % from", "95 % to")
