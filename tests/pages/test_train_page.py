"""The Train page in each state a run can be in."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.frame import run_titles
from app.label_budget.quick import quick_look
from app.words import plain
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.runs.store import RunStore
from ssl_demo.training.calibration import remember_speed
from tests.pages import made_up_runs
from tests.pages.made_up_runs import Idle, idle_app, make_run, words

open_page = functools.partial(made_up_runs.open_page, "train")


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return idle_app(monkeypatch)


def bars(at: AppTest) -> list[str]:
    return [element.proto.text for element in at.get("progress")]


def charts(at: AppTest) -> int:
    return len(at.get("echarts_chart"))


def unfold(at: AppTest) -> AppTest:
    at.session_state["train_panel"] = True
    return at.run()


def test_without_a_run_the_page_says_what_will_happen_and_offers_the_default_run(store, backend):
    at = open_page()
    assert "What will happen" in words(at)
    assert "SimCLR, encoder S, 10,000 images of Scenes" in words(at)
    assert not at.button(key="train").disabled


def test_pressing_train_makes_a_run_of_the_chosen_settings_and_shows_it_waiting(store, backend):
    at = open_page(encoder="S · 0.2 million weights", images="500", budget="20 seconds", seed="7")
    at.button(key="train").click().run()
    assert not at.exception
    (run,) = store.list()
    config = run.config
    assert (config.encoder, config.data.images, config.seconds, config.seed) == ("S", 500, 20.0, 7)
    assert run.status.state == "queued"
    assert run.name == "SimCLR on Scenes"
    assert "place 1 (it is next)" in bars(at)[0]


def test_a_waiting_run_shows_its_place_in_the_queue(store, backend):
    first, second = (make_run(store, "cancelled", steps=0, name=name) for name in ("first", "second"))
    backend.submit(first)
    backend.submit(second)
    at = open_page(run=second.id)
    assert "place 2 (1 before it)" in bars(at)[0]
    assert charts(at) == 0


def test_a_running_run_shows_every_curve_and_can_be_paused_and_stopped(store, backend):
    run = make_run(store, "running", steps=20)
    run.set_status("running", phase="training")
    at = open_page(run=run.id)
    assert "step 20 of 40" in bars(at)[0]
    assert charts(at) == 4
    numbers = {metric.label: (metric.value, metric.delta) for metric in at.metric}
    assert numbers["Time left"][0] == "10 s"
    assert numbers["kNN accuracy"] == ("43.0%", "+18.0 points")
    at.button(key="run_main").click().run()
    at.button(key="run_stop").click().run()
    assert backend.asked == [("pause", run.id), ("cancel", run.id)]


def test_a_first_loss_is_shown_while_the_machine_is_still_timed(store, backend):
    run = make_run(store, "running", steps=0, seconds=60.0, epochs=None)
    run.append({**made_up_runs.story(1)[1], "remaining": 60.0})
    run.set_status("running", phase="timing", step=1)
    at = open_page(run=run.id)
    assert bars(at)[0] == "**Timing this machine to plan the steps** · step 1"
    assert charts(at) == 4
    assert {metric.label: metric.value for metric in at.metric}["Time left"] == "1 min"


def test_a_finished_run_is_summed_up_and_offers_nothing_to_resume(store, backend):
    run = make_run(store, "done")
    at = open_page(run=run.id)
    assert "rose from 25.0% to **61.0%**, without a single label" in words(at)
    assert not [button for button in at.button if button.key and button.key.startswith("do_")]


def test_a_failed_run_says_why_and_goes_on_from_its_checkpoint(store, backend):
    run = make_run(store, "failed", "The disk is full; free some space.", steps=20)
    at = open_page(run=run.id)
    assert "The disk is full; free some space." in words(at)
    assert "20" in at.button(key="run_main").label
    at.button(key="run_main").click().run()
    assert backend.asked == [("resume", run.id)]


def test_a_run_that_failed_before_its_first_step_can_be_started_again(store, backend):
    run = make_run(store, "failed", "There is no data set 'x'.", steps=0)
    at = open_page(run=run.id)
    assert at.button(key="run_main").label == "Start again"
    assert charts(at) == 0


def test_a_gauge_at_nothing_is_called_a_collapse(store, backend):
    run = make_run(store, "running", steps=20)
    run.append({"type": "evaluation", "step": 20, "knn": 0.1, "feature_std": 0.001, "effective_rank": 1.0})
    at = open_page(run=run.id)
    assert "This looks like collapse" in words(at)


def test_the_supervised_method_says_that_it_uses_labels(store, backend):
    at = open_page(method="Supervised")
    assert "learns from the labels" in words(at)
    run = make_run(store, "done", method="supervised")
    assert "without a single label" not in words(open_page(run=run.id))


@pytest.mark.parametrize(
    ("name", "value"),
    [("images", "99999999"), ("encoder", "XXL"), ("budget", "-1"), ("dataset", "nowhere"), ("seed", "minus one")],
)
def test_a_link_with_an_impossible_setting_says_so_and_shows_the_usual(store, backend, name, value):
    at = open_page(**{name: value})
    assert any("The link asks for" in warning.value for warning in at.warning)
    assert "SimCLR, encoder S, 10,000 images of Scenes" in words(at)


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ({"simclr_temperature": "0"}, "similarities are divided by it"),
        ({"batch_size": "1"}, "one image alone has no other to differ from"),
        ({"method": "MAE", "mae_masked": "1"}, "with every patch masked"),
        ({"method": "MoCo v2", "moco_queue": "10"}, "It has to lie between"),
        ({"method": "DINO", "dino_teacher_temperature": "0"}, "scores are divided by it"),
    ],
)
def test_a_setting_of_a_link_that_makes_no_sense_is_refused_with_its_reason(store, backend, link, reason):
    at = open_page(**link)
    (warning,) = at.warning
    assert "The link asks for" in warning.value and reason in warning.value
    assert at.expander[1].proto.expanded  # which it stands in
    assert not at.exception


def test_a_queue_longer_than_the_images_is_refused_before_there_is_a_run(store, backend):
    at = open_page(method="MoCo v2", moco_queue="4000", images="500")
    assert "queue is 4,000, more than the 500 training images" in words(at)
    assert not [button for button in at.button if button.key == "train"]


def test_a_link_to_a_run_that_is_not_here_says_so_and_shows_the_newest(store, backend):
    make_run(store, "done", name="still here")
    at = open_page(run="20200101-000000-simclr-scenes-0000")
    assert any("There is no run" in warning.value for warning in at.warning)
    assert "still here" in words(at)


def test_one_class_alone_can_not_be_trained_on(store, backend):
    at = open_page()
    at.multiselect(key="classes").select("ball").run()
    assert "One class alone" in words(at)
    assert not [button for button in at.button if button.key == "train"]


def test_fewer_classes_lower_the_number_of_images_there_are(store, backend):
    at = open_page()
    at.multiselect(key="classes").set_value(["ball", "star"]).run()
    assert not at.exception
    assert at.number_input(key="images").value == 2_400


def test_a_damaged_run_is_shown_with_its_problem(store, backend):
    run = make_run(store, "done")
    (run.path / "config.json").write_text("{")
    at = open_page(run=run.id)
    assert "config.json" in words(at)
    assert not unfold(at).button(key="train").disabled


def test_the_weights_told_are_those_of_the_encoders():
    from app.names import ENCODERS
    from app.train.form import encoder_choice
    from ssl_demo.models import empty_encoder

    for name in ENCODERS:
        millions = sum(p.numel() for p in empty_encoder(name).parameters()) / 1e6
        assert f"{millions:.1f} million" in encoder_choice(name)


def test_the_run_asked_for_by_default_is_the_default_run(store, backend):
    open_page().button(key="train").click().run()
    assert store.list()[0].config == RunConfig()


def test_a_knob_that_was_turned_is_kept(store, backend):
    open_page(simclr_temperature="0.5").button(key="train").click().run()
    assert store.list()[0].config.knobs == {"temperature": 0.5}


def test_a_known_speed_tells_epochs_and_steps_beforehand(store, backend):
    remember_speed(RunConfig(), 5.0)
    # 60 s at 5 steps a second, of which 97 % cost (24/32)² as much: 300 / 0.576 = 521 steps, of 156 in an epoch.
    assert "≈ 3.3 epochs, 521 steps" in words(open_page())
    # Of 1,000 images an epoch has 15 steps.
    assert "≈ 35 epochs, 521 steps" in words(open_page(images="1000"))


def test_the_settings_are_unfolded_until_a_run_is_launched_and_for_a_link_that_brings_some(store, backend):
    def unfolded(at: AppTest) -> bool:
        return at.expander[0].proto.expanded

    at = open_page()
    assert unfolded(at)
    at.button(key="train").click().run()
    assert not unfolded(at)
    assert not unfolded(open_page())
    assert unfolded(open_page(images="-5"))


def test_folded_settings_are_not_drawn_and_come_back_as_they_were(store, backend):
    at = open_page()
    at.number_input(key="images").set_value(500).run()
    at.button(key="train").click().run()
    assert not at.number_input
    unfold(at).button(key="train").click().run()
    assert [run.config.data.images for run in store.list()] == [500, 500]


@pytest.mark.parametrize("state", ["queued", "running", "paused", "failed", "done"])
@pytest.mark.parametrize("steps", [0, 20, made_up_runs.TOTAL])
def test_whatever_happens_to_a_run_the_parts_of_its_page_keep_their_places(store, backend, state, steps):
    run = make_run(store, state, steps=steps)
    at = open_page(run=run.id)
    *_, part, _ending = at.main.children.values()
    assert [type(place).__name__ for place in part.children.values()] == ["Block"] * 4


def test_a_finished_run_leads_to_its_groups(store, backend):
    run = make_run(store, "done")
    at = open_page(run=run.id)
    button = at.button(key="see_groups")
    assert (button.label, button.proto.type) == ("See the groups that formed", "primary")
    button.click().run()
    assert not at.exception
    assert "Embeddings" in [title.value for title in at.title]


def test_a_finished_run_leads_to_a_quick_look_at_the_labels_that_it_saves(store, backend):
    run = make_run(store, "done")
    at = open_page(run=run.id)
    at.button(key="see_savings").click().run()
    assert not at.exception
    assert [title.value for title in at.title] == ["Label budget"]
    (job,) = backend.waiting
    assert job.curve_config == quick_look(run.id)


def test_a_quick_look_that_is_on_its_way_is_not_begun_anew(store, backend):
    run = make_run(store, "done")
    store.create(quick_look(run.id), kind="curve").set_status("running")
    open_page(run=run.id).button(key="see_savings").click().run()
    assert backend.waiting == []


def test_a_run_that_learned_from_labels_has_none_to_save(store, backend):
    run = make_run(store, "done", method="supervised")
    assert "see_savings" not in [button.key for button in open_page(run=run.id).button]


def test_every_chart_says_what_it_found(store, backend):
    run = make_run(store, "done")
    said = words(open_page(run=run.id))
    assert "**The loss fell from 5.00 to 0.13**" in said  # the last of forty steps, and the one before it
    assert "**kNN accuracy rose from 25\u00a0% to 61\u00a0%**" in said
    assert "**Spread rose from 0.20 to 0.60**" in said
    assert "**Effective rank rose from 5.00 to 45.0**" in said


@pytest.mark.parametrize("state", ["running", "paused", "failed", "cancelled"])
def test_what_isnt_done_has_come_so_far(store, backend, state):
    halfway = make_run(store, state, steps=20)
    said = words(open_page(run=halfway.id))
    assert "**Spread has risen from 0.20 to 0.40 so far**" in said
    assert "**kNN accuracy has risen from 25\u00a0% to 43\u00a0% so far**" in said


def test_a_map_that_cant_be_drawn_says_why_with_its_names_as_they_are(store, backend):
    run = make_run(store, "done", data=SubsetConfig("my_*toys*", images=made_up_runs.IMAGES))
    (said,) = [info.value for info in open_page(run=run.id).info if "can't be drawn" in info.value]
    assert plain("my_*toys*") in said


def test_a_run_without_a_name_is_called_as_the_picker_calls_it(store, backend):
    runs = [make_run(store, "done") for _ in range(2)]
    at = open_page(run=runs[0].id)
    picker = at.sidebar.selectbox(key="run_picker")
    title = picker.options[list(run_titles(store.list())).index(runs[0].id)]
    assert title.startswith("SimCLR on ") and title != runs[0].id
    assert plain(title) in [header.value for header in at.subheader]
