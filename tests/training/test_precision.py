"""Both precisions train, and the faster one is taken."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import METHODS, build
from ssl_demo.randomness import generator
from ssl_demo.training import Started, Step, Training, loop, precision
from ssl_demo.training.precision import best_precision

CONFIG = RunConfig(encoder="S", epochs=10.0, batch_size=32, warmup=2)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    best_precision.cache_clear()
    yield
    best_precision.cache_clear()


@pytest.mark.parametrize("faster", [torch.float32, torch.bfloat16])
def test_the_faster_one_on_this_machine_is_taken(faster: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_seconds", lambda dtype: 0.1 if dtype == faster else 0.2)
    assert best_precision("cpu") == faster


@pytest.mark.parametrize("name", sorted(METHODS))
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_training_learns_in_either(
    name: str, dtype: torch.dtype, coloured: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "best_precision", lambda _: dtype)
    config = dataclasses.replace(CONFIG, method=name)
    method = build(config, coloured, generator(0))
    events = list(Training(method, coloured, config))
    assert isinstance(events[0], Started) and events[0].precision == str(dtype).removeprefix("torch.")
    losses = [sum(event.terms.values()) for event in events if isinstance(event, Step)]
    assert sum(losses[-3:]) < sum(losses[:3])
    assert all(weight.dtype == torch.float32 for weight in method.parameters())
