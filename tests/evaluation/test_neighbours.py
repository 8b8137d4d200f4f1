import numpy as np
import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.neighbours import knn_accuracy, nearest


def noisy_classes(n: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(0, 5, (n,), generator=generator)
    centres = torch.randn(5, 8, generator=generator)
    return centres[labels] + 1.5 * torch.randn(n, 8, generator=generator), labels


@pytest.mark.parametrize("n, k", [(40, 5), (1500, 20)])
def test_accuracy_is_scikit_learns_leave_one_out_with_wus_weights(n: int, k: int) -> None:
    features, labels = noisy_classes(n)
    oracle = KNeighborsClassifier(k, metric="cosine", weights=lambda distance: np.exp((1 - distance) / 0.07))
    predicted = oracle.fit(features.double().numpy(), labels.numpy()).predict(None)  # None: leave each one out
    accuracy = knn_accuracy(features, labels, k)
    assert 0.3 < accuracy < 0.95
    assert accuracy == pytest.approx((predicted == labels.numpy()).mean(), abs=1e-9)


def test_an_image_does_not_vote_for_itself() -> None:
    directions = torch.eye(4)
    assert knn_accuracy(directions, torch.arange(4), k=1) == 0.0


def test_only_the_direction_counts() -> None:
    features, labels = noisy_classes(200)
    lengths = torch.rand(200, 1, generator=torch.Generator().manual_seed(2)) + 0.1
    assert knn_accuracy(features * lengths, labels) == knn_accuracy(features, labels)


def test_asking_for_more_neighbours_than_there_are_takes_all() -> None:
    features, labels = noisy_classes(12)
    assert knn_accuracy(features, labels, k=500) == knn_accuracy(features, labels, k=11)


def test_one_image_has_no_neighbours() -> None:
    with pytest.raises(UserError, match="two images"):
        knn_accuracy(torch.ones(1, 3), torch.zeros(1, dtype=torch.int64))


def test_nearest_are_the_others_by_cosine_most_similar_first() -> None:
    features, _ = noisy_classes(50)
    indices, similarities = nearest(features, 7, 5)
    cosine = torch.cosine_similarity(features, features[7:8])
    expected = [i for i in cosine.argsort(descending=True).tolist() if i != 7][:5]
    assert indices.tolist() == expected
    torch.testing.assert_close(similarities, cosine[expected])


def test_nearest_of_an_image_that_is_not_there_says_so() -> None:
    with pytest.raises(UserError, match="0 to 49"):
        nearest(noisy_classes(50)[0], 50, 3)
