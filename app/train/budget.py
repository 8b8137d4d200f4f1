"""A training budget in words: what a choice of seconds buys on this machine."""

from __future__ import annotations

from ssl_demo.config import RunConfig
from ssl_demo.training.calibration import known_speed, with_epochs

SECONDS = {20: "20 seconds", 60: "1 minute", 120: "2 minutes", 300: "5 minutes", 900: "15 minutes"}


def steps_of(config: RunConfig, images: int) -> int:
    """The steps in a config's epochs over this many training images."""
    batch = min(config.batch_size, images)
    return max(1, round((config.epochs or 0.0) * (images // batch)))


def in_words(config: RunConfig) -> str:
    """What the config's seconds come to: epochs and steps at the speed measured here, or that it will be timed."""
    asked = f"About {SECONDS.get(int(config.seconds or 0), 'as long as you say')} of training"
    speed = known_speed(config)
    if speed is None or config.data.images is None:
        return f"{asked}; how many steps that is will be timed when the run starts."
    planned = with_epochs(config, config.data.images, speed)
    epochs = f"{planned.epochs:,.0f}" if (planned.epochs or 0.0) >= 10 else f"{planned.epochs:.1f}"
    return f"{asked}: ≈ {epochs} epochs, {steps_of(planned, config.data.images):,} steps on this machine."
