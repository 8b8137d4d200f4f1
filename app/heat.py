"""Numbers as colours of the palette's scale, from low, blue, to high, orange. Knows no Streamlit."""

from __future__ import annotations

import torch
from torch import Tensor

from app.palette import SCALE


def coloured(values: Tensor) -> Tensor:
    """Numbers in 0 … 1, and what lies beyond as the nearer end: float [h, w] → float [3, h, w] in 0 … 1."""
    stops = torch.tensor([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in SCALE]) / 255
    along = values.clamp(0, 1) * (len(stops) - 1)
    below = along.floor().long().clamp(max=len(stops) - 2)
    share = (along - below)[..., None]
    return (stops[below] * (1 - share) + stops[below + 1] * share).movedim(-1, 0)
