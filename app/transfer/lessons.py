"""What training for one task, and for none, keeps and throws away: sentences from a matrix's numbers. No Streamlit."""

from __future__ import annotations

import math

from app.findings import number
from app.transfer.board import Board, titles_of
from app.transfer.names import is_self_supervised, task_title
from app.words import listed, plain
from ssl_demo.evaluation.interval import Interval
from ssl_demo.evaluation.transfer.table import UNTRAINED

HALF = 0.5
"""A task counts as kept from here on: nearer to the specialist than to the untrained encoder."""
SHOWN = 3
"""So many of the worst cases are told; the table has all."""


def own_tasks(board: Board) -> str:
    """Whether each specialist is the best at its own task, or so near that the seeds can't tell."""
    table, few = board.table, board.seeds < 2
    known = [task for task in board.specialists if table.specialist_holds(task) is not None]
    if not known:
        return ""
    holds = [task for task in known if table.specialist_holds(task)]
    noise = "" if few else ", or within the noise of the seeds of the best"
    if holds == known:
        return f"**Each specialist** is the best at its own task{noise}. It was trained for nothing else."
    cases = listed([_beaten(board, task) for task in known if task not in holds])
    luck = " With one seed, that may be luck." if few else ""
    best = f" Best{noise}: the specialists for {titles_of(holds)}." if holds else ""
    return f"**Beaten at its own task** is the specialist for {cases}.{luck}{best}"


def _beaten(board: Board, task: str) -> str:
    best = board.table.best_at(task)
    assert best is not None
    return f"{task_title(task)} ({board.score(task, task)}; {plain(board.title(best))} {board.score(best, task)})"


def destroyed(board: Board) -> str:
    """Where a network that was trained for one task is worse at another than one that was not trained at all."""
    pairs = [(encoder, task) for encoder in board.specialists for task in board.table.tasks if task != encoder]
    leads = {pair: board.table.lead_in(pair[1], pair[0], UNTRAINED) for pair in pairs}
    known = {pair: lead for pair, lead in leads.items() if lead is not None}
    cases = [pair for pair, lead in known.items() if _behind(lead)]
    if not known:
        return ""
    clearly = "" if board.seeds < 2 else "clearly "
    if not cases:
        return f"**No specialist** is {clearly}worse at another task than the untrained encoder."
    cases.sort(key=lambda pair: math.inf if (value := board.value(*pair)) is None else value)
    worst = listed([_drop(board, *pair) for pair in cases[:SHOWN]])
    return (
        f"**Training for one task can destroy another**: in {len(cases)} of {len(known)} cells a specialist is "
        f"{clearly}worse at a task that isn't its own than an encoder that has learned nothing at all. Furthest below: "
        f"{worst}. What the labels don't ask for, training may throw away."
    )


def _behind(lead: Interval) -> bool:
    return lead.high < 0 if lead.known else lead.mean < 0


def _drop(board: Board, encoder: str, task: str) -> str:
    ours, untrained = board.score(encoder, task), board.score(UNTRAINED, task)
    return f"the one for {task_title(encoder)} at {task_title(task)} ({ours}; untrained {untrained})"


def lacks(board: Board) -> list[str]:
    """For each self-supervised encoder, the tasks of which it kept less than half."""
    sentences = []
    for encoder in filter(is_self_supervised, board.table.encoders):
        values = {task: board.value(encoder, task) for task in board.table.tasks}
        known = {task: value for task, value in values.items() if value is not None}
        if not known:
            continue
        name = plain(board.title(encoder))
        low = sorted((task for task in known if known[task] < HALF), key=known.__getitem__)
        if low:
            cases = listed([f"{task_title(task)} ({number(known[task])})" for task in low])
            sentences.append(f"**What {name} lacks**: it gets less than half of the way to the specialist in {cases}.")
        elif len(known) == len(values):
            sentences.append(f"**{name}** gets at least half of the way to the specialist in every task.")
    return sentences
