"""The supervised encoder that is missing beside a self-supervised one."""

from __future__ import annotations

import streamlit as st

from app.live import live
from app.names import duration
from app.runs.alike import supervised_on_its_way
from app.runs.doing import show_doing, stop
from app.runs.view import read_run
from app.train.controls import train_with_labels
from ssl_demo.runs.run import Run


def show_missing(run: Run, question: str) -> None:
    """Say that none is there on the images of this run, and offer to train one; the page is drawn anew once it is.

    question: what it would tell, as one sentence.
    """
    live(lambda: _ask(run, question), lambda: 2.0 if supervised_on_its_way(run) else None)


def _ask(run: Run, question: str) -> None:
    """How far its training is, or the button that starts one."""
    if on_its_way := supervised_on_its_way(run):
        show_doing(read_run(on_its_way), "The encoder with labels")
        st.button("Stop training", icon=":material/stop:", key="lab_stop", on_click=stop, args=([on_its_way],))
        return
    with st.container(border=True):
        seconds = run.config.seconds
        most = f" It takes at most about {duration(seconds)}, as long as this run." if seconds else ""
        st.markdown(
            f"**One line is missing:** the same encoder, trained *with labels* on the same images. {question}{most}"
        )
        label, icon = "Train one with labels", ":material/model_training:"
        st.button(label, icon=icon, key="lab_supervised", on_click=train_with_labels, args=(run,))
