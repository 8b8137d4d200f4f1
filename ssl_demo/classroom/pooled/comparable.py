"""Which runs of a class can be pooled: those that differ in their seed alone; and why the others can't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ssl_demo.classroom.pooled.draws import Draw, LeftOut, Setting
from ssl_demo.methods import METHODS


def comparable(draws: Sequence[Draw], setting: Setting) -> tuple[list[Draw], list[LeftOut]]:
    """Those that are done, learned without labels and share the setting, of each kind one with each seed; and of those
    that ended, the others. A run that waits or is at work is in neither: it may yet come.

    draws: the oldest first. A seed that was trained twice begins twice with the same weights, so it is one draw.
    """
    kept: dict[tuple[str, int], Draw] = {}
    left_out = []
    for draw in draws:
        if draw.status.active:
            continue
        why = _why_not(draw, setting)
        if not why and kept.setdefault((draw.kind, draw.config.seed), draw) is not draw:
            why = "it has the seed of an earlier run"
        if why:
            left_out.append(LeftOut(draw.run_id, draw.learner, why))
    return list(kept.values()), left_out


def usual_setting(draws: Sequence[Draw]) -> Setting | None:
    """The setting in which most learners have a run that can be pooled; of equals, the one that came last."""
    pooled = {setting: comparable(draws, setting)[0] for setting in dict.fromkeys(draw.setting for draw in draws)}
    learners = {setting: {draw.learner for draw in kept} for setting, kept in pooled.items() if kept}
    return max(reversed(learners), key=lambda each: len(learners[each]), default=None)


def usual_kind(draws: Iterable[Draw]) -> str | None:
    """The kind that most learners of these runs have."""
    counts = Counter(kind for _, kind in dict.fromkeys((draw.learner, draw.kind) for draw in draws))
    return counts.most_common(1)[0][0] if counts else None


def _why_not(draw: Draw, setting: Setting) -> str:
    status, method = draw.status, METHODS.get(draw.config.method)
    if status.state == "failed":
        return f"it failed: {status.reason}" if status.reason else "it failed"
    if status.state in ("cancelled", "paused"):
        return "it was stopped before its end"
    if method is None or method.needs_labels:
        return "it learned from labels"
    if draw.setting == setting:
        return ""
    differs = [words for name, words in _DIFFERS.items() if _differs(draw.setting, setting, name)]
    return f"it has {' and '.join(differs)}"


_DIFFERS: Mapping[str, str] = {
    "data": "other images",
    "encoder": "another encoder",
    "seconds": "another time of training",
    "epochs": "another number of epochs",
}


def _differs(one: Setting, other: Setting, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))
