"""What a run's events say of collapse: curves, readings and the verdict on them."""

from __future__ import annotations

from dataclasses import dataclass

from app.runs.view import Event, RunView
from ssl_demo.evaluation.verdict import Readings, Verdict, diagnose
from ssl_demo.jobs.watch import WATCHED
from ssl_demo.models.encoders import width_of
from ssl_demo.runs.status import number

Curve = list[tuple[float, float]]
EMBEDDINGS, FEATURES = "embeddings", "features"


@dataclass(frozen=True)
class Diagnosis:
    """A verdict and what it rests on. of: what was read, EMBEDDINGS or, in a run of an older app, FEATURES."""

    verdict: Verdict
    now: Readings | None
    untrained: Readings | None
    of: str
    diverged_at: int | None = None


def gauge(view: RunView, name: str) -> Curve:
    """One reading of every evaluation as points (step, value); older runs lack some."""
    return [(look["step"], value) for look in view.looks if (value := number(look.get(name))) is not None]


def diverged_at(view: RunView) -> int | None:
    """The step at which the loss stopped being a number; None where it didn't."""
    told = (number(event.get("step")) for event in view.events if event.get("type") == "diverged")
    return next((int(step) for step in told if step is not None), None)


def diagnosis(view: RunView) -> Diagnosis | None:
    """The verdict on the newest look at a run; None while there is none."""
    step, looks = diverged_at(view), (view.newest, view.untrained)
    if step is None and None in looks:
        return None
    of = EMBEDDINGS if all(look is None or number(look.get("embedding_rank")) for look in looks) else FEATURES
    now, before = (_readings(view, look, of) if look else None for look in looks)
    verdict = Verdict.DIVERGED if step is not None or now is None else diagnose(now, before)
    return Diagnosis(verdict, now, before, of, step)


def _readings(view: RunView, look: Event, of: str) -> Readings:
    if of == EMBEDDINGS:
        names = ("spread", "rank", "directions", "scatter")
        return Readings(*(number(look.get(f"embedding_{name}")) or 0.0 for name in names))
    directions = min(width_of(view.config.encoder), WATCHED, view.config.data.images or WATCHED)
    return Readings(look["feature_std"], look["effective_rank"], directions)
