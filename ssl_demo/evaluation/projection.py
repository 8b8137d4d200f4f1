"""Maps: features of many dimensions drawn in two or three, by PCA, UMAP or t-SNE.

A map is centred and has a root mean square radius of one. One that follows another keeps its images where they were as
far as it can: it starts from the earlier map and is turned, or mirrored, onto it. So a live picture grows instead of
jumping.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.errors import UserError
from ssl_demo.evaluation.axes import principal_axes
from ssl_demo.evaluation.threads import threads_for

if TYPE_CHECKING:
    import numpy as np

NEIGHBOURS = 15
MINIMAL_DISTANCE = 0.1
FRESH = {"n_epochs": 200, "initial_alpha": 1.0}
FOLLOWING = {"n_epochs": 80, "initial_alpha": 0.25}
"""From an earlier map, fewer and smaller steps do: as trustworthy as a fresh map, and less of a jump."""
PERPLEXITY = 30.0
FEWEST = 4
"""With fewer images there are no neighbourhoods to keep, and each method draws the PCA map."""

_umap_is_warm = threading.Event()


class Layout(NamedTuple):
    """How a map is drawn. neighbours and min_dist are UMAP's: how many of an image's nearest it looks at, and how close
    points may come to each other."""

    dimensions: int = 2
    neighbours: int = NEIGHBOURS
    min_dist: float = MINIMAL_DISTANCE


USUAL = Layout()


def project(
    features: Tensor, method: str, previous: Tensor | None = None, seed: int = 0, layout: Layout = USUAL
) -> Tensor:
    """A map of the features: float [n, d] → float32 [n, dimensions]; the same arguments give the same map.

    method: "pca"; "umap" (McInnes et al. 2018) or "tsne" (van der Maaten & Hinton 2008), both by cosine similarity.
    previous: the map of the same images at an earlier step. Where all features are alike, so are all points.
    Raises UserError for an unknown method or a feature that is not a number.
    """
    if method not in ("pca", "umap", "tsne"):
        raise UserError(f"There is no map {method!r}; choose pca, umap or tsne.")
    if not features.isfinite().all():
        raise UserError("These features hold values that are not numbers; choose another run or an earlier step.")
    features = features.detach().cpu().float()
    if previous is not None and (
        previous.shape != (len(features), layout.dimensions) or not bool(_settled(previous).any())
    ):
        previous = None
    found = _pca(features, layout.dimensions)
    if method != "pca" and len(features) >= FEWEST and bool(found.any()):
        start = _spread_out(found if previous is None else _settled(previous), seed)
        directions = F.normalize(features, dim=1)
        if method == "umap":
            found = _umap(directions, start, seed, layout, FRESH if previous is None else FOLLOWING)
        else:
            found = _tsne(directions, start, seed)
    found = _settled(found)
    return found if previous is None else _turned_onto(found, _settled(previous))


def warm_up_umap() -> None:
    """Import UMAP and let it compile, on a tiny problem: seconds that the first map then doesn't take."""
    project(torch.randn(64, 8, generator=torch.Generator().manual_seed(0)), "umap")


def umap_is_warm() -> bool:
    """Whether this process has made a UMAP map already."""
    return _umap_is_warm.is_set()


def _pca(features: Tensor, dimensions: int) -> Tensor:
    """Coordinates on the widest principal axes; of each axis, the largest weight counts as positive."""
    centred = features - features.mean(dim=0)
    if not len(features) or centred.abs().max() <= 1e-6 * features.abs().max():
        return torch.zeros(len(features), dimensions)
    coordinates, axes = principal_axes(centred)
    coordinates, axes = coordinates.flip(1)[:, :dimensions], axes.flip(0)[:dimensions]
    sign = axes.gather(1, axes.abs().argmax(dim=1, keepdim=True)).sign()[:, 0]
    return F.pad(coordinates * sign, (0, dimensions - len(sign)))


def _umap(directions: Tensor, start: Tensor, seed: int, layout: Layout, pace: dict[str, Any]) -> Tensor:
    """UMAP from exact neighbours. umap.UMAP would search for approximate ones, which takes longer than the map."""
    import numpy as np
    from umap.umap_ import fuzzy_simplicial_set, simplicial_set_embedding

    indices, distances = _neighbours(directions, min(layout.neighbours, len(directions)))
    random_state = np.random.RandomState(seed)
    data = directions.numpy()
    graph, _, _ = fuzzy_simplicial_set(
        data, indices.shape[1], random_state, "cosine", knn_indices=indices, knn_dists=distances, angular=True
    )
    a, b = _falling_off(layout.min_dist)
    found, _ = simplicial_set_embedding(
        data,
        graph,
        n_components=layout.dimensions,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=5,
        init=start.numpy(),
        random_state=random_state,
        metric="cosine",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
        **pace,
    )
    _umap_is_warm.set()
    return torch.from_numpy(found)


@cache
def _falling_off(min_dist: float) -> tuple[float, float]:
    """The two numbers of the curve by which UMAP's attraction falls off with distance."""
    from umap.umap_ import find_ab_params

    return find_ab_params(spread=1.0, min_dist=min_dist)


def _tsne(directions: Tensor, start: Tensor, seed: int) -> Tensor:
    # Between unit vectors the squared Euclidean distance is twice the cosine distance.
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(directions) - 1) / 3)
    # A start this small is what t-SNE's early, exaggerated steps are made for.
    init = 1e-4 * start.numpy()
    tsne = TSNE(init.shape[1], perplexity=perplexity, init=init, learning_rate="auto", random_state=seed)
    with threads_for(len(directions) ** 2):
        return torch.from_numpy(tsne.fit_transform(directions.numpy()))


def _neighbours(directions: Tensor, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of every image, the first being itself: int32 and cosine distance float32, each [n, k]."""
    similarity = directions @ directions.T
    similarity.fill_diagonal_(2.0)
    nearest, indices = similarity.topk(k, dim=1)
    return indices.int().numpy(), (1 - nearest).clamp_min(0).numpy()


def _settled(points: Tensor) -> Tensor:
    """The map centred and scaled to a root mean square radius of one; all zero if its points are all alike."""
    centred = points.float() - points.float().mean(dim=0)
    radius = centred.square().sum(dim=1).mean().sqrt()
    return centred / radius if radius > 1e-12 else torch.zeros_like(centred)


def _spread_out(points: Tensor, seed: int) -> Tensor:
    """The settled map with a trace of noise, which parts images that have the same features."""
    noise = torch.randn(points.shape, generator=torch.Generator().manual_seed(seed))
    return _settled(points) + 1e-4 * noise


def _turned_onto(points: Tensor, previous: Tensor) -> Tensor:
    """The map turned or mirrored to lie as close to the previous one as it can (orthogonal Procrustes problem)."""
    left, _, right = torch.linalg.svd(points.double().T @ previous.double())
    return (points.double() @ left @ right).float()
