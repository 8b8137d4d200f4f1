import torch
from sklearn.decomposition import PCA
from torch.nn import functional as F

from ssl_demo.models.stem import whitening_filters
from ssl_demo.randomness import generator


def smooth_images(count: int) -> torch.Tensor:
    noise = torch.rand(count, 3, 64, 64, generator=generator(3))
    return F.avg_pool2d(F.avg_pool2d(noise, 5, 1, 2), 2)


def test_filters_are_the_leading_directions_that_scikit_learns_pca_finds() -> None:
    images = smooth_images(300)
    filters = whitening_filters(images, generator(0))[:24].flatten(1).double()
    patches = F.unfold(images, 4, stride=2).transpose(1, 2).reshape(-1, 48).double()
    pca = PCA(24, whiten=True).fit(patches.numpy())
    expected = torch.from_numpy(pca.components_ / pca.explained_variance_[:, None] ** 0.5)
    cosine = F.cosine_similarity(filters, expected)
    torch.testing.assert_close(cosine.abs(), torch.ones_like(cosine), atol=1e-3, rtol=0)
    torch.testing.assert_close(filters.norm(dim=1), expected.norm(dim=1), rtol=1e-3, atol=0)


def test_responses_are_uncorrelated_with_variance_one() -> None:
    images = smooth_images(300)
    filters = whitening_filters(images, generator(0))[:24]
    responses = F.conv2d(images, filters, stride=2).transpose(0, 1).flatten(1)
    torch.testing.assert_close(torch.cov(responses), torch.eye(24), atol=0.02, rtol=0)


def test_the_second_half_is_the_negative_of_the_first() -> None:
    filters = whitening_filters(smooth_images(20), generator(0))
    assert torch.equal(filters[24:], -filters[:24])


def test_flat_images_give_finite_filters() -> None:
    assert whitening_filters(torch.full((2, 3, 32, 32), 0.5), generator(0)).isfinite().all()
