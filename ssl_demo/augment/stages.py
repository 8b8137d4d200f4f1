"""One view taken apart: the image after each operation, in the order in which a recipe applies them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from torch import Tensor

from ssl_demo.augment.parameters import FIELDS, Parameters, by_operation, unchanged
from ssl_demo.augment.views import apply


@dataclass(frozen=True)
class Stage:
    """A view as it is after one operation.

    name: the operation's, as in `OPERATIONS`. words: what it did, "" where the dice left it out. image: float32
    [3, side, side] in 0 … 1.
    """

    name: str
    words: str
    image: Tensor


def stages(image: Tensor, parameters: Parameters, i: int, side: int = 32) -> list[Stage]:
    """The ten stages of view `i` of an image uint8 [3, h, w]; the last one is the view.

    Each is made anew from the image, with all operations up to there. The pipeline limits values to 0 … 1 once, after
    the last of its colour operations, so what one of those takes beyond, a later one may bring back.
    """
    done = unchanged(1, parameters.height, parameters.width)
    seen = apply(image[None], done, side)[0]
    found = []
    for name, words in by_operation(parameters, i).items():
        if words:
            drawn = {field: getattr(parameters, field)[i : i + 1] for field in FIELDS[name]}
            done = dataclasses.replace(done, **drawn)
            seen = apply(image[None], done, side)[0]
        found.append(Stage(name, words, seen))
    return found
