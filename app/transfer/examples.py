"""Which test images tell most about a score. Knows no Streamlit."""

from __future__ import annotations

from torch import Tensor

from ssl_demo.evaluation.transfer.task import Task


def telling(scores: Tensor, higher_is_better: bool, each: int) -> dict[str, list[int]]:
    """Places among scores, float [m], by what they show: the best, the typical and the worst; or, where there are only
    right and wrong, the first so many of each."""
    if set(scores.unique().tolist()) <= {0.0, 1.0}:
        groups = {"Right": scores == 1, "Wrong": scores == 0}
        return {name: found[:each] for name, hit in groups.items() if (found := hit.nonzero()[:, 0].tolist())}
    order = scores.argsort(descending=higher_is_better, stable=True).tolist()
    middle = max(0, len(order) // 2 - each // 2)
    return {"Best": order[:each], "Typical": order[middle : middle + each], "Worst": order[-each:]}


def asked_places(task: Task) -> Tensor:
    """The places of the test images whose answer is known, int64 [m]."""
    return task.known(task.test).nonzero()[:, 0]
