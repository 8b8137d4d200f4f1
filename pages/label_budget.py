"""Label budget: how many labels does it take, and what does learning without them save?"""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.label_budget.curve import show_curve
from app.label_budget.form import curve_form
from app.label_budget.jobs import at_work, show_job, start_curve
from app.label_budget.plan import curve_runs, plan_of, rows_now, show_plan
from app.live import live
from app.state import current_run
from app.words import plain
from ssl_demo.config import CurveConfig

st.title("Label budget")
st.markdown(
    "Labels cost people's time; images alone are cheap. So suppose that of all the images only a few in each class "
    "have a label. Which way of using them gives the best accuracy on images that nobody has seen yet?"
)
st.markdown(
    "- :blue[**Self-supervised**]: take the encoder that learnt without labels, leave it as it is (**frozen**), and "
    "fit a **linear probe**, one weighted sum of its features per class, on the labelled images.\n"
    "- :orange[**Supervised from scratch**]: train the same network on the labelled images alone.\n"
    "- :green[**Untrained encoder**] and :violet[**raw pixels**]: the same probe, on features that have learnt "
    "nothing. Whoever can't beat these two hasn't learnt anything useful."
)


def empty() -> None:
    """What will be seen here, and how to get there."""
    st.info("There is no finished run yet whose encoder could be probed.", icon=":material/stacked_line_chart:")
    run = current_run()
    if run and run.status.active:
        st.caption(f"{plain(run.name)} is {run.status.state}; it will be offered here as soon as it is done.")
    st.markdown(
        "Once a run is finished, you will see one curve for each contender: accuracy against the number of labels, "
        "from 1 to 500 per class. Make a guess before you look: at how many labels does training from scratch overtake?"
    )
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")


def ask(config: CurveConfig) -> None:
    """What is missing of the curve, and the button that computes it."""
    plan, busy = plan_of(config, rows_now(config)), at_work(config)
    if not busy:
        show_plan(plan)
    label, icon = "Compute the missing points", ":material/play_arrow:"
    idle = busy or not plan.measurements
    st.button(label, type="primary", icon=icon, on_click=start_curve, args=(config,), disabled=idle)


def watch(config: CurveConfig) -> None:
    """The job that is at work on the curve, and the curve as far as it is computed."""
    show_job(config)
    show_curve(config, rows_now(config))


runs = curve_runs()
if not runs:
    empty()
else:
    with shown():
        with st.container(border=True):
            config = curve_form(runs)
            ask(config)
        live(lambda: watch(config), lambda: 1.0 if at_work(config) else None)
