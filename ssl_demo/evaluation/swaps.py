"""What an encoder goes by: which of two changed images it takes for more like the original."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from ssl_demo.evaluation.features import embed
from ssl_demo.models import Encoder


def nearer(encoder: Encoder, anchors: Tensor, one: Tensor, other: Tensor) -> Tensor:
    """Whether `one` is nearer to its anchor than `other` is, by cosine: uint8 [n, 3, h, w] each → bool [n].

    Of two that are equally near, neither is the nearer one.
    """
    anchor, left, right = (F.normalize(embed(encoder, pixels), dim=1) for pixels in (anchors, one, other))
    return (anchor * left).sum(dim=1) > (anchor * right).sum(dim=1)
