"""LeJEPA: views of an image should lie at their mean, and the embeddings of all images should be spread like a normal
distribution, the same in every direction. Seen along a random direction, the cloud has to look normal (SIGReg).

Balestriero & LeCun, "LeJEPA: Provable and Scalable Self-Supervised Learning Without the Heuristics", 2025, §4 and §5.
Here without multi-crop, so that all views count for the mean, and with a small projector, as in the authors' example:
features are averages of what a ReLU let through, never negative, and can't be normal themselves.
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
from ssl_demo.randomness import generator as generator_for

KNOTS, FURTHEST = 17, 3.0
"""Where the integral over t is evaluated: the authors' choice. It is even in t, so half of it is enough."""


def epps_pulley(x: Tensor) -> Tensor:
    """How far samples are from the standard normal distribution (Epps & Pulley 1983): float [..., b, k] → [..., k].

    b ∫ |φ̂(t) - φ(t)|² exp(-t²/2) dt from -3 to 3, where φ̂(t) is the mean of exp(i t x) over b samples, and
    φ(t) = exp(-t²/2) is what it would be of a normal distribution. About 1 by chance, whatever b is.
    """
    t = torch.linspace(0, FURTHEST, KNOTS, dtype=x.dtype, device=x.device)
    normal = torch.exp(-t.square() / 2)
    angles = x[..., None] * t
    distance = (angles.cos().mean(dim=-3) - normal).square() + angles.sin().mean(dim=-3).square()
    return 2 * x.shape[-2] * torch.trapezoid(distance * normal, t)


def sigreg(z: Tensor, directions: Tensor) -> Tensor:
    """The mean statistic over views and directions; z: float [v, b, d]; directions: float [d, k] of length one."""
    return epps_pulley((z @ directions).float()).mean()


def lejepa_terms(z: Tensor, directions: Tensor, weight: float) -> Terms:
    """Both terms, weighted; z: float [v, b, d]. The prediction of a view is the mean of its image's views."""
    prediction = (z - z.mean(dim=0)).square().mean()
    return {"prediction": (1 - weight) * prediction, "normality": weight * sigreg(z, directions)}


@register("lejepa", title="LeJEPA", family="decorrelate")
class LeJEPA(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        width: int = knob(128, choices=(32, 64, 128, 256, 512), help="width of the embedding that the loss sees")
        weight: float = knob(0.05, low=0.0, high=1.0, help="weight of the normal shape; the rest is the prediction's")
        directions: int = knob(256, choices=(16, 64, 256, 1024), help="random directions to look along in a step")

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embeddings(batch.views).float()
        drawn = torch.randn(z.shape[2], self.knobs.directions, generator=generator_for(0, "directions", step))
        return lejepa_terms(z, F.normalize(drawn, dim=0).to(z), self.knobs.weight)

    about = About(
        paper="Balestriero & LeCun: LeJEPA, 2025",
        link="https://arxiv.org/abs/2511.08544",
        equation=r"\mathcal{L} = \frac{1-\lambda}{V} \sum_v \lVert z_v - \mu \rVert^2 + \frac{\lambda}{|A|} "
        r"\sum_{a \in A} b \int |\hat\varphi_a(t) - e^{-t^2/2}|^2\, e^{-t^2/2}\, dt",
        computed_by=lejepa_terms,
        symbols={
            "z_v": "view v of an image, of `z`",
            r"\mu": "the mean of the image's views; the square is averaged over the numbers of `z`",
            "A": "random directions, the columns of `directions`: anew in every step",
            r"\hat\varphi_a(t)": "the mean of exp(i t x) over the b embeddings of a batch, each seen along a as one "
            "number x; of normally distributed ones it would be the `normal` of `epps_pulley`",
            r"\lambda": "the knob `weight`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("all views of the image", "encoder f", "projector g", "their mean"),
            compare="at the mean, in a cloud that is normal from all sides?",
        ),
        needs=("several views", "big batch", "projector"),
        fails="When the weight is far off: the cloud shrinks, or views of one image lie far apart in it.",
        sabotage=(
            Sabotage(
                "Remove the normal shape",
                knobs={"weight": 0.0},
                why="Only the prediction is left, and what is the same for all images is the easiest to predict: every "
                "embedding goes to one point, complete collapse.",
                cure="SIGReg. One point looks like a normal distribution from no direction.",
            ),
            Sabotage(
                "Overweigh the normal shape",
                knobs={"weight": 0.95},
                why="The gauges look healthy, but views of an image need not be near: much less is learned.",
                cure="A small weight: just enough to keep the cloud from shrinking, while views are pulled together.",
            ),
        ),
    )
