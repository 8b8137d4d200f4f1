"""The encoder of a run, from its checkpoints."""

from __future__ import annotations

from pathlib import Path

from ssl_demo.errors import UserError
from ssl_demo.models import Encoder, empty_encoder
from ssl_demo.runs.run import Run

CHECKPOINTS = {"untrained": "encoder-first", "trained": "encoder-last"}


def encoder_of(run: Run, which: str = "trained") -> Encoder:
    """The encoder as it was before the first step ("untrained") or at the last evaluation ("trained"), ready to embed.

    Raises UserError when the run hasn't come that far, or its checkpoint doesn't fit its settings.
    """
    name = CHECKPOINTS[which]
    if name not in run.checkpoints():
        raise _not_there(run, which)
    encoder = empty_encoder(run.config.encoder)
    try:
        encoder.load_state_dict(run.load_checkpoint(name))
    except RuntimeError as error:
        raise UserError(
            f"The {which} encoder of {run.name} was made by another version of this app; train it again."
        ) from error
    return encoder.eval()


def encoder_version(run: Run, which: str = "trained") -> tuple[int, int]:
    """What tells the weights that `encoder_of` reads now from earlier ones: when their file was written, in
    nanoseconds, and its number on the disk. A run's step doesn't, as it moves on between two evaluations.

    Raises UserError when the run hasn't come that far.
    """
    try:
        written = _file_of(run, which).stat()
    except FileNotFoundError:
        raise _not_there(run, which) from None
    # Clocks of file systems are coarse; but a file that takes another one's place never has its number.
    return written.st_mtime_ns, written.st_ino


def _file_of(run: Run, which: str) -> Path:
    return run.path / "checkpoints" / f"{CHECKPOINTS[which]}.safetensors"


def _not_there(run: Run, which: str) -> UserError:
    return UserError(f"{run.name} has no {which} encoder yet; train it first.")
