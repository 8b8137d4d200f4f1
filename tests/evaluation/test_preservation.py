import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.evaluation.preservation import preservation


def features(n: int = 120, d: int = 10) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(n, d, generator=generator) + 2 * torch.randn(5, d, generator=generator)[torch.arange(n) % 5]


def flat(of: Tensor) -> Tensor:
    return torch.from_numpy(PCA(2).fit_transform(of.numpy()))


@pytest.mark.parametrize("k", [1, 5, 15])
def test_trustworthiness_is_scikit_learns(k: int) -> None:
    given, points = features(), flat(features())
    found = preservation(given, points, k)
    assert found is not None
    expected = trustworthiness(given.numpy(), points.numpy(), n_neighbors=k, metric="cosine")
    assert found.trustworthiness.mean().item() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("k", [1, 5, 15])
def test_continuity_is_trustworthiness_with_the_parts_exchanged(k: int) -> None:
    given, points = features(), flat(features())
    found = preservation(given, points, k)
    assert found is not None
    # Between unit vectors Euclidean distances have the order of cosine distances.
    directions = F.normalize(given, dim=1)
    expected = trustworthiness(points.numpy(), directions.numpy(), n_neighbors=k)
    assert found.continuity.mean().item() == pytest.approx(expected, abs=1e-5)


def arc() -> Tensor:
    """Points on a circle, no two pairs equally far apart."""
    angles = 2 * torch.rand(40, generator=torch.Generator().manual_seed(2)).sort().values
    return torch.stack([angles.cos(), angles.sin()], dim=1)


def test_a_map_that_keeps_all_neighbours_is_believed_everywhere() -> None:
    circle = arc()
    found = preservation(circle, 3 * circle + 1, 5)
    assert found is not None
    assert torch.equal(found.trustworthiness, torch.ones(40)) and torch.equal(found.continuity, torch.ones(40))


def test_the_point_that_was_put_in_the_wrong_place_is_the_one_that_is_not_believed() -> None:
    circle = arc()
    points = circle.clone()
    points[7] = circle[35] + 1e-4
    found = preservation(circle, points, 5)
    assert found is not None
    assert found.trustworthiness.argmin() == 7 and found.continuity.argmin() == 7


def test_with_too_few_images_there_is_nothing_to_say() -> None:
    assert preservation(torch.rand(3, 5), torch.rand(3, 2)) is None
    few = preservation(torch.rand(4, 5), torch.rand(4, 2))
    assert few is not None and np.isfinite(few.trustworthiness.numpy()).all()
