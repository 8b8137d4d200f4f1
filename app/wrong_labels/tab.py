"""The tab on wrong labels: what they cost each way of learning, and whether they can be found."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.errors import shown
from app.label_budget.jobs import at_work, show_job, start_curve
from app.label_budget.plan import plan_of, rows_now, show_plan
from app.live import live
from app.wrong_labels.curve import show_curve
from app.wrong_labels.form import choose_run, noise_form
from app.wrong_labels.known import show_known_errors
from app.wrong_labels.search import show_search_section
from ssl_demo.config import CurveConfig
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run


def show_wrong_labels(runs: Sequence[Run]) -> None:
    """The whole tab, for these finished runs, of which there is one at least."""
    show_known_errors()
    st.markdown(INTRODUCTION)
    with st.container(border=True):
        run = choose_run(runs)
        config = noise_form(run)
        with shown():
            _ask(config)
    if config.wrong:
        live(lambda: _watch(config, run), lambda: 1.0 if at_work(config) else None)
    show_search_section(run, config)


INTRODUCTION = (
    "What happens to each way of learning when a share of the labels is wrong? Here labels are **flipped** on "
    "purpose, so that we know which ones.\n"
    "- :blue[**Self-supervised**]: the encoder has learned without labels, so no wrong label can have reached it. Only "
    "the linear probe on its frozen features is fitted on them.\n"
    "- **Self-supervised, fine-tuned**: the same encoder, trained on with these labels, which can lead it astray.\n"
    "- :orange[**Supervised from scratch**]: everything that the network knows comes from these labels.\n\n"
    "Make a guess before you look: who loses most?"
)


def _ask(config: CurveConfig) -> None:
    """What is missing of the curve, and the button that computes it."""
    if not config.wrong:
        raise UserError("Choose at least one share of wrong labels.")
    plan, busy = plan_of(config, rows_now(config)), at_work(config)
    if not busy:
        show_plan(plan)
    st.button(
        "Compute the missing points",
        type="primary",
        icon=":material/play_arrow:",
        key="wl_compute",
        on_click=start_curve,
        args=(config,),
        disabled=busy or not plan.measurements,
    )


def _watch(config: CurveConfig, run: Run) -> None:
    """The job that is at work on the curve, and the curve as far as it is computed."""
    show_job(config)
    show_curve(config, run, rows_now(config))
