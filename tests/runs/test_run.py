from __future__ import annotations

import json
import threading

import pytest
import torch

from ssl_demo.config import CurveConfig, RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.models import make_encoder
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.store import RunStore
from ssl_demo.runs.story import straighten


def test_a_run_gives_back_what_it_was_created_with(store: RunStore) -> None:
    config = RunConfig(encoder="S", knobs={"temperature": 0.2}, epochs=2.0)
    run = store.create(config, name="first try")
    assert (store.get(run.id).config, run.name, run.kind) == (config, "first try", "train")
    curve = store.create(CurveConfig(runs=(run.id,)), kind="curve")
    assert store.get(curve.id).curve_config == CurveConfig(runs=(run.id,))
    with pytest.raises(UserError, match="label curve"):
        _ = curve.config


def test_a_name_is_one_tidy_line_and_an_empty_one_brings_the_id_back(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.rename("  a\nb\x00\tc " + "x" * 200)
    assert run.name.startswith("a b c xxx") and len(run.name) == 80
    run.rename("  ")
    assert run.name == run.id


def test_a_run_knows_the_images_that_it_is_about_under_any_name(store: RunStore, coloured: Images) -> None:
    run = store.create(RunConfig())
    run.check_images(coloured)
    run.remember_images(coloured)
    run.rename("another name")
    run.check_images(coloured)
    with pytest.raises(UserError, match=r"images of scenes have changed since another name"):
        run.check_images(coloured.take(torch.arange(63)))


def test_a_status_keeps_what_it_is_not_told_to_change(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.set_status("running", pid=7, started=1.5, step=3)
    run.beat(step=4)
    run.set_status("failed", "The worker died.")
    status = store.get(run.id).status
    assert (status.state, status.reason, status.pid, status.step) == ("failed", "The worker died.", 7, 4)
    assert status.heartbeat is not None


def test_a_status_is_whole_whenever_it_is_read(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.set_status("running")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            run.beat(step=1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert {store.get(run.id).status.state for _ in range(500)} == {"running"}
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "flying"}', '{"state": 3}'])
def test_an_unreadable_status_reads_as_failed(store: RunStore, content: str) -> None:
    run = store.create(RunConfig())
    (run.path / "status.json").write_text(content)
    assert run.status.state == "failed" and run.status.reason


def test_checkpoints_and_snapshots_come_back_in_order(store: RunStore) -> None:
    run = store.create(RunConfig())
    for step in (200, 0, 30):
        run.save_snapshot(step, {"map": torch.full((2, 2), float(step))})
    run.save_checkpoint("last", {"weight": torch.ones(3)})
    assert run.snapshots() == [0, 30, 200] and run.checkpoints() == ["last"]
    assert run.snapshot(30)["map"][0, 0] == 30
    with pytest.raises(UserError, match="missing"):
        run.snapshot(31)
    with pytest.raises(UserError):
        run.load_checkpoint("../../secret")


def test_results_accumulate_by_name(store: RunStore) -> None:
    run = store.create(RunConfig())
    run.add_result("label_curve", {"accuracy": 0.5})
    run.add_result("label_curve", {"accuracy": 0.6})
    assert run.results("label_curve") == [{"accuracy": 0.5}, {"accuracy": 0.6}]
    assert run.results("other") == []


def test_a_run_of_a_newer_version_is_listed_with_its_problem_beside_the_others(store: RunStore) -> None:
    old, new = store.create(RunConfig()), store.create(RunConfig())
    saved = json.loads((new.path / "config.json").read_text())
    (new.path / "config.json").write_text(json.dumps({**saved, "format": 99, "unheard_of": 1}))
    with pytest.raises(UserError, match="newer version"):
        _ = new.config
    problems = {run.id: run.problem for run in store.list()}
    assert problems[old.id] is None
    assert "newer version" in str(problems[new.id])


@pytest.mark.parametrize("lost", ["config.json", "status.json", "about.json"])
def test_a_folder_that_lost_a_file_is_still_listed(store: RunStore, lost: str) -> None:
    run = store.create(RunConfig())
    (run.path / lost).unlink()
    assert [r.id for r in store.list()] == [run.id]
    assert (run.problem is None) == (lost == "about.json")


def test_the_encoders_of_a_run_compute_what_they_computed_when_saved(store: RunStore) -> None:
    draw = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (16, 3, 32, 32), dtype=torch.uint8, generator=draw)
    encoder = make_encoder("S", pixels, draw).eval()
    run = store.create(RunConfig(encoder="S"))
    run.save_checkpoint("encoder-first", encoder.state_dict())
    x = pixels.float() / 255
    assert torch.equal(encoder_of(run, "untrained")(x), encoder(x))
    with pytest.raises(UserError, match="no trained encoder yet"):
        encoder_of(run, "trained")


def test_a_checkpoint_that_does_not_fit_the_settings_is_a_sentence(store: RunStore) -> None:
    run = store.create(RunConfig(encoder="S"))
    run.save_checkpoint("encoder-last", {"weight": torch.ones(1)})
    with pytest.raises(UserError, match="another version of this app"):
        encoder_of(run)


def test_steps_that_were_made_again_after_a_crash_are_told_once() -> None:
    made = [{"type": "step", "step": s} for s in (1, 2, 3)]
    again = [{"type": "step", "step": s} for s in (2, 4)]
    told = straighten([{"type": "started"}, *made, {"type": "resumed", "step": 1}, *again])
    assert [e.get("step") for e in told] == [None, 1, 2, 4]
