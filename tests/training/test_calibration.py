import dataclasses
from pathlib import Path

import pytest

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.training import calibration
from ssl_demo.training.calibration import known_speed, remember_speed, resolve_budget, undisturbed, with_epochs

CONFIG = RunConfig(encoder="S", batch_size=16, seconds=10.0)


def test_given_epochs_are_left_alone(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, epochs=3.0)
    assert resolve_budget(config, coloured) is config


def test_seconds_become_the_epochs_that_a_known_speed_allows() -> None:
    config = dataclasses.replace(CONFIG, low_share=0.0)
    assert with_epochs(config, 160, speed=5.0).epochs == pytest.approx(5.0)
    half_price = dataclasses.replace(CONFIG, low_share=1.0, low_resolution=16)
    assert with_epochs(half_price, 160, speed=5.0).epochs == pytest.approx(20.0)


def test_a_measured_speed_is_remembered_and_used(coloured: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    assert known_speed(CONFIG) is None
    resolved = resolve_budget(CONFIG, coloured.without_labels())
    assert resolved.epochs is not None and resolved.epochs > 0
    monkeypatch.setattr(calibration, "measure_speed", lambda *_: pytest.fail("it was measured already"))
    assert resolve_budget(CONFIG, coloured) == resolved
    assert known_speed(dataclasses.replace(CONFIG, encoder="M")) is None


def test_a_spoilt_file_of_speeds_only_costs_a_measurement(homes: Path, coloured: Images) -> None:
    remember_speed(CONFIG, 3.0)
    (homes / "runs" / "speeds.json").write_text("{torn")
    assert known_speed(CONFIG) is None
    assert resolve_budget(CONFIG, coloured).epochs


def test_steps_that_were_disturbed_do_not_count() -> None:
    lengths = [0.1] * 6 + [0.5] * 10
    assert undisturbed([sum(lengths[:n]) for n in range(len(lengths) + 1)]) == pytest.approx(0.1)
    assert undisturbed([0.0, 0.2, 0.4, 0.6, 0.8]) == pytest.approx(0.2)
