"""Accuracy against the strength of the wallpaper: the figure, what it says, and the job that measures the probe."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app.chart import show_figure
from app.collapse.gauges import diagnosis
from app.label_budget.jobs import at_work, show_job, start_curve
from app.label_budget.plan import plan_of, rows_now
from app.names import duration
from app.runs.view import RunView
from app.shortcut.figure import accuracy_figure
from app.shortcut.ladder import Ladder
from app.shortcut.readings import KNN, PROBES, Reading, knn_readings, loss_at_the_end, probe_readings
from app.shortcut.words import finding, said, said_of_gauges
from app.url import bound
from ssl_demo.config import CurveConfig

AXES = {
    KNN: "kNN accuracy",
    **{key: f"test accuracy, {labels} labels per class" for key, labels in PROBES.items()},
}
WAYS = {KNN: "kNN", **{key: f"Linear probe, {labels} labels per class" for key, labels in PROBES.items()}}
DRAWS = 3


def probe_of(ladder: Ladder) -> CurveConfig | None:
    """The probes of all runs that are done; None while there are none."""
    runs = tuple(run.id for run in ladder.in_state("done").values())
    counts = tuple(PROBES.values())
    return CurveConfig(runs=runs, contenders=("ssl", "untrained"), labels=counts, draws=DRAWS) if runs else None


def busy(ladder: Ladder) -> bool:
    """Whether a job is measuring probes of these runs, or waits to."""
    config = probe_of(ladder)
    return config is not None and at_work(config)


def ask_probe(ladder: Ladder) -> None:
    """What is missing of the probes, and the button that measures them."""
    config = probe_of(ladder)
    if config is None:
        return
    missing, measuring = plan_of(config, rows_now(config)), at_work(config)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Measure with a linear probe",
            icon=":material/straighten:",
            key="wallpaper_probe",
            on_click=start_curve,
            args=(config,),
            disabled=measuring or not missing.measurements,
        )
        if missing.measurements and not measuring:
            st.caption(
                f"{missing.measurements} probes are missing, ≈ **{duration(missing.seconds)}**.", width="stretch"
            )


def choose_way() -> str:
    """How the accuracy is read off."""
    with bound("wallpaper_by", WAYS.__getitem__) as url:
        return st.segmented_control(
            "Read the features off by", list(WAYS), default=KNN, required=True, format_func=WAYS.get, **url
        )


def show_result(ladder: Ladder, views: Mapping[float, RunView], way: str) -> None:
    """The job at work, and the figure as far as it is measured, in words and as a table."""
    config = probe_of(ladder)
    if config is None:
        st.caption("The figure appears with the first run that is done.")
        return
    show_job(config)
    rows = rows_now(config)
    strength_of = {run.id: wallpaper for wallpaper, run in ladder.runs.items()}
    every_way = {
        KNN: knn_readings(views),
        **{key: probe_readings(rows, strength_of, labels) for key, labels in PROBES.items()},
    }
    readings = every_way[way]
    if readings["ssl"]:
        show_figure(accuracy_figure(readings, AXES[way]), "wallpaper_accuracy", finding(readings, WAYS[way]))
        st.caption(LOOK)
    else:
        st.caption("These probes are not measured yet: press the button above.")
    losses = {wallpaper: loss_at_the_end(view) for wallpaper, view in views.items() if view.status.state == "done"}
    sentences = said({wallpaper: loss for wallpaper, loss in losses.items() if loss is not None}, readings, WAYS[way])
    found = {wallpaper: diagnosis(views[wallpaper]) for wallpaper in losses}
    sentences += said_of_gauges({wallpaper: each for wallpaper, each in found.items() if each is not None})
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    with st.expander("The numbers, and how they were measured", icon=":material/table:"):
        percent = {name: st.column_config.NumberColumn(format="%.1f %%") for name in _columns()}
        st.dataframe(_table(losses, every_way), hide_index=True, column_config=percent)
        st.markdown(PROTOCOL)


LOOK = (
    "Look at the distance between the two lines: that is what training brought. Where the upper one sinks to the "
    "**untrained** encoder's, it brought nothing for telling toys apart; the dotted line is **chance**. A band is the "
    "95 % interval over the draws of labels; another seed of the training would move the points, too. A surprise would "
    "be a level line."
)
PROTOCOL = (
    "- **Runs**: SimCLR, encoder S, the 12,000 training images of each strength, the same seed and as many steps.\n"
    "- **Loss**: mean over the last tenth of the steps.\n"
    "- **kNN**: the 20 most similar of 1,000 training images vote, leave-one-out, by the cosine of the features.\n"
    "- **Linear probe**: logistic regression on the frozen features of the last two stages, averaged over the image "
    "and its quarters. Labels are drawn 3 times from the training images, equally many per class; L2 is chosen by "
    "cross-validation on them alone. Scored on the 2,000 test images of the same strength, which tune nothing.\n"
    "- **Untrained**: the same encoder before its first step, read in the same way on the same images. It sinks too, "
    "as a wallpaper is in the way of any features; so compare with it, not with 100 %."
)


def _columns() -> dict[str, tuple[str, str]]:
    """Columns of accuracies: their title, and which contender and way they show."""
    who = {"untrained": "untrained", "ssl": "trained"}
    return {f"{WAYS[way]}, {who[one]}": (way, one) for way in WAYS for one in who}


def _table(losses: Mapping[float, float | None], every_way: Mapping[str, Mapping[str, list[Reading]]]) -> pd.DataFrame:
    lines = []
    for wallpaper, loss in losses.items():
        found = {
            title: next((100 * r.mean for r in every_way[way][one] if r.wallpaper == wallpaper), None)
            for title, (way, one) in _columns().items()
        }
        lines.append({"Wallpaper": wallpaper, "Loss at the end": loss and round(loss, 3), **found})
    return pd.DataFrame(lines)
