"""The theoretical receptive field: which pixels could matter to a place, whatever the weights are.

Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", Distill. Each layer that looks
at several places at once widens the field, by as many pixels as there are from one of its places to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import torch
from torch import nn
from torch.fx import GraphModule, Node


@dataclass(frozen=True)
class Field:
    """The square of the picture that a place of a level may depend on. All in pixels.

    size: its side. stride: from one place's square to the next one's. start: where the first place's square begins,
    below 0 where it reaches over the edge.
    """

    size: int = 1
    stride: int = 1
    start: int = 0

    def after(self, kernel: int, stride: int, padding: int) -> Field:
        """Seen through one more layer (Eq. 2, one layer at a time from the picture on; the start by Eq. 5)."""
        size = self.size + (kernel - 1) * self.stride
        return Field(size, self.stride * stride, self.start - padding * self.stride)

    def joined(self, other: Field) -> Field:
        """What a place depends on that adds up two others, as at the end of a shortcut."""
        start, end = min(self.start, other.start), max(self.start + self.size, other.start + other.size)
        return Field(end - start, max(self.stride, other.stride), start)

    def span(self, place: int, side: int) -> tuple[int, int]:
        """The first pixel and the one after the last, of so many, that a place in this row or column may depend on."""
        start = self.start + place * self.stride
        return max(0, start), min(side, start + self.size)


def theoretical_fields(extractor: GraphModule) -> dict[str, Field]:
    """The field of every level of a convolutional network, by its node's name. Kernels are square, as they all are."""
    fields: dict[Node, Field] = {}
    found: dict[str, Field] = {}
    for node in extractor.graph.nodes:
        if node.op == "output":
            found = {name: fields[level] for name, level in node.args[0].items()}
        elif node.op != "get_attr":
            fields[node] = _field(node, fields, extractor)
    return found


def _field(node: Node, fields: dict[Node, Field], extractor: GraphModule) -> Field:
    seen = [fields[before] for before in node.all_input_nodes if before in fields]
    field = seen[0] if seen else Field()
    for other in seen[1:]:
        field = field.joined(other)
    layer = extractor.get_submodule(str(node.target)) if node.op == "call_module" else None
    if isinstance(layer, nn.Conv2d | nn.MaxPool2d):
        return field.after(_first(layer.kernel_size), _first(layer.stride), _first(layer.padding))
    if node.target is torch.conv2d:
        kernel = attrgetter(str(node.args[1].target))(extractor).shape[-1]  # type: ignore[union-attr]
        return field.after(kernel, node.kwargs.get("stride", 1), node.kwargs.get("padding", 0))  # type: ignore[arg-type]
    return field


def _first(size: Any) -> int:
    return int(size[0] if isinstance(size, tuple) else size)
