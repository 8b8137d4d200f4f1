import math

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.ijepa import IJEPA, prediction_error
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training


def config(**knobs: float | str) -> RunConfig:
    return RunConfig(method="ijepa", encoder="vit", epochs=2.0, batch_size=16, knobs=knobs)


def method(images: Images, **knobs: float | str) -> IJEPA:
    made = build(config(**knobs), images, generator(0))
    assert isinstance(made, IJEPA)
    return made


def pictures(b: int, side: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(b, 3, side, side, generator=generator(seed))


def nudge(made: IJEPA) -> None:
    """Move the encoder away from its target, and the mask token and biases from zero."""
    with torch.no_grad():
        for k, weight in enumerate([*made.encoder.parameters(), *made.predictor.parameters()]):
            weight += 0.05 * torch.randn(weight.shape, generator=generator(k))


def test_the_error_is_the_papers_with_each_target_token_normalised() -> None:
    for b, m, d in ((1, 3, 4), (3, 5, 8)):
        predicted, target = torch.randn(2, b, m, d, generator=generator(d))
        errors = []
        for guess, token in zip(predicted.view(-1, d).tolist(), target.view(-1, d).tolist(), strict=True):
            mean = sum(token) / d
            deviation = math.sqrt(sum((t - mean) ** 2 for t in token) / d + 1e-5)
            errors += [(g - (t - mean) / deviation) ** 2 for g, t in zip(guess, token, strict=True)]
        assert float(prediction_error(predicted, target)) == pytest.approx(sum(errors) / len(errors), rel=1e-4)


def test_the_gradient_is_twice_what_a_prediction_is_off_by() -> None:
    predicted, target = torch.randn(2, 2, 3, 4, generator=generator(0)).requires_grad_().unbind(0)
    (ours,) = torch.autograd.grad(prediction_error(predicted, target.detach()), predicted)
    centred = target - target.mean(-1, keepdim=True)
    goal = centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt()
    torch.testing.assert_close(ours, (2 * (predicted - goal) / 24).detach())


def test_the_loss_is_that_of_the_method_put_together_by_hand(coloured: Images) -> None:
    made, images = method(coloured), pictures(4, 24)
    nudge(made)
    found: dict[str, torch.Tensor] = {}
    watch = made.predictor.register_forward_pre_hook(lambda _, args: found.update(seen=args[1], asked=args[2]))
    with torch.no_grad():
        loss = made.loss(Batch(images[None]), 0)["prediction"]
        tokens = made.encoder.tokens(images).x
        whole = made.target.maps(images).flatten(2).transpose(1, 2)
    watch.remove()
    errors = []
    for image in range(4):
        context = made.encoder.contextual(tokens[image : image + 1, found["seen"][image]])
        guesses = made.predictor(context, found["seen"][image : image + 1], found["asked"][image : image + 1], (6, 6))
        for guess, place in zip(guesses[0], found["asked"][image], strict=True):
            goal = whole[image, place]
            goal = (goal - goal.mean()) / (goal.var(correction=0) + 1e-5).sqrt()
            errors.append((guess - goal).square().mean())
    torch.testing.assert_close(loss, torch.stack(errors).mean().detach(), rtol=1e-4, atol=1e-5)


def test_the_context_does_not_see_what_has_to_be_predicted(coloured: Images) -> None:
    made, images = method(coloured), pictures(4, 24)
    answers: list[torch.Tensor] = []
    asked: list[torch.Tensor] = []
    made.predictor.register_forward_pre_hook(lambda _, args: asked.append(args[2]))
    made.predictor.register_forward_hook(lambda _, args, out: answers.append(out))
    with torch.no_grad():
        made.loss(Batch(images[None]), 0)
        changed = images.clone()
        for image, places in enumerate(asked[0].tolist()):
            for place in places:
                row, column = divmod(place, 6)
                changed[image, :, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] = 0
        made.loss(Batch(changed[None]), 0)
        made.loss(Batch(pictures(4, 24, seed=1)[None]), 0)
    torch.testing.assert_close(answers[1], answers[0], rtol=0, atol=0)
    assert not torch.allclose(answers[2], answers[0])


def test_the_target_gets_no_gradient_and_moves_as_a_moving_average(coloured: Images) -> None:
    made = method(coloured, momentum=0.9)
    nudge(made)
    made.loss(Batch(pictures(4, 24)[None]), 0)["prediction"].backward()
    assert all(weight.grad is None and not weight.requires_grad for weight in made.target.parameters())
    assert all(weight.grad is not None for weight in made.encoder.parameters())
    before = [weight.clone() for weight in made.target.parameters()]
    made.after_step(30, 100)
    momentum = 1 - 0.1 * (math.cos(math.pi * 0.3) + 1) / 2
    for old, new, own in zip(before, made.target.parameters(), made.encoder.parameters(), strict=True):
        torch.testing.assert_close(new, momentum * old + (1 - momentum) * own.detach())


def test_without_the_stop_gradient_the_target_is_the_encoder_and_learns_too(coloured: Images) -> None:
    made, images = method(coloured, stop_gradient="off"), pictures(4, 24)
    nudge(made)
    made.predictor.requires_grad_(False)
    assert made.targets(images).requires_grad
    torch.testing.assert_close(made.targets(images).mean(dim=1), made.encoder(images))
    healthy = method(coloured)
    nudge(healthy)
    assert not healthy.targets(images).requires_grad
    torch.testing.assert_close(healthy.targets(images).mean(dim=1), healthy.target(images))
    assert not torch.allclose(healthy.targets(images), made.targets(images))


def test_at_momentum_zero_the_target_is_the_encoder_of_the_last_step(coloured: Images) -> None:
    made = method(coloured, momentum=0.0)
    nudge(made)
    made.after_step(0, 10)
    for target, own in zip(made.target.parameters(), made.encoder.parameters(), strict=True):
        torch.testing.assert_close(target, own)


@pytest.mark.parametrize("side", [16, 20, 24, 28, 32])
@pytest.mark.parametrize("blocks", [1, 4])
def test_it_takes_images_of_any_side(coloured: Images, side: int, blocks: int) -> None:
    loss = method(coloured, blocks=blocks).loss(Batch(pictures(2, side)[None]), 0)["prediction"]
    assert loss.isfinite()


def test_blocks_hang_on_the_step_alone(coloured: Images) -> None:
    made, images = method(coloured), pictures(4, 24)
    with torch.no_grad():
        first, again, later = (float(made.loss(Batch(images[None]), step)["prediction"]) for step in (3, 3, 4))
    assert first == again != later


def test_a_resumed_training_gives_the_same_numbers(coloured: Images) -> None:
    whole = Training(method(coloured), coloured.without_labels(), config())
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(4):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(config(), coloured, generator(5)), coloured.without_labels(), config())
    resumed.load(state)
    assert [event.terms for event in resumed if isinstance(event, Step)] == rest
    assert len(rest) == 4
