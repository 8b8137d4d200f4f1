from __future__ import annotations

import pytest
import torch
from torch import nn

from ssl_demo.evaluation.pyramid.effective import effective_field, effective_size
from ssl_demo.evaluation.pyramid.levels import Level
from ssl_demo.evaluation.pyramid.maps import LevelMaps, Pyramid, pyramid_of
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator


def made_up(layers: nn.Module, side: int = 9) -> tuple[Pyramid, LevelMaps]:
    """A pyramid of one level."""
    picture = torch.rand(1, 3, side, side, generator=generator(0, "picture")).requires_grad_()
    traced = layers(picture)[0]
    level = LevelMaps(Level("only", "only"), traced.detach(), None, traced)
    return Pyramid(picture, (level,)), level


def convolutions(channels: int) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.Tanh(), nn.Conv2d(5, channels, 3, padding=1))


def test_of_one_channel_the_field_is_the_plain_gradient() -> None:
    pyramid, level = made_up(convolutions(1))
    (gradient,) = torch.autograd.grad(level.traced[0, 4, 3], pyramid.picture, retain_graph=True)
    field = effective_field(pyramid, level, 4, 3, 2, generator(0, "field"))
    assert torch.allclose(field, gradient[0].square().mean(dim=0).sqrt(), atol=1e-7)
    assert field.nonzero().amin(dim=0).tolist() == [2, 1]
    assert field.nonzero().amax(dim=0).tolist() == [6, 5]


def test_with_many_draws_it_is_the_norm_of_the_jacobian() -> None:
    layers = convolutions(6)
    pyramid, level = made_up(layers)
    jacobian = torch.autograd.functional.jacobian(lambda x: layers(x)[0, :, 4, 4], pyramid.picture.detach())[:, 0]
    exact = (jacobian.square().sum(dim=0).mean(dim=0)).sqrt()
    field = effective_field(pyramid, level, 4, 4, 3000, generator(0, "field"))
    inside = exact > 0
    assert torch.equal(field > 0, inside)
    assert (field[inside] / exact[inside] - 1).abs().max() < 0.1


def test_after_a_layer_norm_there_is_still_a_field() -> None:
    class Normed(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            maps = nn.functional.conv2d(x, torch.randn(8, 3, 3, 3, generator=generator(0, "w")), padding=1)
            return nn.functional.layer_norm(maps.movedim(1, -1), (8,)).movedim(-1, 1)

    pyramid, level = made_up(Normed())
    (summed,) = torch.autograd.grad(level.traced[:, 4, 4].sum(), pyramid.picture, retain_graph=True)
    assert summed.abs().max() < 1e-4  # the sum of all channels tells nothing here
    assert effective_field(pyramid, level, 4, 4, 4, generator(0, "field")).max() > 0.05


def test_where_every_unit_is_silent_the_field_is_zero() -> None:
    pyramid, level = made_up(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Threshold(1e6, 0.0)))
    assert not effective_field(pyramid, level, 1, 1, 2, generator(0, "field")).any()


@pytest.mark.parametrize("size", ["S", "vit_causal"])
def test_the_field_stays_within_what_a_place_may_depend_on(size: str) -> None:
    images = torch.randint(0, 256, (40, 3, 32, 32), generator=generator(0, "images"), dtype=torch.uint8)
    network = make_encoder(size, images, generator(0, "encoder")).eval().requires_grad_(False)
    pyramid = pyramid_of(network, images[:1].float() / 255)
    for level in pyramid.levels:
        row = column = level.side // 2
        field = effective_field(pyramid, level, row, column, 2, generator(0, "field"))
        assert field.any()
        if level.field is not None:
            start, end = level.field.span(row, 32)
            field[start:end, start:end] = 0
        else:  # a causal transformer looks at the rows above and, in its own row, to the left
            field[: 4 * row] = 0
            field[4 * row : 4 * row + 4, : 4 * column + 4] = 0
        assert not field.any()


def test_the_same_generator_gives_the_same_field() -> None:
    pyramid, level = made_up(convolutions(6))
    one, other = (effective_field(pyramid, level, 2, 2, 3, generator(5, "field")) for _ in range(2))
    assert torch.equal(one, other)


def test_the_size_holds_the_share_that_was_asked_for() -> None:
    field = torch.zeros(21, 21)
    field[5:16, 5:16] = 1.0
    assert effective_size(field, 1.0) == 11
    assert effective_size(field, 81 / 121) == 9
    assert effective_size(field, 1 / 121) == 1
    even = torch.zeros(12, 12)
    even[4:8, 4:8] = 1
    assert effective_size(even, 1.0) == 4


def test_a_field_of_zeros_has_no_size() -> None:
    assert effective_size(torch.zeros(8, 8)) == 0
