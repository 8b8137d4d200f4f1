"""The Embeddings page in each state that a run can be in. All runs here are made up."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.embeddings.kinds import DRAWINGS, PCA
from app.embeddings.maps import MapMaker, map_maker
from tests.pages.made_up_runs import words
from tests.pages.watched_runs import films, made_up_run, maps, page, slide

__all__ = ["made_up_run", "page"]


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
