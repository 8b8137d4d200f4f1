import dataclasses
import math

import pytest
import torch
from torch.nn.functional import cross_entropy, normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import Batch, build, refuse_nonsense
from ssl_demo.methods.moco import MoCo, info_nce
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

CONFIG = RunConfig(method="moco", encoder="S", epochs=1.0, batch_size=16, knobs={"views": 2})


def unit(*shape: int, seed: int) -> torch.Tensor:
    return normalize(torch.randn(*shape, generator=generator(seed), dtype=torch.float64), dim=-1)


def made(images: Images, **knobs: float | int | str) -> MoCo:
    method = build(dataclasses.replace(CONFIG, knobs={"views": 2, **knobs}), images, generator(0))
    assert isinstance(method, MoCo)
    return method


def some_views(images: int, seed: int) -> torch.Tensor:
    return torch.rand(2, images, 3, 24, 24, generator=generator(seed))


def keys_of(method: MoCo, views: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return normalize(method.key_network(views.flatten(0, 1)), dim=1).unflatten(0, views.shape[:2])


@pytest.mark.parametrize(
    ("views", "images", "queued", "temperature"), [(2, 5, 9, 0.2), (4, 3, 1, 0.07), (3, 1, 6, 1.0)]
)
def test_the_loss_is_equation_1_of_the_paper(views: int, images: int, queued: int, temperature: float) -> None:
    queries, keys, queue = unit(views, images, 7, seed=1), unit(views, images, 7, seed=2), unit(queued, 7, seed=3)
    losses = []
    for one in range(views):
        for other in range(views):
            for i in range(images if one != other else 0):
                right = math.exp(float(queries[one, i] @ keys[other, i]) / temperature)
                wrong = sum(math.exp(float(queries[one, i] @ key) / temperature) for key in queue)
                losses.append(-math.log(right / (right + wrong)))
    assert math.isclose(
        float(info_nce(queries, keys, queue, temperature)), sum(losses) / len(losses), rel_tol=1e-5, abs_tol=1e-6
    )


def test_the_gradient_is_that_of_the_papers_algorithm_1() -> None:
    queries, keys, queue = unit(2, 4, 6, seed=1).requires_grad_(), unit(2, 4, 6, seed=2), unit(8, 6, seed=3)
    (ours,) = torch.autograd.grad(info_nce(queries, keys, queue, 0.1), queries)
    parts = []
    for q, k in ((queries[0], keys[1]), (queries[1], keys[0])):
        logits = torch.cat([(q * k).sum(dim=1, keepdim=True), q @ queue.T], dim=1)
        parts.append(cross_entropy(logits / 0.1, torch.zeros(4, dtype=torch.int64)))
    (theirs,) = torch.autograd.grad(torch.stack(parts).mean(), queries)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_the_method_compares_queries_with_keys_and_the_queue(coloured: Images) -> None:
    method = made(coloured).eval()
    method.queue = unit(64, 64, seed=4).float()
    for weight in method.key_network.parameters():
        weight.data.mul_(1.1)
    views = some_views(6, seed=5)
    queries = normalize(method.embedding(views.flatten(0, 1)), dim=1).unflatten(0, (2, 6))
    expected = info_nce(queries, keys_of(method, views), method.queue, 0.2)
    torch.testing.assert_close(method.loss(Batch(views), 1)["contrast"], expected)


def test_the_queue_holds_the_newest_keys_and_the_oldest_leave_first(coloured: Images) -> None:
    method = made(coloured, queue=32).eval()
    batches = [some_views(images, seed) for seed, images in enumerate((12, 12, 12, 40))]
    firsts = [keys_of(method, views)[0] for views in batches]
    for step, views in enumerate(batches[:3]):
        method.loss(Batch(views), step)
    torch.testing.assert_close(method.queue, torch.cat(firsts[:3])[-32:])
    method.loss(Batch(batches[3]), 3)
    torch.testing.assert_close(method.queue, firsts[3][-32:])
    assert not method.queue.requires_grad


def test_until_there_are_earlier_images_the_first_batch_stands_in_for_them(coloured: Images) -> None:
    method = made(coloured, queue=32).eval()
    views = some_views(12, seed=0)
    keys = keys_of(method, views)
    queries = normalize(method.embedding(views.flatten(0, 1)), dim=1).unflatten(0, (2, 12))
    terms = method.loss(Batch(views), 0)
    torch.testing.assert_close(terms["contrast"], info_nce(queries, keys, keys[0].repeat(3, 1)[:32], 0.2))


def test_the_key_network_follows_and_gets_no_gradient(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, knobs={"views": 2, "momentum": 0.9}, warmup=0)
    training = Training(build(config, coloured, generator(0)), coloured.without_labels(), config)
    method = training.method
    assert isinstance(method, MoCo)
    before = [weight.clone() for weight in method.key_network.parameters()]
    events = (event for event in training if isinstance(event, Step))
    next(events)
    trained = [*method.encoder.parameters(), *method.projector.parameters()]
    moved = 0
    for key, old, new in zip(method.key_network.parameters(), before, trained, strict=True):
        torch.testing.assert_close(key, 0.9 * old + 0.1 * new, rtol=1e-5, atol=1e-7)
        assert key.grad is None and not key.requires_grad
        moved += not torch.equal(key, old)
    assert moved == len(before)


def test_at_momentum_0_the_key_network_is_a_copy(coloured: Images) -> None:
    method = made(coloured, momentum=0.0)
    for weight in (*method.encoder.parameters(), *method.projector.parameters()):
        weight.data.add_(1.0)
    method.after_step(0, 10)
    trained = [*method.encoder.parameters(), *method.projector.parameters()]
    assert all(torch.equal(key, new) for key, new in zip(method.key_network.parameters(), trained, strict=True))


def test_without_negatives_only_the_pull_is_left(coloured: Images) -> None:
    method = made(coloured, negatives="off", views=4, temperature=0.5).eval()
    views = torch.rand(4, 3, 3, 24, 24, generator=generator(0))
    queries = normalize(method.embedding(views.flatten(0, 1)), dim=1).unflatten(0, (4, 3)).detach()
    keys = keys_of(method, views)
    cosines = [
        float(queries[one, i] @ keys[other, i])
        for one in range(4)
        for other in range(4)
        for i in range(3 if one != other else 0)
    ]
    terms = method.loss(Batch(views), 0)
    assert set(terms) == {"attraction"}
    assert math.isclose(float(terms["attraction"].detach()), -sum(cosines) / len(cosines) / 0.5, rel_tol=1e-5)


def test_a_queue_of_more_images_than_there_are_is_refused(coloured: Images) -> None:
    asked = dataclasses.replace(CONFIG, knobs={"queue": 65})
    with pytest.raises(UserError, match=r"queue is 65, more than the 64 training images"):
        refuse_nonsense(asked, len(coloured))
    refuse_nonsense(dataclasses.replace(CONFIG, knobs={"queue": 64}), len(coloured))
    assert len(made(coloured).queue) == 64


def test_queue_and_key_network_are_part_of_a_checkpoint(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, epochs=3.0)
    whole = Training(build(config, coloured, generator(0)), coloured.without_labels(), config)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(5):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(config, coloured, generator(5)), coloured.without_labels(), config)
    resumed.load(state)
    assert [event.terms for event in resumed if isinstance(event, Step)] == rest
    assert len(rest) == 7
