"""DeepCluster: images are sorted into groups by their embeddings, and the network learns to tell each image's group.
With what it has learned, the images are sorted anew in every epoch.

Caron, Bojanowski, Joulin & Douze, "Deep Clustering for Unsupervised Learning of Visual Features", 2018, Eq. 1 and 2, in
the second form of Caron et al. 2020 (SwAV), appendix: embeddings are remembered from training, and the centres of the
groups are the classifier. Multi-crop is left out. The memory starts as noise, so in the first epoch each image's group
is drawn by lot; to tell those is a task as well (Bojanowski & Joulin 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ProjectorKnobs, softness, switch
from ssl_demo.methods.projected import Projected
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator as seeded

ROUNDS = 10


def nearest(points: Tensor, centres: Tensor) -> Tensor:
    """Which of the centres [k, d] is nearest to each point: float [n, d] → int64 [n]."""
    return torch.cdist(points, centres).argmin(dim=1)


def kmeans(points: Tensor, clusters: int, generator: torch.Generator) -> Tensor:
    """Centres with points close by, Eq. 2, of length 1 as the points are: float [n, d] → [clusters, d], clusters ≤ n.

    They start at random points. One that no point is nearest to starts again at another one (§3.3).
    """
    order = torch.randperm(len(points), generator=generator).to(points.device)
    centres = points[order[:clusters]]
    for _ in range(ROUNDS):
        group = nearest(points, centres)
        sums = torch.zeros_like(centres).index_add_(0, group, points)
        order = order.roll(clusters)
        empty = sums.norm(dim=1, keepdim=True) == 0
        centres = F.normalize(torch.where(empty, points[order[:clusters]], sums), dim=1)
    return centres


@register("deepcluster", title="DeepCluster", family="cluster")
class DeepCluster(Projected):
    memory: Tensor
    centres: Tensor

    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        clusters: int = knob(128, low=2, high=1024, help="groups that images are sorted into, at most one per image")
        temperature: float = softness(0.1, help="how soft the predictions are")
        views: int = knob(2, choices=(2, 4), help="views of each image in a step")
        again: str = switch("whether the centres of the groups are found anew in every epoch")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.register_buffer("memory", F.normalize(torch.randn(data.images, knobs.width, generator=generator), dim=1))
        self.register_buffer("centres", self.memory[: knobs.clusters].clone())

    def loss(self, batch: Batch, step: int) -> Terms:
        x, (views, images) = batch.views.flatten(0, 1), batch.views.shape[:2]
        epoch, place = divmod(step, max(1, len(self.memory) // images))
        if place == 0 and (epoch < 2 or self.knobs.again == ON):
            self.centres = kmeans(self.memory, len(self.centres), seeded(0, "k-means", epoch))
        z = F.normalize(self.embedding(x).float(), dim=1)
        places = torch.arange(images, device=x.device) if batch.places is None else batch.places
        pseudo_labels = nearest(self.memory[places], self.centres)
        self.memory[places] = F.normalize(z.detach().unflatten(0, (views, images)).mean(dim=0), dim=1)
        logits = (z @ self.centres.T).float() / self.knobs.temperature
        return {"pseudo-labels": F.cross_entropy(logits, pseudo_labels.repeat(views))}

    about = About(
        paper="Caron, Bojanowski, Joulin & Douze: Deep Clustering for Unsupervised Learning of Visual Features, 2018",
        link="https://arxiv.org/abs/1807.05520",
        equation=r"\begin{gathered}\min_C \frac{1}{N} \sum_n \min_{y_n} \lVert f_\theta(x_n) - C y_n \rVert_2^2,"
        r"\text{ then} \\ \min_\theta \frac{1}{N} \sum_n \ell\bigl(C^\top f_\theta(x_n), y_n\bigr)\end{gathered}",
        computed_by=kmeans,
        symbols={
            r"f_\theta(x_n)": "an image's newest embedding, a row of the `memory`",
            "C": "the `centres` of the groups",
            "y_n": "which group the image is in, one of the `pseudo_labels`",
            r"\ell": "`cross_entropy`, of scores that are divided by the knob `temperature`: see the step below",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("the image", "memory", "k-means", STOP),
            compare="which group is the image in?",
        ),
        needs=("several views", "projector", "clusters"),
        fails="When the first groups are about the wrong thing, such as overall colour: it learns to see just that, "
        "and sorts by it again. And when there are so many images that it sorts them only a few times.",
        sabotage=(
            Sabotage(
                "Never sort again",
                knobs={"again": OFF},
                why="The centres stay where they are, and each image joins the nearest. What is in a large group is "
                "guessed more often, and so the group wins more: the large ones swallow the small ones, until a "
                "handful is left. To tell those few is easy, so the loss falls fast, and the effective rank with it.",
                cure="k-means in every epoch. It puts centres where the images are, and splits what has become large.",
            ),
        ),
    )
