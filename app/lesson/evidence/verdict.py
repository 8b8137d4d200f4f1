"""Evidence "verdict": what became of a sabotaged run, or which of two collapsed.

A question's `runs` are called "SimCLR: Remove the negatives", as the Collapse lab calls them. Of one, the options are
the verdicts as the lab calls them; of two: only the first, only the second, both, neither.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.collapse.gauges import Diagnosis, diagnosis
from app.collapse.words import TITLES
from app.lesson.evidence.finding import Finding
from app.runs.view import read_run
from app.words import plain
from ssl_demo.classroom.lessons.lesson import Question
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.evaluation.verdict import Verdict
from ssl_demo.methods import METHODS, suited, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.runs.run import Run

BROKEN = (Verdict.COMPLETE, Verdict.DIMENSIONAL)
PROTOCOL = (
    "Gauges of the embeddings of 256 training images, after the last step; one run each. The thresholds stand under "
    "“How the verdict is found” on the page Collapse lab."
)


def read(question: Question, runs: Sequence[Run], pooled: bool = False) -> Finding | None:
    """The verdict on the newest run of each kind, of a class, too, as far as they are there."""
    found = [(name, _diagnosed(name, runs)) for name in question.runs]
    verdicts = [each.verdict for _, each in found if each is not None]
    if not verdicts:
        return None
    letters = "AB" if len(found) > 1 else " "
    told = [
        f"- **{letter}** {plain(name)}: {_said(each)}" for letter, (name, each) in zip(letters, found, strict=False)
    ]
    right = _option(question, verdicts) if len(verdicts) == len(found) else None
    return Finding("\n".join(told).replace("- ** **", "-"), PROTOCOL, right)


def names() -> list[str]:
    """What a question's `runs` can be: each way to break a method."""
    healthy = [suited(usual_config(method)) for method in METHODS]
    return [f"{METHODS[config.method].title}: {each.title}" for config in healthy for each in sabotages_of(config)]


def _option(question: Question, verdicts: Sequence[Verdict]) -> str | None:
    if len(verdicts) == 1:
        return next((option for option in question.options if option == TITLES[verdicts[0]]), None)
    collapsed = tuple(verdict in BROKEN for verdict in verdicts)
    return question.options[[(True, False), (False, True), (True, True), (False, False)].index(collapsed)]


def _said(found: Diagnosis | None) -> str:
    if found is None:
        return "not trained yet."
    if found.now is None:
        return f"**{TITLES[found.verdict].lower()}**."
    return f"**{TITLES[found.verdict].lower()}**, spread {found.now.spread:.2f}, effective rank {found.now.rank:.1f}."


def _diagnosed(name: str, runs: Sequence[Run]) -> Diagnosis | None:
    method, _, title = name.partition(": ")
    for run in runs:
        if run.problem is None and not run.status.active and _is(run.config, method, title):
            return diagnosis(read_run(run))
    return None


def _is(config: RunConfig, method: str, title: str) -> bool:
    """Whether a run has this method's usual settings, with this done to them, whatever its images, time and seed."""
    if config.method not in METHODS or METHODS[config.method].title != method:
        return False
    usual = usual_config(config.method, data=config.data, seconds=config.seconds, seed=config.seed)
    healthy = suited(usual)
    wanted = next((each for each in sabotages_of(healthy) if each.title == title), None)
    try:
        return wanted is not None and dataclasses.replace(config, epochs=None) == sabotaged(healthy, wanted)
    except UserError:
        return False
