"""Who else takes part in a run of a class."""

from __future__ import annotations

from collections.abc import Sequence

from app.backend import desk
from app.words import listed, plain
from ssl_demo.classroom.classroom import Learner
from ssl_demo.runs.run import Run

NAMED = 3


def names_of(learners: Sequence[Learner]) -> str:
    """ "Ann, Bo, Cy and 4 more", as Markdown; "somebody" for none."""
    names = [plain(learner.nickname) for learner in learners[:NAMED]]
    more = [f"{len(learners) - NAMED} more"] if len(learners) > NAMED else []
    return listed([*names, *more]) or "somebody"


def offer_to_share(runs: Sequence[Run]) -> str:
    """What a button does where nothing is to be trained, but these runs of others can be shared; empty for none."""
    person = desk().person
    if person.classroom is None or not runs:
        return ""
    takers = dict.fromkeys(taker for run in runs for taker in person.classroom.takers_of(run.id))
    return f":material/group: {names_of([*takers])} asked for this before you. Press it, and it counts as yours, too."


def company_of(run: Run) -> str:
    """Who takes part in this run beside the one who looks, in one sentence; empty for nobody, or outside of a class."""
    person = desk().person
    if person.classroom is None:
        return ""
    others = [other for other in person.classroom.takers_of(run.id) if other != person.learner]
    return f"Also watched by {names_of(others)}." if others else ""
