"""Theoretical fields against the published numbers, numbers worked out by hand, and gradients through the network."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from ssl_demo.evaluation.pyramid.levels import extractor_of
from ssl_demo.evaluation.pyramid.maps import pyramid_of
from ssl_demo.evaluation.pyramid.theory import Field, theoretical_fields
from ssl_demo.models import Encoder, empty_encoder
from ssl_demo.models.backbones import backbone


def all_alike(network: nn.Module) -> nn.Module:
    """A copy in which every pixel that can count does: weights of one sign, averages in the place of maxima."""
    network = copy.deepcopy(network).double()
    for name, part in list(network.named_modules()):
        if isinstance(part, nn.Conv2d):
            nn.init.constant_(part.weight, 1 / part.weight[0].numel())
        elif isinstance(part, nn.BatchNorm2d):
            part.reset_parameters() if part.affine else part.reset_running_stats()
        elif isinstance(part, nn.MaxPool2d):
            setattr(network, name, nn.AvgPool2d(part.kernel_size, part.stride, part.padding))
    if hasattr(network, "stem"):
        network.stem.filters.fill_(1 / network.stem.filters[0].numel())
    return network.eval().requires_grad_(False)


def encoder(size: str) -> Encoder:
    return empty_encoder(size).eval().requires_grad_(False)


def test_resnet18_has_the_published_fields() -> None:
    fields = theoretical_fields(extractor_of(backbone("resnet18").network))
    sizes = {node: (field.size, field.stride) for node, field in fields.items()}
    assert sizes == {"relu": (7, 2), "layer1": (43, 4), "layer2": (99, 8), "layer3": (211, 16), "layer4": (435, 32)}


def test_the_small_encoders_have_the_fields_worked_out_by_hand() -> None:
    # 6; 6 + 2·2 = 10; 10 + 1·2 = 12, 12 + 2·4 = 20; 20 + 1·4 = 24, 24 + 2·8 = 40.
    fields = theoretical_fields(extractor_of(encoder("S")))
    assert [(field.size, field.stride) for field in fields.values()] == [(6, 2), (10, 2), (20, 4), (40, 8)]


# Fields are up to 435 pixels wide; a low strip of a picture is enough to see that.
@pytest.mark.parametrize(("name", "rows", "side"), [("S", 128, 128), ("resnet18", 16, 192), ("backbone", 64, 640)])
def test_a_field_is_where_a_gradient_can_come_from(name: str, rows: int, side: int) -> None:
    network = backbone("resnet18").network if name == "backbone" else encoder(name)
    picture = torch.ones(1, 3, rows, side, dtype=torch.double, requires_grad=True)
    fields = theoretical_fields(extractor_of(network))
    for node, maps in extractor_of(all_alike(network))(picture).items():
        for column in (0, maps.shape[3] // 2, maps.shape[3] - 1):
            (gradient,) = torch.autograd.grad(maps[0, :, 0, column].sum(), picture, retain_graph=True)
            reached = gradient[0].abs().sum(dim=(0, 1)).nonzero()[:, 0]
            assert fields[node].span(column, side) == (int(reached[0]), int(reached[-1]) + 1), (node, column)


def test_a_shortcut_sees_what_either_way_sees() -> None:
    assert Field(3, 2, -1).joined(Field(7, 2, -3)) == Field(7, 2, -3)
    assert Field(4, 2, 0).joined(Field(4, 2, -2)) == Field(6, 2, -2)


def test_a_field_ends_at_the_pictures_edge() -> None:
    assert Field(10, 2, -4).span(0, 32) == (0, 6)
    assert Field(10, 2, -4).span(15, 32) == (26, 32)
    assert Field(4, 4, 0).span(3, 32) == (12, 16)


@pytest.mark.parametrize("size", ["vit", "vit_causal"])
def test_a_transformer_sees_a_patch_at_first_and_then_everything(size: str) -> None:
    first, *others = pyramid_of(encoder(size), torch.rand(1, 3, 32, 32)).levels
    assert first.field == Field(4, 4, 0)
    assert [level.field for level in others] == [None] * 4
