"""An accelerator holds images, views, weights and optimiser; what stays on the CPU is the dice alone.

PyTorch's "meta" device stands in for one that isn't there: it computes no values, but refuses, as CUDA does, to mix its
tensors with the CPU's.
"""

from __future__ import annotations

from contextlib import nullcontext

import pytest
import torch

from ssl_demo.augment.views import make_views
from ssl_demo.config import Recipe, RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import METHODS, build
from ssl_demo.randomness import generator
from ssl_demo.training import Training, loop

ELSEWHERE = torch.device("meta")


@pytest.fixture(autouse=True)
def without_autocast(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows no such device."""
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())


def test_views_are_made_where_the_images_are(coloured: Images) -> None:
    everything = Recipe(blur=1.0, solarise=0.5, cutout=0.5)
    views = make_views(coloured.pixels.to(ELSEWHERE), everything, generator(0), views=2, side=24)
    assert views.device == ELSEWHERE and views.shape == (2, 64, 3, 24, 24)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_step_touches_no_other_device(name: str, coloured: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "best_device", lambda: ELSEWHERE)
    monkeypatch.setattr(loop, "best_precision", lambda _: torch.float32)
    # Without values there is no loss to tell.
    monkeypatch.setattr(loop, "float", lambda _: 0.0, raising=False)
    config = RunConfig(method=name, encoder="S", epochs=1.0, batch_size=32)
    training = Training(build(config, coloured, generator(0)), coloured, config)
    list(training)
    assert training.step == 2
    assert {weight.device for weight in training.method.parameters()} == {ELSEWHERE}
    kept = {name: value.device for name, value in training.state().items() if name.endswith("momentum_buffer")}
    assert set(kept.values()) == {ELSEWHERE}
