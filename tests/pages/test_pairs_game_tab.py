"""The game "Same or different?", played to its end by a person, alone and against encoders."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path

import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from app.pairs_game.game import ROUNDS, Game, Rules, halves, new_game, told, wilson
from app.state import dataset
from ssl_demo.config import Recipe, SubsetConfig
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.registry import load
from ssl_demo.evaluation.pairs import choose_threshold, draw_pairs, right_answers, similarities
from ssl_demo.models import make_encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import Idle, idle_app, make_run, toys, words


@pytest.fixture
def store(homes: Path) -> RunStore:
    return RunStore(homes / "runs")


@pytest.fixture(autouse=True)
def backend(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Idle:
    st.cache_data.clear()
    monkeypatch.setattr("app.pairs_game.players.CHOSEN_ON", 60)
    monkeypatch.setattr("app.pairs_game.players.SCORED_ON", 80)
    # A link to a page wants the frame around the tab.
    monkeypatch.setattr("app.pairs_game.board.link_to_train", lambda: st.caption("link to Train"))
    toys(homes)
    return idle_app(monkeypatch)


@pytest.fixture
def images(homes: Path) -> Images:
    return load(str(homes / "toys")).train


@pytest.fixture
def encoders(images: Images) -> dict[str, torch.nn.Module]:
    return {
        which: make_encoder("S", images.pixels, generator(seed)) for seed, which in enumerate(("trained", "untrained"))
    }


@pytest.fixture
def run(store: RunStore, encoders: dict[str, torch.nn.Module]) -> Run:
    """A finished run whose encoders can be asked."""
    made = make_run(store, "done", name="a *good* run")
    for which, name in (("trained", "encoder-last"), ("untrained", "encoder-first")):
        weights = {key: value.contiguous() for key, value in encoders[which].state_dict().items()}
        made.save_checkpoint(name, weights)
    return made


def tab(images_of: str, take: int | None) -> None:
    import torch

    from app.errors import shown
    from app.pairs_game.tab import game_tab
    from app.state import dataset
    from ssl_demo.config import SubsetConfig

    images = dataset(SubsetConfig(images_of, images=None)).train
    with shown():
        game_tab(images if take is None else images.take(torch.arange(take)))


@pytest.fixture
def open_tab(homes: Path):
    def opened(take: int | None = None, **query: str) -> AppTest:
        at = AppTest.from_function(tab, kwargs={"images_of": str(homes / "toys"), "take": take}, default_timeout=120)
        at.query_params.update(query)
        at.run()
        assert not at.exception
        return at

    return opened


def game(images: Images, seed: int = 0, hard: bool = False, recipe: Recipe | None = None) -> Game:
    return new_game(*halves(images), Rules(recipe or Recipe(), hard, seed))


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def play(at: AppTest, answers: list[bool]) -> AppTest:
    for same in answers:
        press(press(at, "pairs_same" if same else "pairs_different"), "pairs_next")
    return at


# Alone


def test_a_pair_and_two_buttons(open_tab) -> None:
    at = open_tab()
    said = words(at)
    assert "Pair 1 of 10" in said and "Are they of the same image, or of two?" in said
    assert {"pairs_same", "pairs_different"} <= keys(at) and "pairs_next" not in keys(at)
    assert "| You | – |" in said
    assert "No encoder plays along yet" in said and "link to Train" in said
    assert sum("background-image" in element.proto.body for element in at.get("html")) == 1


def test_both_answers_are_at_hand_on_the_keyboard(open_tab) -> None:
    at = open_tab()
    shortcuts = [at.button(key=key).proto.shortcut for key in ("pairs_same", "pairs_different")]
    assert len(set(filter(None, shortcuts))) == 2


@pytest.mark.parametrize("right", [True, False])
def test_an_answer_is_judged_at_once_and_the_images_are_shown(open_tab, images: Images, right: bool) -> None:
    played = game(images)
    same = bool(played.pairs.same[0])
    at = press(open_tab(), "pairs_same" if same == right else "pairs_different")
    truth = "both are of **one image**" if same else "they are of **two images**"
    told_there = at.success if right else at.error
    assert [box.value for box in told_there] == [f"{'Right' if right else 'Not this time'}: {truth}."]
    assert ("| You | **1 of 1**" if right else "| You | **0 of 1**") in words(at)
    assert "What they were cut from" in words(at) and "Pair 1 of 10" in words(at)
    pictures = [element.proto.body for element in at.get("html") if "background-image" in element.proto.body]
    shown = {played.class_of(place) for place in (played.pairs.left[0], played.pairs.right[0])}
    assert len(pictures) == 2 and all(f"<figcaption>{name}<" in pictures[1] for name in shown)
    assert {"pairs_same", "pairs_different"} & keys(at) == set()
    assert "Pair 2 of 10" in words(press(at, "pairs_next"))


def test_ten_rounds_make_a_game_and_the_next_one_has_another_seed(open_tab, images: Images) -> None:
    truth = game(images, seed=3).pairs.same.tolist()
    answers = [not truth[0], *truth[1:]]
    at = play(open_tab(pairs_seed="3"), answers)
    said = words(at)
    assert "##### You got 9 of 10\n" in f"{said}\n" and "| You | **9 of 10** (60 – 98\u00a0%) |" in said
    assert any(expander.label == "All ten pairs again" for expander in at.expander)
    at = press(at, "pairs_again")
    assert at.number_input(key="pairs_seed").value == 4
    assert "Pair 1 of 10" in words(at) and "| You | – |" in words(at)


def test_the_last_answer_leads_to_the_result(open_tab) -> None:
    at = press(play(open_tab(), [True] * (ROUNDS - 1)), "pairs_same")
    assert at.button(key="pairs_next").label == "See the result"


def test_a_seed_is_a_game_and_so_is_a_recipe(images: Images) -> None:
    one, again = game(images, 1), game(images, 1)
    assert torch.equal(one.pairs.first, again.pairs.first) and one.id == again.id
    others = (game(images, 2), game(images, 1, hard=True), game(images, 1, recipe=Recipe(hue=0.5)))
    assert len({one.id, *(other.id for other in others)}) == 4
    assert any(not torch.equal(one.pairs.left, game(images, seed).pairs.left) for seed in range(2, 5))


def test_the_score_of_one_game_is_not_that_of_another(open_tab) -> None:
    at = press(open_tab(), "pairs_same")
    at.number_input(key="pairs_seed").set_value(5).run()
    assert "Pair 1 of 10" in words(at) and "| You | – |" in words(at)
    at.number_input(key="pairs_seed").set_value(0).run()
    assert "of 1**" in words(at)


def test_a_hard_game_has_two_images_of_one_class(open_tab, images: Images) -> None:
    played = game(images, hard=True)
    labels = played.images.labels
    assert torch.equal(labels[played.pairs.left], labels[played.pairs.right]) and not played.pairs.same.all()
    at = open_tab(pairs_hard="true")
    assert at.toggle(key="pairs_hard").value is True and "Pair 1 of 10" in words(at)


def test_the_game_and_the_thresholds_have_other_images(images: Images) -> None:
    mine, others = halves(images)
    each = {bytes(image.numpy().tobytes()) for image in images.pixels}
    parts = [{bytes(image.numpy().tobytes()) for image in half.pixels} for half in (mine, others)]
    assert parts[0].isdisjoint(parts[1]) and parts[0] | parts[1] == each


def test_too_few_images_are_told_in_one_sentence(open_tab) -> None:
    assert "It takes two images to tell apart" in open_tab(take=1).error[0].value
    assert "It takes two images" not in words(open_tab(take=6))


@pytest.mark.parametrize("query", [{"pairs_seed": "-4"}, {"pairs_hard": "maybe"}])
def test_a_link_to_what_cannot_be_is_told(open_tab, query: dict[str, str]) -> None:
    assert "The link asks for" in words(open_tab(**query))


# Against encoders


def rule(threshold: float) -> str:
    """What is said of a threshold."""
    always = {math.inf: "different", -math.inf: "same"}
    if threshold in always:
        return f"but it says {always[threshold]} of every pair: no threshold did better in practice"
    return f"and its threshold is {threshold:.3f}"


@pytest.mark.parametrize("threshold", [math.inf, -math.inf, 0.25])
def test_a_threshold_is_told_in_words_where_one_answer_is_given_to_all(
    open_tab, run: Run, monkeypatch: pytest.MonkeyPatch, threshold: float
) -> None:
    monkeypatch.setattr("app.pairs_game.players.choose_threshold", lambda *given: threshold)
    said = words(press(open_tab(), "pairs_same"))
    assert said.count(rule(threshold)) == 2
    assert "inf" not in said


def test_encoders_answer_after_the_person_by_a_threshold_from_other_images(
    open_tab, images: Images, run: Run, encoders
) -> None:
    played = game(images)
    at = open_tab()
    assert "| SimCLR encoder | – |" in words(at) and "says *" not in words(at)
    said = words(press(at, "pairs_same"))
    assert "The encoder of a \\*good\\* run" in said
    practice = draw_pairs(played.others, 60, Recipe(), generator(0, "pairs for a threshold"))
    for which, title in (("trained", "SimCLR encoder"), ("untrained", "untrained encoder")):
        threshold = choose_threshold(similarities(encoders[which], practice), practice.same)
        alike = similarities(encoders[which], played.pairs)
        says = "same" if alike[0] > threshold else "different"
        right = bool(right_answers(alike, played.pairs.same, threshold)[0])
        assert f"**{title}** says *{says}*, :material/{'check: right' if right else 'close: wrong'}" in said
        assert f"similarity {alike[0]:.3f}, {rule(threshold)}." in said
        assert f"| {title[0].upper()}{title[1:]} | **{int(right)} of 1**" in said


def test_the_end_tells_their_accuracy_over_many_pairs_of_test_images(
    open_tab, homes: Path, images: Images, run: Run, encoders
) -> None:
    said = words(play(open_tab(), [True] * ROUNDS))
    played, test = game(images), load(str(homes / "toys")).test
    practice = draw_pairs(played.others, 60, Recipe(), generator(0, "pairs for a threshold"))
    scored = draw_pairs(test, 80, Recipe(), generator(0, "pairs to score"))
    told_there = []
    for which, title in (("trained", "SimCLR encoder"), ("untrained", "untrained encoder")):
        threshold = choose_threshold(similarities(encoders[which], practice), practice.same)
        right = int(right_answers(similarities(encoders[which], scored), scored.same, threshold).sum())
        low, high = (100 * end for end in wilson(right, 80))
        told_there.append(f"**{title}** {100 * right / 80:.1f}\u00a0% ({low:.1f} – {high:.1f})")
    assert f"pairs of test images: {', '.join(told_there)}; by guessing 50 %." in said
    assert f"You got {int(played.pairs.same.sum())} of 10, the SimCLR encoder " in said


def test_a_hard_game_goes_on_where_the_test_images_hold_no_two_of_one_class(
    open_tab, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_of_each(config: SubsetConfig) -> Dataset:
        whole = dataset(config)
        return dataclasses.replace(whole, test=whole.test.take(torch.tensor([0, len(whole.test) - 1])))

    monkeypatch.setattr("app.pairs_game.opponents.dataset", one_of_each)
    at = play(open_tab(pairs_hard="true"), [True] * ROUNDS)
    assert not at.error
    assert "can't be scored over many pairs of test images. It takes two images to tell apart" in words(at)
    assert "Pair 1 of 10" in words(press(at, "pairs_again"))


def test_a_run_without_a_name_is_called_by_what_it_is(open_tab, run: Run) -> None:
    run.rename("")
    said = words(open_tab())
    assert "The encoder of SimCLR on toys, " in said and run.id not in said


def test_an_encoder_that_was_trained_on_under_the_same_step_is_asked_anew(open_tab, run: Run, encoders) -> None:
    before = words(press(open_tab(), "pairs_same"))
    weights = {key: value.contiguous() for key, value in encoders["untrained"].state_dict().items()}
    run.save_checkpoint("encoder-last", weights)
    after = words(press(open_tab(), "pairs_same"))
    similarity = re.compile(r"similarity (\S+),")
    assert len(set(similarity.findall(before))) == 2 and len(set(similarity.findall(after))) == 1


def test_a_run_in_training_does_not_play_yet(open_tab, store: RunStore) -> None:
    make_run(store, "running", steps=20, name="the *new* one")
    said = words(open_tab())
    assert "the \\*new\\* one is still in training" in said and "SimCLR encoder" not in said


def test_a_run_without_an_encoder_says_so(open_tab, store: RunStore) -> None:
    make_run(store, "failed", "The disk is full.", steps=0)
    at = open_tab()
    assert "has no trained encoder yet" in words(at) and not at.error
    assert "Pair 2 of 10" in words(play(at, [True]))


def test_a_data_set_that_is_gone_costs_the_score_over_many_pairs_alone(
    open_tab, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import state
    from ssl_demo.errors import UserError

    def gone(config: SubsetConfig):
        raise UserError("There is no data set *here*.")

    at = play(open_tab(), [True] * (ROUNDS - 1))
    monkeypatch.setattr("app.pairs_game.opponents.dataset", gone)
    said = words(play(at, [True]))
    assert "The images that the encoder learned from are gone. There is no data set \\*here\\*." in said
    assert "the SimCLR encoder" in said and "pairs of test images:" not in said
    assert state.dataset is not gone


def test_an_encoder_that_learned_from_other_images_is_not_scored_on_these(open_tab, run: Run) -> None:
    said = words(play(open_tab(take=8), [True] * ROUNDS))
    assert "The encoder learned from toys, not from these images." in said
    assert "the SimCLR encoder" in said and "pairs of test images:" not in said


# The score


def test_the_interval_is_wilsons() -> None:
    # Agresti & Coull 1998, Table 1's formula, written afresh.
    for right, asked in ((0, 1), (7, 10), (10, 10), (30, 100)):
        z, share = 1.959963984540054, right / asked
        centre = (share + z * z / (2 * asked)) / (1 + z * z / asked)
        half = z / (1 + z * z / asked) * (share * (1 - share) / asked + z * z / (4 * asked**2)) ** 0.5
        assert wilson(right, asked) == pytest.approx((centre - half, centre + half), abs=1e-9)


def test_a_score_is_written_with_its_interval() -> None:
    assert told([]) == "–"
    assert told([True] * 7 + [False] * 3) == "**7 of 10** (40 – 89\u00a0%)"
