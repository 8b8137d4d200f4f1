"""A run seen through five thousand of its images, before and after training: of the moments between only the features
of a thousand are kept."""

from __future__ import annotations

import dataclasses

import streamlit as st
import torch
from torch import Tensor

from app.embeddings.shown import Shown
from app.runs.encoders import EncoderKey
from app.runs.view import RunView
from app.scatter import MOST_POINTS
from app.state import dataset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run

QUICK = ("S", "M", "vit", "vit_causal")
"""The encoders that look at so many images within a few seconds."""


class WideRun(Run):
    """The run in this folder, whose snapshots are of more images, and made when they are asked for."""

    @property
    def id(self) -> str:
        return f"{self.path.name}-wide"

    def snapshots(self) -> list[int]:
        steps = super().snapshots()
        return [steps[0], steps[-1]] if len(steps) > 1 else steps

    def snapshot(self, step: int) -> dict[str, Tensor]:
        return _look(self.encoder(step))

    def encoder(self, step: int) -> EncoderKey:
        """The one that looks at this step."""
        return EncoderKey.of(self, "untrained" if step == 0 else "trained")


def can_be_wide(view: RunView) -> bool:
    """Whether both encoders are there, and quick enough, to look at more images than the worker did."""
    return view.status.state == "done" and view.config.encoder in QUICK


def widened(shown: Shown) -> Shown:
    """The same through more images. Raises UserError where that can't be."""
    if not can_be_wide(shown.view):
        raise UserError(
            f"{shown.run.name} can't be looked at through so many images: only a finished run with a quick encoder "
            f"({', '.join(QUICK)}) can. Switch them off to see it here."
        )
    run = WideRun(shown.run.path)
    with st.spinner("Looking at more images …"):
        readings = [{"type": "evaluation", "step": step, "knn": _knn(run.encoder(step))} for step in run.snapshots()]
    return dataclasses.replace(shown, view=dataclasses.replace(shown.view, run=run, events=readings))


@st.cache_resource(show_spinner=False, max_entries=16)
def _look(encoder: EncoderKey) -> dict[str, Tensor]:
    """The features of the images; those of the watched ones are among them."""
    images = dataset(encoder.run.config.data).train
    encoder.run.check_images(images)
    index = torch.randperm(len(images), generator=generator(0, "watched"))[:MOST_POINTS].sort().values
    return {"index": index, "features": embed(encoder.load(), images.pixels[index])}


@st.cache_data(show_spinner=False, max_entries=64)
def _knn(encoder: EncoderKey) -> float:
    looked, labels = _look(encoder), dataset(encoder.run.config.data).train.labels
    return knn_accuracy(looked["features"], labels[looked["index"]])
