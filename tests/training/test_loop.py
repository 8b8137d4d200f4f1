"""The loop: what it tells, that it can be interrupted, and that it repeats itself."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, build
from ssl_demo.methods.supervised import Supervised
from ssl_demo.randomness import generator
from ssl_demo.training import Diverged, Event, Finished, Started, Step, Training, to_json, train

CONFIG = RunConfig(encoder="S", epochs=3.0, batch_size=16, warmup=2)


def training(images: Images, name: str = "simclr", config: RunConfig = CONFIG) -> Training:
    config = dataclasses.replace(config, method=name)
    method = build(config, images, generator(config.seed, "weights"))
    return Training(method, images if METHODS[name].needs_labels else images.without_labels(), config)


def terms(events: Iterator[Event]) -> list[dict[str, float]]:
    return [event.terms for event in events if isinstance(event, Step)]


def test_events_tell_the_whole_story(coloured: Images) -> None:
    events = list(training(coloured))
    assert isinstance(events[0], Started) and isinstance(events[-1], Finished)
    steps = [event for event in events if isinstance(event, Step)]
    assert [event.step for event in steps] == list(range(1, 13))
    assert steps[-1].epoch == 3.0 and steps[-1].remaining == 0.0
    assert all(a.seconds < b.seconds for a, b in itertools.pairwise(steps))
    assert to_json(steps[0])["type"] == "step"


def test_the_time_left_is_the_budget_s_at_first_and_then_leaves_the_slow_first_steps_out(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, seconds=24.0, low_share=0.0)
    steps = [event for event in training(coloured, config=config) if isinstance(event, Step)]
    assert [event.remaining for event in steps[:5]] == [22.0, 20.0, 18.0, 16.0, 14.0]
    settled = steps[4].seconds
    for done, event in enumerate(steps[5:], 6):
        assert event.remaining == pytest.approx((event.seconds - settled) / (done - 5) * (12 - done))


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_same_config_and_seed_give_identical_numbers(name: str, coloured: Images) -> None:
    first, second = (training(coloured, name) for _ in range(2))
    assert terms(iter(first)) == terms(iter(second))
    left, right = first.method.state_dict(), second.method.state_dict()
    assert all(torch.equal(left[key], right[key]) for key in left)


def test_another_seed_gives_other_numbers(coloured: Images) -> None:
    other = dataclasses.replace(CONFIG, seed=1)
    assert terms(iter(training(coloured))) != terms(iter(training(coloured, config=other)))


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_resumed_training_gives_the_numbers_of_an_uninterrupted_one(name: str, coloured: Images) -> None:
    whole = training(coloured, name)
    expected = terms(iter(whole))
    interrupted = training(coloured, name)
    before = terms(itertools.islice(interrupted, 6))
    saved = interrupted.state()
    resumed = training(coloured, name)
    resumed.load(saved)
    assert before + terms(iter(resumed)) == expected
    left, right = whole.method.state_dict(), resumed.method.state_dict()
    assert all(torch.equal(left[key], right[key]) for key in left)


def test_a_state_taken_is_not_changed_by_going_on(coloured: Images) -> None:
    session = training(coloured)
    events = iter(session)
    list(itertools.islice(events, 4))
    state = session.state()
    kept = {name: value.clone() for name, value in state.items()}
    list(events)
    assert all(torch.equal(state[name], kept[name]) for name in kept)


def test_a_checkpoint_of_another_model_is_refused(coloured: Images) -> None:
    state = training(coloured).state()
    other = training(coloured, config=dataclasses.replace(CONFIG, encoder="M"))
    with pytest.raises(UserError, match="another model"):
        other.load(state)


def test_a_loss_that_is_no_number_stops_before_the_weights_are_touched(
    coloured: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = training(coloured, "supervised")
    loss = Supervised.loss

    def failing(self: Supervised, batch: object, step: int) -> dict[str, torch.Tensor]:
        terms = loss(self, batch, step)  # type: ignore[arg-type]
        return {name: term * float("nan") if step == 5 else term for name, term in terms.items()}

    monkeypatch.setattr(Supervised, "loss", failing)
    with pytest.raises(Diverged, match="at step 5") as caught:
        list(session)
    assert caught.value.step == session.step == 5
    assert all(p.isfinite().all() for p in session.method.parameters())


def test_a_method_without_labels_is_never_handed_any(coloured: Images) -> None:
    method = build(CONFIG, coloured, generator(0))
    session = Training(method, coloured, CONFIG)
    assert session.labels is None


def test_every_image_is_seen_once_an_epoch(coloured: Images) -> None:
    session = training(coloured)
    seen = []
    for session.step in range(4):
        seen += session._batch_index().tolist()
    assert sorted(seen) == list(range(64))


def test_a_budget_in_seconds_and_one_image_are_refused(coloured: Images) -> None:
    method = build(CONFIG, coloured, generator(0))
    with pytest.raises(UserError, match="in seconds"):
        train(method, coloured, dataclasses.replace(CONFIG, epochs=None))
    with pytest.raises(UserError, match="at least two images"):
        train(method, coloured.take(torch.arange(1)), CONFIG)
