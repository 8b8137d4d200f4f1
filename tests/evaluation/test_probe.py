import dataclasses
import math

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation import probe as module
from ssl_demo.evaluation.folds import HOLD_OUT_FROM
from ssl_demo.evaluation.probe import L2_GRID, L2_WITHOUT_TUNING, Probe, Scale, fit_probe, tune_probe

CLASSES = 4


def sample(n: int, d: int, seed: int = 0, signal: float = 1.0) -> tuple[Tensor, Tensor]:
    """Overlapping classes, with features of very different size and spread, and many that say the same."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(n) % CLASSES
    centres = torch.randn(CLASSES, d, generator=torch.Generator().manual_seed(99))
    mixing = torch.randn(d, d, generator=torch.Generator().manual_seed(98)) / math.sqrt(d)
    latent = signal * centres[labels] + 3 * torch.randn(n, d, generator=generator)
    return (latent @ mixing) * torch.logspace(-2, 2, d) + 5, labels


def objective(probe: Probe, features: Tensor, labels: Tensor, l2: float) -> float:
    logits = probe.logits(features).double()
    return float(torch.nn.functional.cross_entropy(logits, labels) + l2 / 2 * probe.weight.double().square().sum())


@pytest.mark.parametrize("l2", [10.0, 0.3, 0.01, 0.001])
@pytest.mark.parametrize("n, d", [(60, 20), (48, 300), (12, 100)])
def test_the_optimum_is_scikit_learns(n: int, d: int, l2: float) -> None:
    features, labels = sample(n, d)
    probe = fit_probe(features, labels, CLASSES, l2)
    x = StandardScaler().fit_transform(features.double().numpy())
    oracle = LogisticRegression(C=1 / (n * l2), tol=1e-8, max_iter=10_000).fit(x, labels.numpy())
    np.testing.assert_allclose(probe.weight, oracle.coef_, atol=3e-3 * np.abs(oracle.coef_).max())
    shares = probe.logits(features).softmax(dim=1)
    np.testing.assert_allclose(shares, oracle.predict_proba(x), atol=2e-3)
    best = dataclasses.replace(
        probe, weight=torch.tensor(oracle.coef_).float(), bias=torch.tensor(oracle.intercept_).float()
    )
    assert objective(probe, features, labels, l2) == pytest.approx(objective(best, features, labels, l2), rel=1e-4)


def test_predictions_are_scikit_learns_on_images_it_has_not_seen() -> None:
    features, labels = sample(80, 200)
    unseen, _ = sample(500, 200, seed=1)
    scaler = StandardScaler().fit(features.double().numpy())
    oracle = LogisticRegression(C=1 / (80 * 0.1), tol=1e-8, max_iter=10_000)
    oracle.fit(scaler.transform(features.double().numpy()), labels.numpy())
    expected = oracle.predict(scaler.transform(unseen.double().numpy()))
    assert (fit_probe(features, labels, CLASSES, 0.1).predict(unseen).numpy() == expected).mean() > 0.99


def test_the_bias_is_not_shrunk() -> None:
    labels = torch.tensor([0] * 90 + [1] * 10)
    probe = fit_probe(torch.randn(100, 3, generator=torch.Generator().manual_seed(0)), labels, 2, l2=1e4)
    shares = probe.bias.softmax(dim=0)
    torch.testing.assert_close(shares, torch.tensor([0.9, 0.1]), atol=1e-3, rtol=0)


def test_the_scale_may_come_from_more_images() -> None:
    features, labels = sample(400, 30)
    scale = Scale.of(features)
    probe = fit_probe(features[:40], labels[:40], CLASSES, 0.1, scale)
    by_hand = fit_probe(scale.apply(features[:40]), labels[:40], CLASSES, 0.1, Scale(torch.zeros(30), torch.ones(30)))
    torch.testing.assert_close(probe.logits(features), by_hand.logits(scale.apply(features)), atol=1e-3, rtol=1e-3)


def test_a_feature_that_never_differs_is_ignored() -> None:
    features, labels = sample(60, 10)
    constant = torch.full((60, 1), 0.1)
    with_constant = fit_probe(torch.cat([features, constant], dim=1), labels, CLASSES, 0.1)
    without = fit_probe(features, labels, CLASSES, 0.1)
    assert with_constant.weight.isfinite().all() and with_constant.weight[:, -1].abs().max() < 1e-4
    torch.testing.assert_close(with_constant.weight[:, :-1], without.weight, atol=1e-3, rtol=1e-3)


def test_collapsed_features_leave_the_probe_guessing() -> None:
    labels = torch.arange(40) % CLASSES
    probe, _ = tune_probe(torch.full((40, 6), 0.7), labels, CLASSES, torch.Generator().manual_seed(0))
    assert probe.accuracy(torch.full((40, 6), 0.7), labels) == 0.25


def cross_validated_by_hand(features: Tensor, labels: Tensor, held_out: list[Tensor], scale: Scale) -> float:
    """The grid's best by held-out cross-entropy, every strength tried, by scikit-learn."""
    x, y = scale.apply(features).double().numpy(), labels.numpy()
    losses = []
    for l2 in L2_GRID:
        loss = 0.0
        for held in (mask.numpy() for mask in held_out):
            model = LogisticRegression(C=1 / ((~held).sum() * l2), tol=1e-6, max_iter=5_000).fit(x[~held], y[~held])
            loss -= model.predict_log_proba(x[held])[np.arange(held.sum()), y[held]].sum()
        losses.append(loss)
    return L2_GRID[int(np.argmin(losses))]


@pytest.mark.parametrize("per_class, folds, rounds", [(2, 2, 2), (10, 5, 5), (HOLD_OUT_FROM, 5, 1)])
def test_l2_is_the_best_on_held_out_images_by_scikit_learn(
    per_class: int, folds: int, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, labels = sample(CLASSES * per_class, 25, signal=2.0 if per_class < HOLD_OUT_FROM else 0.5)
    masks: list[Tensor] = []
    split = module.held_out_masks
    monkeypatch.setattr(module, "held_out_masks", lambda *a: masks.extend(split(*a)) or iter(masks))
    _, l2 = tune_probe(features, labels, CLASSES, torch.Generator().manual_seed(0))
    assert len(masks) == rounds
    for mask in masks:
        assert labels[mask].bincount(minlength=CLASSES).tolist() == [per_class // folds] * CLASSES
    assert torch.stack(masks).sum(dim=0).max() == 1
    assert l2 == cross_validated_by_hand(features, labels, masks, Scale.of(features))
    assert L2_GRID[-1] < l2 < L2_GRID[0]


def test_the_tuned_probe_is_fitted_on_all_labelled_images() -> None:
    features, labels = sample(80, 25)
    probe, l2 = tune_probe(features, labels, CLASSES, torch.Generator().manual_seed(0))
    torch.testing.assert_close(probe.weight, fit_probe(features, labels, CLASSES, l2).weight)


def test_one_label_per_class_leaves_nothing_to_tune() -> None:
    features, labels = sample(CLASSES, 25)
    probe, l2 = tune_probe(features, labels, CLASSES, torch.Generator().manual_seed(0))
    assert l2 == L2_WITHOUT_TUNING and probe.accuracy(features, labels) == 1.0


def test_features_that_are_not_numbers_are_refused() -> None:
    features, labels = sample(8, 5)
    features[3, 2] = math.nan
    with pytest.raises(UserError, match="not numbers"):
        fit_probe(features, labels, CLASSES, 0.1)
    with pytest.raises(UserError, match="labelled images"):
        fit_probe(features[:0], labels[:0], CLASSES, 0.1)
