"""The training runs that the panel without labels lacks: asked for, on their way, or ended early."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.backend import desk
from app.errors import shown
from app.frame import state_text
from app.names import duration, in_short
from app.runs.doing import stop
from app.scaling.siblings import Family, on_images
from app.state import set_current_run
from app.words import plain


def ask_training(family: Family, sizes: Sequence[int]) -> None:
    """Which runs are missing, how long they take, and the button that queues them."""
    missing = family.missing(sizes)
    if missing:
        seconds = [family.seconds(size) for size in missing]
        one = f"one run of {duration(seconds[0])}" if len(missing) == 1 else f"{len(missing)} runs"
        listed = ", ".join(f"{size:,}" for size in missing)
        st.caption(
            f"Not trained yet: {listed} images. That is {one}, ≈ **{duration(sum(seconds))}** of training, and some "
            f"seconds more for each to get ready. {_alike(family)}"
        )
    elif sizes:
        st.caption(":material/check: A run on every number of images chosen here is trained or on its way.")
    st.button(
        "Train the missing runs",
        icon=":material/model_training:",
        key="md_train",
        on_click=_train,
        args=(family, tuple(missing)),
        disabled=not missing,
    )


def _alike(family: Family) -> str:
    if family.chosen.config.seconds:
        return "All get the same time, so the more images there are, the less often each is seen."
    return f"Each image is seen {family.chosen.config.epochs or 0:g} times in all of them, so more images take longer."


def _train(family: Family, sizes: Sequence[int]) -> None:
    # Else all pages would turn to the newest run, which is one of these.
    set_current_run(family.chosen.id)
    with shown():
        for size in sizes:
            config = on_images(family.chosen.config, size)
            own = family.chosen.name
            name = in_short(config) if own == family.chosen.id else f"{own[:60]}, {size:,} images"
            desk().launch(config, name=name)


def show_training(family: Family, sizes: Sequence[int]) -> None:
    """The siblings that wait or are being trained, with a button to stop them; and those that ended early."""
    if active := family.in_state("running", "queued"):
        for run in active:
            status = run.status
            done = status.step / status.total_steps if status.step and status.total_steps else 0.0
            st.progress(min(1.0, done), f"**{family.images(run):,} images** · {state_text(status)}")
        st.button("Stop training", icon=":material/stop:", key="md_stop", on_click=stop, args=(active,))
    for run in family.in_state("failed"):
        if family.images(run) in sizes:
            st.error(
                f"**The run on {family.images(run):,} images failed.** {plain(run.status.reason)}",
                icon=":material/error:",
            )
    stopped = [run for run in family.in_state("cancelled", "paused") if family.images(run) in sizes]
    if stopped:
        which = ", ".join(f"{family.images(run):,}" for run in stopped)
        st.info(
            f"Stopped before the end: {which} images. Resume it on the Train page, or train it anew here.",
            icon=":material/pause_circle:",
        )
