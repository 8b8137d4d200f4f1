import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from ssl_demo.evaluation.together import share_of_own_class


@pytest.mark.parametrize("k", [1, 10])
def test_it_is_what_scikit_learns_neighbours_say(k: int) -> None:
    generator = torch.Generator().manual_seed(0)
    points, labels = torch.rand(80, 2, generator=generator), torch.randint(3, (80,), generator=generator)
    _, nearest = NearestNeighbors(n_neighbors=k).fit(points.numpy()).kneighbors()
    expected = (labels[torch.from_numpy(nearest)] == labels[:, None]).float().mean()
    assert share_of_own_class(points, labels, k) == pytest.approx(float(expected))


def test_groups_that_lie_apart_are_all_their_own_and_of_few_points_all_others_count() -> None:
    labels = torch.arange(24) % 2
    assert share_of_own_class(10.0 * labels[:, None] + 0.01 * torch.rand(24, 2), labels) == 1.0
    assert share_of_own_class(torch.rand(3, 2), torch.tensor([0, 0, 1])) == pytest.approx(1 / 3)
    assert share_of_own_class(torch.rand(1, 2), torch.tensor([0])) is None
