from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import minmax_scale

from ssl_demo.errors import UserError
from ssl_demo.evaluation.pyramid.places import most_varied_channels, similar_places, stretched, three_colours


def maps(channels: int, side: int, seed: int = 0) -> torch.Tensor:
    """Maps that spread differently along different directions."""
    generator = torch.Generator().manual_seed(seed)
    scale = 0.8 ** torch.arange(channels)
    mixed = torch.randn(channels, channels, generator=generator)
    return (mixed @ (scale[:, None] * torch.randn(channels, side * side, generator=generator))).unflatten(
        1, (side, side)
    )


@pytest.mark.parametrize(("channels", "side"), [(12, 9), (40, 4), (5, 16)])
def test_the_colours_are_the_principal_components_of_scikit_learn(channels: int, side: int) -> None:
    given = maps(channels, side)
    features = given.flatten(1).T.double().numpy()
    theirs = minmax_scale(PCA(3, svd_solver="full").fit_transform(features))
    ours = three_colours(given).flatten(1).T.numpy()
    for component in range(3):  # the sign of a principal component is nobody's
        same = [np.allclose(ours[:, component], theirs[:, component], atol=1e-3)]
        same += [np.allclose(ours[:, component], 1 - theirs[:, component], atol=1e-3)]
        assert any(same), component


def test_places_that_are_all_alike_are_grey() -> None:
    assert torch.equal(three_colours(torch.full((7, 4, 4), 2.5)), torch.full((3, 4, 4), 0.5))
    assert torch.equal(three_colours(torch.rand(7, 1, 1)), torch.full((3, 1, 1), 0.5))
    assert torch.equal(three_colours(torch.zeros(2, 3, 3)), torch.full((3, 3, 3), 0.5))


def test_features_along_one_direction_make_one_colour_vary() -> None:
    given = torch.arange(16.0).view(1, 4, 4) * torch.tensor([1.0, 2.0, -1.0, 0.5])[:, None, None]
    red, green, blue = three_colours(given)
    assert sorted((float(red.min()), float(red.max()))) == [0, 1]
    assert torch.equal(green, torch.full((4, 4), 0.5))
    assert torch.equal(blue, green)


def test_values_that_are_no_numbers_are_one_sentence() -> None:
    with pytest.raises(UserError, match="not numbers"):
        three_colours(torch.full((4, 2, 2), float("nan")))


def test_similarities_are_those_of_scikit_learn() -> None:
    given = maps(10, 6)
    ours = similar_places(given, 2, 5)
    features = given.flatten(1).T.numpy()
    theirs = cosine_similarity(features, features[2 * 6 + 5][None])[:, 0].reshape(6, 6)
    assert np.allclose(ours.numpy(), theirs, atol=1e-5)
    assert float(ours[2, 5]) == pytest.approx(1)


def test_a_silent_place_is_like_no_other() -> None:
    given = maps(10, 4)
    given[:, 1, 1] = 0
    assert float(similar_places(given, 0, 0)[1, 1]) == 0
    assert torch.equal(similar_places(given, 1, 1), torch.zeros(4, 4))


def test_channels_come_by_how_much_they_vary() -> None:
    given = torch.stack([torch.full((4, 4), 9.0), torch.arange(16.0).view(4, 4), 3 * torch.arange(16.0).view(4, 4)])
    assert most_varied_channels(given, 2).tolist() == [2, 1]
    assert most_varied_channels(given, 9).tolist() == [2, 1, 0]


def test_every_map_is_stretched_by_itself_and_a_flat_one_is_zero() -> None:
    given = torch.stack([torch.tensor([[-1.0, 1.0], [0.0, 1.0]]), torch.full((2, 2), 4.0)])
    assert stretched(given).tolist() == [[[0, 1], [0.5, 1]], [[0, 0], [0, 0]]]
