import torch

from ssl_demo.evaluation.clusters import find_clusters, same_as_classes


def test_groups_that_lie_apart_are_found_whatever_their_lengths_and_the_largest_comes_first() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0] * 20 + [1] * 50 + [2] * 30)
    lengths = 0.5 + torch.rand(100, 1, generator=generator)
    features = lengths * (torch.eye(3)[labels] + 0.02 * torch.randn(100, 3, generator=generator))
    found = find_clusters(features, 3, seed=0)
    assert found.bincount().tolist() == [50, 30, 20]
    assert same_as_classes(found, labels) == 1.0


def test_fewer_features_than_clusters_make_fewer_clusters() -> None:
    assert find_clusters(torch.tensor([[1.0, 0.0], [0.0, 1.0]]).repeat(5, 1), 4, seed=0).unique().tolist() == [0, 1]
    assert find_clusters(torch.zeros(5, 3), 4, seed=0).tolist() == [0] * 5


def test_clusters_by_chance_are_hardly_the_classes() -> None:
    generator = torch.Generator().manual_seed(1)
    one, other = torch.randint(5, (2, 2000), generator=generator)
    assert abs(same_as_classes(one, other)) < 0.01
