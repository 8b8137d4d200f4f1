"""I-JEPA: from one part of an image, predict what other parts mean, in the numbers of an encoder and not in pixels. The
answers come from a slow copy of the encoder, which sees the whole image.

Assran et al., "Self-Supervised Learning from Images with a Joint-Embedding Predictive Architecture", 2023, §3, with
normalised targets as in their code. All hidden blocks are predicted in one go, for speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.methods.knobs import OFF, switch
from ssl_demo.models import Encoder, follow, rising, target_of
from ssl_demo.models.masking import TokenDecoder, block_places, take
from ssl_demo.models.vit import TinyViT
from ssl_demo.randomness import generator as generator_of


def prediction_error(predicted: Tensor, target: Tensor) -> Tensor:
    """The mean squared error of predicted tokens, each target token with mean zero and variance one.

    predicted, target: float [b, m, d], of the m hidden patches of b images.
    """
    return F.mse_loss(predicted.float(), F.layer_norm(target.float(), target.shape[-1:]))


@register("ijepa", title="I-JEPA", family="fill in what is missing")
class IJEPA(Method):
    encoder: TinyViT
    target: TinyViT
    encoders = ("vit",)
    views = 1
    usual: ClassVar = {"recipe": PRESETS["Crop and mirror"], "muon_rate": 0.005}

    @dataclass(frozen=True)
    class Knobs:
        blocks: int = knob(4, low=1, high=4, help="rectangles that are hidden in each image")
        width: int = knob(64, choices=(32, 64, 128), help="width of the predictor")
        depth: int = knob(2, choices=(1, 2), help="blocks of the predictor")
        momentum: float = knob(0.998, low=0.0, high=1.0, help="how slowly the target follows; rises to 1 by the end")
        stop_gradient: str = switch("whether the target is a slow copy that gets no gradient")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.target = target_of(self.encoder)
        self.predictor = TokenDecoder(encoder.width, knobs.width, knobs.depth, encoder.width, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        images = batch.views.flatten(0, 1)
        tokens = self.encoder.tokens(images)
        places = block_places(len(images), tokens.grid, self.knobs.blocks, generator_of(0, "ijepa", step))
        visible, hidden = (each.to(images.device) for each in places)
        context = self.encoder.contextual(take(tokens.x, visible))
        predicted = self.predictor(context, visible, hidden, tokens.grid)
        return {"prediction": prediction_error(predicted, take(self.targets(images), hidden))}

    def targets(self, images: Tensor) -> Tensor:
        """The tokens of whole images, to be predicted: float [b, 3, h, w] → [b, n, width]."""
        if self.knobs.stop_gradient == OFF:
            return self.encoder.contextual(self.encoder.tokens(images).x)
        with torch.no_grad():
            return self.target.contextual(self.target.tokens(images).x)

    def after_step(self, step: int, total: int) -> None:
        follow(self.target, self.encoder, rising(self.knobs.momentum, step, total))

    about = About(
        paper="Assran et al.: Self-Supervised Learning from Images with a Joint-Embedding Predictive Architecture, "
        "2023",
        link="https://arxiv.org/abs/2301.08243",
        equation=r"\mathcal{L} = \frac{1}{|B|} \sum_{j \in B} \left\lVert \hat{s}_j - s_j \right\rVert_2^2",
        computed_by=prediction_error,
        symbols={
            "B": "the places of the patches in the `hidden` rectangles",
            "s_j": "what the slow copy of the encoder makes of that patch, seeing the whole image, a row of `target`",
            r"\hat{s}_j": "the prediction of it from the `visible` patches, a row of `predicted`",
        },
        flow=Flow(
            predicts=("visible patches", "encoder f", "predictor g"),
            target=("whole image", "slow copy of f", STOP),
            compare="what would you say of the hidden part?",
        ),
        needs=("momentum", "stop-gradient", "predictor", "tokens"),
        fails="When the target makes the task easy: if it says the same of every image, every prediction comes true.",
        sabotage=(
            Sabotage(
                "Remove the stop-gradient",
                knobs={"stop_gradient": OFF},
                why="The loss may now move the target as well, and the cheapest way to be right is a target that says "
                "the same of every image: complete collapse, while the loss falls to nothing.",
                cure="The target is a copy without a gradient: it can't come to meet the prediction.",
            ),
            Sabotage(
                "Let the target keep up",
                knobs={"momentum": 0.0},
                why="The target is the encoder of a step ago. As it still gets no gradient, nothing collapses, but the "
                "prediction runs after what won't hold still: the loss stays higher.",
                cure="A slow target, by the knob `momentum`, which holds still: it pays in longer trainings.",
            ),
        ),
    )
