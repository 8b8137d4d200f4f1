import dataclasses
import math

import torch
from torch.nn.functional import normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.nnclr import NNCLR, neighbour_loss
from ssl_demo.methods.simclr import nt_xent
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

CONFIG = RunConfig(method="nnclr", encoder="S", epochs=1.0, batch_size=16, knobs={"remembered": 1024, "views": 2})


def unit(*shape: int, seed: int) -> torch.Tensor:
    return normalize(torch.randn(*shape, generator=generator(seed), dtype=torch.float64), dim=-1)


def by_the_paper(z: torch.Tensor, queue: torch.Tensor, temperature: float) -> float:
    """The loss of §3.2, image by image and view by view, symmetrised."""
    views, images, _ = z.shape
    losses = []
    for one in range(views):
        for other in range(views):
            for i in range(images if one != other else 0):
                nearest = min(queue, key=lambda q, i=i, one=one: float((z[one, i] - q).norm()))
                shares = [math.exp(float(nearest @ z[other, k]) / temperature) for k in range(images)]
                losses.append(-math.log(shares[i] / sum(shares)))
    return sum(losses) / len(losses)


def test_the_loss_is_that_of_the_paper() -> None:
    for views, temperature in ((2, 0.1), (4, 0.5)):
        z, queue = unit(views, 5, 7, seed=views), unit(20, 7, seed=9)
        assert math.isclose(float(neighbour_loss(z, queue, temperature)), by_the_paper(z, queue, temperature))


def test_neighbours_get_no_gradient_of_their_own() -> None:
    z, queue = unit(2, 3, 4, seed=0).requires_grad_(), unit(6, 4, seed=1).requires_grad_()
    neighbour_loss(z, queue, 0.2).backward()
    assert z.grad is not None and z.grad.abs().sum() > 0
    chosen = (z.detach() @ queue.detach().T).argmax(2)
    nearest = queue.detach()[chosen]
    again = z.detach().clone().requires_grad_()
    pairs = [(0, 1), (1, 0)]
    target = torch.arange(3)
    loss = sum(torch.nn.functional.cross_entropy(nearest[i] @ again[j].T / 0.2, target) for i, j in pairs) / 2
    assert isinstance(loss, torch.Tensor)
    loss.backward()
    torch.testing.assert_close(z.grad, again.grad)


def test_until_enough_is_remembered_it_is_simclr(coloured: Images) -> None:
    method = build(CONFIG, coloured, generator(0)).eval()
    assert isinstance(method, NNCLR)
    views = torch.rand(2, 16, 3, 32, 32, generator=generator(1))
    with torch.no_grad():
        terms = method.loss(Batch(views), 0)
        z = method.projector(method.encoder(views.flatten(0, 1))).unflatten(0, (2, 16))
    assert set(terms) == {"contrast"}
    torch.testing.assert_close(terms["contrast"], nt_xent(z, 0.2))


def test_the_newest_embeddings_take_the_place_of_the_oldest(coloured: Images) -> None:
    method = build(CONFIG, coloured, generator(0)).eval()
    assert isinstance(method, NNCLR)
    batches = [torch.rand(2, 300, 3, 32, 32, generator=generator(i)) for i in range(4)]
    with torch.no_grad():
        terms = [method.loss(Batch(views), step) for step, views in enumerate(batches)]
        first, *_, last = (normalize(method.projector(method.encoder(views[0])), dim=1) for views in batches)
        after = method.loss(Batch(batches[0]), 4)
    assert [len(each) for each in terms] == [1] * 4
    torch.testing.assert_close(method.queue[900:1024], last[:124])
    torch.testing.assert_close(method.queue[:176], last[124:])
    assert set(after) == {"contrast", "neighbours"}
    torch.testing.assert_close(method.queue[176:476], first)


def test_what_it_remembers_is_part_of_a_checkpoint(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, epochs=24.0, knobs={"remembered": 1024, "views": 2})
    whole = Training(build(config, coloured, generator(0)), coloured.without_labels(), config)
    steps = (event for event in whole if isinstance(event, Step))
    half = whole.total_steps // 2
    for _ in range(half):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(config, coloured, generator(5)), coloured.without_labels(), config)
    resumed.load(state)
    assert [event.terms for event in resumed if isinstance(event, Step)] == rest
    assert "neighbours" in rest[-1]


def test_without_negatives_views_are_only_pulled_to_siblings_and_neighbours(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, knobs={"remembered": 16, "views": 2, "negatives": "off", "share": 0.25})
    method = build(config, coloured, generator(0)).eval()
    assert isinstance(method, NNCLR)
    earlier, views = (torch.rand(2, 16, 3, 32, 32, generator=generator(seed)) for seed in (1, 2))
    with torch.no_grad():
        method.loss(Batch(earlier), 0)
        queue = method.queue.clone()
        terms = method.loss(Batch(views), 1)
        a, b = (normalize(method.projector(method.encoder(view)), dim=1) for view in views)
    near_a, near_b = (torch.stack([queue[(q @ queue.T).argmax()] for q in one]) for one in (a, b))
    pulled = ((near_a * b).sum(dim=1) + (near_b * a).sum(dim=1)).mean() / 2
    torch.testing.assert_close(terms["contrast"], -0.75 * (a * b).sum(dim=1).mean() / 0.2)
    torch.testing.assert_close(terms["neighbours"], -0.25 * pulled / 0.2)
