"""SupCon: SimCLR with labels. Views of all images of one class belong together, and apart from those of other classes.

Khosla et al., "Supervised Contrastive Learning", 2020, Eq. 2 (the sum over positives outside of the logarithm, L_out).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.methods.about import About, Flow
from ssl_demo.methods.base import Batch, Terms, register
from ssl_demo.methods.knobs import ContrastKnobs
from ssl_demo.methods.projected import Projected


def supcon(z: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """The loss of Eq. 2, first a mean over each view's positives and then over the views.

    z: float [v, b, d], the embeddings of v ≥ 2 views of b images; labels: int64 [b]. An image that is alone in its
    class still has its own other views as positives.
    """
    views, images, _ = z.shape
    flat = F.normalize(z.flatten(0, 1).float(), dim=1)
    similarity = (flat @ flat.T).float() / temperature
    itself = torch.eye(views * images, dtype=torch.bool, device=z.device)
    log_share = F.log_softmax(similarity.masked_fill(itself, float("-inf")), dim=1)
    label = labels.repeat(views)
    positive = (label[:, None] == label) & ~itself
    return -(log_share.where(positive, 0.0).sum(dim=1) / positive.sum(dim=1)).mean()


@register("supcon", title="SupCon", family="with labels", needs_labels=True)
class SupCon(Projected):
    @dataclass(frozen=True)
    class Knobs(ContrastKnobs):
        """SimCLR's."""

    def loss(self, batch: Batch, step: int) -> Terms:
        assert batch.labels is not None
        z = self.embeddings(batch.views)
        return {"contrast": supcon(z, batch.labels, self.knobs.temperature)}

    about = About(
        paper="Khosla, Teterwak, Wang, Sarna, Tian, Isola, Maschinot, Liu & Krishnan: Supervised Contrastive Learning, "
        "2020",
        link="https://arxiv.org/abs/2004.11362",
        equation=r"\mathcal{L}_i = \frac{-1}{|P(i)|} \sum_{p \in P(i)} \log \frac{\exp(z_i \cdot z_p / \tau)}"
        r"{\sum_{a \neq i} \exp(z_i \cdot z_a / \tau)}",
        computed_by=supcon,
        symbols={
            "z_i": "a view, a row of `flat`; its length is made 1",
            "P(i)": "all other views of images of the same class, a row of `positive`",
            r"a \neq i": "all views of all images but the view `itself`",
            r"\tau": "the knob `temperature`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("views of all images of its class", "encoder f", "projector g"),
            compare="more alike than any other pair?",
        ),
        needs=("several views", "negatives", "big batch", "projector", "labels"),
        fails="When labels are wrong: it pulls together what does not belong together. And nothing asks it to keep "
        "what sets images of one class apart.",
    )
