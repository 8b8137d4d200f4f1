"""SwAV: images are sorted into groups that nobody named, all of the same size. The group that one view of an image is
sorted into has to be told from another view.

Caron, Misra, Mairal, Goyal, Bojanowski & Joulin, "Unsupervised Learning of Visual Features by Contrasting Cluster
Assignments", 2020, Eq. 1 to 3. Here all views of a batch are sorted together, so that a small batch fills many groups;
the paper fills them up with earlier images. Its multi-crop, extra small crops, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ProjectorKnobs, softness, switch
from ssl_demo.methods.projected import Projected, mean_of_others
from ssl_demo.models import Encoder

ROUNDS = 3
"""Of balancing, as in the paper (§3.1)."""


@torch.no_grad()
def balanced_codes(scores: Tensor, epsilon: float, rounds: int = ROUNDS) -> Tensor:
    """How much of each view goes to each prototype, by Eq. 3 and the iterations of Sinkhorn & Knopp (Cuturi 2013).

    scores: float [n, k], cosines of n views and k prototypes. Returns float [n, k]: each row's sum is 1, and the more
    rounds, the nearer is each column's to n / k. With no rounds nothing is balanced.
    """
    logits = scores.float() / epsilon
    for _ in range(rounds):
        logits = logits.log_softmax(dim=0).log_softmax(dim=1)
    return logits.softmax(dim=1)


def swapped_prediction(scores: Tensor, codes: Tensor, temperature: float) -> Tensor:
    """Eq. 1 and 2: every view's scores should tell the codes of the image's other views; a mean over views and images.

    scores, codes: float [v, b, k], of v views of b images.
    """
    return F.cross_entropy(scores.float().flatten(0, 1) / temperature, mean_of_others(codes).flatten(0, 1))


@register("swav", title="SwAV", family="cluster")
class SwAV(Projected):
    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        prototypes: int = knob(128, low=2, high=1024, help="groups that images are sorted into")
        temperature: float = softness(0.2, help="how soft the predictions are")
        epsilon: float = knob(
            0.03, low=0.005, high=1.0, log=True, help="how soft the codes are", why="cosines are divided by it"
        )
        balancing: str = switch("whether all groups get the same share of a batch")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.prototypes = nn.Parameter(torch.randn(knobs.prototypes, knobs.width, generator=generator))

    def loss(self, batch: Batch, step: int) -> Terms:
        z = F.normalize(self.embedding(batch.views.flatten(0, 1)).float(), dim=1)
        scores = z @ F.normalize(self.prototypes, dim=1).T
        codes = balanced_codes(scores, self.knobs.epsilon, ROUNDS if self.knobs.balancing == ON else 0)
        scores, codes = (each.unflatten(0, batch.views.shape[:2]) for each in (scores, codes))
        return {"swapped prediction": swapped_prediction(scores, codes, self.knobs.temperature)}

    about = About(
        paper="Caron, Misra, Mairal, Goyal, Bojanowski & Joulin: Unsupervised Learning of Visual Features by "
        "Contrasting Cluster Assignments, 2020",
        link="https://arxiv.org/abs/2006.09882",
        equation=r"\mathcal{L}(z_t, z_s) = -\sum_k q_s^{(k)} \log \frac{\exp(z_t \cdot c_k / \tau)}"
        r"{\sum_{k'} \exp(z_t \cdot c_{k'} / \tau)} \;+\; \text{the same with } t, s \text{ swapped}",
        computed_by=swapped_prediction,
        symbols={
            "z_t, z_s": "two views of one image, rows of `z`; their length is made 1",
            "c_k": "a group's prototype, a row of `prototypes`; its length is made 1",
            r"z_t \cdot c_k": "a number of `scores`",
            "q_s": "the other view's code, a row of `codes`: its shares of all prototypes, by `balanced_codes`",
            r"\tau": "the knob `temperature`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g", "nearness to prototypes"),
            target=("another view", "encoder f", "projector g", "balanced groups", STOP),
            compare="which groups is the other view in?",
        ),
        needs=("several views", "big batch", "stop-gradient", "projector", "clusters"),
        fails="When there are far more groups than views in a batch, so that none can be filled evenly. And when the "
        "kinds in the data differ much in size: it makes all groups alike in size, whether that fits or not.",
        sabotage=(
            Sabotage(
                "Remove the balancing",
                knobs={"balancing": OFF},
                why="A view that is sorted by its nearest prototype alone can always agree with its siblings if every "
                "view of every image goes to the same prototype. That is quickly found: complete collapse.",
                cure="Balancing (Sinkhorn & Knopp). No group may take more than its share of a batch, so images have "
                "to be spread over all of them, and the loss decides which ones belong together.",
            ),
        ),
    )
