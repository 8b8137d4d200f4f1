"""Runs that may stand beside another one, as they were trained on the same images."""

from __future__ import annotations

from app.backend import store
from ssl_demo.runs.run import Run

WITH_LABELS = "supervised"
"""The method that stands for training with labels, where one such run is wanted."""


def on_the_same_images(run: Run) -> list[Run]:
    """The other training runs on the images that this one asks for, the newest first; damaged ones are left out."""
    data = run.config.data
    sound = (other for other in store().list() if other.id != run.id and other.problem is None)
    return [other for other in sound if other.config.data == data]


def supervised_on_its_way(run: Run, alike: list[Run] | None = None) -> Run | None:
    """The newest run with labels on the same images, with the same architecture, that is queued or in training.

    alike: those on the same images, where they have been listed already.
    """
    wanted = (WITH_LABELS, run.config.encoder)
    others = on_the_same_images(run) if alike is None else alike
    rivals = (other for other in others if (other.config.method, other.config.encoder) == wanted)
    return next((other for other in rivals if other.status.active), None)
