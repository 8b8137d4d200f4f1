"""Who is where, as groups of chips: a group for each page or step of a lesson."""

from __future__ import annotations

import html

from app.board.line import Job
from app.board.reading import Board
from ssl_demo.classroom.classroom import Learner

AWAY = "Away"
Group = tuple[int, str, int, str]
"""Which kind comes first, a lesson's title and the number of its step, and what the group is called."""
LEGEND = (
    "▶ is a run at work and how far it is; **waits**: a run is in the queue. **Away** is who has given no sign for 45 "
    "seconds: the page is closed or hidden, or the network is gone."
)


def whereabouts_html(board: Board) -> str:
    """As HTML, for `STYLE`: steps of lessons first, in their order, then pages by name: groups keep their places."""
    groups: dict[Group, list[Learner]] = {}
    for learner in sorted(board.learners, key=lambda one: one.nickname.casefold()):
        groups.setdefault(_group(board, learner), []).append(learner)
    drawn = [_section(title, [_chip(board, one) for one in group]) for (*_, title), group in sorted(groups.items())]
    return f'<div class="board"><div class="groups">{"".join(drawn)}</div></div>'


def _group(board: Board, learner: Learner) -> Group:
    seen = board.where.get(learner.id)
    if seen is None or seen.away:
        return 2, "", 0, AWAY
    if seen.step is None:
        return 1, "", 0, seen.page
    return 0, seen.step.lesson, seen.step.number, str(seen.step)


def _section(title: str, chips: list[str]) -> str:
    head = f'<h3>{html.escape(title)} <span class="n">· {len(chips)}</span></h3>'
    return f"<section{' class=away' if title == AWAY else ''}>{head}<ul>{''.join(chips)}</ul></section>"


def _chip(board: Board, learner: Learner) -> str:
    return f"<li><b>{html.escape(learner.nickname)}</b>{_doing(board, learner.id)}</li>"


def _doing(board: Board, learner_id: str) -> str:
    if job := _first(board.working, learner_id):
        return f" ▶ {job.done:.0%}" if job.done is not None else " ▶"
    return " · waits" if _first(board.waiting, learner_id) else ""


def _first(jobs: tuple[Job, ...], learner_id: str) -> Job | None:
    return next((job for job in jobs if job.owner == learner_id), None)
