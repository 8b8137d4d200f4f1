"""The Embeddings page in each state that a run can be in. All runs here are made up."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.embeddings.kinds import DRAWINGS, PCA
from app.embeddings.maps import MapMaker, map_maker
from app.scatter.heard import Heard
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import IMAGES, idle_app, open_page, toys, words


@pytest.fixture
def made_up_run(homes: Path) -> Callable[..., Run]:
    """A run with made-up features at these steps; its labels are told apart only from step 1 on."""

    def make(
        *steps: int,
        state: str = "done",
        reason: str = "",
        maps: tuple[str, ...] = ("umap",),
        name: str = "made up",
        method: str = "simclr",
        images: int = IMAGES,
    ) -> Run:
        config = RunConfig(data=SubsetConfig(toys(homes), images=images), seconds=None, epochs=1.0, method=method)
        run = RunStore(homes / "runs").create(config, name=name)
        generator = torch.Generator().manual_seed(0)
        labels = torch.arange(IMAGES) % 2
        for step in steps:
            features = torch.rand(IMAGES, 8, generator=generator)
            features[:, 0] += 20 * labels * (step > 0)
            features[:, 1] += 20 * (1 - labels) * (step > 0)
            flat = features[:, :2].clone()
            run.save_snapshot(
                step, {"index": torch.arange(IMAGES), "features": features, "map": flat, **dict.fromkeys(maps, flat)}
            )
            gauges = {"knn": 0.5 + step / 100, "feature_std": 1.0, "effective_rank": 5.0}
            run.append({"type": "evaluation", "step": step, "seconds": 0.0, "map_kind": "pca", **gauges})
        run.set_status(state, reason, step=steps[-1] if steps else None, total_steps=40)
        return run

    return make


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page by a link with these query parameters."""
    idle_app(monkeypatch)
    return functools.partial(open_page, "embeddings")


def maps(at: AppTest) -> list[dict]:
    """What was sent to each map on the page, in order."""
    found = [each for each in at.main if each.type == "bidi_component"]
    return [json.loads(each.proto.json) for each in found if each.proto.component_name == "ssl_demo_scatter"]


def films(at: AppTest) -> list[dict]:
    found = [each for each in at.main if each.type == "bidi_component"]
    return [json.loads(each.proto.json) for each in found if each.proto.component_name == "ssl_demo_scatter_film"]


def slide(at: AppTest, run: Run, step: int | None, share: float = 0.5) -> AppTest:
    """As if the slider of the run's map had been moved: to this step, or to the newest, whichever it is."""
    heard = Heard(0, (), f"embedding_map_{run.id}", step, 1.0 if step is None else share)
    at.session_state[f"explorer_{run.id}_heard"] = heard
    at.run()
    assert not at.exception
    return at


def test_without_a_run_the_page_says_what_will_be_seen(page: Callable[..., AppTest]) -> None:
    at = page()
    assert "There is no run yet" in words(at)
    assert "click any image" in words(at)


def test_a_finished_run_opens_at_its_last_step_beside_the_untrained_encoder(page, made_up_run) -> None:
    made_up_run(0, 20, 40)
    at = page()
    (film,) = films(at)
    assert film["steps"][maps(at)[0]["at"]] == 40
    assert "**Step 40**" in words(at)
    assert "untrained encoder, for the same image" in words(at)


def test_the_count_of_neighbours_in_the_class_is_that_of_the_features(page, made_up_run) -> None:
    made_up_run(0, 40)
    # Five other images share the class of the picked one, and they are its nearest: 5 of the 10.
    assert "**Step 40**: 5 of 10 share its class" in words(page())


def test_a_link_opens_the_map_and_the_moment_it_names(page, made_up_run) -> None:
    made_up_run(0, 20, 40)
    at = page(step="step 20", map="PCA", image="3")
    assert films(at)[0]["steps"][maps(at)[0]["at"]] == 20
    assert maps(at)[0]["picked"] == 3
    assert at.segmented_control[0].value == "pca"
    assert "Step 20" in words(at)


@pytest.mark.parametrize(
    "query", [{"step": "step 77"}, {"map": "LSD"}, {"image": "-3"}, {"image": "99"}, {"image": "x"}]
)
def test_a_link_to_what_is_not_there_is_told_and_the_usual_view_shown(page, made_up_run, query: dict[str, str]) -> None:
    made_up_run(0, 40)
    at = page(**query)
    assert "The link asks for" in words(at)
    assert "**Step 40**: 5 of 10" in words(at)


def test_a_waiting_run_promises_its_first_look(page, made_up_run) -> None:
    made_up_run(state="queued")
    assert "This page will show it" in words(page())


def test_a_running_run_shows_what_there_is_so_far(page, made_up_run) -> None:
    run = made_up_run(0, 20, state="running", maps=())
    at = page()
    assert "**Step 20**" in words(at)
    assert "This is PCA" in words(at)
    assert run.status.state == "running"


def test_who_stands_at_the_newest_moment_stays_there_while_more_come(page, made_up_run) -> None:
    run = made_up_run(0, 20, state="running", maps=("umap",))
    at = page()
    slide(at, run, None)
    run.save_snapshot(30, run.snapshot(20))
    at.run()
    assert films(at)[0]["steps"][maps(at)[0]["at"]] == 30
    assert "**Step 30**" in words(at)
    slide(at, run, 0, share=0.0)
    run.save_snapshot(40, run.snapshot(20))
    at.run()
    assert films(at)[0]["steps"] == [0, 20, 30, 40]
    assert maps(at)[0]["at"] == 0
    assert "**Untrained**" in words(at)


def test_a_failed_run_without_a_look_says_why(page, made_up_run) -> None:
    made_up_run(state="failed", reason="The loss was no number at step 1.")
    assert "The loss was no number at step 1." in words(page())


def test_a_failed_run_with_a_look_can_still_be_explored(page, made_up_run) -> None:
    made_up_run(0, 20, state="failed", reason="It was killed.")
    assert "**Step 20**: 5 of 10 share its class" in words(page())


def test_a_run_whose_images_are_gone_says_so(page, made_up_run, homes: Path) -> None:
    made_up_run(0, 40)
    (homes / "toys").rename(homes / "elsewhere")
    assert len(page().error) == 1


def test_a_damaged_snapshot_is_one_sentence(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    (run.path / "snapshots" / "step-0000040.safetensors").write_bytes(b"torn")
    assert "damaged" in words(page())
    assert "**Untrained**" in words(page())  # what can be read is still shown


def test_when_no_snapshot_can_be_read_that_is_one_error(page, made_up_run) -> None:
    run = made_up_run(0)
    (run.path / "snapshots" / "step-0000000.safetensors").write_bytes(b"torn")
    at = page()
    assert len(at.error) == 1
    assert "damaged" in at.error[0].value


def test_a_map_that_is_not_stored_is_made_in_the_background(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(map="t-SNE")
    deadline = time.monotonic() + 60
    while map_maker().busy(run) and time.monotonic() < deadline:
        time.sleep(0.05)
    at.run()
    assert not at.exception
    assert "This is PCA" not in words(at)
    assert map_maker().get(run, DRAWINGS["tsne"], 40) is not None


def test_a_map_does_not_depend_on_the_order_of_asking(made_up_run) -> None:
    run = made_up_run(0, 20, 40, maps=())
    one, other = MapMaker(), MapMaker()
    last = one.get(run, PCA, 40)
    for step in (0, 20):
        other.get(run, PCA, step)
    assert torch.equal(last, other.get(run, PCA, 40))
    one.close()
    other.close()
