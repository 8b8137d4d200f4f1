"""The encoder of a run, from its checkpoints."""

from __future__ import annotations

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
        raise UserError(f"{run.name} has no {which} encoder yet; train it first.")
    encoder = empty_encoder(run.config.encoder)
    try:
        encoder.load_state_dict(run.load_checkpoint(name))
    except RuntimeError as error:
        raise UserError(
            f"The {which} encoder of {run.name} was made by another version of this app; train it again."
        ) from error
    return encoder.eval()
