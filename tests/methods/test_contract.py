"""What every registered method must keep, whatever it does."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch

from ssl_demo.config import RunConfig, knobs
from ssl_demo.data.images import Images
from ssl_demo.data.scenes import generate
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, Batch, Method, build, refuse_nonsense, suited, usual_config
from ssl_demo.methods.build import make_knobs
from ssl_demo.methods.knobs import OFF, ON
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

every_method = pytest.mark.parametrize("name", sorted(METHODS))


def config(name: str, **changes: Any) -> RunConfig:
    """The settings that a method is made for, in short."""
    return usual_config(name, **{"epochs": 1.0, "warmup": 0, **changes})


def seen(name: str, images: Images) -> Images:
    return images if METHODS[name].needs_labels else images.without_labels()


def one_loss(method: Method, images: Images) -> torch.Tensor:
    views = torch.rand(method.views, len(images), 3, 32, 32, generator=generator(1))
    batch = Batch(views, images.labels if method.needs_labels else None)
    return torch.stack(list(method.loss(batch, 0).values())).sum()


@every_method
@pytest.mark.parametrize("encoder", ["S", "M", "L"])
def test_loss_and_gradients_are_finite_and_reach_the_encoder(name: str, encoder: str, coloured: Images) -> None:
    method = build(config(name, encoder=encoder), coloured, generator(0)).train()
    loss = one_loss(method, coloured.take(torch.arange(8)))
    loss.backward()
    assert loss.isfinite()
    gradients = [p.grad for p in method.encoder.parameters()]
    assert all(g is not None and g.isfinite().all() for g in gradients)
    assert sum(float(g.norm()) for g in gradients if g is not None) > 0


@every_method
def test_two_images_are_enough(name: str, coloured: Images) -> None:
    pair = coloured.take(torch.arange(2))
    events = list(Training(build(config(name), pair, generator(0)), seen(name, pair), config(name)))
    assert [type(e).__name__ for e in events] == ["Started", "Step", "Finished"]


@every_method
def test_the_loss_falls_in_thirty_steps(name: str) -> None:
    images = generate(64, seed=1)  # of noise, nobody could tell where a part of it was
    asked = dataclasses.replace(config(name, batch_size=32), epochs=15.0)
    training = Training(build(asked, images, generator(0)), seen(name, images), asked)
    losses = [sum(e.terms.values()) for e in training if isinstance(e, Step)]
    assert len(losses) == 30
    assert sum(losses[-5:]) < 0.95 * sum(losses[:5])


@every_method
def test_a_resumed_training_goes_on_with_the_very_numbers(name: str, coloured: Images) -> None:
    asked = dataclasses.replace(config(name, batch_size=16), epochs=3.0)
    data = seen(name, coloured)
    whole = Training(build(asked, coloured, generator(0)), data, asked)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(5):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(asked, coloured, generator(7)), data, asked)
    resumed.load(state)
    assert [event.terms for event in resumed if isinstance(event, Step)] == rest
    assert len(rest) == 7


@every_method
def test_the_same_seed_gives_the_same_numbers_on_several_cores(name: str) -> None:
    images, asked = generate(128, seed=1), dataclasses.replace(config(name, batch_size=64), epochs=6.0)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        runs = [Training(build(asked, images, generator(0)), seen(name, images), asked) for _ in range(2)]
        for run in runs:
            run.precision = torch.float32
        told = [[event.terms for event in run if isinstance(event, Step)] for run in runs]
        weights = [run.state() for run in runs]
    finally:
        torch.set_num_threads(before)
    assert told[0] == told[1]
    assert all(torch.equal(value, weights[1][key]) for key, value in weights[0].items() if key != "seconds")


@every_method
@pytest.mark.parametrize("side", [16, 24, 32])
def test_what_the_loss_compares_is_one_vector_for_each_image(name: str, side: int, coloured: Images) -> None:
    method = build(config(name), coloured, generator(0)).eval()
    with torch.no_grad():
        z = method.embedding(torch.rand(3, 3, side, side, generator=generator(1)))
    assert z.ndim == 2 and len(z) == 3 and z.isfinite().all()


@every_method
def test_the_loss_is_finite_with_every_part_switched_off_by_itself(name: str, coloured: Images) -> None:
    switches = [field for field, knob in knobs(METHODS[name].Knobs).items() if knob.choices == (ON, OFF)]
    for switched in switches:
        value = OFF if getattr(METHODS[name].Knobs(), switched) == ON else ON
        method = build(config(name, knobs={switched: value}), coloured, generator(0)).train()
        assert one_loss(method, coloured.take(torch.arange(8))).isfinite(), switched


@every_method
def test_another_encoder_is_changed_for_one_that_the_method_can_train(name: str) -> None:
    for encoder in ("S", "resnet18", "vit"):
        fitting = suited(config(name, encoder=encoder)).encoder
        assert fitting == (encoder if not METHODS[name].encoders else fitting)
        assert not METHODS[name].encoders or fitting in METHODS[name].encoders


@every_method
def test_every_knob_has_help_and_bounds_around_its_default(name: str) -> None:
    cls = METHODS[name]
    assert len(knobs(cls.Knobs)) == len(dataclasses.fields(cls.Knobs))
    assert cls.title and cls.family
    for field, knob in knobs(cls.Knobs).items():
        default = getattr(cls.Knobs(), field)
        assert knob.help
        assert default in knob.choices if knob.choices else knob.low <= default <= knob.high  # type: ignore[operator]


@every_method
def test_bad_knobs_are_one_sentence(name: str) -> None:
    with pytest.raises(UserError, match="has no knob 'surprise'"):
        make_knobs(METHODS[name], {"surprise": 1})


def test_an_unknown_method_is_one_sentence(coloured: Images) -> None:
    with pytest.raises(UserError, match="There is no method 'magic'; choose one of"):
        build(config("magic"), coloured, generator(0))


def test_a_knob_out_of_range_is_one_sentence() -> None:
    with pytest.raises(
        UserError, match=r"temperature is 90; it has to lie between .* 20: similarities are divided by it"
    ):
        make_knobs(METHODS["simclr"], {"temperature": 90})
    with pytest.raises(UserError, match="needs a number"):
        make_knobs(METHODS["simclr"], {"temperature": "warm"})


def test_a_temperature_of_zero_and_a_batch_of_one_are_refused_with_their_reason() -> None:
    for name in ("simclr", "moco", "nnclr", "supcon"):
        with pytest.raises(UserError, match=r"temperature is 0; it has to lie between .*: similarities are divided"):
            make_knobs(METHODS[name], {"temperature": 0})
    temperatures = [(cls, knob) for cls in METHODS.values() for knob in knobs(cls.Knobs) if "temperature" in knob]
    assert len(temperatures) == 8
    for cls, knob in temperatures:
        with pytest.raises(UserError, match=r"temperature is 0; it has to lie between .*: \w+ are divided by it"):
            make_knobs(cls, {knob: 0})
    with pytest.raises(UserError, match=r"batch_size is 1; .*: one image alone has no other to differ from"):
        RunConfig(batch_size=1)


def test_more_remembered_images_than_there_are_are_refused_but_a_default_is_lowered(coloured: Images) -> None:
    for name, field in (("nnclr", "remembered"), ("moco", "queue")):
        with pytest.raises(UserError, match=f"{field} is 4,096, more than the 64 training images"):
            refuse_nonsense(config(name, knobs={field: 4096}), 64)
        refuse_nonsense(config(name), 64)
        assert getattr(build(config(name), coloured, generator(0)).knobs, field) == 64


def test_masking_everything_is_refused_with_its_reason() -> None:
    with pytest.raises(UserError, match=r"masked is 1; it has to lie between .*: with every patch masked"):
        make_knobs(METHODS["mae"], {"masked": 1.0})


def test_labels_of_one_class_are_refused_where_labels_are_needed(coloured: Images) -> None:
    alone = dataclasses.replace(coloured, classes=("red",))
    with pytest.raises(UserError, match="at least two classes"):
        build(config("supervised"), alone, generator(0))
