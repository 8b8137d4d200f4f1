"""The ground truth, checked against what is seen in the pixels or against the other factors."""

import math

import pytest
import torch
from scipy.stats import chi2_contingency, f_oneway

from ssl_demo.data.scenes import BACKGROUNDS, CLASSES, PAINTS, Strengths, generate
from ssl_demo.data.scenes.casting import cast
from ssl_demo.data.scenes.toys import TOYS

SHIFTED = [3, 4, 5, 6, 7, 8, 9, 0, 1, 2]
"""For every kind the number of another one."""

STRENGTHS = {"scene": Strengths(), "wild": Strengths(position=1, scale=1, rotation=1, light=1, background=1)}


@pytest.fixture(scope="module", params=STRENGTHS)
def strengths(request):
    return STRENGTHS[request.param]


@pytest.fixture(scope="module")
def scenes(strengths):
    return generate(300, 11, strengths)


@pytest.fixture(scope="module")
def repainted(strengths):
    """The same scenes with other patterns: what differs lies on the toys."""
    return generate(300, 11, strengths, patterns=SHIFTED)


def pixels_in_box(box):
    """Bool [n, 32, 32]: pixels that the box touches."""
    at = torch.arange(32)
    x0, y0, x1, y1 = box.T[:, :, None]
    across, down = (at + 1 > x0) & (at < x1), (at + 1 > y0) & (at < y1)
    return down[:, :, None] & across[:, None, :]


def in_front(scenes):
    """Bool [n, 32, 32]: pixels in the toy's depth."""
    return (scenes.factors["depth_map"].float() - scenes.factors["depth"][:, None, None]).abs() < 2e-3


def test_every_factor_has_a_value_for_every_image(scenes):
    shapes = {name: tuple(values.shape[1:]) for name, values in scenes.factors.items()}
    assert shapes == {
        **dict.fromkeys(["kind", "shape", "pattern", "colour", "background", "scale", "rotation", "depth"], ()),
        **dict.fromkeys(["brightness", "haze"], ()),
        "position": (2,),
        "box": (4,),
        "rgb": (2, 3),
        "light": (3,),
        "depth_map": (32, 32),
    }
    assert all(len(values) == 300 for values in scenes.factors.values())


def test_the_label_is_the_kind_and_the_shape_and_the_pattern(scenes):
    for name in ("kind", "shape", "pattern"):
        assert torch.equal(scenes.factors[name], scenes.labels)


def test_what_a_pattern_changes_lies_in_the_box(scenes, repainted):
    # A pixel that the outline merely grazes changes by a few grey levels and may lie outside the box.
    changed = ((scenes.pixels.int() - repainted.pixels.int()).abs() > 8).any(1)
    assert (changed.flatten(1).sum(1) > 10).all()
    grown = scenes.factors["box"] + torch.tensor([-1, -1, 1, 1])
    assert not (changed & ~pixels_in_box(grown)).any()


def test_the_box_is_as_small_as_the_toy(scenes):
    toy = in_front(scenes)
    at = torch.arange(32)
    for axis, low, high in ((1, 0, 2), (2, 1, 3)):
        hit = toy.any(axis)
        first = torch.where(hit, at, 99).amin(1)
        last = torch.where(hit, at, -1).amax(1) + 1
        # The box goes to half pixels, the depth map to whole ones that are covered by more than half.
        assert (first - scenes.factors["box"][:, low]).abs().quantile(0.95) <= 1
        assert (last - scenes.factors["box"][:, high]).abs().quantile(0.95) <= 1


def test_the_toy_lies_about_its_position_at_its_scale(scenes):
    box, centre = scenes.factors["box"], scenes.factors["position"]
    assert ((box[:, :2] < centre) & (centre < box[:, 2:])).all()
    assert (box >= 0).all() and (box <= 32).all()
    reach = torch.maximum((box[:, 2:] - centre).amax(1), (centre - box[:, :2]).amax(1))
    assert (reach < 1.2 * scenes.factors["scale"] + 1).all()
    assert (reach > 0.6 * scenes.factors["scale"]).all()


def test_the_depth_map_shows_the_toy_at_its_depth_in_front_of_all_else(scenes):
    depth, nearest = scenes.factors["depth_map"].float(), scenes.factors["depth"]
    toy = in_front(scenes)
    assert toy.flatten(1).any(1).all()
    behind = torch.where(toy, math.inf, depth).flatten(1).amin(1)
    assert (behind > nearest + 0.1).all()
    assert not (toy & ~pixels_in_box(scenes.factors["box"])).any()


def test_a_toy_twice_as_far_looks_half_as_large(scenes):
    product = scenes.factors["depth"] * scenes.factors["scale"]
    torch.testing.assert_close(product, product[:1].expand(300))
    for kind in range(10):
        mine = scenes.labels == kind
        area = in_front(scenes)[mine].flatten(1).sum(1).double()
        size = area * scenes.factors["depth"][mine] ** 2
        assert size.std() / size.mean() < 0.12


def test_the_floor_comes_nearer_towards_the_lower_edge(scenes):
    depth = scenes.factors["depth_map"].float().masked_fill(in_front(scenes), math.nan)
    step = depth[:, 1:] - depth[:, :-1]
    assert (step[~step.isnan()] <= 0).all()
    assert step[~step.isnan()].min() < -0.05


def test_the_pattern_is_painted_in_the_two_paints():
    strengths = Strengths(light=0, texture=0, occluder=0)
    plain = generate(100, 5, Strengths(light=0, texture=0, occluder=0, pattern=0))
    scenes = generate(100, 5, strengths)
    ground, second = scenes.factors["rgb"].unbind(1)
    torch.testing.assert_close(plain.factors["rgb"][:, 0], ground)
    torch.testing.assert_close(plain.factors["rgb"][:, 1], ground)
    toy = in_front(scenes)
    for image in range(100):
        # Light and gloss change a paint's lightness; the difference to a plain toy goes the way of the second paint.
        seen = (scenes.pixels[image].float() - plain.pixels[image].float())[:, toy[image]].mean(1)
        assert torch.cosine_similarity(seen, (second - ground)[image], dim=0) > 0.85


def test_light_falls_from_where_the_factor_says():
    """On a plain ball the lit side is brighter."""
    ball = generate(400, 3, Strengths(pattern=0, texture=0, occluder=0, light=1))
    ball = ball.take((ball.labels == CLASSES.index("ball")).nonzero().flatten())
    grey = ball.pixels.float().mean(1)
    at = torch.arange(32) + 0.5
    position, light = ball.factors["position"], ball.factors["light"]
    torch.testing.assert_close(light.norm(dim=1), torch.ones(len(ball)))
    side = (at[None, None, :] - position[:, 0, None, None]) * light[:, 0, None, None]
    side = side + (at[None, :, None] - position[:, 1, None, None]) * light[:, 1, None, None]
    toy = in_front(ball)
    lit = torch.stack([g[t & (s > 0)].mean() - g[t & (s < 0)].mean() for g, t, s in zip(grey, toy, side, strict=True)])
    assert (lit > 0).all()


def test_brightness_scales_the_image():
    scenes = generate(300, 3, Strengths(light=1, background=0, texture=0, occluder=0))
    corner = scenes.pixels[:, :, 0, 0].float().mean(1)
    both = torch.stack([corner, scenes.factors["brightness"]])
    assert torch.corrcoef(both)[0, 1] > 0.9


def test_haze_takes_contrast_from_the_toy():
    """Stripes and ground, a paint and cream, come as much nearer to each other as the haze covers of them."""
    clear = generate(300, 3, Strengths(light=0, background=0, texture=0, occluder=0, colour=0, rotation=0))
    hazy = generate(300, 3, Strengths(light=1, background=0, texture=0, occluder=0, colour=0, rotation=0))
    toy = in_front(clear)
    factors = hazy.factors

    def contrast(scenes):
        grey = scenes.pixels.float().mean(1)
        return torch.stack([g[t].std() for g, t in zip(grey, toy, strict=True)])

    expected = (1 - factors["haze"]) * factors["brightness"]
    assert torch.corrcoef(torch.stack([contrast(hazy) / contrast(clear), expected]))[0, 1] > 0.9


@pytest.mark.parametrize("factor, number", [("colour", len(PAINTS)), ("background", len(BACKGROUNDS))])
def test_choices_are_even_and_tell_nothing_of_the_kind(factor, number):
    scenes = cast(6000, 21, Strengths(), torch.arange(10))
    table = torch.zeros(10, number)
    table.index_put_((scenes.shape, getattr(scenes, factor)), torch.ones(6000), accumulate=True)
    assert chi2_contingency(table.numpy()).pvalue > 0.01
    assert table.sum(0).min() > 0.8 * 6000 / number


@pytest.mark.parametrize("factor", ["position", "scale", "rotation", "light", "brightness", "haze", "rgb", "horizon"])
def test_measures_tell_nothing_of_the_kind(factor):
    """The kinds' means lie as near to each other as chance has it (F statistic of a one-way analysis of variance)."""
    scenes = cast(6000, 22, Strengths(), torch.arange(10))
    values = getattr(scenes, factor).reshape(6000, -1)
    varying = values[:, values.std(0) > 1e-4]
    groups = [varying[scenes.shape == kind].numpy() for kind in range(10)]
    assert (f_oneway(*groups, axis=0).pvalue > 0.001).all()


def test_every_toy_has_its_own_shape_and_pattern():
    at = torch.linspace(-1, 1, 64)
    y, x = torch.meshgrid(at, at, indexing="ij")
    for fields in ([toy.shape for toy in TOYS], [toy.pattern for toy in TOYS]):
        drawn = torch.stack([field(x, y) > 0 for field in fields]).flatten(1).double()
        differing = (drawn[:, None] != drawn[None]).double().mean(2) + torch.eye(10)
        assert differing.min() > 0.08
        assert (drawn.mean(1) > 0.15).all() and (drawn.mean(1) < 0.85).all()


def test_every_toy_lies_within_its_radius():
    angle = torch.linspace(0, 2 * math.pi, 720)
    for toy in TOYS:
        outside = toy.shape(1.25 * angle.cos(), 1.25 * angle.sin())
        assert (outside > 0).all(), toy.name
