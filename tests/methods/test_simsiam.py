import dataclasses

import pytest
import torch
from torch import Tensor

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import effective_rank
from ssl_demo.methods import Batch, build
from ssl_demo.methods.simsiam import SimSiam, negative_cosine
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

CONFIG = RunConfig(method="simsiam", encoder="S", epochs=2.0, batch_size=16, warmup=0, knobs={"views": 2})


def distance(p: Tensor, z: Tensor) -> Tensor:
    """Eq. 1 of Chen & He 2021 for one prediction and one embedding."""
    return -(p / p.pow(2).sum().sqrt()) @ (z / z.pow(2).sum().sqrt())


def by_the_paper(p: Tensor, z: Tensor) -> Tensor:
    """Eq. 2, image by image; with more views, the mean over all ordered pairs."""
    views, images, _ = p.shape
    pairs = [(i, j) for i in range(views) for j in range(views) if i != j]
    return torch.stack([distance(p[i, k], z[j, k]) for i, j in pairs for k in range(images)]).mean()


def method_with(images: Images, **knobs: str) -> SimSiam:
    method = build(dataclasses.replace(CONFIG, knobs={"views": 2, **knobs}), images, generator(0)).train()
    assert isinstance(method, SimSiam)
    return method


def views_of(images: int) -> Tensor:
    return torch.rand(2, images, 3, 24, 24, generator=generator(1))


@pytest.mark.parametrize("shape", [(2, 5, 7), (4, 3, 6), (2, 1, 2)])
def test_the_loss_and_its_gradient_are_equations_1_and_2_of_the_paper(shape: tuple[int, int, int]) -> None:
    p = torch.randn(shape, generator=generator(0), requires_grad=True)
    z = torch.randn(shape, generator=generator(1), requires_grad=True)
    ours, theirs = negative_cosine(p, z), by_the_paper(p, z)
    torch.testing.assert_close(ours, theirs)
    for mine, paper in zip(torch.autograd.grad(ours, [p, z]), torch.autograd.grad(theirs, [p, z]), strict=True):
        torch.testing.assert_close(mine, paper, rtol=1e-4, atol=1e-6)


def test_two_views_give_both_halves_of_the_symmetrised_loss() -> None:
    p, z = torch.randn(2, 2, 1, 9, generator=generator(2))
    halves = distance(p[0, 0], z[1, 0]) / 2 + distance(p[1, 0], z[0, 0]) / 2
    torch.testing.assert_close(negative_cosine(p, z), halves)


def test_agreement_costs_minus_one_and_opposition_one() -> None:
    z = torch.randn(1, 4, 8, generator=generator(3)).expand(4, -1, -1)
    torch.testing.assert_close(negative_cosine(3 * z, z), torch.tensor(-1.0))
    torch.testing.assert_close(negative_cosine(-z, 5 * z), torch.tensor(1.0))


@pytest.mark.parametrize("stop_gradient", ["on", "off"])
@pytest.mark.parametrize("predictor", ["on", "off"])
def test_gradients_flow_where_the_switches_say(stop_gradient: str, predictor: str, coloured: Images) -> None:
    method = method_with(coloured, stop_gradient=stop_gradient, predictor=predictor)
    views = views_of(6)
    (loss,) = method.loss(Batch(views), 0).values()
    z = method.embedding(views.flatten(0, 1)).unflatten(0, (2, 6))
    p = method.predictor(z.flatten(0, 1)).unflatten(0, (2, 6))
    paper = by_the_paper(p, z.detach() if stop_gradient == "on" else z)
    torch.testing.assert_close(loss, paper)
    weights = list(method.parameters())
    expected = torch.autograd.grad(paper, weights)
    for mine, theirs in zip(torch.autograd.grad(loss, weights), expected, strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-3, atol=1e-5)
    assert len(list(method.predictor.parameters())) == (4 if predictor == "on" else 0)


def test_without_the_predictor_the_stop_gradient_only_halves_the_gradient(coloured: Images) -> None:
    gradients = []
    for state in ("on", "off"):
        method = method_with(coloured, predictor="off", stop_gradient=state)
        (loss,) = method.loss(Batch(views_of(6)), 0).values()
        gradients.append(torch.autograd.grad(loss, list(method.parameters())))
    for held, free in zip(*gradients, strict=True):
        torch.testing.assert_close(2 * held, free, rtol=1e-3, atol=1e-5)


def test_without_the_stop_gradient_the_embedding_loses_directions(coloured: Images) -> None:
    rank = {}
    for state in ("on", "off"):
        config = dataclasses.replace(CONFIG, epochs=15.0, low_resolution=16, knobs={"views": 2, "stop_gradient": state})
        method = build(config, coloured, generator(0))
        list(Training(method, coloured.without_labels(), config))
        with torch.no_grad():
            rank[state] = effective_rank(method.eval().embedding(coloured.pixels.float() / 255))
    assert rank["off"] < 0.7 * rank["on"]


def test_a_resumed_training_gives_the_same_numbers(coloured: Images) -> None:
    whole = Training(build(CONFIG, coloured, generator(0)), coloured.without_labels(), CONFIG)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(whole.total_steps // 2):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(CONFIG, coloured, generator(5)), coloured.without_labels(), CONFIG)
    resumed.load(state)
    assert rest and [event.terms for event in resumed if isinstance(event, Step)] == rest
