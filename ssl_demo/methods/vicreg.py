"""VICReg: two views of an image should have the same embedding (invariance), while each number of it differs enough
between images (variance) and goes along with no other number (covariance). No image is compared with another.

Bardes, Ponce & LeCun, "VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised Learning", 2022, Eq. 1
to 6. All terms are divided by the embedding's width d, and are means over views or their pairs where Eq. 6 has sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, Terms, register
from ssl_demo.methods.knobs import ProjectorKnobs
from ssl_demo.methods.projected import Projected

EPSILON = 1e-4  # the slope of a root is infinite at zero


def invariance(z: Tensor) -> Tensor:
    """Eq. 5, divided by d: the squared difference of two views of an image, which is twice their variance."""
    return 2 * z.var(dim=0).mean()


def variance(z: Tensor) -> Tensor:
    """Eq. 1 and 2 with γ = 1: by how much the standard deviation over the images (that with b - 1) is less than 1."""
    return F.relu(1 - (z.var(dim=1) + EPSILON).sqrt()).mean()


def covariance(z: Tensor) -> Tensor:
    """Eq. 3 and 4: the squared covariances (those with b - 1) of different numbers, their sum divided by d."""
    centred = z - z.mean(dim=1, keepdim=True)
    matrix = (centred.mT @ centred).float() / (z.shape[1] - 1)
    off_diagonal = matrix - torch.diag_embed(matrix.diagonal(dim1=1, dim2=2))
    return off_diagonal.square().sum(dim=(1, 2)).mean() / z.shape[2]


def vicreg_terms(z: Tensor, weights: tuple[float, float, float]) -> Terms:
    """The three terms of Eq. 6, weighted by λ, μ and ν; z: float [v, b, d], v views of b images."""
    terms = {"invariance": invariance(z), "variance": variance(z), "covariance": covariance(z)}
    return {name: weight * term for weight, (name, term) in zip(weights, terms.items(), strict=True)}


@register("vicreg", title="VICReg", family="decorrelate")
class VICReg(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        width: int = knob(256, choices=(32, 64, 128, 256, 512), help="width of the embedding that the loss sees")
        invariance: float = knob(10.0, low=0.0, high=100.0, help="weight of the views' agreement")
        variance: float = knob(25.0, low=0.0, high=100.0, help="weight of the differences between images")
        covariance: float = knob(2.0, low=0.0, high=100.0, help="weight of the differences between numbers")

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embeddings(batch.views).float()
        return vicreg_terms(z, (self.knobs.invariance, self.knobs.variance, self.knobs.covariance))

    about = About(
        paper="Bardes, Ponce & LeCun: VICReg: Variance-Invariance-Covariance Regularization, 2022",
        link="https://arxiv.org/abs/2105.04906",
        equation=r"\ell = \lambda\, s(Z, Z') + \mu\, [v(Z) + v(Z')] + \nu\, [c(Z) + c(Z')]",
        computed_by=vicreg_terms,
        symbols={
            "Z, Z'": "two views of all images, from `z`; s is their `invariance`: how much they differ",
            "v": "`variance`: how far each number's spread over the images is below 1",
            "c": "`covariance`: how much different numbers go along with one another",
            r"\lambda, \mu, \nu": "the knobs `invariance`, `variance` and `covariance`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("another view", "encoder f", "projector g"),
            compare="the same, while each number varies by itself?",
        ),
        needs=("several views", "big batch", "projector"),
        fails="When the three weights don't fit together: a term that weighs far too much drowns the others.",
        sabotage=(
            Sabotage(
                "Remove the variance term",
                knobs={"variance": 0.0},
                why="Views agree best when every embedding shrinks to one point: complete collapse. The invariance "
                "term falls to nothing, and the features know less than before training.",
                cure="The variance term. It pulls at each number as long as its standard deviation is less than 1.",
            ),
            Sabotage(
                "Remove the covariance term",
                knobs={"covariance": 0.0},
                why="All numbers may vary in the same way now: dimensional collapse, to a few directions.",
                cure="The covariance term. Two numbers that go along cost something, so each tells something else.",
            ),
            Sabotage(
                "Overweigh variance and covariance",
                knobs={"invariance": 1.0, "variance": 100.0, "covariance": 100.0},
                why="Embeddings stay spread out, but agreeing hardly counts, so little is learned: see alignment.",
                cure="Weights that fit together: views have to agree about what is spread out.",
            ),
        ),
    )
