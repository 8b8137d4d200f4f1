import math

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.evaluation.projection import Layout, project, umap_is_warm, warm_up_umap

METHODS = ("pca", "umap", "tsne")


def blobs(n: int = 300, d: int = 16, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Six clusters on the sphere, each image at its own distance from the origin."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(n) % 6
    centres = 3 * torch.randn(6, d, generator=torch.Generator().manual_seed(7))
    lengths = torch.rand(n, 1, generator=generator) + 0.5
    return lengths * (centres[labels] + torch.randn(n, d, generator=generator)), labels


def distances(points: Tensor) -> Tensor:
    return torch.cdist(points, points)


@pytest.mark.parametrize("n, d", [(300, 16), (20, 90)])
def test_pca_is_scikit_learns_up_to_scale(n: int, d: int) -> None:
    features, _ = blobs(n, d)
    expected = PCA(2, svd_solver="full").fit_transform(features.double().numpy())
    expected /= math.sqrt((expected**2).sum(axis=1).mean())
    np.testing.assert_allclose(project(features, "pca"), expected, atol=1e-3)


@pytest.mark.parametrize("method", ["umap", "tsne"])
def test_neighbours_stay_neighbours_and_clusters_clusters(method: str) -> None:
    features, labels = blobs()
    found = project(features, method)
    # Both maps go by cosine; between unit vectors the Euclidean order is the same.
    directions = torch.nn.functional.normalize(features, dim=1)
    assert trustworthiness(directions.numpy(), found.numpy(), n_neighbors=10) > 0.9
    from_centre = distances(found).masked_fill(torch.eye(len(found), dtype=torch.bool), math.inf)
    assert (labels[from_centre.argmin(dim=1)] == labels).float().mean() >= knn_accuracy(features, labels, 1) - 0.02


@pytest.mark.parametrize("method", METHODS)
def test_a_map_is_centred_with_unit_radius_and_repeats_itself(method: str) -> None:
    features, _ = blobs(60)
    found = project(features, method, seed=3)
    torch.testing.assert_close(found.mean(dim=0), torch.zeros(2), atol=1e-5, rtol=0)
    assert found.square().sum(dim=1).mean() == pytest.approx(1.0, abs=1e-4)
    assert found.dtype == torch.float32 and torch.equal(found, project(features, method, seed=3))


@pytest.mark.parametrize("method", ["pca", "umap"])
def test_a_map_may_have_three_dimensions_and_follow_another_of_three(method: str) -> None:
    features, _ = blobs(90)
    solid = Layout(dimensions=3)
    first = project(features, method, layout=solid)
    later = features + 0.1 * torch.randn(features.shape, generator=torch.Generator().manual_seed(1))
    following = project(later, method, first, layout=solid)
    assert first.shape == following.shape == (90, 3)
    assert first.square().sum(dim=1).mean() == pytest.approx(1.0, abs=1e-4)
    # All three are used, and none is the shadow of the others.
    assert torch.linalg.svdvals(first)[-1] > 0.2 * torch.linalg.svdvals(first)[0]
    assert (following - first).norm(dim=1).median() < 0.25
    assert torch.equal(project(features, method, first[:, :2], layout=solid), first)


def test_umaps_two_settings_do_what_umap_learn_says_of_them() -> None:
    features, _ = blobs()

    def nearest(layout: Layout) -> Tensor:
        apart = distances(project(features, "umap", layout=layout))
        return apart.masked_fill(torch.eye(len(apart), dtype=torch.bool), math.inf).min(dim=1).values.median()

    assert nearest(Layout(min_dist=0.9)) > 1.5 * nearest(Layout(min_dist=0.0))

    def kept(layout: Layout) -> float:
        points = project(features, "umap", layout=layout).numpy()
        return float(trustworthiness(features.numpy(), points, n_neighbors=10, metric="cosine"))

    # With a single neighbour beside itself an image has hardly any neighbourhood to keep.
    assert kept(Layout(neighbours=2)) < kept(Layout(neighbours=15)) - 0.05


def test_umap_depends_on_the_seed() -> None:
    features, _ = blobs(60)
    assert not torch.equal(project(features, "umap", seed=0), project(features, "umap", seed=1))


@pytest.mark.parametrize("method", METHODS)
def test_a_map_stays_where_the_previous_one_was(method: str) -> None:
    features, _ = blobs(90)
    # The map before, seen in a mirror and from another side: both say the same.
    turn = torch.tensor([[math.cos(2.0), math.sin(2.0)], [math.sin(2.0), -math.cos(2.0)]])
    previous = project(features, method) @ turn
    later = features + 0.1 * torch.randn(features.shape, generator=torch.Generator().manual_seed(1))
    moved = (project(later, method, previous) - previous).norm(dim=1).median()
    jumped = (project(later, method) - previous).norm(dim=1).median()
    assert moved < 0.25 < jumped


def test_a_previous_map_of_other_images_is_left_aside() -> None:
    features, _ = blobs(60)
    for previous in (torch.rand(59, 2), torch.ones(60, 2)):
        assert torch.equal(project(features, "pca", previous), project(features, "pca"))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 7])
def test_few_images_and_features_all_alike_still_give_a_map(method: str, n: int) -> None:
    varied = torch.randn(n, 5, generator=torch.Generator().manual_seed(0))
    for features in (varied, varied[:, :1], torch.zeros(n, 5), torch.full((n, 5), 0.1)):
        found = project(features, method)
        assert found.shape == (n, 2) and found.isfinite().all()
        solid = project(features, method, layout=Layout(dimensions=3))
        assert solid.shape == (n, 3) and solid.isfinite().all()
    assert project(torch.full((n, 5), 0.1), method).abs().sum() == 0


def test_images_with_the_same_features_do_not_stop_umap() -> None:
    features, _ = blobs(30)
    assert project(features.repeat(3, 1), "umap").isfinite().all()
    assert project(torch.tensor([[1.0, 0.0], [0.0, 1.0]]).repeat(20, 1), "umap").isfinite().all()


def test_umap_is_warm_once_it_has_run() -> None:
    warm_up_umap()
    assert umap_is_warm()


def test_what_cannot_be_drawn_is_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="choose pca, umap or tsne"):
        project(torch.rand(5, 5), "mds")
    with pytest.raises(UserError, match="not numbers"):
        project(torch.full((5, 5), math.nan), "pca")
