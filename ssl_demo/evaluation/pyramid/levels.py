"""The levels of a network, from fine to coarse: where its maps are read.

Every network is read by torchvision's `create_feature_extractor`, which traces it into a graph whose nodes have names.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from torch import nn
from torch.fx import Graph, GraphModule

from ssl_demo.models import Encoder, vit
from ssl_demo.models.encoders import ResNet18, SmallConvNet


@dataclass(frozen=True)
class Level:
    """One level of a network. title: what people call it. node: the name of its output in the graph."""

    title: str
    node: str


def levels_of(network: nn.Module) -> tuple[Level, ...]:
    """The levels of one of this app's encoders, or of torchvision's ResNet-18 or ViT-B/16. Raises TypeError for others.

    Of a transformer's blocks the first and the last are among them, and some between; the last one is read after the
    layer norm that ends the network.
    """
    from ssl_demo.torchvision_ops import torchvision

    if isinstance(network, SmallConvNet):
        blocks = range(len(network.blocks))
        return (Level("Stem", "stem.relu"), *(Level(f"Block {i + 1}", f"blocks.{i}") for i in blocks))
    if isinstance(network, ResNet18):
        return _resnet("net.")
    if isinstance(network, torchvision.models.ResNet):
        return _resnet("")
    if isinstance(network, vit.TinyViT):
        return _blocks("embed", "blocks.", range(len(network.blocks)), "norm")
    if isinstance(network, torchvision.models.VisionTransformer):
        return _blocks("conv_proj", "encoder.layers.encoder_layer_", (0, 3, 7, 11), "encoder.ln")
    raise TypeError(f"the levels of a {type(network).__name__} are not known")


def looks_everywhere(network: nn.Module, level: Level) -> bool:
    """Whether attention lets each place of this level depend on every pixel; a causal one, on all patches up to it."""
    return not _is_convolutional(network) and level != levels_of(network)[0]


def extractor_of(network: nn.Module) -> GraphModule:
    """The network in evaluation mode as a graph: float [b, 3, h, w] → the output of every level, by its node's name.

    It shares the network's weights. Networks that differ in nothing but weights and widths are traced once.
    """
    kind = (type(network), getattr(network, "causal", None), *(name for name, _ in network.named_modules()))
    with _tracing:
        if kind not in _graphs:
            _graphs[kind] = _traced(network)
    return GraphModule(network.eval(), copy.deepcopy(_graphs[kind])).eval()


_tracing = threading.Lock()
_graphs: dict[Hashable, Graph] = {}


def _traced(network: nn.Module) -> Graph:
    nodes = [level.node for level in levels_of(network)]  # which has made torchvision importable
    from torchvision.models import feature_extraction

    class ThisThreadsTracer(feature_extraction.NodePathTracer):
        """While one thread traces, PyTorch sends the call of every module in the process through its tracer. Those of
        other threads belong to networks at work, and are simply made."""

        def call_module(self, m: nn.Module, forward: Callable[..., Any], args: Any, kwargs: Any) -> Any:
            if threading.get_ident() != tracing_thread:
                return forward(*args, **kwargs)
            return super().call_module(m, forward, args, kwargs)

    tracing_thread = threading.get_ident()
    tracing: dict[str, Any] = {}
    if isinstance(network, Encoder):
        # The functions around a transformer's blocks ask for numbers (how many patches?): they are called, not traced.
        tracing = {"leaf_modules": [vit.Block], "autowrap_modules": (vit,)}
    with patch.object(feature_extraction, "NodePathTracer", ThisThreadsTracer):
        traced = feature_extraction.create_feature_extractor(network.eval(), nodes, tracer_kwargs=tracing)
    graph: Graph = traced.eval().graph
    return graph


def _is_convolutional(network: nn.Module) -> bool:
    return levels_of(network)[0].node not in ("embed", "conv_proj")


def _resnet(prefix: str) -> tuple[Level, ...]:
    stages = (Level(f"Stage {i}", f"{prefix}layer{i}") for i in (1, 2, 3, 4))
    return (Level("First convolution", f"{prefix}relu"), *stages)


def _blocks(embedding: str, prefix: str, numbers: Iterable[int], norm: str) -> tuple[Level, ...]:
    *others, last = numbers
    middle = (Level(f"Block {i + 1}", f"{prefix}{i}") for i in others)
    return (Level("Patches", embedding), *middle, Level(f"Block {last + 1}", norm))
