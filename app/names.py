"""What data sets, methods and budgets are called on the pages."""

from __future__ import annotations

import sys

from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.config import RunConfig
from ssl_demo.data import registry
from ssl_demo.data.images import Images
from ssl_demo.methods import METHODS, Method

ENCODERS = {
    "S": "encoder S",
    "M": "encoder M",
    "L": "encoder L",
    "resnet18": "ResNet-18",
    "vit": "tiny ViT",
    "vit_causal": "tiny causal ViT",
}
"""What encoders are called in a sentence."""


def dataset_title(name: str) -> str:
    """The catalogue's title, scenes with their strengths ("Scenes, texture 0.4"), or the last part of a path."""
    return registry.dataset_title(name)


def method_title(name: str) -> str:
    """The method's title, or the name itself where a run comes from an app that had more methods."""
    return METHODS[name].title if name in METHODS else name


def class_names(images: Images) -> list[str]:
    """The classes as people write them: "garden spider" for "garden_spider"."""
    return [class_name(name) for name in images.classes]


def class_name(name: str) -> str:
    """One of them."""
    return name.replace("_", " ")


def operation_title(name: str) -> str:
    """What an operation of the augmentation recipe is called."""
    return OPERATIONS[name].title


def idea(method: type[Method]) -> str:
    """A method's idea in a sentence or two: the first paragraph of its file."""
    text = (sys.modules[method.__module__].__doc__ or "").split("\n\n")[0]
    sentence = " ".join(text.split()).partition(": ")[2] or text
    return sentence[:1].upper() + sentence[1:]


def needs_labels(name: str) -> bool:
    """Whether this method learns from labels."""
    return name in METHODS and METHODS[name].needs_labels


def duration(seconds: float) -> str:
    """Seconds as people say them: "8 s", "1 min 5 s", "2 h 3 min"."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s".removesuffix(" 0 s") if minutes else f"{rest} s"


def in_short(config: RunConfig) -> str:
    """A run's settings in one line: "SimCLR, encoder M, 10,000 images of Scenes, 10 classes"."""
    images = f"{config.data.images:,} images" if config.data.images else "all images"
    classes = f", {len(config.data.classes)} classes" if config.data.classes else ""
    encoder = ENCODERS.get(config.encoder, f"encoder {config.encoder}")
    return f"{method_title(config.method)}, {encoder}, {images} of {dataset_title(config.data.dataset)}{classes}"
