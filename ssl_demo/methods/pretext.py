"""Your own pretext task: choose what is done to the images, and the encoder has to tell what was done to each. What it
learns is what it needs for that; a task that can be solved at a glance teaches little.

Gidaris, Singh & Komodakis, "Unsupervised Representation Learning by Predicting Image Rotations", 2018, Eq. 2 and 3,
with other changes than turns and, where several are chosen, the sum of their losses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.pretext import TRANSFORMS, changed, draw_ways
from ssl_demo.errors import UserError
from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.methods.knobs import OFF, ON, switch
from ssl_demo.models import Encoder


def told_apart(logits: Mapping[str, Tensor], ways: Mapping[str, Tensor]) -> Terms:
    """Eq. 3 for each transform: minus the log share, float [b, ways], that went to the way in which it was done."""
    return {name: F.cross_entropy(logits[name].float(), way.to(logits[name].device)) for name, way in ways.items()}


@register("pretext", title="Your own pretext task", family="predict what was done")
class Pretext(Method):
    @dataclass(frozen=True)
    class Knobs:
        rotation: str = switch("turn by 0, 90, 180 or 270 degrees")
        hue: str = switch("turn the colour wheel by none, one, two or three quarters")
        flip: str = switch("turn upside down, or not", OFF)
        scale: str = switch("enlarge the middle: all, three quarters or half of the side", OFF)
        channel_drop: str = switch("take away the red, the green, the blue or nothing", OFF)
        patch_order: str = switch("put the four quarters into one of their 24 orders", OFF)

        def __post_init__(self) -> None:
            if not self.chosen:
                raise UserError("Nothing is done to the images, so there is nothing to tell: switch a transform on.")

        @property
        def chosen(self) -> tuple[str, ...]:
            """The names of the transforms that are on, in the order in which they are done."""
            return tuple(name for name in TRANSFORMS if getattr(self, name) == ON)

    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"]}
    views = 4

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        heads = {name: nn.Linear(encoder.width, TRANSFORMS[name].ways) for name in knobs.chosen}
        for head in heads.values():
            nn.init.xavier_uniform_(head.weight, generator=generator)
            nn.init.zeros_(head.bias)
        self.heads = nn.ModuleDict(heads)

    def loss(self, batch: Batch, step: int) -> Terms:
        images = batch.views.flatten(0, 1)
        ways = draw_ways(self.knobs.chosen, len(images), step)
        features = self.encoder(changed(images, ways))
        return told_apart({name: head(features) for name, head in self.heads.items()}, ways)

    about = About(
        paper="After Gidaris, Singh & Komodakis: Unsupervised Representation Learning by Predicting Image Rotations, "
        "2018",
        link="https://arxiv.org/abs/1803.07728",
        equation=r"\mathcal{L} = -\sum_{t} \log \mathrm{softmax}\big(W_t f(\tilde{x})\big)_{y_t}",
        computed_by=told_apart,
        symbols={
            "t": "a transform that is on; each is a term of its own, under its name",
            r"\tilde{x}": "an image after all of them, from `changed`",
            r"W_t f(\tilde{x})": "one number for each way of doing t, `logits`, from one of the `heads`",
            "y_t": "the way in which t was done, out of `ways`",
        },
        flow=Flow(
            predicts=("an image, changed", "encoder f", "a head for each change"),
            target=("what was done to it",),
            compare="what was done?",
        ),
        needs=("projector",),
        fails="When a task has a short cut: a missing channel shows in any pixel and an enlarged image in its blur, so "
        "nobody has to know what is in it. And when two tasks can't both be solved: an image that is flipped upside "
        "down looks like a mirrored one turned by half, so flip and rotation spoil each other.",
    )
