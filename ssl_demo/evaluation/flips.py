"""Wrong labels on purpose: the two models of label noise that are studied most.

Symmetric noise gives an image any other class with equal chances. Asymmetric noise gives it the class that people would
mistake it for, a cat for a dog (Patrini et al. 2017, "Making Deep Neural Networks Robust to Label Noise", §5; both are
special cases of class-conditional noise, Northcutt et al. 2021, "Confident Learning", §2). There every label is flipped
by a coin of its own; here the number of flipped labels is exact, so that a curve over it doesn't wobble.

Flips are nested: from generators of equal seed a larger fraction flips the images that a smaller one flips, to the same
classes, and more besides.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.errors import UserError
from ssl_demo.evaluation.probe import Scale


def symmetric_flips(labels: Tensor, classes: int, fraction: float, generator: torch.Generator) -> Tensor:
    """A copy in which this fraction of the labels, alike in each class, is another class, drawn evenly from the others.

    labels: int64 [n] in 0 … classes - 1; fraction: 0 … 1. Exactly round(fraction · n) labels change, and of each class
    its share, as near as whole numbers allow. Raises UserError for a fraction beyond 0 … 1, or if there is no other
    class.
    """
    if classes < 2:
        raise UserError("A wrong label needs another class to name; choose at least two classes.")
    chosen = _chosen(labels, fraction, generator)
    # Drawn for every image, chosen or not, so that a larger fraction finds the same classes.
    onward = torch.randint(1, classes, labels.shape, generator=generator)
    flipped = labels.clone()
    flipped[chosen] = (labels + onward)[chosen] % classes
    return flipped


def similar_flips(labels: Tensor, partners: Tensor, fraction: float, generator: torch.Generator) -> Tensor:
    """A copy in which this fraction of the labels of each class is its partner's, as `partners_of` finds them.

    partners: int64 [classes], a class for each. All else, and which images are chosen, is as in `symmetric_flips`.
    Raises UserError for a fraction beyond 0 … 1, or for a class that would be its own partner.
    """
    if bool((partners[labels] == labels).any()):
        raise UserError("A class can't be mistaken for itself; choose another class as its partner.")
    chosen = _chosen(labels, fraction, generator)
    flipped = labels.clone()
    flipped[chosen] = partners[labels[chosen]]
    return flipped


def partners_of(features: Tensor, labels: Tensor, classes: int) -> Tensor:
    """For each class the other class whose mean points most nearly the same way: int64 [classes].

    features: float [n, d]; labels: int64 [n] in 0 … classes - 1. The means are of standardised features, whose overall
    mean is 0, and are compared by the cosine of their angle. Being the most similar need not be mutual. A class without
    images is nobody's partner and stands for itself. Raises UserError if fewer than two classes have images, or for
    features that are not numbers.
    """
    if not features.isfinite().all():
        raise UserError("These features hold values that are not numbers; choose another run or an earlier step.")
    present = labels.unique()
    if len(present) < 2:
        raise UserError("A similar class takes two classes to be found; choose at least two with images.")
    x = Scale.of(features).apply(features.float())
    directions = F.normalize(torch.stack([x[labels == label].mean(dim=0) for label in present]), dim=1)
    similarity = (directions @ directions.T).fill_diagonal_(-torch.inf)
    partners = torch.arange(classes)
    partners[present] = present[similarity.argmax(dim=1)]
    return partners


def shuffled_ranks(labels: Tensor, generator: torch.Generator) -> Tensor:
    """Each image's place, from 0, in a random order of the images of its class: int64 [n], for labels int64 [n]."""
    order = torch.randperm(len(labels), generator=generator)
    by_class = order[labels[order].argsort(stable=True)]
    counts = labels.bincount()
    first = counts.cumsum(dim=0) - counts
    ranks = torch.empty_like(labels)
    ranks[by_class] = torch.arange(len(labels)) - first[labels[by_class]]
    return ranks


def _chosen(labels: Tensor, fraction: float, generator: torch.Generator) -> Tensor:
    """Positions of this fraction of the images, alike in each class: int64 [round(fraction · n)]."""
    if not 0 <= fraction <= 1:
        raise UserError("The share of wrong labels lies between 0 and 1; choose one of these.")
    # The images are taken in the order of the share of their class that is reached with them. Classes of one size reach
    # it together; which of them comes first is drawn, or the first class would always lose the image left over.
    reached = (shuffled_ranks(labels, generator).double() + 0.5) / labels.bincount()[labels]
    drawn = torch.randperm(len(labels), generator=generator)
    return drawn[reached[drawn].argsort(stable=True)][: round(fraction * len(labels))]
