"""What a worker does before its job comes, so that the first loss is on screen at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import torch

from ssl_demo.config import RunConfig
from ssl_demo.jobs.control import CANCEL, Control, Stopped
from ssl_demo.randomness import generator

PATIENCE_SECONDS = 0.2
"""A worker that was started for a waiting job gets its order at once and has no idle time."""


class Idle:
    """Preparations in the background: a rehearsal of training, a timing, and UMAP, which compiles when first used."""

    def __init__(self) -> None:
        self._control = Control()
        self._settled = threading.Event()
        self._settled.set()

    def begin(self) -> None:
        """Start preparing."""
        self._settled.clear()
        threading.Thread(target=self._prepare, daemon=True, name="preparations").start()

    def end(self) -> None:
        """A job has come: begin nothing new, and wait out the step at hand, as it would take the job's CPU."""
        self._control.ask(CANCEL)
        self._settled.wait()

    def _prepare(self) -> None:
        with contextlib.suppress(Stopped):
            try:
                _rehearse(self._control.check)
            finally:
                self._settled.set()
            self._control.check()
            from ssl_demo.evaluation.projection import warm_up_umap

            warm_up_umap()


def _rehearse(check: Callable[[], None]) -> None:
    """One step of the default run on any pixels, as much in PyTorch is slow when first used; or, where this machine's
    speed is not known, as many as tell it. `check` is called after every one of those and may raise to stop."""
    from ssl_demo.data.images import Images
    from ssl_demo.methods import build
    from ssl_demo.training import Step, Training
    from ssl_demo.training.calibration import known_speed, measure_speed

    config = RunConfig(epochs=1.0)
    pixels = torch.randint(0, 256, (4 * config.batch_size, 3, 32, 32), dtype=torch.uint8, generator=generator(0))
    images = Images(pixels, torch.empty(0, dtype=torch.int64), classes=())
    if known_speed(config) is None:
        measure_speed(config, images, check)
        return
    for event in Training(build(config, images, generator(0)), images, config):
        if isinstance(event, Step):
            return


def import_all() -> None:
    """Import what the first seconds of a training need. The compiler, a second's work, is imported by any optimiser."""
    import torch._dynamo  # noqa: F401

    import ssl_demo.data.registry
    import ssl_demo.jobs.train  # noqa: F401
