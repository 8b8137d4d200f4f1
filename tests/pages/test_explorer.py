"""Maps side by side, entered by link and from one another, and of five thousand images. All runs here are made up."""

from __future__ import annotations

import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.embeddings.wide import WideRun
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation.features import embed
from ssl_demo.methods import build
from ssl_demo.randomness import generator
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import words
from tests.pages.watched_runs import films, made_up_run, maps, page, pick, slide

__all__ = ["made_up_run", "page"]


def test_the_untrained_encoder_stands_beside_the_trained_one_and_both_answer_as_one(page, made_up_run) -> None:
    run = made_up_run(0, 20, 40)
    at = page(beside="The untrained encoder", image="3")
    one, other = maps(at)
    assert one["link"] == other["link"]
    assert (one["picked"], other["picked"]) == (3, 3)
    assert one["film"] and not other["film"]
    assert "untrained" in other["label"]
    assert "The untrained encoder**: " in words(at)
    assert "for the same image" not in words(at)  # it has its row already
    slide(at, run, 20)
    assert maps(at)[0]["at"] == 1
    assert maps(at)[1]["points"] == other["points"]


def test_another_run_goes_along_as_far_on_its_own_way(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="with labels", method="supervised")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id)
    titles = at.multiselect[0].options
    assert titles[1] == "with labels"
    at.multiselect[0].select(other.id).run()
    assert not at.exception
    assert [film["steps"] for film in films(at)] == [[0, 20, 40], [0, 5, 10]]
    slide(at, run, 20, share=0.5)
    assert [each["at"] for each in maps(at)] == [1, 1]
    assert "made up, step 20**" in words(at) and "with labels, step 5**" in words(at)


def test_a_run_beside_that_was_deleted_or_became_the_current_one_is_let_go(page, made_up_run) -> None:
    other = made_up_run(0, 10, name="other")
    run = made_up_run(0, 40)
    at = page(run=run.id)
    at.multiselect[0].select(other.id).run()
    assert len(maps(at)) == 2
    at.session_state["run"] = other.id
    at.run()
    assert not at.exception
    assert len(maps(at)) == 1


def test_the_first_look_of_a_new_run_and_its_untrained_encoder_are_two_maps(page, made_up_run) -> None:
    run = made_up_run(0, state="running", maps=())
    at = page(run=run.id, beside="The untrained encoder")
    assert len(maps(at)) == 2
    made_up = [each.proto.id for each in at.main if each.type == "bidi_component"]
    run.save_snapshot(20, run.snapshot(0))
    at.run()
    assert not at.exception
    # The same map on the page, now with a slider: zoom and focus stay.
    assert made_up[0] in [each.proto.id for each in at.main if each.type == "bidi_component"]


@pytest.mark.parametrize("torn", [0, 40])
def test_a_damaged_snapshot_takes_no_more_than_itself(page, made_up_run, torn: int) -> None:
    run = made_up_run(0, 20, 40)
    (run.path / "snapshots" / f"step-{torn:07d}.safetensors").write_bytes(b"torn")
    at = page(run=run.id, beside="The untrained encoder")
    steps = [step for step in (0, 20, 40) if step != torn]
    assert films(at)[0]["steps"] == steps
    assert len(at.error) == (torn == 0)  # in the place of the untrained encoder's map
    assert "share its class" in words(at)
    assert "One question to try" in words(at)


def test_another_run_is_entered_where_the_last_one_was_left(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="other")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id, image="3")
    slide(at, run, 20, share=0.5)
    at.session_state["run"] = other.id
    at.run()
    assert "The link asks for" not in words(at)
    assert films(at)[0]["steps"][maps(at)[0]["at"]] == 5


def test_who_comes_back_to_a_run_brings_along_where_they_stood_on_another(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="other")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id)
    pick(at, run, picked=5, chosen=(1, 2))
    for there, seen in ((other, 5), (run, 9)):
        at.session_state["run"] = there.id
        at.run()
        assert maps(at)[0]["picked"] == seen
        pick(at, there, picked=9)
    assert maps(at)[0]["chosen"] == []


def test_nothing_picked_says_how_to_pick_and_a_link_to_it_picks_nothing(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = pick(page(run=run.id), run, picked=None)
    assert "Nothing is picked" in words(at)
    assert "share its class" not in words(at)
    assert "Nothing is picked" in words(page(run=run.id, image="none"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"beside": "nonsense"}, "The link asks for beside"),
        ({"colour": "Paint"}, "The link asks for colour"),
        ({"many": "true"}, "Only a finished run with a quick encoder"),
    ],
)
def test_what_this_run_cannot_show_is_refused_in_a_sentence(page, made_up_run, monkeypatch, query, said) -> None:
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    run = made_up_run(0, 20, state="running")
    at = page(run=run.id, **query)
    assert said in words(at)
    assert len(maps(at)) == 1
    assert films(at)[0]["steps"] == [0, 20]


def test_a_colour_that_another_runs_images_do_not_have_gives_way_without_a_word(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    fresh = AppTest.from_file(at._script_path, default_timeout=60)
    fresh.switch_page("pages/embeddings.py")
    fresh.session_state["colour"] = "paint"  # as it was chosen for scenes
    fresh.run()
    assert not fresh.exception
    assert fresh.selectbox(key="colour").value == "class"
    assert "The link asks for" not in words(fresh)


def test_a_run_on_other_images_is_not_offered(page, made_up_run) -> None:
    made_up_run(0, 10, name="fewer", images=6)
    run = made_up_run(0, 40)
    assert page(run=run.id).multiselect[0].options == ["The untrained encoder"]


def test_without_a_supervised_run_one_can_be_trained(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    at.button(key="train_supervised").click().run()
    assert not at.exception
    made = next(other for other in RunStore(run.path.parent).list() if other.id != run.id)
    assert (made.config.method, made.config.data, made.config.knobs) == ("supervised", run.config.data, {})
    assert made.status.state == "queued"
    assert at.session_state["run"] == run.id  # the page stays where it is
    assert "One with labels is in training" in words(at)


def test_of_more_images_than_were_watched_both_encoders_can_be_asked(
    page, made_up_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made_up_run(0, 20, 40)
    for step in run.snapshots():  # as if only seven of the twelve had been watched
        run.save_snapshot(step, {name: values[:7] for name, values in run.snapshot(step).items()})
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    for name, seed in (("encoder-first", 0), ("encoder-last", 1)):
        weights = build(run.config, subset(load(run.config.data.dataset), run.config.data).train, generator(seed))
        run.save_checkpoint(name, weights.encoder.state_dict())
    at = page(run=run.id)
    assert "7 images" in words(at)
    at.toggle(key="many").set_value(True).run()
    assert not at.exception
    (film,) = films(at)
    assert film["steps"] == [0, 40]
    assert "12 images · kNN accuracy" in words(at)
    encoder = encoder_of(run)
    expected = embed(encoder, subset(load(run.config.data.dataset), run.config.data).train.pixels)
    assert torch.equal(WideRun(run.path).snapshot(40)["features"], expected)


def test_a_run_that_is_not_done_offers_no_more_images(page, made_up_run, monkeypatch) -> None:
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    at = page(run=made_up_run(0, 20, state="paused").id)
    assert at.toggle(key="many").disabled
