"""Encoders that are read once for all sessions."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from app.runs.encoders import EncoderKey, loaded
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.models import empty_encoder
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def run(homes: Path) -> Run:
    run = RunStore(homes / "runs").create(RunConfig(), name="made up")
    save(run, 0.25)
    return run


def save(run: Run, weight: float) -> None:
    """An encoder of which every weight has this value."""
    state = empty_encoder("S").state_dict()
    run.save_checkpoint("encoder-last", {name: torch.full_like(tensor, weight) for name, tensor in state.items()})


def test_it_is_read_once_and_its_weights_stand_still(run: Run) -> None:
    encoder = loaded(EncoderKey.of(run))
    assert loaded(EncoderKey.of(run)) is encoder
    assert not encoder.training
    assert all((weight == 0.25).all() and not weight.requires_grad for weight in encoder.parameters())


def test_newer_weights_are_read_anew(run: Run) -> None:
    earlier = loaded(EncoderKey.of(run))
    save(run, 0.5)
    later = loaded(EncoderKey.of(run))
    assert all((weight == 0.5).all() for weight in later.parameters())
    assert all((weight == 0.25).all() for weight in earlier.parameters())


def test_a_torn_file_is_one_sentence(run: Run) -> None:
    (run.path / "checkpoints" / "encoder-last.safetensors").write_bytes(b"torn")
    with pytest.raises(UserError):
        loaded(EncoderKey.of(run))
