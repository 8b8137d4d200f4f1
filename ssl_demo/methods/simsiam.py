"""SimSiam: from one view of an image, foretell the network's own embedding of another view, which is held still. There
is no second network, and no image is compared with another.

Chen & He, "Exploring Simple Siamese Representation Learning", 2021, Eq. 1 to 4.
With more than two views each is compared with all its siblings.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ProjectorKnobs, switch
from ssl_demo.methods.projected import Projected, mean_of_others
from ssl_demo.models import Encoder, projector


def negative_cosine(p: Tensor, z: Tensor) -> Tensor:
    """D(p, z) of Eq. 1, a mean over images and ordered pairs of two different views. p, z: float [v, b, d]."""
    p, z = F.normalize(p.float(), dim=2), F.normalize(z.float(), dim=2)
    return -(p * mean_of_others(z)).sum(dim=2).mean()


@register("simsiam", title="SimSiam", family="agree with yourself")
class SimSiam(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        predictor: str = switch("whether a small network foretells the other view's embedding from this one's")
        stop_gradient: str = switch("whether the foretold embedding is held still, so that only the prediction learns")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        # Batch norm at the end spreads embeddings. Its learned shift still lets them all be one, so a collapse shows.
        self.projector.append(nn.BatchNorm1d(knobs.width))
        predicts = knobs.predictor == ON
        self.predictor = projector(knobs.width, knobs.hidden, knobs.width, generator) if predicts else nn.Identity()

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embedding(batch.views.flatten(0, 1))
        p = self.predictor(z)
        if self.knobs.stop_gradient == ON:
            z = z.detach()
        shape = batch.views.shape[:2]
        return {"similarity": negative_cosine(p.unflatten(0, shape), z.unflatten(0, shape))}

    about = About(
        paper="Chen & He: Exploring Simple Siamese Representation Learning, 2021",
        link="https://arxiv.org/abs/2011.10566",
        equation=r"\mathcal{L} = \tfrac{1}{2} \mathcal{D}(p_1, \mathrm{stopgrad}(z_2))"
        r" + \tfrac{1}{2} \mathcal{D}(p_2, \mathrm{stopgrad}(z_1)), \quad \mathcal{D}(p, z) ="
        r" -\frac{p}{\lVert p \rVert_2} \cdot \frac{z}{\lVert z \rVert_2}",
        computed_by=negative_cosine,
        symbols={
            "z_1, z_2": "the embeddings of two views, rows of `z`",
            "p_1, p_2": "what the `predictor` makes of them, rows of `p`",
            r"\mathrm{stopgrad}": "`detach`: its argument counts as a constant; the knob `stop_gradient`",
            r"\mathcal{D}": "minus the cosine: -1 when both point the same way",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g", "predictor h"),
            target=("another view", "encoder f", "projector g", STOP),
            compare="do they point the same way?",
        ),
        needs=("several views", "stop-gradient", "predictor", "projector"),
        fails="When the predictor can't keep up with the embedding, or stands still: then the embedding loses one "
        "direction after another. The loss doesn't tell, as it is lowest when all images look the same.",
        sabotage=(
            Sabotage(
                "Remove the stop-gradient",
                knobs={"stop_gradient": OFF},
                why="Both sides now move towards each other, and the shortest way to agree is one embedding for every "
                "image: complete collapse, while the loss falls to its lowest value.",
                cure="One side is held still in each step, so that it can't give way to make agreeing easy.",
            ),
            Sabotage(
                "Remove the predictor",
                knobs={"predictor": OFF},
                why="Without it the gradient points where it would without the stop-gradient, at half the length (§4.2 "
                "of the paper). So it collapses just the same.",
                cure="The predictor stands for the average over the views that are not in the batch (§5 of the paper), "
                "and makes the two sides differ.",
            ),
        ),
    )
