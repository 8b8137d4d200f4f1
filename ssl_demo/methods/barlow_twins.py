"""Barlow Twins: two views of an image should agree in every number of their embeddings, and no number should tell what
another one tells already. So what they agree in can't be one thing said many times over.

Zbontar, Jing, Misra, LeCun & Deny, "Barlow Twins: Self-Supervised Learning via Redundancy Reduction", 2021, Eq. 1 and
2. With more than two views it is the mean over their pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, Terms, register
from ssl_demo.methods.knobs import OFF, ProjectorKnobs, switch
from ssl_demo.methods.projected import Projected


def cross_correlation(z_a: Tensor, z_b: Tensor) -> Tensor:
    """Eq. 2: how each number of one view's embedding goes along with each of the other's, over the images of a batch.

    z_a, z_b: float [..., b, d] → [..., d, d], from -1 to 1. Columns have their mean taken off and are made of length
    one: the same as dividing by the biased standard deviation, and the product by b.
    """
    unit_a, unit_b = (F.normalize(z - z.mean(dim=-2, keepdim=True), dim=-2) for z in (z_a.float(), z_b.float()))
    return (unit_a.mT @ unit_b).float()


def barlow_twins_terms(z: Tensor, lambd: float) -> Terms:
    """Both terms of Eq. 1, weighted, a mean over the pairs of views; z: float [v, b, d], v views of b images."""
    pairs = torch.triu_indices(len(z), len(z), offset=1, device=z.device)
    # Gradients of z[pairs] would be summed up by all cores at once, in an order that no seed tells.
    c = cross_correlation(*(z.index_select(0, which) for which in pairs))
    on_diagonal = c.diagonal(dim1=1, dim2=2)
    invariance = (1 - on_diagonal).square().sum(dim=1).mean()
    redundancy = (c.square().sum(dim=(1, 2)) - on_diagonal.square().sum(dim=1)).mean()
    return {"invariance": invariance, "redundancy": lambd * redundancy}


@register("barlow_twins", title="Barlow Twins", family="decorrelate")
class BarlowTwins(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        width: int = knob(256, choices=(32, 64, 128, 256, 512), help="width of the embedding that the loss sees")
        lambd: float = knob(
            0.02,
            low=1e-4,
            high=1.0,
            log=True,
            help="weight of the redundancy term",
            why="a number agrees with itself once, but has many others to differ from, so they have to weigh less",
        )
        redundancy: str = switch("whether numbers that tell the same cost something")

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embeddings(batch.views)
        return barlow_twins_terms(z, 0.0 if self.knobs.redundancy == OFF else self.knobs.lambd)

    about = About(
        paper="Zbontar, Jing, Misra, LeCun & Deny: Barlow Twins: Self-Supervised Learning via Redundancy Reduction, "
        "2021",
        link="https://arxiv.org/abs/2103.03230",
        equation=r"\mathcal{L} = \sum_i (1 - \mathcal{C}_{ii})^2 + \lambda \sum_i \sum_{j \neq i} \mathcal{C}_{ij}^2",
        computed_by=barlow_twins_terms,
        symbols={
            r"\mathcal{C}_{ij}": "an entry of `c`: how number i of one view goes along with number j of the other, "
            "over the images of a batch, from -1 to 1 (`cross_correlation`)",
            r"\mathcal{C}_{ii}": "how a number agrees between two views, `on_diagonal`",
            r"\lambda": "the knob `lambd`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("another view", "encoder f", "projector g"),
            compare="does each number agree, and only with itself?",
        ),
        needs=("several views", "big batch", "projector"),
        fails="In a small batch: over a few images any two numbers go along with one another by chance, and it works "
        "to undo that chance.",
        sabotage=(
            Sabotage(
                "Remove the redundancy term",
                knobs={"redundancy": OFF},
                why="What is easiest to tell from any view is now enough, and every number may tell it. Most become "
                "copies of a few: dimensional collapse. Images still differ, but in two or three ways only.",
                cure="The redundancy term. A number that goes along with another one costs something, so each has to "
                "find something of its own to tell.",
            ),
        ),
    )
