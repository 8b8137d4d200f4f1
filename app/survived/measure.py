"""The survey of two finished runs, measured once and then kept."""

from __future__ import annotations

import streamlit as st

from app.collapse.pair import Twins
from app.runs.encoders import EncoderKey
from app.state import dataset
from app.survived.plan import UNTRAINED, A, B
from ssl_demo.evaluation.survey import Row, survey


def surveyed(twins: Twins) -> list[Row]:
    """What can be read off the embeddings of both trained encoders and of the one before its first step.

    Raises UserError when the data set is gone or has changed, or an encoder is lost.
    """
    first, second = twins.runs
    # Same seed and images: before the first step, A and B are one and the same.
    return _surveyed(EncoderKey.of(first, "untrained"), EncoderKey.of(first), EncoderKey.of(second))


@st.cache_data(show_spinner="Asking three encoders for everything they know, about ten seconds …", max_entries=16)
def _surveyed(untrained: EncoderKey, a: EncoderKey, b: EncoderKey) -> list[Row]:
    images = dataset(a.run.config.data)
    for key in (a, b):
        key.run.check_images(images.train)
    return survey({UNTRAINED: untrained.load(), A: a.load(), B: b.load()}, images)
