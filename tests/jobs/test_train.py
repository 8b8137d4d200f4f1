from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PIL import Image

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.errors import UserError
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.jobs.control import CANCEL, CLOSE, PAUSE, Control, Stopped
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.jobs.journal import FIRST_STEPS
from ssl_demo.jobs.watch import milestones
from ssl_demo.methods import METHODS
from ssl_demo.methods.base import Method
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.runs.story import straighten
from ssl_demo.training import Training
from ssl_demo.training.calibration import known_speed, remember_speed

Tiny = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")


def told(run: Run, kind: str) -> list[dict]:
    return [event for event in straighten(run.events()[0]) if event["type"] == kind]


def test_a_run_leaves_everything_that_a_page_reads(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny())
    run_here(run)
    status = run.status
    assert (status.state, status.step, status.total_steps, status.phase) == ("done", 8, 8, "")
    assert run.checkpoints() == ["encoder-first", "encoder-last", "last"]
    assert run.snapshots() == sorted({0, *milestones(8)})
    looks = told(run, "evaluation")
    assert [look["step"] for look in looks] == run.snapshots()
    assert status.figures["untrained_knn"] == looks[0]["knn"] and status.figures["knn"] == looks[-1]["knn"]
    assert [e["step"] for e in told(run, "step")] == list(range(1, 9))
    assert run.events()[0][0]["type"] == "started" and run.events()[0][-1]["type"] == "finished"


def test_the_first_loss_is_told_before_anything_is_evaluated(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(epochs=0.25))
    run_here(run)
    assert [e["type"] for e in run.events()[0]] == ["started", "step", "evaluation", "evaluation", "finished"]


def test_snapshots_hold_the_features_of_the_encoders_before_and_after(finished: Callable[[float], Run]) -> None:
    from ssl_demo.data.registry import load, subset

    run = finished(2.0)
    images = subset(load(run.config.data.dataset), run.config.data).train
    for which, step in (("untrained", 0), ("trained", 8)):
        snapshot = run.snapshot(step)
        features = embed(encoder_of(run, which), images.pixels[snapshot["index"]])
        assert torch.allclose(features, snapshot["features"], atol=1e-5)
        knn = next(e["knn"] for e in told(run, "evaluation") if e["step"] == step)
        assert knn == knn_accuracy(snapshot["features"], images.labels[snapshot["index"]])
        assert snapshot["map"].shape == (64, 2)


def test_labels_reach_only_a_method_that_needs_them(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}

    def spy(method: Method, images, config) -> Training:
        seen[method.name] = len(images.labels)
        return Training(method, images, config)

    monkeypatch.setattr("ssl_demo.jobs.train.Training", spy)
    for name in ("simclr", "supervised"):
        run_here(store.create(tiny(method=name, epochs=0.25)))
    assert seen == {"simclr": 0, "supervised": 64}


@pytest.mark.parametrize(("what", "state"), [(PAUSE, "paused"), (CLOSE, "paused"), (CANCEL, "cancelled")])
def test_a_run_that_was_stopped_goes_on_with_the_very_same_numbers(
    store: RunStore, tiny: Tiny, finished: Callable[[float], Run], what: str, state: str
) -> None:
    whole, parted = finished(2.0), store.create(tiny())
    control = Control()
    execute(parted, control, lambda event: control.ask(what) if event.get("step") == 3 else None)
    assert (parted.status.state, parted.status.step) == (state, 3)
    assert parted.status.reason and encoder_of(parted)
    run_here(parted)
    assert parted.status.state == "done"
    losses = [[(e["step"], e["terms"]) for e in told(run, "step")] for run in (whole, parted)]
    assert losses[0] == losses[1]
    for name in whole.checkpoints():
        one, other = whole.load_checkpoint(name), parted.load_checkpoint(name)
        assert all(torch.equal(one[key], other[key]) for key in one if key != "seconds")
    assert [e["knn"] for e in told(whole, "evaluation")] == [e["knn"] for e in told(parted, "evaluation")]


def test_a_run_does_not_go_on_with_images_that_have_changed(
    store: RunStore, tiny: Tiny, photos: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "changing"
    shutil.copytree(photos, copy)
    run = store.create(dataclasses.replace(tiny(), data=SubsetConfig(str(copy), images=64)))
    control = Control()
    execute(run, control, lambda event: control.ask(PAUSE) if event.get("step") == 3 else None)
    Image.new("RGB", (32, 32), (9, 9, 9)).save(copy / "train" / "red" / "000.png")
    with pytest.raises(UserError, match="have changed since"):
        run_here(run)
    assert run.status.step == 3 and "last" in run.checkpoints()
    shutil.copytree(photos, copy, dirs_exist_ok=True)
    run_here(run)
    assert run.status.state == "done"


def test_a_run_that_died_without_a_checkpoint_begins_anew(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny())
    for event in ({"type": "started", "step": 0}, {"type": "step", "step": 1}, {"type": "evaluation", "step": 0}):
        run.append(event)
    run_here(run)
    assert [e["step"] for e in told(run, "step")] == list(range(1, 9))
    assert len(told(run, "started")) == 1 and told(run, "evaluation")[0]["step"] == 0


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_last_checkpoint(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = METHODS["simclr"].loss

    def diverging(self: Method, batch, step: int):
        terms = honest(self, batch, step)
        return {name: term * float("nan") for name, term in terms.items()} if step == 5 else terms

    monkeypatch.setattr(METHODS["simclr"], "loss", diverging)
    run = store.create(tiny())
    with pytest.raises(UserError, match=r"step 5.*learning rate"):
        run_here(run)
    assert (run.status.state, run.status.step) == ("failed", 5)
    assert all(weight.isfinite().all() for weight in run.load_checkpoint("encoder-last").values())
    assert int(run.load_checkpoint("last")["step"]) <= 5


@pytest.mark.parametrize(
    "changes", [{"method": "magic"}, {"knobs": {"warp": 9}}, {"encoder": "S", "knobs": {"temperature": 99}}]
)
def test_settings_that_make_no_sense_fail_with_a_sentence(store: RunStore, tiny: Tiny, changes: dict) -> None:
    run = store.create(tiny(**changes))
    with pytest.raises(UserError):
        run_here(run)
    assert run.status.state == "failed" and "unexpected" not in run.status.reason


def test_a_programming_error_fails_the_run_and_is_logged(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr("ssl_demo.jobs.train.build", lambda *_: 1 / 0)
    run = store.create(tiny())
    with pytest.raises(UserError, match="ZeroDivisionError"):
        run_here(run)
    assert "Traceback" in capsys.readouterr().err


def test_a_budget_in_seconds_is_saved_as_epochs(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(seconds=1.0, epochs=None))
    control = Control()
    execute(run, control, lambda event: control.ask(CANCEL) if event["type"] == "started" else None)
    assert run.config.epochs is not None and run.config.seconds == 1.0


def test_where_the_speed_is_unknown_a_first_loss_comes_before_the_timing(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(seconds=1.0, epochs=None))
    seen: list[tuple[str, str]] = []
    execute(run, Control(), lambda event: seen.append((event["type"], run.status.phase)))
    assert seen[:2] == [("step", "data"), ("started", "training")]
    again = store.create(dataclasses.replace(run.config, seconds=None))
    run_here(again)
    first, second = ([(e["step"], e["terms"]) for e in told(r, "step")[:FIRST_STEPS]] for r in (run, again))
    assert first == second and [step for step, _ in first[:3]] == [1, 2, 3]


@pytest.mark.parametrize("request_", [PAUSE, CANCEL])
def test_a_run_that_is_stopped_while_the_machine_is_timed_begins_anew(
    store: RunStore, tiny: Tiny, request_: str
) -> None:
    run = store.create(tiny(seconds=1.0, epochs=None))
    control = Control()
    execute(run, control, lambda event: control.ask(request_))
    assert run.status.state == ("paused" if request_ == PAUSE else "cancelled") and run.config.epochs is None
    execute(run, Control())
    steps = [e["step"] for e in told(run, "step")]
    assert run.status.state == "done" and steps[:3] == [1, 2, 3] and steps[-1] == run.status.total_steps


def test_ctrl_c_pauses_what_runs_at_the_terminal(store: RunStore, tiny: Tiny) -> None:
    def interrupt(event: dict) -> None:
        if event.get("step") == 4:
            raise KeyboardInterrupt

    run = store.create(tiny())
    with pytest.raises(KeyboardInterrupt):
        run_here(run, interrupt)
    assert run.status.state == "paused"
    run_here(run)
    assert run.status.state == "done" and [e["step"] for e in told(run, "step")] == list(range(1, 9))


def test_milestones_end_with_the_last_step_and_begin_densely() -> None:
    for total in (1, 2, 7, 100, 12_345):
        looks = sorted(milestones(total))
        assert looks[0] >= 1 and looks[-1] == total and len(looks) <= 12
    gaps = [b - a for a, b in zip(sorted(milestones(1000)), sorted(milestones(1000))[1:], strict=False)]
    assert gaps[0] < gaps[-1]


def test_cancel_is_final_and_other_requests_give_way() -> None:
    control = Control()
    control.check()
    control.ask(PAUSE)
    control.ask(CANCEL)
    control.ask(CLOSE)
    with pytest.raises(Stopped, match="cancel"):
        control.check()


@pytest.mark.parametrize(("epochs", "trusted"), [(2.0, False), (3.0, True)], ids=["8 steps", "12 steps"])
def test_a_run_corrects_what_is_known_of_the_speed_unless_it_is_too_short_to_tell(
    store: RunStore, tiny: Tiny, epochs: float, trusted: bool
) -> None:
    wrong = 1e-3
    remember_speed(tiny(), wrong)
    run_here(store.create(tiny(epochs=epochs)))
    assert (known_speed(tiny()) != wrong) == trusted
