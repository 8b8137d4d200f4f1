"""The answers to a task that a linear model reads off frozen features."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.probe import tune_probe
from ssl_demo.evaluation.reading import regressed
from ssl_demo.evaluation.transfer.task import Categories, Measurement, Task
from ssl_demo.randomness import generator


def reader(features: Tensor, task: Task, seed: int = 0, labelled: Tensor | None = None) -> Callable[[Tensor], Tensor]:
    """What tells the answers to the task from features of any images, float32 [n, d], learned from those of the task's
    training images.

    A linear probe for categories, ridge regression for numbers. Both are fitted and tuned on the training images alone:
    on those at the places `labelled`, int64 [k], or on all; where the answer isn't known, an image teaches nothing.
    `seed` draws the folds on which a probe is tuned.
    """
    seen, truth = (features, task.train) if labelled is None else (features[labelled], task.train[labelled])
    known = task.known(truth)
    seen, truth = seen[known], truth[known]
    if isinstance(task, Categories):
        folds = generator(seed, "folds", task.name)
        probe, _ = tune_probe(seen, truth, len(task.categories), folds)
        return probe.predict
    assert isinstance(task, Measurement)
    return lambda asked: task.answers(regressed(seen, task.outputs(truth), asked))


def read_out(features: Features, task: Task, seed: int = 0, labelled: Tensor | None = None) -> Tensor:
    """An answer to the task for every test image, from features of the task's images; see `reader`."""
    return reader(features.train, task, seed, labelled)(features.test)


def scores_of(answers: Tensor, task: Task) -> Tensor:
    """The scores of answers for every test image, of those with a known answer: float32 [m]."""
    known = task.known(task.test)
    return task.scores(answers[known], task.test[known])
