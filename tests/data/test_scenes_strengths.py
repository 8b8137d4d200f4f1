"""What the strengths do, and what patterns of another kind do."""

import pytest
import torch

from ssl_demo.data.scenes import CLASSES, Strengths, generate

STILL = Strengths(colour=0, position=0, scale=0, rotation=0, light=0, background=0, texture=0, occluder=0)
SHIFTED = [3, 4, 5, 6, 7, 8, 9, 0, 1, 2]


def spread(images):
    """Mean standard deviation of a pixel among the images of a kind, in 0…255."""
    kinds = [images.pixels[images.labels == kind].float() for kind in range(10)]
    return torch.stack([kind.std(0).mean() for kind in kinds]).mean()


def with_strength(name, value):
    return Strengths(**{**{k: getattr(STILL, k) for k in STILL.__dataclass_fields__}, name: value})


def test_without_any_nuisance_all_toys_of_a_kind_have_few_looks():
    """Which of its two paints is the ground is the one thing left to chance."""
    images = generate(200, 3, STILL)
    for kind in range(10):
        assert len(images.pixels[images.labels == kind].flatten(1).unique(dim=0)) == 1


@pytest.mark.parametrize("name", [n for n in STILL.__dataclass_fields__ if n != "pattern"])
def test_every_strength_adds_variety_by_itself(name):
    weak, strong = (spread(generate(200, 3, with_strength(name, value))) for value in (0.3, 1.0))
    assert 0 < weak < strong


@pytest.mark.parametrize(
    "name, factor",
    [
        ("position", "position"),
        ("scale", "depth"),
        ("rotation", "rotation"),
        ("light", "brightness"),
        ("light", "haze"),
    ],
)
def test_a_strength_of_zero_fixes_its_factor(name, factor):
    fixed = generate(100, 3, Strengths(**{name: 0.0})).factors[factor]
    free = generate(100, 3, Strengths(**{name: 1.0})).factors[factor]
    assert (fixed == fixed[:1]).all()
    assert free.float().std() > 0


def test_without_pattern_a_toy_wears_one_paint_and_its_pattern_makes_no_difference():
    plain = Strengths(pattern=0)
    own, other = generate(100, 3, plain), generate(100, 3, plain, patterns=SHIFTED)
    assert (own.pixels.int() - other.pixels.int()).abs().max() <= 1


def test_conflict_keeps_the_shape_and_swaps_the_pattern():
    own, other = generate(200, 3), generate(200, 3, patterns=SHIFTED)
    assert torch.equal(own.labels, other.labels)
    for name in own.factors:
        assert torch.equal(own.factors[name], other.factors[name]) == (name != "pattern")
    assert torch.equal(other.factors["pattern"], torch.tensor(SHIFTED)[own.labels])


def test_conflict_paints_the_pattern_of_the_other_kind():
    """In the middle of the toy, a house in a ball's paint looks more like a ball than like a house."""
    ball, house = CLASSES.index("ball"), CLASSES.index("house")
    worn = list(range(10))
    worn[house] = ball
    own, dressed = generate(200, 3, STILL), generate(200, 3, STILL, patterns=worn)

    def middle(images, kind):
        return images.pixels[images.labels == kind][0, :, 13:19, 13:19].float()

    to_ball = (middle(dressed, house) - middle(own, ball)).abs().mean()
    to_house = (middle(dressed, house) - middle(own, house)).abs().mean()
    assert to_ball < 0.5 * to_house


def test_textures_tell_images_apart_at_full_strength_only():
    """Texture in the frame's corners, in grey levels: nearly nothing by default, the loudest thing at full strength."""

    def corners(texture):
        drawn = generate(200, 3, Strengths(background=0, light=0, occluder=0, texture=texture))
        return drawn.pixels[:, :, :4, :4].float().mean(1).std(dim=(1, 2)).mean()

    assert corners(Strengths().texture) < 10 < 30 < corners(1.0)


def test_raw_pixels_hardly_tell_the_kinds_apart():
    """Ten labels per kind: scikit-learn's logistic regression on pixels stays near chance, which is 10 %."""
    from sklearn.linear_model import LogisticRegression

    train, test = generate(100, 31), generate(500, 32)
    model = LogisticRegression(C=0.01, max_iter=500)
    model.fit(train.pixels.flatten(1) / 255, train.labels)
    assert 0.05 < model.score(test.pixels.flatten(1) / 255, test.labels) < 0.35
