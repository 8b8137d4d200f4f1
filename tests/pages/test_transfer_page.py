"""The page "One task or all?" in each state that a matrix can be in. All numbers here are made up."""

from __future__ import annotations

import pytest
import streamlit as st
import torch

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import SubsetConfig, TransferConfig
from ssl_demo.data.images import Dataset
from ssl_demo.errors import UserError
from ssl_demo.jobs.transfer import RESULTS
from tests.app.transfer_board import METRICS
from tests.pages.made_up_matrix import (
    TEST,
    USUAL,
    backend,
    bars,
    button,
    cell,
    few,
    looked,
    matrix,
    page,
    photographs,
    scenes,
    sheets,
    store,
    table,
)
from tests.pages.made_up_runs import Idle, words

__all__ = ["backend", "few", "matrix", "photographs", "scenes", "store"]

# Before, and on the way


def test_at_first_it_explains_the_tasks_and_offers_the_matrix_with_its_cost() -> None:
    at = looked()
    said = words(at)
    assert "keeps what that task needs" in said
    assert all(text in said for text in ("**Class**", "**Colour**", "**Box**", "**Depth**", "**Angle**", "**Light**"))
    assert "Scored by IoU, higher is better." in said and "Scored by angular error, lower is better." in said
    assert 'aria-label="test image, class: ' in sheets(at)
    assert "≈ **" in said and "minutes" in said
    assert not button(at, "transfer_start").disabled
    assert cell(at, "ssl-0", "box")["text"] == "·" and not cell(at, "ssl-0", "box")["picks"]
    assert "smallest share of the image's area that a crop may keep\\: 0.2 with A, 0.6 with B" in said


def test_the_button_queues_the_matrix_that_is_asked_for(backend: Idle) -> None:
    at = looked()
    button(at, "transfer_start").click().run()
    assert not at.exception
    (queued,) = backend.waiting
    assert queued.kind == "transfer" and queued.transfer_config == USUAL
    assert "Waiting in the queue" in bars(at)[0]
    assert button(at, "transfer_start").disabled


def test_the_link_carries_the_settings(backend: Idle) -> None:
    at = looked(
        transfer_a="Crop only",
        transfer_b="None",
        transfer_views="4000",
        transfer_seeds="2",
        transfer_encoder="Encoder M",
    )
    button(at, "transfer_start").click().run()
    config = backend.waiting[0].transfer_config
    assert config.recipes == (PRESETS["Crop only"], PRESETS["None"])
    assert (config.views, config.seeds, config.encoder) == (4000, 2, "M")


def test_two_recipes_that_are_one_make_one_encoder(backend: Idle) -> None:
    at = looked(transfer_a="Gentle")
    assert "there is one self-supervised encoder" in words(at)
    assert [head["title"] for head in table(at)["rows"]].count("SSL: Gentle") == 1
    button(at, "transfer_start").click().run()
    assert backend.waiting[0].transfer_config.recipes == (PRESETS["Gentle"],)


def test_while_it_runs_the_cells_fill_and_those_in_work_are_marked(matrix) -> None:
    matrix("running", seeds=1, units=4)
    at = looked()
    assert "4 of 27 encoders measured" in bars(at)[0] and "training encoders" in bars(at)[0]
    assert cell(at, "class", "class")["below"] == "99\u00a0%" and cell(at, "class", "class")["text"] == "1.00"
    assert cell(at, "colour", "box")["at_work"] and cell(at, "box", "box")["at_work"]
    assert not cell(at, "depth", "box")["at_work"]
    assert button(at, "transfer_start").disabled


def test_stop_pauses_it(matrix, backend: Idle) -> None:
    run = matrix("running", seeds=1, units=4)
    button(looked(), "transfer_stop").click().run()
    assert backend.asked == [("pause", run.id)]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("paused", "The matrix is paused."),
        ("cancelled", "The matrix is cancelled."),
        ("failed", "could not be finished"),
    ],
)
def test_what_was_stopped_is_kept_told_and_goes_on(matrix, backend: Idle, state: str, said: str) -> None:
    run = matrix(state, reason="There was not enough memory.", seeds=1, units=4)
    at = looked()
    assert said in words(at) and "There was not enough memory." in words(at)
    assert cell(at, "class", "class")["text"] == "1.00"
    assert button(at, "transfer_start").label == "Resume"
    button(at, "transfer_start").click().run()
    assert backend.asked == [("resume", run.id)] and not backend.waiting


# Once it is there


def test_the_matrix_that_is_ready_is_shown_with_its_findings(matrix) -> None:
    matrix()
    at = looked()
    said = words(at)
    assert button(at, "transfer_start").disabled and "This matrix is ready" in said
    assert cell(at, "box", "colour")["text"] == f"{(0.15 - 0.5) / 0.49:.2f}".replace("-", "−")
    assert cell(at, "light", "light")["best"] and cell(at, "light", "light")["framed"]
    assert "you would keep **SSL" in said and "The lead is clear." in said
    assert "**Each specialist** is the best at its own task" in said
    assert "**Training for one task can destroy another**" in said
    assert "predictions held.**" in said
    assert [each.proto.label for each in at.get("download_button")] == ["CSV"]


def test_other_settings_are_another_matrix(matrix) -> None:
    matrix()
    at = looked(transfer_seeds="2")
    assert "This matrix is ready" not in words(at)
    assert cell(at, "class", "class")["text"] == "·"


def test_one_seed_is_told_to_be_one(matrix) -> None:
    matrix(seeds=1, config=TransferConfig(recipes=USUAL.recipes, seeds=1))
    said = words(looked(transfer_seeds="1"))
    assert "an interval needs two" in said and "The lead is clear" not in said


def test_a_guess_comes_first_and_is_answered(matrix) -> None:
    matrix()
    at = page()
    assert "What it says" not in words(at)
    assert not [each for each in at.get("bidi_component") if each.proto.component_name == "ssl_demo_matrix"]
    radio = next(each for each in at.radio if each.key == "transfer_radio")
    radio.set_value("class").run()
    assert "You said **Specialist\\: class**." in words(at) and "What it says" in words(at)
    button(at, "transfer_again").click().run()
    assert "What it says" not in words(at)
    button(at, "transfer_skip").click().run()
    assert "What it says" in words(at) and "You said" not in words(at)


@pytest.mark.parametrize("task", tuple(METRICS))
def test_a_picked_cell_shows_answers_and_its_label_budget(matrix, task: str) -> None:
    matrix()
    at = looked(transfer_cell=f"ssl-0,{task}")
    said = words(at)
    assert f"SSL\\: SimCLR → {task}" in said
    assert f"On all {TEST} test images, seed 0" in said
    groups = ("**Right**", "**Wrong**") if task in ("class", "colour") else ("**Best**", "**Typical**", "**Worst**")
    assert sum(group in said for group in groups) == len(groups)
    assert "with 100 labelled images: SSL: SimCLR" in said.replace("\\", "")
    assert "has seen no label at all" in said
    assert not at.error


def test_features_that_are_lost_are_one_sentence_and_the_rest_stays(matrix) -> None:
    run = matrix()
    (run.path / "checkpoints" / "features-ssl-0-0.safetensors").write_bytes(b"torn")
    at = looked(transfer_cell="ssl-0,box")
    assert len(at.error) == 1
    assert "What it says" in words(at)
    (run.path / "checkpoints" / "features-ssl-0-0.safetensors").unlink()
    assert len(looked(transfer_cell="ssl-0,box").error) == 1


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ({"transfer_cell": "ssl-0,mean"}, "transfer_cell"),
        ({"transfer_cell": "x"}, "transfer_cell"),
        ({"transfer_guess": "<b>"}, "transfer_guess"),
        ({"transfer_views": "7", "transfer_guess": "no"}, "transfer_views"),
        ({"transfer_seeds": "many", "transfer_guess": "no"}, "transfer_seeds"),
        ({"transfer_a": "LSD", "transfer_guess": "no"}, "transfer_a"),
    ],
)
def test_nonsense_in_the_link_is_told_and_the_usual_shown(matrix, query: dict[str, str], asked: str) -> None:
    matrix()
    at = page(**{"transfer_guess": "no", **query})
    assert f"The link asks for {asked}" in words(at).replace("\\", "")
    assert not at.error


# The images


def test_a_data_set_that_is_gone_is_one_sentence(matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(config: SubsetConfig) -> Dataset:
        raise UserError("There is no data set 'x'; choose another one.")

    matrix()
    monkeypatch.setattr("app.transfer.read.dataset", gone)
    at = looked()
    assert [error.value.replace("\\", "") for error in at.error] == ["There is no data set 'x'; choose another one."]


def test_with_one_class_alone_that_task_is_left_out_and_why(few, scenes: Dataset) -> None:
    train, test = (split.take((split.labels == 0).nonzero()[:, 0]) for split in (scenes.train, scenes.test))
    few(Dataset("scenes", train, test))
    at = looked()
    assert "**Not asked here**: class." in words(at)
    assert "class" not in [head["name"] for head in table(at)["columns"]]


def test_images_that_are_all_alike_leave_nothing_to_ask(few, scenes: Dataset) -> None:
    alike = Dataset("scenes", *(split.take(torch.zeros(5, dtype=torch.int64)) for split in (scenes.train, scenes.test)))
    few(alike)
    assert "These images leave nothing to tell" in looked().error[0].value


def test_photographs_have_four_tasks_and_the_turned_ones_features_of_their_own(store, photographs: str) -> None:
    config = TransferConfig(data=SubsetConfig(photographs, images=90), recipes=USUAL.recipes, seeds=1)
    tasks = ("class", "orientation", "dominant_colour", "vehicle")
    means = {"untrained": (0.3, 0.3, 0.4, 0.5), "ssl-0": (0.5, 0.4, 0.6, 0.7), "ssl-1": (0.5, 0.5, 0.6, 0.7)}
    means |= dict.fromkeys(tasks, (0.6, 0.6, 0.8, 0.9))
    run = store.create(config, kind="transfer")
    for encoder, scores in means.items():
        for task, score in zip(tasks, scores, strict=True):
            row = {"encoder": encoder, "task": task, "seed": 0, "score": score, "error": 0.01, "chance": 0.3}
            run.add_result(RESULTS, {**row, "metric": "accuracy", "higher_is_better": True})
        kept = {f"{name}.{part}": torch.randn(n, 8) for name in ("upright", "turned") for part, n in SPLITS.items()}
        run.save_checkpoint(f"features-{encoder}-0", kept)
    run.set_status("done")
    at = looked(transfer_seeds="1", transfer_cell="ssl-1,orientation")
    assert not at.error
    assert [head["title"] for head in table(at)["columns"]][:4] == ["class", "way up", "main colour", "vehicle?"]
    assert "On all 60 test images" in words(at)
    assert "crop" not in str(next(each.value for each in at.dataframe if "Changed by" in each.value))
    assert "On all 40 test images" in words(looked(transfer_seeds="1", transfer_cell="ssl-1,vehicle"))
    run.save_checkpoint("features-ssl-1-0", {name: kept[name] for name in ("upright.train", "upright.test")})
    st.cache_data.clear()
    assert len(looked(transfer_seeds="1", transfer_cell="ssl-1,orientation").error) == 1


SPLITS = {"train": 90, "test": 60}


def test_images_that_have_changed_since_are_not_shown_with_the_answers_of_others(matrix, scenes: Dataset) -> None:
    run = matrix()
    run.remember_images(scenes.test)
    at = looked(transfer_cell="ssl-0,box")
    assert len(at.error) == 1 and "What it says" in words(at)
