import math

import torch
from torch import Tensor

from ssl_demo.methods.simclr import nt_xent
from ssl_demo.methods.supcon import supcon
from ssl_demo.randomness import generator


def by_the_paper(z: Tensor, labels: list[int], temperature: float) -> Tensor:
    """Eq. 2 of Khosla et al. 2020, anchor by anchor and positive by positive; the mean over the anchors."""
    views, images, _ = z.shape
    members = [(z[v, k] / (z[v, k] ** 2).sum().sqrt(), labels[k]) for v in range(views) for k in range(images)]
    total = z.new_zeros(())
    for i, (anchor, label) in enumerate(members):
        others = [member for a, member in enumerate(members) if a != i]
        everyone = sum(((anchor @ other / temperature).exp() for other, _ in others), start=z.new_zeros(()))
        positives = [other for other, theirs in others if theirs == label]
        for positive in positives:
            total = total - ((anchor @ positive / temperature).exp() / everyone).log() / len(positives)
    return total / len(members)


def test_the_loss_and_its_gradient_are_those_of_equation_2() -> None:
    cases = ((2, [0, 1, 0, 2, 1]), (4, [1, 1, 0]), (2, [3, 3]), (2, [0, 1]))
    for seed, (views, labels) in enumerate(cases):
        z = torch.randn(views, len(labels), 6, generator=generator(seed), dtype=torch.float64, requires_grad=True)
        for temperature in (0.1, 0.7):
            ours, theirs = supcon(z, torch.tensor(labels), temperature), by_the_paper(z, labels, temperature)
            torch.testing.assert_close(ours.double(), theirs, rtol=1e-5, atol=1e-6)
            (gradient,), (wanted,) = torch.autograd.grad(ours, z), torch.autograd.grad(theirs, z)
            torch.testing.assert_close(gradient, wanted, rtol=1e-4, atol=1e-6)


def test_when_every_image_is_a_class_of_its_own_it_is_simclr() -> None:
    for views in (2, 4):
        z = torch.randn(views, 5, 7, generator=generator(views))
        torch.testing.assert_close(supcon(z, torch.tensor([4, 0, 3, 1, 2]), 0.2), nt_xent(z, 0.2))


def test_what_the_classes_are_called_makes_no_difference() -> None:
    z = torch.randn(2, 4, 7, generator=generator(0))
    torch.testing.assert_close(supcon(z, torch.tensor([0, 0, 1, 2]), 0.2), supcon(z, torch.tensor([9, 9, 5, 0]), 0.2))


def test_one_class_at_one_point_costs_the_log_of_how_many_others_there_are() -> None:
    z = torch.ones(2, 5, 3)
    torch.testing.assert_close(supcon(z, torch.zeros(5, dtype=torch.int64), 0.1), torch.tensor(math.log(9)))


def test_classes_that_are_apart_cost_less_than_images_that_are_apart() -> None:
    labels = torch.tensor([0, 0, 1, 1])
    by_class = torch.eye(4)[labels].expand(2, 4, 4)
    by_image = torch.eye(4).expand(2, 4, 4)
    assert supcon(by_class, labels, 0.1) < supcon(by_image, labels, 0.1) - 1
