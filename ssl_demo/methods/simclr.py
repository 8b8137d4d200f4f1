"""SimCLR: two views of one image should have similar embeddings, and different from those of all other images.

Chen, Kornblith, Norouzi & Hinton, "A Simple Framework for Contrastive Learning of Visual Representations", 2020, Eq. 1.
With more than two views each is pulled to all its siblings (Khosla et al. 2020, Eq. 2, with images for classes).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.base import Batch, Method, Terms, register
from ssl_demo.models import Encoder, projector


def nt_xent(z: Tensor, temperature: float) -> Tensor:
    """The normalised, temperature-scaled cross-entropy of Eq. 1, a mean over all views and their positives.

    z: float [v, b, d], the embeddings of v views of b images; view i of image k has view j of image k as a positive.
    """
    views, images, _ = z.shape
    flat = F.normalize(z.flatten(0, 1).float(), dim=1)
    similarity = flat @ flat.T / temperature
    itself = torch.eye(views * images, dtype=torch.bool, device=z.device)
    log_share = F.log_softmax(similarity.masked_fill(itself, float("-inf")), dim=1)
    image = torch.arange(images, device=z.device).repeat(views)
    positive = (image[:, None] == image) & ~itself
    return -log_share.where(positive, 0.0).sum() / (len(flat) * (views - 1))


@register("simclr", title="SimCLR", family="tell images apart")
class SimCLR(Method):
    @dataclass(frozen=True)
    class Knobs:
        temperature: float = knob(0.2, low=0.05, high=1.0, log=True, help="how sharply the nearest rivals count")
        views: int = knob(4, choices=(2, 4), help="views of each image in a step")
        hidden: int = knob(256, choices=(128, 256, 512, 1024), help="width of the projector's hidden layer")
        width: int = knob(64, choices=(32, 64, 128, 256), help="width of the embedding that the loss sees")

    def __init__(self, encoder: Encoder, knobs: Knobs, classes: int, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, classes, generator)
        self.views = knobs.views
        self.projector = projector(encoder.width, knobs.hidden, knobs.width, generator)

    def loss(self, batch: Batch, step: int) -> Terms:
        z = self.projector(self.encoder(batch.views.flatten(0, 1)))
        return {"contrast": nt_xent(z.unflatten(0, batch.views.shape[:2]), self.knobs.temperature)}
