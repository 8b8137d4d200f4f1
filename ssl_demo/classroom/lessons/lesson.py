"""A lesson: pages in order, each with its settings, its prose and perhaps a question, asked before the evidence.

A lesson is one Markdown file, which may come from the web: it is read as text, checked, and never executed. It begins
with a header in TOML between two lines `+++`; then follows one section `## Title` for each step:

    +++
    title = "How it fails"
    about = "Take out what keeps a method alive, and see whether the loss tells."
    minutes = 30

    [[step]]
    page = "collapse_lab"
    minutes = 8
    settings = {lab_method = "SimSiam", lab_seed = "own"}
    lock = ["lab_method"]
    hide = []

    [step.question]
    kind = "choice"
    ask = "What will become of it?"
    options = ["Healthy", "Complete collapse"]
    runs = ["SimSiam: Remove the predictor"]
    evidence = "verdict"
    +++

    ## Take out one line

    Press **Break it** …
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OWN_SEED = "own"
"""A seed of this value is each learner's own, so that every learner's run is one more draw."""
KINDS = ("choice", "run", "curve")
"""What is answered: one of the options; which of two runs; accuracies over labels per class."""


@dataclass(frozen=True)
class Question:
    """What is asked before the evidence.

    key: names it in a class, "how_it_fails.2". ask: Markdown. evidence: the name of what answers it, computed from the
    learner's own runs. options: what can be answered, unless a curve is. What the evidence needs beside them: `cuts`,
    the numbers between which options lie, one fewer than options; `labels`, the counts per class of a curve; `runs`,
    which runs are meant. A question of the kind "run" is about two of them, and its options are: only the first one,
    only the second one, both, neither.
    """

    key: str
    kind: str
    ask: str
    evidence: str
    options: tuple[str, ...] = ()
    cuts: tuple[float, ...] = ()
    labels: tuple[int, ...] = ()
    runs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One page of a lesson.

    page: the file's stem in pages/. settings: that page's URL parameters; see `OWN_SEED`. lock, hide: controls' names.
    reveals: the number of the earlier step whose question is answered here; None: its own question, where it has one.
    """

    title: str
    page: str
    minutes: float
    prose: str
    settings: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    lock: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    question: Question | None = None
    reveals: int | None = None


@dataclass(frozen=True)
class Lesson:
    """What a file `lessons/<name>.md` holds. Steps are numbered from 1."""

    name: str
    title: str
    about: str
    minutes: float
    steps: tuple[Step, ...]

    def revealed_at(self, number: int) -> Question | None:
        """The question whose answer is told in this step, if any: an earlier one's, or its own unless a later step
        tells it."""
        step = self.steps[number - 1]
        if step.reveals is not None:
            return self.steps[step.reveals - 1].question
        return None if any(later.reveals == number for later in self.steps) else step.question
