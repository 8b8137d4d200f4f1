"""What the points of a map are painted by: groups with a name, a colour and a marker each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from app.names import class_names
from app.palette import class_colour, class_marker
from ssl_demo.data.images import Images


@dataclass(frozen=True)
class Colouring:
    """groups: int [n], each point's place in the names. captions: words for each point, added on hover."""

    groups: np.ndarray | Tensor | Sequence[int]
    names: Sequence[str]
    colours: Sequence[str]
    markers: Sequence[str]
    captions: Sequence[str] | None = None


def by_class(images: Images) -> Colouring:
    """Each image in the colour of its class."""
    return by_kind(images.labels, class_names(images))


def by_kind(
    groups: np.ndarray | Tensor | Sequence[int], names: Sequence[str], captions: Sequence[str] | None = None
) -> Colouring:
    """The fixed colours and markers of classes, for kinds that have no order."""
    numbers = range(len(names))
    colours, markers = [class_colour(n) for n in numbers], [class_marker(n) for n in numbers]
    return Colouring(groups, names, colours, markers, captions)
