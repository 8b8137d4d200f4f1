"""Numbers as colours: a scale in a few steps, told by their limits in the legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

from app.palette import SCALE, SCALE_MARKERS
from app.scatter.colouring import Colouring


def by_rank(values: Tensor, written: str = "{:.2f}") -> Colouring:
    """Each image's number, float [n], in steps of about as many images, from the first colour for the lowest.

    Where many numbers are equal there are fewer steps. written: a format for one number, which is each point's caption.
    """
    values = values.double()
    inner = torch.linspace(0, 1, len(SCALE) + 1, dtype=torch.double)[1:-1]
    limits = values.quantile(inner).unique() if len(values) else inner[:0]
    groups = torch.bucketize(values, limits)
    used = groups.unique()
    names = [_span(values[groups == group], written) for group in used]
    colours = [SCALE[round(place * (len(SCALE) - 1) / max(1, len(used) - 1))] for place in range(len(used))]
    return _scale(values, torch.searchsorted(used, groups), names, colours, written)


def by_limits(values: Tensor, limits: Sequence[float], written: str = "{:.2f}") -> Colouring:
    """The same in fixed steps between these limits, so that a colour means the same number on every map."""
    values = values.double()
    groups = torch.bucketize(values, torch.tensor(limits, dtype=torch.double), right=True)
    said = [written.format(limit) for limit in limits]
    between = [f"{low} – {high}" for low, high in pairwise(said)]
    names = [f"below {said[0]}", *between, f"{said[-1]} or more"]
    return _scale(values, groups, names, list(SCALE[: len(names)]), written)


def _scale(values: Tensor, groups: Tensor, names: list[str], colours: list[str], written: str) -> Colouring:
    captions = [written.format(value) for value in values.tolist()]
    markers = [SCALE_MARKERS[SCALE.index(colour)] for colour in colours]
    return Colouring(groups, names, colours, markers, captions)


def _span(values: Tensor, written: str) -> str:
    low, high = (written.format(float(limit)) for limit in (values.min(), values.max()))
    return low if low == high else f"{low} – {high}"
