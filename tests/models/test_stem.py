import torch
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from torch.nn import functional as F

from ssl_demo.models.stem import NOISE, kmeans_filters, spherical_kmeans, zca
from ssl_demo.randomness import generator


def smooth_images(count: int) -> torch.Tensor:
    noise = torch.rand(count, 3, 64, 64, generator=generator(3))
    return F.avg_pool2d(F.avg_pool2d(noise, 5, 1, 2), 2)


def test_whitening_is_the_one_that_scikit_learns_pca_gives() -> None:
    points = torch.randn(500, 6, generator=generator(0)) @ torch.randn(6, 6, generator=generator(1))
    pca = PCA().fit(points.double().numpy())
    axes, variances = pca.components_, pca.explained_variance_
    expected = axes.T @ ((variances + NOISE) ** -0.5 * axes.T).T
    torch.testing.assert_close(zca(points).double(), torch.from_numpy(expected), atol=1e-4, rtol=1e-4)


def test_centres_are_those_that_scikit_learns_k_means_finds() -> None:
    planted = F.normalize(torch.randn(5, 8, generator=generator(0)), dim=1)
    points = planted.repeat(200, 1) + 0.1 * torch.randn(1000, 8, generator=generator(1))
    known = KMeans(5, n_init=10, random_state=0).fit(F.normalize(points, dim=1).numpy()).cluster_centers_
    found = spherical_kmeans(points, 12, generator(2))
    nearest = (F.normalize(torch.from_numpy(known), dim=1) @ found.T).max(dim=1).values
    assert nearest.min() > 0.97
    torch.testing.assert_close(found.norm(dim=1), torch.ones(12))


def test_a_plain_brightness_makes_no_difference_to_the_responses() -> None:
    images = smooth_images(50)
    filters = kmeans_filters(images, generator(0))
    assert filters.shape == (64, 3, 6, 6)
    torch.testing.assert_close(F.conv2d(images + 0.2, filters), F.conv2d(images, filters), atol=1e-4, rtol=0)


def test_no_two_filters_are_the_same() -> None:
    filters = F.normalize(kmeans_filters(smooth_images(300), generator(0)).flatten(1), dim=1)
    alike = filters @ filters.T - torch.eye(64)
    assert alike.max() < 0.95


def test_flat_images_give_finite_filters() -> None:
    assert kmeans_filters(torch.full((2, 3, 32, 32), 0.5), generator(0)).isfinite().all()
