"""The Collapse lab in each state that a sabotaged run and its healthy twin can be in. All numbers are made up."""

from __future__ import annotations

import dataclasses
import functools
import io
import zipfile
from pathlib import Path

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.upload import add_zip
from ssl_demo.methods import METHODS, usual_config
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.training.calibration import remember_speed
from tests.pages import made_up_runs
from tests.pages.made_up_runs import FIGURES, IMAGES, LOOKS, TOTAL, Idle, idle_app, story, words

VIEWS = {"alignment": 0.6, "uniformity": -3.2}
HEALTHY = {"embedding_spread": 0.95, "embedding_rank": 30.0, "embedding_scatter": 25.0, **VIEWS}
COLLAPSED = {"embedding_spread": 0.003, "embedding_rank": 1.2, "embedding_scatter": 50.0, **VIEWS}
SHRUNK = {"embedding_spread": 0.5, "embedding_rank": 40.0, "embedding_scatter": 0.2, **VIEWS}
NEARLY = {"embedding_spread": 0.23, "embedding_rank": 1.7, "embedding_scatter": 17.0, **VIEWS}
NARROW = {"embedding_spread": 0.9, "embedding_rank": 3.5, "embedding_scatter": 30.0, **VIEWS}
UNTRAINED = {"embedding_spread": 0.8, "embedding_rank": 45.0, "embedding_scatter": 5.0, **VIEWS}
EPOCHS = 40.0
LINK = {"lab_method": "SimCLR", "lab_dataset": "Toys"}

open_page = functools.partial(made_up_runs.open_page, "collapse_lab", **LINK)


@pytest.fixture
def store(homes: Path) -> RunStore:
    """No runs yet, and a dozen images uploaded as "Toys"."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, name in enumerate(("red", "blue")):
            for i in range(IMAGES // 2):
                png = io.BytesIO()
                Image.new("RGB", (32, 32), (200 - 20 * i, 10 * i, 200 * number)).save(png, "PNG")
                for split in ("train", "test"):
                    archive.writestr(f"{split}/{name}/{i}.png", png.getvalue())
    packed.seek(0)
    add_zip(packed, "Toys")
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


def settings(**changes) -> RunConfig:
    return usual_config("simclr", data=SubsetConfig("toys", images=IMAGES), seconds=20.0, epochs=EPOCHS, **changes)


HEALTHY_RUN, BROKEN_RUN = settings(), settings(knobs={"negatives": "off"})


def make_run(store: RunStore, config: RunConfig, state: str, reason: str = "", steps: int = TOTAL, **end: float) -> Run:
    """A run whose embeddings end with these gauges; without any it is one of an older app."""
    run = store.create(config, name="SimCLR, healthy twin" if not config.knobs else "SimCLR without the negatives")
    for event in story(steps):
        if event["type"] == "evaluation" and end:
            event |= {"embedding_directions": 64, **(end if event["step"] else UNTRAINED)}
        run.append(event)
    for step in LOOKS:
        if step <= steps and steps:
            features = torch.randn(IMAGES, 128, generator=torch.Generator().manual_seed(step))
            snapshot = {"index": torch.arange(IMAGES), "features": features, "map": features[:, :2].clone()}
            run.save_snapshot(step, snapshot | ({"spectrum": torch.full((64,), 0.125)} if end else {}))
    more = {"figures": FIGURES} if state == "done" else {}
    run.set_status(state, reason, step=steps or None, total_steps=TOTAL if steps else None, **more)
    return run


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def charts(at: AppTest) -> int:
    return len(at.get("echarts_chart"))


def start(at: AppTest):
    return at.button(key="lab_start")


# Before there is a run


def test_without_runs_it_says_what_will_be_seen_and_what_a_sabotage_changes(store: RunStore) -> None:
    at = open_page()
    said = words(at)
    assert "What you will see" in said
    assert "`negatives` on → off" in said
    assert "Trains two runs, ≈ 40 s in all" in said
    assert "What cures it" not in said and charts(at) == 0
    assert not start(at).disabled


def test_one_click_queues_a_pair_of_one_seed_and_as_many_steps(store: RunStore, backend: Idle) -> None:
    at = open_page(lab_seed="7", lab_budget="1 minute")
    start(at).click().run()
    assert not at.exception
    twin, broken = (run.config for run in backend.waiting)
    assert [run.name for run in backend.waiting] == ["SimCLR, healthy twin", "SimCLR without the negatives"]
    assert broken == dataclasses.replace(twin, knobs={"negatives": "off"})
    assert (twin.seed, twin.seconds, twin.data) == (7, 60.0, SubsetConfig("toys", images=IMAGES))
    assert twin.epochs is not None and twin.epochs > 0
    assert "twin** · waiting, it is next" in bars(at)[0] and "waiting, with 1 more before it" in bars(at)[1]
    assert start(at).disabled


def test_both_get_the_steps_that_fit_into_the_seconds_at_the_speed_known(store: RunStore, backend: Idle) -> None:
    remember_speed(dataclasses.replace(HEALTHY_RUN, epochs=None), 5.0)
    start(open_page()).click().run()
    # 20 s at 5 steps a second, of which 97 % cost (24/32)² as much: 174 steps, of 1 in an epoch.
    assert [run.config.epochs for run in backend.waiting] == [174.0, 174.0]


def test_the_general_sabotages_are_offered_to_every_method_they_suit(store: RunStore) -> None:
    at = open_page()
    ways = at.button_group(key="lab_break").options
    assert "Set the temperature to 10" in str(ways) and "Multiply the learning rate by 30" in str(ways)
    at = made_up_runs.open_page("collapse_lab", lab_method="BYOL")
    ways = str(at.button_group(key="lab_break").options)
    assert "temperature" not in ways and "Multiply the learning rate by 30" in ways


def test_every_method_without_labels_can_be_chosen(store: RunStore) -> None:
    at = open_page()
    for name, cls in METHODS.items():
        assert (cls.title in at.selectbox(key="lab_method").options) != METHODS[name].needs_labels
        if not cls.needs_labels:
            at.selectbox(key="lab_method").select(cls.title).run()
            assert not at.exception and not at.error


def test_the_current_run_names_the_method_unless_a_link_does(store: RunStore) -> None:
    run = store.create(RunConfig(method="nnclr"))
    at = made_up_runs.open_page("collapse_lab", run=run.id)
    assert at.selectbox(key="lab_method").value == "NNCLR"
    assert open_page(run=run.id).selectbox(key="lab_method").value == "SimCLR"
    labelled = store.create(RunConfig(method="supervised"))
    assert made_up_runs.open_page("collapse_lab", run=labelled.id).selectbox(key="lab_method").value == "SimCLR"


def test_the_link_carries_method_and_sabotage(store: RunStore) -> None:
    at = open_page(lab_break="Set the temperature to 10")
    assert "`temperature` 0.2 → 10" in words(at)


def test_another_method_has_sabotages_of_its_own(store: RunStore) -> None:
    at = open_page(lab_break="Set the temperature to 10")
    at.selectbox(key="lab_method").select("BYOL").run()
    assert not at.exception and not at.warning
    assert at.button_group(key="lab_break").value in at.button_group(key="lab_break").options


# A guess


def test_a_guess_is_explained_and_answered(store: RunStore) -> None:
    at = open_page()
    at.radio[0].set_value("dimensional collapse").run()
    make_run(store, BROKEN_RUN, "done", **COLLAPSED)
    at.run()
    assert "You expected: dimensional collapse" in words(at)


# Runs on their way


def test_the_twin_is_drawn_while_the_sabotage_waits_and_both_can_be_stopped(store: RunStore, backend: Idle) -> None:
    twin = make_run(store, HEALTHY_RUN, "running", steps=20, **HEALTHY)
    twin.set_status("running", phase="training")
    broken = make_run(store, BROKEN_RUN, "queued", steps=0)
    at = open_page()
    assert "training, step 20 of 40" in bars(at)[0] and "waiting" in bars(at)[1]
    assert charts(at) == 7
    said = words(at)
    assert "Healthy so far" in said and "What cures it" not in said and "What you will see" not in said
    at.button(key="lab_stop").click().run()
    assert backend.asked == [("cancel", broken.id), ("cancel", twin.id)]  # the waiting one first, or it would begin


def test_a_running_sabotage_is_drawn_alone_and_both_can_be_stopped(store: RunStore, backend: Idle) -> None:
    broken = make_run(store, BROKEN_RUN, "running", steps=20, **COLLAPSED)
    broken.set_status("running", phase="training")
    twin = make_run(store, HEALTHY_RUN, "queued", steps=0)
    at = open_page()
    assert "waiting" in bars(at)[0] and "training, step 20 of 40" in bars(at)[1]
    assert charts(at) == 7
    said = words(at)
    assert "Complete collapse so far" in said and "What cures it" not in said
    at.button(key="lab_stop").click().run()
    assert backend.asked == [("cancel", broken.id), ("cancel", twin.id)]


def test_a_running_sabotage_is_drawn_beside_its_finished_twin(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    broken = make_run(store, BROKEN_RUN, "running", steps=20, **COLLAPSED)
    broken.set_status("running", phase="training")
    at = open_page()
    said = words(at)
    assert "**Complete collapse so far.**" in said and "**Healthy.**" in said and "What cures it" not in said
    assert charts(at) == 7 and len(bars(at)) == 1
    assert "**kNN accuracy is at 43\u00a0%; at that step the healthy twin's was at 43\u00a0%**" in said


def test_a_run_that_was_stopped_is_offered_again(store: RunStore, backend: Idle) -> None:
    make_run(store, BROKEN_RUN, "cancelled", "It was stopped by hand.", steps=20, **COLLAPSED)
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    at = open_page()
    assert "It was stopped by hand" in words(at)
    assert "**kNN accuracy is at 43\u00a0%; at that step the healthy twin's was at 43\u00a0%**" in words(at)
    start(at).click().run()
    (again,) = backend.waiting
    assert again.config == BROKEN_RUN


# The end


def test_a_healthy_verdict_does_not_hide_that_the_features_got_worse(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "done", **HEALTHY, knn=0.2)
    said = words(open_page())
    assert said.count("it has learned nothing that tells these classes apart") == 1


def test_that_nothing_was_learned_is_said_only_at_the_end(store: RunStore) -> None:
    twin = make_run(store, HEALTHY_RUN, "running", steps=20, **HEALTHY, knn=0.2)
    twin.set_status("running", phase="training")
    make_run(store, BROKEN_RUN, "queued", steps=0)
    said = words(open_page())
    assert "Healthy so far" in said and "kNN accuracy 20.0%" in said
    assert "it has learned nothing" not in said


@pytest.mark.parametrize(
    ("end", "verdict", "numbers"),
    [
        (COLLAPSED, "Complete collapse", "spread is 0.003, with 1 for an even one; before training it was 0.80"),
        (SHRUNK, "Complete collapse", "they lie 0.2 from their mean, 4% of what it was"),
        (NEARLY, "Complete collapse", "point nearly the same way for all images: their spread is 0.23"),
        (NARROW, "Dimensional collapse", "effective rank is 3.5 of 64"),
        (HEALTHY, "Healthy", "their effective rank 30 of 64"),
    ],
)
def test_a_finished_pair_has_two_verdicts_and_a_cure(store: RunStore, end, verdict, numbers) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "done", **end)
    at = open_page()
    said, sabotage = words(at), METHODS["simclr"].about.sabotage[0]
    assert f"**{verdict}.**" in said and numbers in said
    assert said.count("**Healthy.**") == 1 + (verdict == "Healthy")
    assert sabotage.why in said and sabotage.cure in said
    assert charts(at) == 7 and not bars(at) and start(at).disabled


def test_a_diverged_run_is_shown_with_its_curves_up_to_there(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    broken = make_run(store, BROKEN_RUN, "failed", "The loss stopped being a number.", steps=20, **HEALTHY)
    broken.append({"type": "diverged", "step": 21})
    at = open_page()
    said = words(at)
    assert "**Diverged.** At step 21 the loss stopped being a number" in said
    assert "could not be trained" not in said
    assert METHODS["simclr"].about.sabotage[0].cure in said
    assert charts(at) == 7 and start(at).disabled


def test_a_run_that_failed_otherwise_says_why_and_is_offered_again(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "failed", "The disk is full.", steps=0)
    at = open_page()
    assert "could not be trained.** The disk is full." in words(at)
    assert not start(at).disabled
    assert "**Healthy.**" in words(at) and charts(at) == 7  # what there is, the twin


def test_a_run_that_failed_without_a_twin_says_why_and_is_offered_again(store: RunStore) -> None:
    make_run(store, BROKEN_RUN, "failed", "The disk is full.", steps=0)
    at = open_page()
    assert "could not be trained.** The disk is full." in words(at)
    assert not start(at).disabled and charts(at) == 0


def test_a_finished_healthy_run_of_these_settings_is_not_trained_again(store: RunStore, backend: Idle) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    at = open_page()
    assert "Trains one run, ≈ 20 s: its healthy twin is here already" in words(at)
    start(at).click().run()
    (queued,) = backend.waiting
    assert queued.config == BROKEN_RUN


def test_a_healthy_run_of_other_steps_is_no_twin(store: RunStore, backend: Idle) -> None:
    make_run(store, dataclasses.replace(HEALTHY_RUN, epochs=41.0), "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "done", **COLLAPSED)
    at = open_page()
    assert "healthy twin is not here" in words(at) and "**Healthy.**" not in words(at)
    assert start(at).label == "Train the healthy twin"
    start(at).click().run()
    (queued,) = backend.waiting
    assert queued.config == HEALTHY_RUN


def test_a_deleted_twin_leaves_the_sabotaged_run_readable(store: RunStore, backend: Idle) -> None:
    twin = make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "done", **COLLAPSED)
    store.delete(twin.id)
    at = open_page()
    assert "healthy twin is not here" in words(at) and "**Complete collapse.**" in words(at)
    assert charts(at) == 7


def test_runs_of_an_older_app_have_a_verdict_on_their_features(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done")
    make_run(store, BROKEN_RUN, "done")
    at = open_page()
    assert "The features differ" in words(at)
    assert charts(at) == 6  # no spectrum


def test_the_train_page_says_the_same_as_the_lab(store: RunStore) -> None:
    run = make_run(store, BROKEN_RUN, "done", **NARROW)
    lab, train = words(open_page()), words(made_up_runs.open_page("train", run=run.id))
    sentence = "along few directions: the effective rank is 3.5 of 64, and 45 before training. Below 5.6"
    assert sentence in lab and sentence in train
    assert "This looks like collapse" in train


def test_another_seed_is_another_pair(store: RunStore) -> None:
    make_run(store, HEALTHY_RUN, "done", **HEALTHY)
    make_run(store, BROKEN_RUN, "done", **COLLAPSED)
    at = open_page(lab_seed="1")
    assert "Trains two runs" in words(at) and charts(at) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("lab_method", "Supervised"), ("lab_break", "Unplug it"), ("lab_seed", "-1"), ("lab_budget", "a year")],
)
def test_a_link_with_an_impossible_setting_says_so(store: RunStore, name: str, value: str) -> None:
    at = made_up_runs.open_page("collapse_lab", **{**LINK, name: value})
    assert any("The link asks for" in warning.value for warning in at.warning)
    assert not start(at).disabled


def test_what_a_link_brings_stands_in_an_open_expander(store: RunStore) -> None:
    assert not made_up_runs.open_page("collapse_lab", lab_method="BYOL").expander[0].proto.expanded
    assert made_up_runs.open_page("collapse_lab", lab_seed="-1").expander[0].proto.expanded


def test_what_became_of_all_methods_is_shown_when_it_is_asked_for(store: RunStore) -> None:
    at = open_page()
    assert not at.dataframe
    at.session_state["lab_overview"] = True
    at.run()
    assert len(at.dataframe) == 1 and "ways to break" in words(at)


def test_the_other_tab_is_drawn_only_when_it_is_open(store: RunStore) -> None:
    at = open_page()
    assert [tab.label for tab in at.tabs] == ["Break it", "When it learns the wrong thing"]
    assert at.tabs[0].markdown and not at.tabs[1].markdown
    other = open_page(lab_tab="When it learns the wrong thing")
    assert other.tabs[1].markdown and not other.tabs[0].markdown
