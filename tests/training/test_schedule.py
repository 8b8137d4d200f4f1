import math

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.training.schedule import Schedule


def test_after_the_warm_up_the_rate_is_torchs_cosine() -> None:
    schedule = Schedule.of(RunConfig(warmup=10), 110)
    weight = torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.SGD([weight], lr=1.0)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=100)
    for step in range(10, 110):
        assert math.isclose(schedule.rate(step), cosine.get_last_lr()[0], abs_tol=1e-9)
        optimiser.step()
        cosine.step()


def test_the_rate_rises_evenly_to_its_peak() -> None:
    schedule = Schedule.of(RunConfig(warmup=4), 100)
    assert [schedule.rate(step) for step in range(5)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_a_short_training_still_reaches_its_peak() -> None:
    schedule = Schedule.of(RunConfig(warmup=30), 10)
    assert max(schedule.rate(step) for step in range(10)) == 1.0


def test_images_are_small_first_and_work_counts_their_area() -> None:
    schedule = Schedule.of(RunConfig(low_resolution=16, low_share=0.8), 10)
    assert [schedule.side(step) for step in range(10)] == [16] * 8 + [32] * 2
    assert schedule.work(0, 10) == pytest.approx(8 / 4 + 2)
    assert schedule.work(7, 9) == pytest.approx(1 / 4 + 1)
    assert schedule.work(9, 10) == 1.0
