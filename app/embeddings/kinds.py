"""The kinds of map that can be chosen, and how each is read."""

from __future__ import annotations

from typing import NamedTuple

from ssl_demo.evaluation.projection import USUAL, Layout


class Drawing(NamedTuple):
    """How maps are drawn. follows: each starts from the map of the moment before, as those of a film do; otherwise it
    is drawn anew. seed: that of the run, if none is given."""

    method: str
    layout: Layout = USUAL
    seed: int | None = None
    follows: bool = True


LIVE = Drawing("live")
"""As the worker draws while it trains."""
SOLID = Layout(dimensions=3)
PCA = Drawing("pca")
PCA_SOLID = Drawing("pca", SOLID)

MAPS = {"umap": "UMAP", "pca": "PCA", "tsne": "t-SNE", "umap3": "UMAP in 3-D", "pca3": "PCA in 3-D"}
DRAWINGS = {
    "umap": Drawing("umap"),
    "pca": PCA,
    "tsne": Drawing("tsne"),
    "umap3": Drawing("umap", SOLID),
    "pca3": PCA_SOLID,
}
TITLES = {"umap": "UMAP", "pca": "PCA", "tsne": "t-SNE"}
"""What the methods are called."""

HOW_TO_READ = {
    "umap": "**UMAP** looks up each image's nearest neighbours in the feature space and lays out the plane so that "
    "they stay together. *Who* is together means something. How far apart two groups lie, and how large or round they "
    "look, can mislead: *What does the map not tell?*, below, measures how much.",
    "tsne": "**t-SNE** also keeps neighbours together. Its groups come out about equally large and equally far apart, "
    "whatever they are in the feature space: read *who* is together, and nothing else.",
    "pca": "**PCA** is a shadow. It keeps the two directions in which the features differ most and drops all others. "
    "Nothing is bent, but groups that differ only in a dropped direction lie on top of each other here.",
    "umap3": "**UMAP in three dimensions** has more room: groups that had to be torn apart in the plane may hang "
    "together here. Drag to turn it, and never judge a distance from one side only.",
    "pca3": "**PCA in three dimensions** is a shadow with one direction more. Drag to turn it: two groups that covered "
    "each other in the flat shadow may come apart.",
}


def stand_in(drawing: Drawing) -> Drawing:
    """The PCA map of as many dimensions, which is quickly made."""
    return PCA if drawing.layout.dimensions == 2 else PCA_SOLID
