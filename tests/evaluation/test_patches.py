from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from ssl_demo.errors import UserError
from ssl_demo.evaluation.patches import KMeansPatches
from ssl_demo.randomness import generator

CENTRES = 15


def blurred(count: int, height: int = 32, width: int = 32) -> Tensor:
    """Noise in which neighbours are alike, as in photographs: uint8 in 40…210."""
    noise = torch.rand(count, 3, height + 2, width + 2, generator=generator(0, "noise"))
    return (40 + 170 * F.avg_pool2d(noise, 3, 1)).to(torch.uint8)


def cut(pixels: Tensor) -> list[np.ndarray]:
    """Every patch of every image, one by one, as rows of 108 numbers: row by row, the colours side by side."""
    images = pixels.permute(0, 2, 3, 1).double().numpy()
    _, height, width, _ = images.shape
    return [
        image[row : row + 6, column : column + 6].ravel()
        for image, row, column in product(images, range(height - 5), range(width - 5))
    ]


def normalised_by_hand(patch: np.ndarray) -> np.ndarray:
    return (patch - patch.mean()) / np.sqrt(patch.var(ddof=1) + 10)


@pytest.fixture(scope="module")
def learned() -> KMeansPatches:
    return KMeansPatches.learn(blurred(60), generator(0, "patches"), CENTRES)


@pytest.mark.parametrize("height, width", [(32, 32), (9, 14), (6, 6)])
def test_features_are_the_papers_formulas_patch_by_patch(learned: KMeansPatches, height: int, width: int) -> None:
    mean, whitening, centres = (values.double().numpy() for values in vars(learned).values())
    pixels = blurred(2, height, width)
    expected = np.zeros((2, 2, 2, CENTRES))
    places = product(range(2), range(height - 5), range(width - 5))
    for (image, row, column), patch in zip(places, cut(pixels), strict=True):
        x = whitening @ (normalised_by_hand(patch) - mean)
        z = np.array([np.sqrt(((x - centre) ** 2).sum()) for centre in centres])
        lower, right = row >= np.ceil((height - 5) / 2), column >= np.ceil((width - 5) / 2)
        expected[image, int(lower), int(right)] += np.maximum(0, z.mean() - z)
    found = learned(pixels)
    assert found.shape == (2, 4 * CENTRES) and found.dtype == torch.float32
    np.testing.assert_allclose(found, expected.reshape(2, -1), atol=1e-3)


def test_whitened_patches_vary_alike_in_all_directions_in_which_they_vary(learned: KMeansPatches) -> None:
    patches = np.stack([normalised_by_hand(patch) for patch in cut(blurred(15))])
    before, after = np.cov(patches.T), np.cov((patches @ learned.whitening.double().numpy()).T)
    variances, axes = np.linalg.eigh(before)
    # 0.1 is added to each variance v, so v / (v + 0.1) is left of it.
    np.testing.assert_allclose(after, axes * (variances / (variances + 0.1)) @ axes.T, atol=0.05)
    wide = axes[:, variances > 1]
    np.testing.assert_allclose(wide.T @ after @ wide, np.eye(wide.shape[1]), atol=0.15)


def test_every_planted_kind_of_patch_has_a_centre() -> None:
    kinds = torch.randint(60, 190, (5, 3, 6, 6), generator=generator(0, "kinds"))
    pixels = kinds.repeat(30, 1, 1, 1) + torch.randint(-9, 10, (150, 3, 6, 6), generator=generator(0, "noise"))
    learned = KMeansPatches.learn(pixels.to(torch.uint8), generator(0), centres=8)
    patches = np.stack([normalised_by_hand(patch) for patch in cut(pixels)])
    np.testing.assert_allclose(learned.mean, patches.mean(axis=0), atol=0.03)
    whitened = (patches - patches.mean(axis=0)) @ learned.whitening.double().numpy()
    middles = torch.from_numpy(np.stack([whitened[kind::5].mean(axis=0) for kind in range(5)]))
    distances, nearest = torch.cdist(middles, learned.centres.double()).min(dim=1)
    # A patch by itself is farther from the middle of its kind than two middles are apart.
    assert distances.max() < torch.pdist(middles).min() / 2
    assert len(nearest.unique()) == 5


def test_a_brighter_image_has_the_same_features(learned: KMeansPatches) -> None:
    pixels = blurred(5)
    torch.testing.assert_close(learned(pixels + 40), learned(pixels), atol=1e-3, rtol=0)


def test_an_image_has_the_same_features_in_any_company_and_on_any_number_of_threads(learned: KMeansPatches) -> None:
    pixels = blurred(19)
    alone = torch.cat([learned(image[None]) for image in pixels])
    before = torch.get_num_threads()
    try:
        for threads in (1, 3):
            torch.set_num_threads(threads)
            torch.testing.assert_close(learned(pixels), alone, atol=1e-3, rtol=0)
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_the_generator_decides_what_is_learned(learned: KMeansPatches) -> None:
    again, other = (KMeansPatches.learn(blurred(60), generator(seed, "patches"), CENTRES) for seed in (0, 1))
    assert all(torch.equal(a, b) for a, b in zip(vars(learned).values(), vars(again).values(), strict=True))
    assert not torch.allclose(other.centres, learned.centres)


def test_images_of_one_colour_give_finite_features() -> None:
    flat = torch.full((2, 3, 32, 32), 90, dtype=torch.uint8)
    assert KMeansPatches.learn(flat, generator(0), CENTRES)(flat).isfinite().all()


def test_images_smaller_than_a_patch_are_refused(learned: KMeansPatches) -> None:
    for height, width in ((1, 1), (5, 32), (32, 5)):
        pixels = torch.zeros(2, 3, height, width, dtype=torch.uint8)
        with pytest.raises(UserError, match="at least 6×6"):
            learned(pixels)
        with pytest.raises(UserError, match="at least 6×6"):
            KMeansPatches.learn(pixels, generator(0))
