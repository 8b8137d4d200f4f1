"""Encoders by a key that caches can go by: it changes with the weights, and with nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from ssl_demo.models import Encoder
from ssl_demo.runs.encoders import encoder_of, encoder_version
from ssl_demo.runs.run import Run


class EncoderKey(NamedTuple):
    """One of the encoders of the run in this folder, "trained" or "untrained", and its version."""

    path: str
    which: str
    version: tuple[int, int]

    @classmethod
    def of(cls, run: Run, which: str = "trained") -> EncoderKey:
        """The key of the weights that are there now. Raises UserError when the run hasn't come that far."""
        return cls(str(run.path), which, encoder_version(run, which))

    @property
    def run(self) -> Run:
        """The run that it belongs to."""
        return Run(Path(self.path))

    def load(self) -> Encoder:
        """The encoder, ready to embed. Raises UserError."""
        return encoder_of(self.run, self.which)


@st.cache_resource(show_spinner=False, max_entries=6)
def loaded(key: EncoderKey) -> Encoder:
    """The encoder as `load` gives it, read once for all sessions: its weights stand still, and nobody may change them.
    Raises UserError."""
    return key.load().requires_grad_(False)
