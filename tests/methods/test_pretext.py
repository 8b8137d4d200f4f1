import dataclasses
import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from ssl_demo.augment.pretext import TRANSFORMS, draw_ways
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, Batch, build
from ssl_demo.methods.build import make_knobs
from ssl_demo.methods.pretext import Pretext, told_apart
from ssl_demo.randomness import generator

ALL_OFF = dict.fromkeys(TRANSFORMS, "off")
SIZES = {"rotation": 4, "flip": 2, "patch_order": 24}
every_transform = pytest.mark.parametrize("name", list(TRANSFORMS))


def made(images: Images, *on: str) -> Pretext:
    method = build(RunConfig(method="pretext", knobs=ALL_OFF | dict.fromkeys(on, "on")), images, generator(0))
    assert isinstance(method, Pretext)
    return method


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=generator(seed))


class Watched(nn.Module):
    """Keeps what it is shown; its features are noise."""

    def forward(self, x: Tensor) -> Tensor:
        self.shown, self.features = x, torch.randn(len(x), 128, generator=generator(9))
        return self.features


def cross_entropy(logits: Tensor, labels: list[int]) -> float:
    """Eq. 3, image by image and share by share."""
    total = 0.0
    for row, label in zip(logits.tolist(), labels, strict=True):
        total -= math.log(math.exp(row[label]) / sum(map(math.exp, row)))
    return total / len(labels)


@every_transform
def test_the_loss_is_the_cross_entropy_of_what_was_really_done(name: str, coloured: Images) -> None:
    method, views, watched = made(coloured, name), noise(4, 6, 3, 24, 24), Watched()
    method.encoder = watched  # type: ignore[assignment]
    with torch.no_grad():
        terms = method.loss(Batch(views), step=5)
        logits = method.heads[name](watched.features)
    labels = []
    for image, shown in zip(views.flatten(0, 1), watched.shown, strict=True):
        transform = TRANSFORMS[name]
        ways = transform.apply(image.expand(transform.ways, -1, -1, -1), torch.arange(transform.ways))
        error, label = (ways - shown).abs().amax(dim=(1, 2, 3)).min(dim=0)
        assert error < 1e-6
        labels.append(int(label))
    assert len(set(labels)) > 1
    assert float(terms[name]) == pytest.approx(cross_entropy(logits, labels), rel=1e-5)


def test_each_chosen_transform_is_a_term_with_a_head_of_its_own(coloured: Images) -> None:
    method = made(coloured, "patch_order", "flip", "hue")
    terms = method.loss(Batch(noise(4, 3, 3, 24, 24)), 0)
    assert list(terms) == ["flip", "hue", "patch_order"]
    assert {name: head.out_features for name, head in method.heads.items()} == {"flip": 2, "hue": 4, "patch_order": 24}
    terms["hue"].backward()
    assert method.heads["hue"].weight.grad.abs().sum() > 0
    assert method.heads["flip"].weight.grad is None and method.heads["patch_order"].weight.grad is None


def test_the_gradient_is_share_minus_truth() -> None:
    logits = {name: torch.randn(7, ways, generator=generator(ways), requires_grad=True) for name, ways in SIZES.items()}
    ways = draw_ways(tuple(SIZES), 7, step=0)
    torch.stack(list(told_apart(logits, ways).values())).sum().backward()
    for name, size in SIZES.items():
        truth = torch.eye(size)[ways[name]]
        torch.testing.assert_close(logits[name].grad, (logits[name].detach().softmax(1) - truth) / 7)


def test_all_off_is_one_sentence() -> None:
    for refused in (lambda: make_knobs(METHODS["pretext"], ALL_OFF), lambda: replaced(**ALL_OFF)):
        with pytest.raises(UserError, match=r"^Nothing is done to the images, .*: switch a transform on\.$"):
            refused()
    assert make_knobs(METHODS["pretext"], ALL_OFF | {"flip": "on"}).chosen == ("flip",)


def replaced(**changes: Any) -> Pretext.Knobs:
    """What the controls of the page do with the values of their widgets."""
    return dataclasses.replace(Pretext.Knobs(), **changes)


def test_an_unknown_switch_is_one_sentence() -> None:
    with pytest.raises(UserError, match="rotation is 'often'; choose one of on, off"):
        make_knobs(METHODS["pretext"], {"rotation": "often"})
