"""What a label curve is to compare, as widgets → CurveConfig."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.controls import dataclass_controls
from app.frame import run_titles
from app.palette import CONTENDERS
from app.state import current_run, dataset
from app.url import bound, from_url, to_url
from ssl_demo.config import CurveConfig
from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_draws import most_per_class
from ssl_demo.runs.run import Run

COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
COMPARED = tuple(name for name in CONTENDERS if name != "chance")
SHARES = {0.1: "a tenth", 0.3: "three tenths", 1.0: "all of it"}


def curve_form(runs: Sequence[Run]) -> CurveConfig:
    """Draw the widgets and return what they ask for. Raises UserError while something is missing."""
    usual = CurveConfig()
    chosen = _runs(runs)
    most = _most(runs, chosen)
    options = sorted({*COUNTS, most} if most else COUNTS)
    left, right = st.columns(2, gap="large")
    with left, bound("labels", lambda count: _count(count, most)) as url:
        counts = st.pills(
            "Labels per class",
            options,
            selection_mode="multi",
            default=usual.labels,
            format_func=lambda count: _count(count, most),
            wrap=True,
            help=LABELS_HELP,
            **url,
        )
    with right, bound("contenders", _title) as url:
        contenders = st.pills(
            "Contenders",
            COMPARED,
            selection_mode="multi",
            default=[name for name in COMPARED if name in usual.contenders],
            format_func=_title,
            wrap=True,
            **url,
        )
    with left:
        draws = dataclass_controls(usual, names=["draws"], titles={"draws": "Draws of labels"}).draws
    untrained = not {"supervised", "finetuned"} & {*contenders}
    with right, bound("share", SHARES.__getitem__, disabled=untrained) as url:
        share = st.select_slider(
            "Of the run's compute, each network trained with labels gets",
            list(SHARES),
            value=usual.supervised_share,
            format_func=SHARES.__getitem__,
            help=SHARE_HELP,
            **url,
        )
    if not (chosen and counts and contenders):
        raise UserError("Choose at least one run, one number of labels and one contender.")
    return CurveConfig(
        runs=tuple(chosen),
        contenders=tuple(name for name in usual.contenders if name in contenders),
        labels=tuple(sorted(counts)),
        draws=draws,
        supervised_share=share,
    )


LABELS_HELP = "How many images of each class come with a label. Everything else about the labels stays hidden."
SHARE_HELP = (
    "A network that is trained with labels starts anew for every number of labels and every draw, and more than once, "
    "to choose how fast and how long it learns. At most this much goes into one point; few labels need less. “All of "
    "it” is the fair comparison; with less, points come sooner, and where labels are plenty they may be a little low."
)


def _most(runs: Sequence[Run], chosen: Sequence[str]) -> int | None:
    """How many labels per class the images of the first chosen run allow; None if they aren't here."""
    run = next((run for run in runs if run.id in chosen), None)
    try:
        return most_per_class(dataset(run.config.data).train.labels) if run else None
    except UserError:
        return None  # the plan tells


def _count(count: int, most: int | None) -> str:
    return f"all {count:,}" if count == most and count not in COUNTS else f"{count}"


def _runs(runs: Sequence[Run]) -> list[str]:
    names = run_titles(runs)
    current = current_run()
    usual = [current.id] if current and current.id in names else [runs[0].id]
    asked = from_url("curves", usual, lambda text: _known(text, names))
    chosen = st.multiselect(
        "Runs",
        list(names),
        default=asked,
        format_func=lambda run_id: names.get(run_id, run_id),
        key=f"curves_{usual[0]}",  # another current run starts the choice anew
    )
    to_url("curves", ",".join(chosen) if chosen != usual else None)
    return chosen


def _known(text: str, names: dict[str, str]) -> list[str]:
    asked = text.split(",")
    if missing := [run_id for run_id in asked if run_id not in names]:
        raise UserError(f"There is no finished run {missing[0][:60]} here.")
    return asked


def _title(contender: str) -> str:
    return CONTENDERS[contender].title
