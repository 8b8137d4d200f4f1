import threading
from collections.abc import Callable

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.jobs.idle import Idle
from ssl_demo.training.calibration import known_speed


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    done = threading.Event()
    monkeypatch.setattr("ssl_demo.evaluation.projection.warm_up_umap", done.set)
    return done


def test_a_worker_left_alone_times_the_machine_and_warms_up_umap(compiled: threading.Event) -> None:
    idle = Idle()
    idle.begin()
    assert compiled.wait(60)
    assert known_speed(RunConfig()) is not None
    idle.end()


def test_a_job_that_comes_early_does_not_wait_for_the_timing(
    compiled: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, overdue = threading.Event(), threading.Event()

    def measure(config: RunConfig, images: Images, check: Callable[[], None]) -> None:
        begun.set()
        for _ in range(1_000):
            check()
            overdue.wait(0.01)
        overdue.set()

    monkeypatch.setattr("ssl_demo.training.calibration.measure_speed", measure)
    idle = Idle()
    idle.begin()
    assert begun.wait(60)
    idle.end()
    assert not overdue.is_set() and not compiled.is_set()
