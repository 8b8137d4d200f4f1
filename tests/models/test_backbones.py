from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from torch import nn

from ssl_demo.data.weights import PUBLISHED, keep
from ssl_demo.errors import UserError
from ssl_demo.models.backbones import backbone, resized
from ssl_demo.torchvision_ops import torchvision


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch, homes: Path) -> None:
    monkeypatch.setenv("TORCH_HOME", str(homes / "hub"))


def equal(one: nn.Module, other: nn.Module) -> bool:
    theirs = other.state_dict()
    return all(torch.equal(values, theirs[name]) for name, values in one.state_dict().items())


def test_an_untrained_one_comes_from_its_seed_and_moves_no_global_generator() -> None:
    before = torch.random.get_rng_state()
    one = backbone("resnet18", seed=3)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert not one.pretrained
    assert not one.network.training
    assert not any(weight.requires_grad for weight in one.network.parameters())
    assert equal(one.network, backbone("resnet18", seed=3).network)
    assert not equal(one.network, backbone("resnet18", seed=4).network)


def test_weights_that_are_here_are_loaded_unless_the_untrained_one_is_asked_for() -> None:
    trained = copy.deepcopy(backbone("resnet18", seed=9).network)
    keep(trained.state_dict(), PUBLISHED["resnet18"])
    found = backbone("resnet18")
    assert found.pretrained
    assert equal(found.network, trained)
    untrained = backbone("resnet18", pretrained=False)
    assert not untrained.pretrained
    assert not equal(untrained.network, trained)


def test_the_weights_of_another_network_are_one_sentence() -> None:
    keep({"conv1.weight": torch.zeros(3)}, PUBLISHED["resnet18"])
    with pytest.raises(UserError, match="holds the weights of another network"):
        backbone("resnet18")


def test_an_unknown_backbone_is_refused() -> None:
    with pytest.raises(UserError, match="choose one of resnet18, vit_b_16"):
        backbone("resnet50")


def test_pictures_are_prepared_as_torchvision_prepares_them() -> None:
    pixels = torch.randint(0, 256, (3, 224, 224), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    usual = torchvision.models.ResNet18_Weights.IMAGENET1K_V1.transforms(resize_size=224)
    assert torch.allclose(backbone("resnet18").prepared(pixels)[0], usual(pixels), atol=1e-6)


def test_a_picture_is_resized_with_antialiasing() -> None:
    pixels = torch.randint(0, 256, (3, 256, 256), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    theirs = torchvision.transforms.functional.resize(pixels.float() / 255, [96, 96], antialias=True)
    assert torch.allclose(resized(pixels, 96)[0], theirs, atol=1e-6)
    assert torch.equal(resized(pixels, 256)[0], pixels.float() / 255)
