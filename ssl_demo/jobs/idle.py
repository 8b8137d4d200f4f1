"""What a worker does before its job comes, so that the first loss is on screen at once."""

from __future__ import annotations

import threading

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError

PATIENCE_SECONDS = 2.0
"""A worker that was started for a waiting job gets its order at once and has no idle time."""


class Idle:
    """Preparations in the background, in this order: data, this machine's speed, UMAP."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._settled = threading.Event()
        self._settled.set()

    def begin(self) -> None:
        """Start preparing."""
        self._settled.clear()
        threading.Thread(target=self._prepare, daemon=True, name="preparations").start()

    def end(self) -> None:
        """A job has come: begin nothing new, and wait for what the job would otherwise do a second time."""
        self._wanted.set()
        self._settled.wait()

    def _prepare(self) -> None:
        try:
            self._measure()
        finally:
            self._settled.set()
        if not self._wanted.is_set():
            from ssl_demo.evaluation.projection import warm_up_umap

            warm_up_umap()

    def _measure(self) -> None:
        """Draw the embedded data set, and time the default run on it, unless that was done before."""
        from ssl_demo.data.registry import load, subset
        from ssl_demo.training.calibration import known_speed, measure_speed
        from ssl_demo.training.precision import best_device, best_precision

        best_precision(best_device().type)
        config = RunConfig()
        if known_speed(config) is not None:
            return
        try:
            images = subset(load(config.data.dataset), config.data).train
            if not self._wanted.is_set():
                measure_speed(config, images)
        except UserError:
            return  # the job meets the same trouble, and tells


def import_all() -> None:
    """Import what the first seconds of a training need."""
    import ssl_demo.data.registry
    import ssl_demo.jobs.train  # noqa: F401
