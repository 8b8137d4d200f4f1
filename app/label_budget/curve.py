"""The Label budget's figure, what it says in words, and how it was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from app.backend import store
from app.chart import show_figure
from app.figures import label_curve_figure
from app.frame import run_titles
from app.label_budget.downloads import show_downloads
from app.label_budget.draws import show_draws
from app.label_budget.finding import finding
from app.label_budget.predict import guess_again, may_guess_again, the_guess, verdict_on_guess
from app.label_budget.protocol import protocol
from app.label_budget.read_out import read_out
from app.label_budget.table import PROTOCOLS, Row, table
from app.state import dataset
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.evaluation.label_curve import TRAINED
from ssl_demo.runs.run import Run


def show_curve(config: CurveConfig, rows: Sequence[Row]) -> None:
    """The figure, what it says in words, its numbers and how it was measured; nothing while there is no point."""
    runs = [store().get(run_id) for run_id in config.runs]
    if not rows:
        st.caption("The figure appears with its first point.")
        show_draws(config, runs[0], rows)
        return
    figure = _figure(config, rows, runs)
    titles = run_titles(runs)
    said = finding(rows, runs[0].id, titles[runs[0].id] if len(runs) > 1 else "")
    show_figure(figure, "label_curve", said, buttons=False)
    st.caption(LOOK)
    if len({run.config.data for run in runs}) > 1:
        st.warning("These runs saw different images, so their curves can't be compared with one another.")
    _say(config, rows, runs)
    show_downloads(config, rows, runs, figure, said)
    with st.expander("The numbers", icon=":material/table:"):
        percent = {name: st.column_config.NumberColumn(format="%.1f %%") for name in PERCENT}
        lines = table(rows, titles)
        st.dataframe(lines, hide_index=True, column_config=percent)
        st.caption("Spread is the standard deviation over the draws.")
    show_draws(config, runs[0], rows)
    st.subheader("How it was measured", anchor=False)
    st.markdown(protocol(config, runs))


LOOK = (
    "Further up is better. The scale of labels is logarithmic: each step to the right costs several times more. The "
    "**band** is the 95 % interval of the mean over the draws (Student's t): how far the curve could move if other "
    "images had happened to be labelled. How much another training run would differ it doesn't tell. The dotted line "
    "is **chance**, blind guessing. Click a name to hide its curve. A surprise would be a curve that falls as labels "
    "are added, or stays at chance."
)
PERCENT = ("Mean", "Spread", "95 % from", "95 % to")


def _say(config: CurveConfig, rows: Sequence[Row], runs: Sequence[Run]) -> None:
    sentences, titles = [], run_titles(runs)
    for run in runs:
        classes = len(dataset(run.config.data).train.classes)
        name = plain(titles[run.id]) if len(runs) > 1 else "SSL"
        sentences += read_out(rows, run.id, name, classes)
    if sentences and config.supervised_share < 1 and any(row["contender"] in TRAINED for row in rows):
        sentences.append(
            f"Networks trained with labels had {config.supervised_share:.0%} of the run's compute at each point; with "
            "all of it they may do better where labels are plenty."
        )
    guess = the_guess(config)
    if guess and (said := verdict_on_guess(guess, rows, runs[0].id)):
        sentences.insert(0, said)
    if sentences:
        st.subheader("What it says", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    if guess and may_guess_again():
        st.button("Guess again", type="tertiary", icon=":material/replay:", on_click=guess_again)


def _figure(config: CurveConfig, rows: Sequence[Row], runs: Sequence[Run]) -> go.Figure:
    """The curve on the scale of all the counts asked for, so that it grows towards a visible end."""
    classes = {len(dataset(run.config.data).train.classes) for run in runs}
    figure = label_curve_figure(
        rows,
        run_names=run_titles(runs),
        classes=classes.pop() if len(classes) == 1 else None,
        protocols=PROTOCOLS,
        guess=the_guess(config),
        height=560,  # on a phone, eight names take a third of it
    )
    ends = [math.log10(config.labels[0]) - 0.08, math.log10(config.labels[-1]) + 0.08]
    ticks = {"tickvals": config.labels, "ticktext": [f"{count:,}" for count in config.labels]}
    return figure.update_xaxes(range=ends, **ticks)
