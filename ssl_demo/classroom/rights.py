"""What is whose: which runs belong to a person's work, who else takes part in one, and who may change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ssl_demo.classroom.classroom import Learner
from ssl_demo.classroom.owners import is_learner_of, is_of_class, teacher_id
from ssl_demo.classroom.person import Person
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run


def mine(person: Person, runs: Sequence[Run]) -> list[Run]:
    """Of these, the ones that belong to the person's work: own and shared ones, the teacher's, and those that nobody
    owns. For a teacher, all that the class made; where there is no class, everything."""
    classroom, learner = person.classroom, person.learner
    if classroom is None:
        return list(runs)
    if learner is None:
        return within_reach(person, runs)
    known, teacher = classroom.runs_of(learner.id), teacher_id(classroom.code)
    return [run for run in runs if run.id in known or run.owner in ("", teacher, learner.id)]


def within_reach(person: Person, runs: Iterable[Run]) -> list[Run]:
    """Of these, the ones that a person may be given when they ask for the same: in a class its own and those that
    nobody owns. Not another class's: it may be deleted with that one at any moment."""
    classroom = person.classroom
    if classroom is None:
        return list(runs)
    return [run for run in runs if not run.owner or is_of_class(classroom.code, run.owner)]


def takes_part(person: Person, run: Run) -> bool:
    """Whether it is among a learner's runs."""
    classroom, learner = person.classroom, person.learner
    return classroom is not None and learner is not None and run.id in classroom.runs_of(learner.id)


def others(person: Person, run: Run) -> list[Learner]:
    """Who takes part in a run beside this learner. Nobody stands in a teacher's or a visitor's way."""
    if person.classroom is None or person.learner is None:
        return []
    return [other for other in person.classroom.takers_of(run.id) if other.id != person.learner.id]


def check_owner(person: Person, run: Run, what: str) -> None:
    """Raise UserError where the person may not do this ("stop", "rename") with a run.

    A learner may with their own, see `is_own`; a teacher with all of the class and those that nobody owns; a visitor
    with any, which is for the desk to allow.
    """
    if person.classroom is None:
        return
    if person.learner is not None and not is_own(person, run):
        raise UserError(f"This run is not yours to {what}; start one of your own on the Train page.")
    if not within_reach(person, [run]):
        raise UserError(f"This run belongs to another class, so it is not yours to {what}.")


def is_own(person: Person, run: Run) -> bool:
    """Whether it is a learner's own: asked for first, and not left to others since; or left to this one alone by
    another learner. The teacher's runs are the teacher's, whoever takes part."""
    classroom, learner = person.classroom, person.learner
    if classroom is None or learner is None:
        return False
    takers = [taker.id for taker in classroom.takers_of(run.id)]
    if run.owner == learner.id:
        return not takers or learner.id in takers
    return is_learner_of(classroom.code, run.owner) and takers == [learner.id]
