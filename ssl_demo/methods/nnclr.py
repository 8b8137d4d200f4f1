"""NNCLR: an image should also be like its nearest neighbour among other images, which may show the same thing anew. As
soon as enough images were seen to look among, half of the loss is the neighbours'.

Dwibedi, Aytar, Tompson, Sermanet & Zisserman, "With a Little Help from My Friends: Nearest-Neighbor Contrastive
Learning of Visual Representations", 2021, §3.2. Here without the paper's prediction head, with any number of views, and
mixed with SimCLR's loss: in a training of minutes neighbours are often wrong, while views of one image never are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ContrastKnobs, switch
from ssl_demo.methods.projected import Projected
from ssl_demo.methods.simclr import attraction, nt_xent
from ssl_demo.models import Encoder


def nearest_in(queue: Tensor, z: Tensor) -> Tensor:
    """The row of the queue that is most similar to each view, without a gradient: z float [v, b, d] → [v, b, d]."""
    return queue[(z.detach() @ queue.T).argmax(dim=2)]


def neighbour_loss(z: Tensor, queue: Tensor, temperature: float) -> Tensor:
    """Each view's nearest neighbour should pick out the image's other views among all of the batch: a mean of

        -log exp(NN(zᵢ) · zᵢ⁺ / τ) / Σₖ exp(NN(zᵢ) · zₖ⁺ / τ)

    over the images i and the ordered pairs of views. z: float [v, b, d] and queue: float [q, d], both of length one.
    """
    views, images, width = z.shape
    nearest = nearest_in(queue, z)
    similarity = (nearest.view(-1, width) @ z.view(-1, width).T).to(z.dtype) / temperature
    log_share = similarity.view(views, images, views, images).log_softmax(dim=3).diagonal(dim1=1, dim2=3)
    other_view = ~torch.eye(views, dtype=torch.bool, device=z.device)
    return -log_share[other_view].mean()


@register("nnclr", title="NNCLR", family="tell images apart")
class NNCLR(Projected):
    queue: Tensor

    @dataclass(frozen=True)
    class Knobs(ContrastKnobs):
        share: float = knob(0.5, low=0.0, high=1.0, help="weight of the neighbours; the rest is SimCLR's loss")
        remembered: int = knob(
            4096,
            low=16,
            high=65_536,
            help="images among which neighbours are looked for",
            why="among too few no neighbour shows the same thing",
            of_images=True,
        )
        negatives: str = switch("whether the other images push back")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.register_buffer("queue", torch.zeros(knobs.remembered, knobs.width))

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embeddings(batch.views)
        seen = step * z.shape[1]
        share = self.knobs.share if seen >= len(self.queue) else 0.0
        unit, tau, pushed = F.normalize(z.float(), dim=2), self.knobs.temperature, self.knobs.negatives == ON
        terms = {"contrast": (1 - share) * (nt_xent(z, tau) if pushed else attraction(z, z, tau))}
        if share and pushed:
            terms["neighbours"] = share * neighbour_loss(unit, self.queue, tau)
        elif share:
            terms["neighbours"] = share * attraction(nearest_in(self.queue, unit), unit, tau)
        oldest = (seen + torch.arange(z.shape[1], device=z.device)) % len(self.queue)
        self.queue[oldest] = unit[0].detach()
        return terms

    about = About(
        paper="Dwibedi, Aytar, Tompson, Sermanet & Zisserman: With a Little Help from My Friends, 2021",
        link="https://arxiv.org/abs/2104.14548",
        equation=r"\mathcal{L}_i = -\log \frac{\exp(\mathrm{NN}(z_i, Q) \cdot z_i^+ / \tau)}"
        r"{\sum_k \exp(\mathrm{NN}(z_i, Q) \cdot z_k^+ / \tau)}",
        computed_by=neighbour_loss,
        symbols={
            "z_i": "a view, a row of `z`; its length is 1",
            "z_i^+": "another view of the same image",
            "Q": "the `queue`: embeddings of as many earlier images as the knob `remembered` says",
            r"\mathrm{NN}": "the most similar row of the `queue`, `nearest`",
            r"\tau": "the knob `temperature`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g", "nearest in queue"),
            target=("another view", "encoder f", "projector g"),
            compare="is this my friend's image?",
        ),
        needs=("several views", "negatives", "queue", "projector"),
        fails="Early on: an untrained encoder's nearest neighbours are mostly of other kinds, and to be pulled to "
        "them teaches nonsense. So its loss is mixed with SimCLR's, by the knob `share`.",
        sabotage=(
            Sabotage(
                "Remove the negatives",
                knobs={"negatives": OFF},
                why="All is only pulled together, so one embedding for every image is best: complete collapse.",
                cure="The denominator of the loss: who is near to everyone pays for it.",
            ),
        ),
    )
