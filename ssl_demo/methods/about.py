"""What a method's file says of itself: its card for the methods page, and the ways to break it in the collapse lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Flow:
    """What is predicted from what, as two lanes that meet: a diagram is drawn of it.

    predicts: the steps from an image to the prediction, such as ("a view", "encoder f", "projector g", "predictor q").
    target: the same for what it is compared with; STOP in it marks where no gradient goes back. compare: a few words
    on what is asked where both meet.
    """

    predicts: tuple[str, ...]
    target: tuple[str, ...]
    compare: str


STOP = "stop-gradient"


@dataclass(frozen=True)
class Sabotage:
    """A way to break a method: settings that take away what keeps it healthy.

    title: what is done, as a command ("Remove the stop-gradient"). knobs and settings: what changes, of the method and
    of the run. why: what happens then, and for what reason. cure: what prevents it in the healthy method, and how.
    """

    title: str
    why: str
    cure: str
    knobs: Mapping[str, float | int | str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """A method's card.

    paper: authors, title and year; link: where to read it. equation: LaTeX, with the paper's symbols. computed_by: the
    function of this file that computes it. symbols: from each symbol, in LaTeX, to what it is in the code; names of the
    code, and of knobs, stand in backticks. needs: out of NEEDS. fails: when the method fails, in a sentence or two.
    """

    paper: str
    link: str
    equation: str
    computed_by: Callable[..., Any]
    symbols: Mapping[str, str]
    flow: Flow
    needs: tuple[str, ...]
    fails: str
    sabotage: tuple[Sabotage, ...] = ()

    def __post_init__(self) -> None:
        unknown = set(self.needs) - set(NEEDS)
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: not among {', '.join(NEEDS)}")


NEEDS: dict[str, str] = {
    "several views": "it compares random views of one image, so the augmentations decide what it learns",
    "negatives": "other images that an image must not be like",
    "big batch": "statistics or rivals from many images at once",
    "queue": "embeddings of earlier images, kept in memory",
    "momentum": "a second encoder that follows the first one slowly",
    "stop-gradient": "one side of the comparison is held still",
    "predictor": "a small network on one side only",
    "projector": "a small network between the features and the loss",
    "decoder": "a small network from features back to pixels or to missing parts",
    "tokens": "an encoder that takes an image as a row of patches: the tiny ViT",
    "clusters": "prototypes that images are assigned to",
    "labels": "someone who has named every image",
}
"""What a method may need, and what that means."""
