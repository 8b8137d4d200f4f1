"""SimCLR: two views of one image should have similar embeddings, and different from those of all other images. What
views differ in, such as crop and colour, is then left out, and what they share is kept.

Chen, Kornblith, Norouzi & Hinton, "A Simple Framework for Contrastive Learning of Visual Representations", 2020, Eq. 1.
With more than two views each is pulled to all its siblings (Khosla et al. 2020, Eq. 2, with images for classes).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import Batch, Terms, register
from ssl_demo.methods.knobs import OFF, ContrastKnobs, switch
from ssl_demo.methods.projected import Projected, mean_of_others


def nt_xent(z: Tensor, temperature: float) -> Tensor:
    """The normalised, temperature-scaled cross-entropy of Eq. 1, a mean over all views and their positives.

    z: float [v, b, d], the embeddings of v views of b images; view i of image k has view j of image k as a positive.
    """
    views, images, _ = z.shape
    flat = F.normalize(z.flatten(0, 1).float(), dim=1)
    similarity = (flat @ flat.T).float() / temperature
    itself = torch.eye(views * images, dtype=torch.bool, device=z.device)
    log_share = F.log_softmax(similarity.masked_fill(itself, float("-inf")), dim=1)
    image = torch.arange(images, device=z.device).repeat(views)
    positive = (image[:, None] == image) & ~itself
    return -log_share.where(positive, 0.0).sum() / (len(flat) * (views - 1))


def attraction(queries: Tensor, keys: Tensor, temperature: float) -> Tensor:
    """What is left of a contrast without the other images: minus the mean similarity of an image's different views.

    queries, keys: float [v, b, d], of v views of b images; their length is made 1.
    """
    queries, keys = F.normalize(queries.float(), dim=2), F.normalize(keys.float(), dim=2)
    return -(queries * mean_of_others(keys)).sum(dim=2).mean() / temperature


@register("simclr", title="SimCLR", family="tell images apart")
class SimCLR(Projected):
    @dataclass(frozen=True)
    class Knobs(ContrastKnobs):
        negatives: str = switch("whether the other images push back")

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.embeddings(batch.views)
        if self.knobs.negatives == OFF:
            return {"attraction": attraction(z, z, self.knobs.temperature)}
        return {"contrast": nt_xent(z, self.knobs.temperature)}

    about = About(
        paper="Chen, Kornblith, Norouzi & Hinton: A Simple Framework for Contrastive Learning of Visual "
        "Representations, 2020",
        link="https://arxiv.org/abs/2002.05709",
        equation=r"\ell_{i,j} = -\log \frac{\exp(\mathrm{sim}(z_i, z_j)/\tau)}"
        r"{\sum_{k \neq i} \exp(\mathrm{sim}(z_i, z_k)/\tau)}",
        computed_by=nt_xent,
        symbols={
            "z_i, z_j": "two views of one image, rows of `flat`; their length is made 1",
            r"\mathrm{sim}": "the cosine, so a product of `flat` with itself",
            r"\tau": "the knob `temperature`",
            r"k \neq i": "all but the view `itself`: the image's other views and those of all other images",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("another view", "encoder f", "projector g"),
            compare="more alike than any other pair?",
        ),
        needs=("several views", "negatives", "big batch", "projector"),
        fails="When a short cut tells images apart: colours that no augmentation changes, or a texture of its own in "
        "every image. And when the batch is so small that there is hardly anyone to be told from.",
        sabotage=(
            Sabotage(
                "Remove the negatives",
                knobs={"negatives": OFF},
                why="Nothing pushes images apart any more, so the cheapest way to make views of one image alike is to "
                "give every image the same embedding: complete collapse.",
                cure="The denominator of the loss. It grows when other images come near, so agreeing on one embedding "
                "for all would cost log(rivals), and spreading out pays.",
            ),
        ),
    )
