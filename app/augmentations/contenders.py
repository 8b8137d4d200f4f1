"""The encoders that are asked: of the current run before and after its training, and one that was given labels."""

from __future__ import annotations

from dataclasses import dataclass

from app.frame import run_title
from app.names import needs_labels
from app.runs.alike import WITH_LABELS, on_the_same_images
from app.runs.encoders import EncoderKey
from app.words import plain
from ssl_demo.runs.encoders import CHECKPOINTS
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Contender:
    """One encoder to ask. name: of its place in the palette's CONTENDERS. which: of the run's checkpoints."""

    name: str
    run: Run
    which: str = "trained"

    @property
    def key(self) -> EncoderKey:
        """What tells its weights from all others'. Raises UserError when there are none."""
        return EncoderKey.of(self.run, self.which)


def has_encoder(run: Run) -> bool:
    """Whether the run has come far enough to be asked."""
    return CHECKPOINTS["trained"] in run.checkpoints()


def waits_for_encoder(run: Run | None) -> bool:
    """Whether the run has yet to come that far."""
    return run is not None and run.status.active and not has_encoder(run)


def ended_without_encoder(run: Run) -> str:
    """What to say of a run that never came that far, as markdown."""
    return f"{plain(run_title(run))} ended before its encoder was saved. {plain(run.status.reason)}"


def contenders_of(run: Run) -> list[Contender]:
    """Those there are, in this order: self-supervised, supervised, untrained.

    The run itself is one. For the other kind the newest finished run on the same images with the same architecture
    stands in, for a supervised one of the method "supervised".
    """
    if needs_labels(run.config.method):
        return [*_newest("ssl", run), Contender("supervised", run), Contender("untrained", run, "untrained")]
    return [Contender("ssl", run), *_newest("supervised", run), Contender("untrained", run, "untrained")]


def _newest(name: str, run: Run) -> list[Contender]:
    same = (other for other in on_the_same_images(run) if other.config.encoder == run.config.encoder)
    of_kind = (other for other in same if _is(name, other.config.method))
    done = (other for other in of_kind if other.status.state == "done" and has_encoder(other))
    return [Contender(name, other) for other in done][:1]


def _is(name: str, method: str) -> bool:
    return method == WITH_LABELS if name == "supervised" else not needs_labels(method)
