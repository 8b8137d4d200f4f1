"""From a budget in seconds to a budget in epochs, by timing a few steps on this machine.

Measured speeds are kept in a small file beside the runs and corrected by every finished run, so that the next estimate
is at hand at once and gets better.
"""

from __future__ import annotations

import dataclasses
import json
import platform
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import torch

from ssl_demo.config import RunConfig, digest
from ssl_demo.data.images import Images
from ssl_demo.methods import build
from ssl_demo.models import empty_encoder
from ssl_demo.places import runs_home
from ssl_demo.randomness import generator
from ssl_demo.training.cores import usable_cores
from ssl_demo.training.events import Step
from ssl_demo.training.loop import Training
from ssl_demo.training.precision import best_device
from ssl_demo.training.schedule import FULL_SIDE, Schedule

FEWEST_STEPS, MOST_STEPS, ENOUGH_SECONDS = 4, 48, 1.0
"""At each image size: as many steps as fit into the seconds, but so many at least and at most."""


def resolve_budget(config: RunConfig, images: Images, check: Callable[[], None] = lambda: None) -> RunConfig:
    """The config with its epochs filled in: as they are where given, else as many as fit into its seconds.

    `check` is called between the timed steps, where there are any, and may raise to stop them.
    """
    if config.epochs is not None:
        return config
    return with_epochs(config, len(images), known_speed(config) or measure_speed(config, images, check))


def with_epochs(config: RunConfig, images: int, speed: float) -> RunConfig:
    """The config with the epochs that fit into its seconds at `speed`, in full-resolution steps per second."""
    batch = min(config.batch_size, images)
    per_epoch = images // batch
    steps = (config.seconds or 60.0) * speed / (Schedule.of(config, 1_000).work(0, 1_000) / 1_000)
    return dataclasses.replace(config, epochs=max(1, round(steps)) / per_epoch)


def known_speed(config: RunConfig) -> float | None:
    """The speed measured earlier on this machine, in full-resolution steps per second; None if there is none."""
    return _read().get(_key(config))


def needs_timing(config: RunConfig) -> bool:
    """Whether steps have to be timed before the config's budget is one of epochs."""
    return config.epochs is None and known_speed(config) is None


def measure_speed(config: RunConfig, images: Images, check: Callable[[], None] = lambda: None) -> float:
    """Time steps at both resolutions (about two seconds, longer for a large encoder) and remember the speed.

    What is trained here is thrown away. Labels are stood in for, as a speed does not depend on them. `check` is called
    after every step and may raise to stop.
    """
    sample = images.take(torch.arange(min(len(images), 4 * config.batch_size)))
    if not len(sample.labels):
        sample = dataclasses.replace(sample, labels=torch.arange(len(sample)) % 2, classes=("a", "b"))
    short = dataclasses.replace(config, epochs=1.0)
    training = Training(build(short, sample, generator(0)), sample, short)
    schedule = training.schedule
    seconds = 0.0
    # The full size comes first: few steps have it, and the page may still be busy drawing the first loss meanwhile.
    for low_steps in (0, MOST_STEPS + 1):
        # Each part begins with a step that is not counted: it prepares the convolutions for their new size.
        training.step, training.total_steps = 0, MOST_STEPS + 1
        training.schedule = dataclasses.replace(schedule, total=MOST_STEPS + 1, warmup=0, low_steps=low_steps)
        ends: list[float] = []
        for event in training:
            check()
            if isinstance(event, Step):
                ends.append(event.seconds)
            if len(ends) > FEWEST_STEPS and ends[-1] - ends[0] > ENOUGH_SECONDS:
                break
        share = config.low_share if low_steps else 1 - config.low_share
        seconds += share * undisturbed(ends)
    speed = Schedule.of(config, 1_000).work(0, 1_000) / 1_000 / seconds
    remember_speed(config, speed)
    return speed


def undisturbed(ends: Sequence[float]) -> float:
    """The seconds that a step takes while nothing else is busy, from the moments at which steps ended: the lower
    quartile, as the first steps on a machine are timed while a page is still being drawn."""
    return quantiles((later - earlier for earlier, later in pairwise(ends)), n=4)[0]


def speed_of_run(training: Training) -> float:
    """The speed of a training that is done, in full-resolution steps per second."""
    return training.schedule.work(0, training.step) / max(training.seconds, 1e-9)


def remember_speed(config: RunConfig, speed: float) -> None:
    """Keep a speed for later estimates. A folder that can't be written only costs the next calibration."""
    known = _read() | {_key(config): speed}
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=_path().parent, delete=False, suffix=".tmp") as file:
            json.dump(known, file, indent=1)
        Path(file.name).replace(_path())
    except OSError:
        return


def _path() -> Path:
    return runs_home() / "speeds.json"


def _read() -> dict[str, float]:
    try:
        known = json.loads(_path().read_text())
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in known.items() if isinstance(v, float) and v > 0} if isinstance(known, dict) else {}


def _key(config: RunConfig) -> str:
    depends_on = {
        "method": config.method,
        "knobs": dict(config.knobs),
        # An encoder that another version of this project builds differently has a speed of its own.
        "encoder": [config.encoder, _weights(config.encoder)],
        "batch": config.batch_size,
        "low": [config.low_resolution, config.low_share],
        "side": FULL_SIDE,
        "machine": [platform.node(), str(best_device()), usable_cores(), torch.__version__],
    }
    return f"{config.method}-{config.encoder}-{digest(depends_on)}"


@cache
def _weights(size: str) -> int:
    """How many weights an encoder has. Kept, since the page that says how long a run takes asks at every click."""
    with torch.device("meta"):
        return sum(weight.numel() for weight in empty_encoder(size).parameters())
