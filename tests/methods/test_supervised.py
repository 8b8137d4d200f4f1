"""The oracle is the definition: minus the logarithm of a softmax, weighted by the smoothed target, image by image."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn.functional import one_hot

from ssl_demo.methods.supervised import cross_entropy
from ssl_demo.randomness import generator

SMOOTHINGS = pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])


def some(images: int = 6, classes: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    logits = 3 * torch.randn(images, classes, generator=generator(0))
    return logits, torch.randint(classes, (images,), generator=generator(1))


def targets(labels: torch.Tensor, classes: int, smoothing: float) -> torch.Tensor:
    """Szegedy et al. 2016, §7: a share of the target goes to all classes alike."""
    return (1 - smoothing) * one_hot(labels, classes) + smoothing / classes


@SMOOTHINGS
def test_the_loss_is_that_of_the_definition(smoothing: float) -> None:
    logits, labels = some()
    losses = []
    for row, target in zip(logits.tolist(), targets(labels, 4, smoothing).tolist(), strict=True):
        total = sum(math.exp(value) for value in row)
        losses.append(-sum(q * math.log(math.exp(value) / total) for q, value in zip(target, row, strict=True)))
    assert float(cross_entropy(logits, labels, smoothing)) == pytest.approx(sum(losses) / len(losses), rel=1e-5)


@SMOOTHINGS
def test_its_gradient_is_what_the_softmax_says_too_much(smoothing: float) -> None:
    logits, labels = some()
    logits.requires_grad_()
    cross_entropy(logits, labels, smoothing).backward()
    too_much = (logits.detach().softmax(dim=1) - targets(labels, 4, smoothing)) / len(labels)
    torch.testing.assert_close(logits.grad, too_much)


def test_what_all_logits_share_changes_nothing() -> None:
    logits, labels = some()
    shift = torch.randn(len(logits), 1, generator=generator(2))
    torch.testing.assert_close(cross_entropy(logits + shift, labels, 0.1), cross_entropy(logits, labels, 0.1))


def test_a_sure_and_right_answer_costs_nothing_unless_labels_are_smoothed() -> None:
    labels = torch.tensor([0, 2])
    sure = 100.0 * one_hot(labels, 3)
    assert float(cross_entropy(sure, labels, 0.0)) == 0.0
    assert float(cross_entropy(sure, labels, 0.3)) == pytest.approx(100 * 0.2)
