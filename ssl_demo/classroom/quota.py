"""What one learner may ask of the server that the whole class shares."""

from __future__ import annotations

from dataclasses import dataclass

from ssl_demo.config import CurveConfig, RunConfig, TransferConfig, check, knob
from ssl_demo.errors import UserError
from ssl_demo.evaluation.label_curve import TRAINED
from ssl_demo.runs.run import Config

SLOW_ENCODERS = ("resnet18", "L")
LARGEST_SHARE = 0.3
"""Of a run's compute, for a network that a learner's curve trains with labels."""


@dataclass(frozen=True)
class Quota:
    """Bounds of a class, which its teacher may change."""

    seconds: int = knob(60, low=5, high=3600, help="longest training, in seconds")
    images: int = knob(12_000, low=100, high=1_000_000, help="most training images of a run")
    epochs: int = knob(50, low=1, high=10_000, help="most times that a run sees its images, where it asks for a number")
    runs: int = knob(20, low=1, high=1000, help="runs that a learner may keep; deleted ones make room")
    waiting: int = knob(3, low=1, high=100, help="runs of a learner that may wait or be worked on at a time")
    measurements: int = knob(150, low=1, high=100_000, help="most points that a label curve may measure")
    networks: int = knob(20, low=0, high=10_000, help="most networks that a label curve may train with labels")

    def __post_init__(self) -> None:
        check(self)


def check_request(quota: Quota, config: Config) -> None:
    """Raise UserError, with what to choose instead, if a learner may not ask for this."""
    from ssl_demo.data.registry import images_in  # loads torch, which the first page doesn't wait for

    match config:
        case RunConfig():
            # Epochs beside seconds are what a page has planned for these seconds.
            if config.seconds is not None and config.seconds > quota.seconds:
                raise UserError(
                    f"In this class a run trains for at most {quota.seconds} seconds; choose a shorter time."
                )
            if config.seconds is None and config.epochs is not None and config.epochs > quota.epochs:
                raise UserError(
                    f"In this class a run sees its images at most {quota.epochs} times; choose fewer epochs."
                )
            if images_in(config.data) > quota.images:
                raise UserError(f"In this class a run has at most {quota.images:,} images; choose fewer.")
            if config.encoder in SLOW_ENCODERS:
                raise UserError(
                    f"The encoder {config.encoder} is too slow for a server that a class shares; choose S or M."
                )
        case CurveConfig():
            of_each = len(config.runs) * len(config.labels) * len(config.wrong) * config.draws
            points, networks = of_each * len(config.contenders), of_each * len(TRAINED & {*config.contenders})
            if networks > quota.networks or (networks and config.supervised_share > LARGEST_SHARE):
                raise UserError(
                    f"This curve trains {networks} networks, each for {config.supervised_share:.0%} of the run's time. "
                    f"In this class one trains at most {quota.networks}, each for at most {LARGEST_SHARE:.0%}; choose "
                    "fewer label counts or draws, or leave out those that learn from labels alone."
                )
            if points > quota.measurements:
                raise UserError(
                    f"This curve has {points} points to measure, and in this class one has at most "
                    f"{quota.measurements}; choose fewer contenders, label counts or draws."
                )
        case TransferConfig():
            raise UserError(
                "A transfer matrix keeps the server busy for minutes; in a class only the teacher makes one."
            )
        case _:
            return


def check_room(quota: Quota, kept: int, active: int) -> None:
    """Raise UserError if a learner who keeps so many runs, of which so many wait or are worked on, may not add one."""
    if active >= quota.waiting:
        raise UserError(
            f"{active} of your runs are waiting or at work, as many as a learner may have; wait for one, or stop one."
        )
    if kept >= quota.runs:
        raise UserError(f"You keep {kept} runs, as many as this class allows; delete one on the Runs page.")
