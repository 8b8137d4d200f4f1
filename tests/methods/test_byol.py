import dataclasses
import math

import pytest
import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import effective_rank
from ssl_demo.methods import Batch, build
from ssl_demo.methods.byol import BYOL, regression
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

CONFIG = RunConfig(method="byol", encoder="S", epochs=2.0, batch_size=16, warmup=0, knobs={"views": 2})


def by_the_paper(predictions: Tensor, targets: Tensor) -> Tensor:
    """Eq. 2 of Grill et al. 2020, the squared distance of unit vectors, image by image and pair by pair."""
    views, images, _ = predictions.shape
    losses = []
    for one in range(views):
        for other in range(views):
            for i in range(images if one != other else 0):
                q, z = predictions[one, i], targets[other, i]
                losses.append((q / q.pow(2).sum().sqrt() - z / z.pow(2).sum().sqrt()).pow(2).sum())
    return torch.stack(losses).mean()


def method_with(images: Images, **knobs: float | str) -> BYOL:
    method = build(dataclasses.replace(CONFIG, knobs={"views": 2, **knobs}), images, generator(0)).train()
    assert isinstance(method, BYOL)
    return method


def views_of(images: int, seed: int = 1) -> Tensor:
    return torch.rand(2, images, 3, 24, 24, generator=generator(seed))


@pytest.mark.parametrize("shape", [(2, 5, 7), (4, 3, 6), (2, 1, 2)])
def test_the_loss_and_its_gradient_are_equation_2_of_the_paper(shape: tuple[int, int, int]) -> None:
    predictions = torch.randn(shape, generator=generator(0), requires_grad=True)
    targets = torch.randn(shape, generator=generator(1), requires_grad=True)
    ours, theirs = regression(predictions, targets), by_the_paper(predictions, targets)
    torch.testing.assert_close(ours, theirs)
    for mine, paper in zip(
        torch.autograd.grad(ours, [predictions, targets]),
        torch.autograd.grad(theirs, [predictions, targets]),
        strict=True,
    ):
        torch.testing.assert_close(mine, paper, rtol=1e-4, atol=1e-6)


def test_the_loss_does_not_see_the_length_of_prediction_or_target() -> None:
    predictions, targets = torch.randn(2, 3, 6, 8, generator=generator(2))
    long, short = 1 + 9 * torch.rand(2, 3, 6, 1, generator=generator(3))
    torch.testing.assert_close(regression(predictions * long, targets / short), regression(predictions, targets))


def test_only_the_prediction_learns_from_the_loss(coloured: Images) -> None:
    method, views = method_with(coloured), views_of(8)
    # At first the target is the network's copy, and couldn't be told from it.
    torch.nn.init.normal_(method.target_projector[3].weight, generator=generator(4))
    (loss,) = method.loss(Batch(views), 0).values()
    z = method.embedding(views.flatten(0, 1))
    targets = method.target_projector(method.target_encoder(views.flatten(0, 1)))
    paper = by_the_paper(method.predictor(z).unflatten(0, (2, 8)), targets.unflatten(0, (2, 8)))
    trained = [p for p in method.parameters() if p.requires_grad]
    expected = torch.autograd.grad(paper, trained)
    loss.backward()
    for weight, gradient in zip(trained, expected, strict=True):
        torch.testing.assert_close(weight.grad, gradient, rtol=1e-3, atol=1e-5)
    frozen = [*method.target_encoder.parameters(), *method.target_projector.parameters()]
    assert frozen and all(p.grad is None and not p.requires_grad for p in frozen)


def test_the_target_follows_by_exactly_the_moving_average_of_the_paper(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, knobs={"views": 2, "momentum": 0.9})
    method = build(config, coloured, generator(0))
    assert isinstance(method, BYOL)
    training = Training(method, coloured.without_labels(), config)
    online = [*method.encoder.parameters(), *method.projector.parameters()]
    target = [*method.target_encoder.parameters(), *method.target_projector.parameters()]
    start = [p.detach().clone() for p in target]
    for step, event in enumerate(event for event in training if isinstance(event, Step)):
        # §3.3: τ = 1 - (1 - τ_base) (cos(πk/K) + 1) / 2
        tau = 1 - (1 - 0.9) * (math.cos(math.pi * step / training.total_steps) + 1) / 2
        expected = [tau * before + (1 - tau) * now for before, now in zip(start, online, strict=True)]
        for moved, hoped in zip(target, expected, strict=True):
            torch.testing.assert_close(moved, hoped, rtol=1e-5, atol=1e-7)
        start = [p.detach().clone() for p in target]
        assert event.step == step + 1
    assert any((a - b).abs().max() > 1e-3 for a, b in zip(target, online, strict=True))


def test_at_momentum_1_the_target_never_moves_and_at_0_it_is_the_network(coloured: Images) -> None:
    for momentum in (0.0, 1.0):
        config = dataclasses.replace(CONFIG, epochs=0.25, knobs={"views": 2, "momentum": momentum})
        method = build(config, coloured, generator(0))
        assert isinstance(method, BYOL)
        begin = [p.detach().clone() for p in method.encoder.parameters()]
        list(Training(method, coloured.without_labels(), config))
        kept = begin if momentum else list(method.encoder.parameters())
        for p, other in zip(method.target_encoder.parameters(), kept, strict=True):
            torch.testing.assert_close(p, other)


def test_without_the_stop_gradient_both_sides_learn(coloured: Images) -> None:
    method, views = method_with(coloured, stop_gradient="off"), views_of(8)
    (loss,) = method.loss(Batch(views), 0).values()
    z = method.embedding(views.flatten(0, 1))
    paper = by_the_paper(method.predictor(z).unflatten(0, (2, 8)), z.unflatten(0, (2, 8)))
    torch.testing.assert_close(loss, paper)
    ours, theirs = (torch.autograd.grad(x, method.projector[3].weight)[0] for x in (loss, paper))
    torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-5)


def test_without_the_predictor_two_equal_views_cost_nothing_at_first(coloured: Images) -> None:
    views = views_of(8)[:1].expand(2, -1, -1, -1, -1)
    costs = {
        predictor: method_with(coloured, predictor=predictor).loss(Batch(views), 0)["regression"].item()
        for predictor in ("on", "off")
    }
    assert costs["off"] == pytest.approx(0, abs=1e-5) and costs["on"] > 1


def test_without_the_stop_gradient_the_embedding_loses_directions(coloured: Images) -> None:
    rank = {}
    for state in ("on", "off"):
        config = dataclasses.replace(CONFIG, epochs=15.0, low_resolution=16, knobs={"views": 2, "stop_gradient": state})
        method = build(config, coloured, generator(0))
        list(Training(method, coloured.without_labels(), config))
        with torch.no_grad():
            rank[state] = effective_rank(method.eval().embedding(coloured.pixels.float() / 255))
    assert rank["off"] < 0.7 * rank["on"]


def test_the_target_is_part_of_a_checkpoint(coloured: Images) -> None:
    whole = Training(build(CONFIG, coloured, generator(0)), coloured.without_labels(), CONFIG)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(whole.total_steps // 2):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(CONFIG, coloured, generator(5)), coloured.without_labels(), CONFIG)
    resumed.load(state)
    assert rest and [event.terms for event in resumed if isinstance(event, Step)] == rest
