"""Which weights of a run are read, and what tells them from earlier ones."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.runs.encoders import CHECKPOINTS, encoder_of, encoder_version
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@pytest.fixture
def run(store: RunStore) -> Run:
    run = store.create(RunConfig(), name="mine")
    for name in CHECKPOINTS.values():
        run.save_checkpoint(name, {"weights": torch.zeros(3)})
    return run


def test_the_version_is_that_of_the_weights_and_not_of_the_step(run: Run) -> None:
    before = {which: encoder_version(run, which) for which in CHECKPOINTS}
    run.beat(step=7)
    assert {which: encoder_version(Run(run.path), which) for which in CHECKPOINTS} == before
    seen = {before["trained"]}
    for value in range(1, 20):  # many in one tick of the clock, all of one size
        run.save_checkpoint("encoder-last", {"weights": torch.full((3,), float(value))})
        assert encoder_version(run) not in seen
        seen = {encoder_version(run)}
    assert encoder_version(run, "untrained") == before["untrained"]


@pytest.mark.parametrize("which", CHECKPOINTS)
def test_an_encoder_that_is_not_there_is_told_in_one_sentence(store: RunStore, which: str) -> None:
    run = store.create(RunConfig(), name="early")
    for ask in (encoder_of, encoder_version):
        with pytest.raises(UserError, match=f"early has no {which} encoder yet; train it first."):
            ask(run, which)
