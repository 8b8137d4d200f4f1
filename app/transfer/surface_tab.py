"""The tab "Shape or surface?": toys of one kind in another kind's pattern, and what each encoder takes them for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.chart import show_figure
from app.findings import percent
from app.live import live
from app.transfer.conflict import show_conflict
from app.transfer.cues import Cues, cues_of, finding, said
from app.transfer.dots import add_middle, dots_figure
from app.transfer.form import transfer_form
from app.transfer.jobs import ask, pace, run_of, show_job
from app.transfer.plan import Plan
from app.transfer.read import tasks_on
from ssl_demo.jobs.transfer import cue_rows, encoders_of
from ssl_demo.jobs.transfer_unit import CONFLICTS

if TYPE_CHECKING:
    import pandas as pd


def surface_tab() -> None:
    """The whole tab, for the matrix that is asked for on the first tab or here."""
    st.markdown(INTRODUCTION)
    show_conflict()
    with st.container(border=True):
        plan = transfer_form()
        if not plan.has_surface:
            st.info(ONLY_SCENES, icon=":material/texture:")
            return
        ask(plan)
    live(lambda: _watch(plan), lambda: pace(plan.config))
    with st.expander("How this is measured", icon=":material/straighten:"):
        st.markdown(PROTOCOL)


INTRODUCTION = (
    "What does a network see: the **shape** of a thing, or its **surface**? Networks that were trained to name "
    "photographs go by the surface more often than people do: a cat with an elephant's skin is an elephant to them "
    "(Geirhos et al. 2019). Their test puts the two cues **in conflict**. Here every toy has a shape and a pattern of "
    "its own kind, and for this test toys wear the pattern of another kind."
)
ONLY_SCENES = (
    "This needs the data set **Scenes**: only there the outline and the pattern of a thing are known apart, and can be "
    "exchanged. In a photograph nobody can swap them without making a new picture. Choose Scenes above."
)


def _watch(plan: Plan) -> None:
    run = run_of(plan.config)
    if run is not None:
        show_job(run)
    encoders = encoders_of(plan.config, [task.name for task in tasks_on(plan.config.data).asked])
    cues = cues_of(cue_rows(run) if run is not None else [], encoders, plan.names)
    if not cues.decisions:
        st.caption(WILL_BE if run is None or run.status.state != "done" else NO_CUES)
        return
    st.subheader("What they go by", anchor=False)
    figure = dots_figure(cues.rows(), percent, "decisions by shape, of those by either")
    figure.update_xaxes(range=[-0.04, 1.04], tickformat=".0%")
    add_middle(figure, 0.5, "both alike")
    show_figure(figure, "transfer_surface", finding(cues))
    st.caption(LOOK)
    st.markdown("\n".join(f"- {sentence}" for sentence in said(cues)))
    st.dataframe(_table(cues), hide_index=True, height="content")
    st.caption(NEITHER)


WILL_BE = (
    "You will see a dot for each encoder of the matrix: the share of its decisions that followed the shape. Guess "
    "first: does learning without labels lead towards the shape or towards the surface?"
)
NO_CUES = "This matrix holds no decisions about conflicting toys: they are plain, without a pattern to exchange."
LOOK = (
    "Left of the dotted line the surface wins, right of it the shape. Each stroke is a seed, the dot their mean, the "
    "line its 95\u00a0% interval. Compare with the **untrained** encoder: what lies away from it, training has taught. "
    "A surprise would be a specialist for a task that has nothing to do with kinds, and that goes by the shape all the "
    "same."
)
NEITHER = (
    "“Neither” is a third kind that has neither this shape nor this pattern. Such decisions are left out of the share, "
    "so a share means little where most are neither."
)
PROTOCOL = (
    f"- **Images**: {CONFLICTS} new scenes for each way to shift the patterns by one kind, by two, and so on; every "
    "kind wears the pattern of every other one, and none its own. They are in no training.\n"
    "- **Decision**: the linear probe of the task *class*, fitted on training images whose shape and pattern agree, "
    "names each of them. It was never told which of the two it should go by.\n"
    "- **Share**: decisions for the shape, of all for the shape or the pattern: the *shape bias* of Geirhos et al. "
    "2019, “ImageNet-trained CNNs are biased towards texture”, §3.1. There the surface came from photographs, by style "
    "transfer, and people were asked as well; here toys are simpler, and so is the surface.\n"
    "- **Intervals**: 95\u00a0%, of the mean over the seeds (Student's t): the luck of training, not that of these "
    "images."
)


def _table(cues: Cues) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "Encoder": cues.names.title(encoder),
            "By shape": counts.shape,
            "By pattern": counts.pattern,
            "Neither": counts.neither,
            "Share by shape": percent(cues.share(encoder).mean),
            "Seeds": len(cues.decisions[encoder]),
        }
        for encoder in cues.decisions
        for counts in [cues.counts(encoder)]
    )
