"""Which labels are made wrong, how many and how, as widgets → CurveConfig."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.controls import knob_widget
from app.errors import shown
from app.frame import run_titles
from app.state import current_run, dataset
from app.url import bound, from_url, to_url
from app.words import plain
from app.wrong_labels.words import option
from ssl_demo.config import CurveConfig, knobs
from ssl_demo.errors import UserError
from ssl_demo.jobs.suspects import searches_of
from ssl_demo.runs.run import Run

CONTENDERS = ("ssl", "finetuned", "supervised")
COUNTS = (10, 50, 100, 500)
SHARES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
USUAL_COUNT, USUAL_SHARES = 100, (0.0, 0.2, 0.4, 0.6)
FLIPS = {"symmetric": "to any other class", "similar": "to the most similar class"}
MOST_PARTNERS = 10


def choose_run(runs: Sequence[Run]) -> Run:
    """The run that is looked at: at first the current one, if it is among these."""
    by_id, titles = {run.id: run for run in runs}, run_titles(runs)
    current = current_run()
    usual = current.id if current and current.id in by_id else runs[0].id
    asked = from_url("wl_run", usual, lambda run_id: _known(run_id, by_id))
    chosen = st.selectbox(
        "Run",
        list(by_id),
        index=list(by_id).index(asked),
        format_func=lambda run_id: titles.get(run_id, run_id),
        key=f"wl_run_{usual}",  # another current run starts the choice anew
    )
    to_url("wl_run", chosen if chosen != usual else None)
    return by_id[chosen]


def _known(run_id: str, by_id: dict[str, Run]) -> str:
    if run_id not in by_id:
        raise UserError(f"There is no finished run {run_id[:60]} here.")
    return run_id


def noise_form(run: Run) -> CurveConfig:
    """Draw the widgets and return what they ask for; its `wrong` is empty while no share is chosen."""
    left, right = st.columns(2, gap="large")
    with right, bound("wl_wrong", option) as url:
        shares = st.pills(
            "Share of wrong labels",
            SHARES,
            selection_mode="multi",
            default=USUAL_SHARES,
            format_func=option,
            wrap=True,
            help=SHARES_HELP,
            **url,
        )
    with left, bound("wl_labels") as url:
        count = st.pills(
            "Labels per class", COUNTS, default=USUAL_COUNT, required=True, wrap=True, help=COUNT_HELP, **url
        )
    with right, bound("wl_flips", FLIPS.__getitem__) as url:
        flips = st.segmented_control(
            "Where wrong labels go", list(FLIPS), default="symmetric", required=True, format_func=FLIPS.get, **url
        )
    with left:
        draws = knob_widget("draws", knobs(CurveConfig)["draws"], 3, key="wl_draws", title="Draws of labels")
    st.caption(WHERE_TO[flips])
    if flips == "similar":
        with shown():
            _show_partners(run)
    return CurveConfig(
        runs=(run.id,),
        contenders=CONTENDERS,
        labels=(count,),
        draws=draws,
        wrong=tuple(sorted(shares)),
        flips=flips,
    )


SHARES_HELP = "This share of the labels, alike in each class, is flipped before anybody learns from them."
COUNT_HELP = "How many images of each class come with a label, right or wrong."
WHERE_TO = {
    "symmetric": "**To any other class**, each as likely: slips of the hand. The wrong labels contradict each other, "
    "so the right class stays the most frequent one for a long time.",
    "similar": "**To the most similar class**: honest mistakes, a cat taken for a dog. All wrong labels of a class "
    "agree, so from one half on they are in the majority.",
}


def _show_partners(run: Run) -> None:
    """Which class is taken for which, as the newest search has found; else how that is decided."""
    searches, classes = searches_of(run), dataset(run.config.data).train.classes
    if not searches:
        st.caption(
            "Which class that is, the run's own features tell: the one whose average feature points most nearly the "
            "same way. The pairs are shown here once a search for wrong labels, below, has worked them out."
        )
        return
    newest = searches[-1]
    pairs = [f"{classes[one]} → {classes[other]}" for one, other in enumerate(newest.partners) if one != other]
    more = f", and {len(pairs) - MOST_PARTNERS} more" if len(pairs) > MOST_PARTNERS else ""
    sample = f" of a sample of {newest.images:,} images" if newest.images < newest.of else ""
    st.caption(f"By the features{sample}: {plain(', '.join(pairs[:MOST_PARTNERS]))}{more}.")
