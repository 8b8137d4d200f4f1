"""BYOL: from one view of an image, foretell what a slowly moving copy of the network makes of another view of it. No
image is compared with another: that not all become alike is due to how it learns.

Grill et al., "Bootstrap Your Own Latent: A New Approach to Self-Supervised Learning", 2020, Eq. 2, in both directions.
With more than two views each is compared with all its siblings.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ProjectorKnobs, switch
from ssl_demo.methods.projected import Projected, mean_of_others
from ssl_demo.models import Encoder, follow, projector, rising, target_of


def regression(predictions: Tensor, targets: Tensor) -> Tensor:
    """The squared distance of Eq. 2, 2 - 2 cos(q, z'), a mean over images and ordered pairs of two different views.

    predictions, targets: float [v, b, d], of v views of b images; their length is made 1.
    """
    predictions, targets = F.normalize(predictions.float(), dim=2), F.normalize(targets.float(), dim=2)
    return 2 - 2 * (predictions * mean_of_others(targets)).sum(dim=2).mean()


@register("byol", title="BYOL", family="agree with yourself")
class BYOL(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        momentum: float = knob(
            0.7,
            low=0.0,
            high=1.0,
            help="share of itself that the target keeps in each step, at first (in the paper, far longer: 0.996)",
            why="at 0 the target is the network itself, and at 1 it never moves",
        )
        predictor: str = switch("whether a small network foretells the target from the embedding")
        stop_gradient: str = switch("whether the target is a slow copy that no gradient reaches, or the network itself")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        # Batch norm at the end spreads embeddings. Its learned shift still lets them all be one, so a collapse shows.
        self.projector.append(nn.BatchNorm1d(knobs.width))
        predicts = knobs.predictor == ON
        self.predictor = projector(knobs.width, knobs.hidden, knobs.width, generator) if predicts else nn.Identity()
        self.target_encoder, self.target_projector = target_of(encoder), target_of(self.projector)

    def loss(self, batch: Batch, step: int) -> Terms:
        x, shape = batch.views.flatten(0, 1), batch.views.shape[:2]
        z = self.embedding(x)
        targets = z
        if self.knobs.stop_gradient == ON:
            with torch.no_grad():
                targets = self.target_projector(self.target_encoder(x))
        return {"regression": regression(self.predictor(z).unflatten(0, shape), targets.unflatten(0, shape))}

    def after_step(self, step: int, total: int) -> None:
        momentum = rising(self.knobs.momentum, step, total)
        follow(self.target_encoder, self.encoder, momentum)
        follow(self.target_projector, self.projector, momentum)

    about = About(
        paper="Grill et al.: Bootstrap Your Own Latent: A New Approach to Self-Supervised Learning, 2020",
        link="https://arxiv.org/abs/2006.07733",
        equation=r"\mathcal{L}_{\theta,\xi} = \lVert \bar{q}_\theta(z_\theta) - \bar{z}'_\xi \rVert_2^2"
        r" = 2 - 2 \cdot \frac{\langle q_\theta(z_\theta), z'_\xi \rangle}"
        r"{\lVert q_\theta(z_\theta) \rVert_2 \cdot \lVert z'_\xi \rVert_2}",
        computed_by=regression,
        symbols={
            r"q_\theta(z_\theta)": "what the `predictor` says of a view's embedding, a row of `predictions`",
            r"z'_\xi": "the target's embedding of another view, a row of `targets`",
            r"\theta": "the weights that learn: `encoder`, `projector` and `predictor`",
            r"\xi": "the target's weights, which follow them at the pace of the knob `momentum`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g", "predictor q"),
            target=("another view", "slow encoder", "slow projector", STOP),
            compare="do they point the same way?",
        ),
        needs=("several views", "momentum", "stop-gradient", "predictor", "projector"),
        fails="When a part is missing: nothing in the loss forbids one embedding for all, only how it learns does.",
        sabotage=(
            Sabotage(
                "Remove the predictor",
                knobs={"predictor": OFF},
                why="Each view is now pulled straight to another's target, and nothing keeps images apart: step by "
                "step they come nearer to one embedding for all.",
                cure="While the predictor is near its best, forgetting an image makes nothing easier (paper, §3.2).",
            ),
            Sabotage(
                "Remove the stop-gradient",
                knobs={"stop_gradient": OFF},
                why="The target is now the network itself, and learns too. The easiest target is the same for every "
                "image: complete collapse.",
                cure="The target gets no gradient, so it can't make itself easy to foretell.",
            ),
        ),
    )
