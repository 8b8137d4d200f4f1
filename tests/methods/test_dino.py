import copy
import dataclasses
import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import normalize

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import feature_std
from ssl_demo.methods import Batch, build
from ssl_demo.methods.dino import DINO, cross_entropy
from ssl_demo.models import Prototypes
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training

KNOBS = {"views": 2, "prototypes": 64, "momentum": 0.9, "teacher_temperature": 0.04}
CONFIG = RunConfig(method="dino", encoder="S", epochs=2.0, batch_size=16, warmup=0, knobs=KNOBS)


def by_the_paper(student: Tensor, teacher: Tensor, centre: Tensor, tau_s: float, tau_t: float) -> Tensor:
    """Eq. 1 to 3 of Caron et al. 2021, prototype by prototype: H(P_t(x), P_s(x')) for every two views x ≠ x'."""
    views, images, prototypes = student.shape
    losses = []
    for x in range(views):
        for other in range(views):
            for i in range(images if x != other else 0):
                t = [((teacher[x, i, k] - centre[k]) / tau_t).exp() for k in range(prototypes)]
                s = [(student[other, i, k] / tau_s).exp() for k in range(prototypes)]
                terms = [-t[k] / sum(t) * (s[k] / sum(s)).log() for k in range(prototypes)]
                losses.append(torch.stack(terms).sum())
    return torch.stack(losses).mean()


def scores(shape: tuple[int, ...], seed: int) -> Tensor:
    return 2 * torch.rand(shape, generator=generator(seed)) - 1


def method_with(images: Images, **knobs: float | str) -> DINO:
    method = build(dataclasses.replace(CONFIG, knobs={**KNOBS, **knobs}), images, generator(0)).train()
    assert isinstance(method, DINO)
    return method


def views_of(images: int) -> Tensor:
    return torch.rand(2, images, 3, 24, 24, generator=generator(1))


@pytest.mark.parametrize("shape", [(2, 4, 5), (4, 2, 6), (2, 1, 2)])
@pytest.mark.parametrize("taus", [(0.1, 0.04), (0.5, 1.0)])
def test_the_loss_and_its_gradient_are_those_of_the_paper(
    shape: tuple[int, int, int], taus: tuple[float, float]
) -> None:
    student, teacher, centre = scores(shape, 0).requires_grad_(), scores(shape, 1), scores(shape[2:], 2)
    ours, theirs = (loss(student, teacher, centre, *taus) for loss in (cross_entropy, by_the_paper))
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)
    (mine,), (paper,) = torch.autograd.grad(ours, student), torch.autograd.grad(theirs, student)
    torch.testing.assert_close(mine, paper, rtol=1e-3, atol=1e-5)


def test_what_is_added_to_all_teacher_scores_and_to_the_centre_changes_nothing() -> None:
    student, teacher, centre, added = scores((3, 4, 6), 0), scores((3, 4, 6), 1), scores((6,), 2), scores((6,), 3)
    plain = cross_entropy(student, teacher, centre, 0.1, 0.04)
    torch.testing.assert_close(cross_entropy(student, teacher + added, centre + added, 0.1, 0.04), plain)
    assert (cross_entropy(student, teacher + added, centre, 0.1, 0.04) - plain).abs() > 0.1


def test_a_score_is_the_cosine_of_embedding_and_prototype() -> None:
    prototypes, z = Prototypes(5, 3, bias=False), torch.randn(4, 5, generator=generator(0))
    torch.nn.init.normal_(prototypes.weight, generator=generator(1))
    expected = [[float(normalize(a, dim=0) @ normalize(w, dim=0)) for w in prototypes.weight.detach()] for a in z]
    torch.testing.assert_close(prototypes(7 * z), torch.tensor(expected))


def test_the_centre_starts_at_the_first_mean_and_moves_by_equation_4_of_the_paper(coloured: Images) -> None:
    method, by_hand = method_with(coloured, centre_momentum=0.8), torch.zeros(64)
    for step in range(3):
        views = (step + 1) * torch.rand(2, 8, 3, 24, 24, generator=generator(step)) ** (step + 1)
        # A copy, as the teacher's batch norm keeps statistics.
        encoder, head = copy.deepcopy(method.teacher_encoder), copy.deepcopy(method.teacher_head)
        with torch.no_grad():
            rows = head(encoder(views.flatten(0, 1)))
        mean = sum(rows) / len(rows)
        by_hand = 0.8 * by_hand + (1 - 0.8) * mean if step else mean
        method.loss(Batch(views), step)
        torch.testing.assert_close(method.centre.detach(), by_hand)
        assert step == 0 or (by_hand - mean).abs().max() > 1e-3


def test_the_loss_of_a_step_takes_the_centre_from_before_it(coloured: Images) -> None:
    method, views = method_with(coloured), views_of(8)
    method.centre.copy_(scores((64,), 4))
    with torch.no_grad():
        student = method.head(method.encoder(views.flatten(0, 1))).unflatten(0, (2, 8))
        teacher = method.teacher_head(method.teacher_encoder(views.flatten(0, 1))).unflatten(0, (2, 8))
        expected = by_the_paper(student, teacher, method.centre.clone(), 0.1, 0.04)
        torch.testing.assert_close(method.loss(Batch(views), 1)["cross-entropy"], expected, rtol=1e-4, atol=1e-4)


def test_without_centring_the_centre_stays_at_zero(coloured: Images) -> None:
    method = method_with(coloured, centring="off")
    method.loss(Batch(views_of(8)), 0)
    assert not method.centre.any()


def test_the_teacher_gets_no_gradient_and_follows_by_the_moving_average(coloured: Images) -> None:
    method = build(CONFIG, coloured, generator(0))
    assert isinstance(method, DINO)
    training = Training(method, coloured.without_labels(), CONFIG)
    student = [*method.encoder.parameters(), *method.head.parameters()]
    teacher = [*method.teacher_encoder.parameters(), *method.teacher_head.parameters()]
    before = [p.detach().clone() for p in teacher]
    for step, _ in enumerate(event for event in training if isinstance(event, Step)):
        kept = 1 - (1 - 0.9) * (math.cos(math.pi * step / training.total_steps) + 1) / 2
        for moved, start, now in zip(teacher, before, student, strict=True):
            torch.testing.assert_close(moved, kept * start + (1 - kept) * now, rtol=1e-5, atol=1e-7)
        before = [p.detach().clone() for p in teacher]
    assert all(p.grad is None and not p.requires_grad for p in teacher)
    assert all((a - b).abs().max() > 1e-4 for a, b in zip(teacher, student, strict=True) if a.ndim > 1)


def test_the_embedding_is_the_students_choice(coloured: Images) -> None:
    method = method_with(coloured).eval()
    with torch.no_grad():
        z = method.embedding(views_of(4)[0])
    assert z.shape == (4, 64) and (z > 0).all()
    torch.testing.assert_close(z.sum(dim=1), torch.ones(4))


def trained(images: Images, **knobs: float | str) -> Tensor:
    config = dataclasses.replace(CONFIG, epochs=15.0, low_resolution=16, knobs={**KNOBS, **knobs})
    method = build(config, images, generator(0))
    list(Training(method, images.without_labels(), config))
    with torch.no_grad():
        return method.eval().embedding(images.pixels.float() / 255)


def test_without_centring_one_group_takes_all_and_without_sharpening_none_does(coloured: Images) -> None:
    healthy, greedy, undecided = (
        trained(coloured),
        trained(coloured, centring="off"),
        trained(coloured, teacher_temperature=1.0),
    )
    assert len(greedy.argmax(dim=1).unique()) == 1 < len(healthy.argmax(dim=1).unique())
    assert feature_std(greedy) < feature_std(healthy) / 2
    entropy = [-(p * p.log()).sum(dim=1).mean().item() / math.log(64) for p in (greedy, healthy, undecided)]
    assert entropy[0] < entropy[1] < entropy[2] and entropy[2] > 0.98


def test_teacher_and_centre_are_part_of_a_checkpoint(coloured: Images) -> None:
    whole = Training(build(CONFIG, coloured, generator(0)), coloured.without_labels(), CONFIG)
    steps = (event for event in whole if isinstance(event, Step))
    for _ in range(whole.total_steps // 2):
        next(steps)
    state = whole.state()
    assert state["method.centre"].any()
    rest = [event.terms for event in steps]
    resumed = Training(build(CONFIG, coloured, generator(5)), coloured.without_labels(), CONFIG)
    resumed.load(state)
    assert rest and [event.terms for event in resumed if isinstance(event, Step)] == rest
