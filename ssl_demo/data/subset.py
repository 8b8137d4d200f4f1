"""The part of a data set that a run asks for."""

from __future__ import annotations

import torch
from torch import Tensor

from ssl_demo.config import SubsetConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.errors import UserError


def subset(dataset: Dataset, config: SubsetConfig) -> Dataset:
    """The classes asked for, in both splits and numbered anew, and that many training images.

    Images are dealt out in rounds, each giving the next image, in file order, of every class that has one left. So
    the classes are balanced as far as their sizes allow, and a smaller subset is the beginning of a larger one. With
    no number asked for, all training images are kept in file order. The test split is never shortened. Raises
    UserError for an unknown class, fewer than two, and for more images than there are or fewer than classes.
    """
    classes = _chosen(dataset, config.classes)
    train, test = _keep(dataset.train, classes), _keep(dataset.test, classes)
    if config.images is not None:
        if config.images > len(train):
            raise UserError(f"{config.images} training images are asked for, but there are {len(train)}; ask for less.")
        if config.images < len(classes):
            raise UserError(
                f"{config.images} training images are too few for {len(classes)} classes; ask for at least as many."
            )
        train = train.take(_rounds(train.labels, len(classes))[: config.images])
    return Dataset(dataset.name, train, test)


def _chosen(dataset: Dataset, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The classes in the data set's order, so that the order of asking makes no difference."""
    known = dataset.train.classes
    for name in wanted:
        if name not in known:
            raise UserError(f"{dataset.name} has no class '{name}'; choose from {', '.join(known)}.")
    chosen = tuple(name for name in known if name in wanted) or known
    if len(chosen) < 2:
        raise UserError("One class alone can't be told from another; choose at least two.")
    return chosen


def _keep(images: Images, classes: tuple[str, ...]) -> Images:
    if classes == images.classes:
        return images
    number = torch.full((len(images.classes),), -1)
    for new, name in enumerate(classes):
        number[images.classes.index(name)] = new
    kept = images.take((number[images.labels] >= 0).nonzero().flatten())
    return Images(kept.pixels, number[kept.labels], classes, kept.factors)


def _rounds(labels: Tensor, classes: int) -> Tensor:
    """Positions sorted by (how many of the same class come before, class)."""
    by_class = labels.argsort(stable=True)
    sizes = labels.bincount(minlength=classes)
    starts = sizes.cumsum(0) - sizes
    order_in_class = torch.empty_like(labels)
    order_in_class[by_class] = torch.arange(len(labels)) - starts[labels[by_class]]
    return (order_in_class * classes + labels).argsort()
