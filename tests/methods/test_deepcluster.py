import dataclasses
import math

import pytest
import torch
from sklearn.cluster import KMeans
from torch.nn.functional import normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.deepcluster import DeepCluster, kmeans, nearest
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

CONFIG = RunConfig(method="deepcluster", encoder="S", epochs=1.0, batch_size=16, knobs={"clusters": 6})


def unit(*shape: int, seed: int) -> torch.Tensor:
    return normalize(torch.randn(*shape, generator=generator(seed)), dim=-1)


def made(images: Images, **knobs: float | int | str) -> DeepCluster:
    method = build(dataclasses.replace(CONFIG, knobs={**CONFIG.knobs, **knobs}), images, generator(0))
    assert isinstance(method, DeepCluster)
    return method.eval()


def some_views(images: int, seed: int) -> torch.Tensor:
    return torch.rand(2, images, 3, 24, 24, generator=generator(seed))


def cost(points: torch.Tensor, centres: torch.Tensor) -> float:
    """Eq. 2 of the paper for given centres: every point pays for the centre that costs it least."""
    return sum(min(float((x - c).square().sum()) for c in centres) for x in points) / len(points)


@pytest.mark.parametrize(("n", "k", "d"), [(40, 6, 8), (5, 5, 3), (30, 2, 64)])
def test_a_point_joins_the_centre_of_the_largest_cosine(n: int, k: int, d: int) -> None:
    points, centres = unit(n, d, seed=n), unit(k, d, seed=k)
    expected = [max(range(k), key=lambda j, x=x: float(x @ centres[j])) for x in points]
    assert nearest(points, centres).tolist() == expected


@pytest.mark.parametrize("seed", range(4))
def test_kmeans_finds_groups_that_no_further_round_changes(seed: int) -> None:
    points = unit(60, 3, seed=seed)
    centres = kmeans(points, 4, generator(seed))
    torch.testing.assert_close(centres.norm(dim=1), torch.ones(4))
    group = nearest(points, centres)
    for k in range(4):
        members = [x for x, g in zip(points, group.tolist(), strict=True) if g == k]
        torch.testing.assert_close(centres[k], normalize(sum(members, torch.zeros(3)), dim=0), rtol=0.0, atol=0.1)
    start = points[torch.randperm(60, generator=generator(seed))[:4]]
    assert cost(points, centres) < 0.9 * cost(points, start)


def test_groups_that_are_far_apart_are_found_as_scikit_learn_finds_them() -> None:
    corners = torch.eye(5, 16).repeat(20, 1)
    points = normalize(corners + 0.05 * torch.randn(100, 16, generator=generator(1)), dim=1)
    ours = nearest(points, kmeans(points, 5, generator(2)))
    theirs = KMeans(5, n_init=20, random_state=0).fit_predict(points.numpy())
    assert len(set(zip(ours.tolist(), theirs.tolist(), strict=True))) == len(set(ours.tolist())) == 5


def test_an_empty_group_starts_again_at_another_point() -> None:
    """Of 60 points half are one and the same, so that several of the centres start there, and all but one run empty."""
    points = torch.cat([unit(1, 8, seed=0).expand(30, -1), unit(30, 8, seed=1)])
    order = torch.randperm(60, generator=generator(3))
    assert int((order[:12] < 30).sum()) > 3
    assert nearest(points, kmeans(points, 12, generator(3))).bincount(minlength=12).min() > 0


def by_the_paper(z: torch.Tensor, labels: list[int], centres: torch.Tensor, temperature: float) -> torch.Tensor:
    """Eq. 1 with the centres as the classifier: the negative log-likelihood of each view's pseudo-label."""
    losses = []
    for view in z:
        for x, label in zip(view, labels, strict=True):
            powers = [torch.exp(x @ c / temperature) for c in centres]
            losses.append(-torch.log(powers[label] / sum(powers)))
    return torch.stack(losses).mean()


def test_loss_and_gradient_are_those_of_the_groups_of_remembered_embeddings(coloured: Images) -> None:
    method = made(coloured)
    views, places = some_views(7, seed=1), torch.tensor([3, 60, 0, 9, 33, 12, 5])
    remembered = method.memory[places].clone()
    labels = [max(range(6), key=lambda k, m=m: float(m @ method.centres[k])) for m in remembered]
    z = normalize(method.embedding(views.flatten(0, 1)), dim=1).unflatten(0, (2, 7))
    expected = by_the_paper(z, labels, method.centres, 0.1)
    found = method.loss(Batch(views, None, places), 1)["pseudo-labels"]
    assert math.isclose(float(found.detach()), float(expected.detach()), rel_tol=1e-4)
    weights = [*method.projector.parameters(), *method.encoder.parameters()]
    for ours, theirs in zip(torch.autograd.grad(found, weights), torch.autograd.grad(expected, weights), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-2, atol=1e-4)


def test_the_memory_holds_the_newest_embeddings_each_in_its_place(coloured: Images) -> None:
    method = made(coloured)
    before = method.memory.clone()
    old, new, places = some_views(5, seed=1), some_views(3, seed=2), torch.tensor([8, 2, 50, 41, 7])
    for step, (views, where) in enumerate(((old, places), (new, places[2:])), start=1):
        method.loss(Batch(views, None, where), step)
    for views, where in ((old[:, :2], places[:2]), (new, places[2:])):
        with torch.no_grad():
            z = [normalize(method.embedding(view), dim=1) for view in views]
        torch.testing.assert_close(method.memory[where], normalize(z[0] + z[1], dim=1))
    others = torch.tensor([i for i in range(64) if i not in places.tolist()])
    assert torch.equal(method.memory[others], before[others])
    assert not method.memory.requires_grad


def test_without_places_images_stand_in_the_order_of_the_batch(coloured: Images) -> None:
    views = some_views(5, seed=1)
    one, other = made(coloured), made(coloured)
    left = one.loss(Batch(views), 1)["pseudo-labels"]
    right = other.loss(Batch(views, None, torch.arange(5)), 1)["pseudo-labels"]
    assert torch.equal(left, right) and torch.equal(one.memory, other.memory)


@pytest.mark.parametrize(("again", "sorted_at"), [("on", [0, 4, 8, 12]), ("off", [0, 4])])
def test_images_are_sorted_anew_once_in_every_epoch(coloured: Images, again: str, sorted_at: list[int]) -> None:
    method = made(coloured, again=again)
    found = []
    for step in range(15):
        before = method.centres.clone()
        places = torch.arange(16) + 16 * (step % 4)
        method.loss(Batch(some_views(16, seed=step), None, places), step)
        if not torch.equal(method.centres, before):
            found.append(step)
    assert found == sorted_at


def test_there_are_no_more_groups_than_images(coloured: Images) -> None:
    assert made(coloured, clusters=1000).centres.shape == (64, 64)


def test_memory_and_centres_are_part_of_a_checkpoint(coloured: Images) -> None:
    config = dataclasses.replace(CONFIG, epochs=4.0)
    whole = Training(build(config, coloured, generator(0)), coloured.without_labels(), config)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(6):
        next(steps)
    state = whole.state()
    rest = [event.terms for event in steps]
    resumed = Training(build(config, coloured, generator(5)), coloured.without_labels(), config)
    resumed.load(state)
    assert [event.terms for event in resumed if isinstance(event, Step)] == rest
    assert len(rest) == 10
    assert torch.equal(whole.method.state_dict()["centres"], resumed.method.state_dict()["centres"])
