"""Many computations, each on one core: all are made, and one that fails stops the rest."""

from __future__ import annotations

import threading
import time

import pytest
import torch

from ssl_demo.errors import UserError
from ssl_demo.jobs import side_by_side as module
from ssl_demo.jobs.side_by_side import side_by_side


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(module, "usable_cores", lambda: request.param)
    return request.param


def test_every_item_is_computed_once(cores: int) -> None:
    assert sorted(side_by_side(lambda number: number**2, range(7))) == [0, 1, 4, 9, 16, 25, 36]


def test_as_many_at_once_as_there_are_cores_each_with_one_thread(cores: int) -> None:
    meeting = threading.Barrier(cores)  # nobody gets past it alone

    def meet(_: int) -> int:
        meeting.wait(timeout=30)
        return torch.get_num_threads()

    assert list(side_by_side(meet, range(2 * cores))) == 2 * cores * [1]


def test_the_precision_is_chosen_before_the_cores_are_busy(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(module, "best_precision", lambda device: told.append((device, threading.active_count())))
    before = threading.active_count()
    list(side_by_side(lambda _: None, range(3)))
    assert ("cpu", before) in told and {count for _, count in told} == {before}


def test_one_that_fails_stops_those_that_have_not_begun(cores: int) -> None:
    begun = []

    def fail(number: int) -> None:
        begun.append(number)
        time.sleep(0.01)
        raise UserError("That is enough.")

    with pytest.raises(UserError, match="enough"):
        list(side_by_side(fail, range(1_000)))
    assert 0 < len(begun) < 1_000
