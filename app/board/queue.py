"""The queue as a table: whose run, what it is, and how long it still takes or waits."""

from __future__ import annotations

import html

from app.board.line import Job
from app.board.reading import Board
from app.names import duration

MOST_SHOWN = 12


def queue_html(board: Board) -> str:
    """As HTML, for `STYLE`. Runs of other people on the server are among them, as they take their turns too."""
    rows = [_working(board, job) for job in board.working]
    rows += [_waiting(board, job, place) for place, job in enumerate(board.waiting[:MOST_SHOWN], 1)]
    more = len(board.waiting) - MOST_SHOWN
    if more > 0:
        rows.append(_row("", f"and {more} more", "", f"≈ {duration(board.waiting[-1].seconds)}"))
    if not rows:
        return '<div class="board"><p>No run is at work, and none waits.</p></div>'
    table = f'<table aria-label="Runs at work and waiting"><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="board">{table}</div>'


def still_to_come(board: Board) -> str:
    """How many results of the class may yet come in. Plain text; empty for none."""
    active = sum(draw.status.active for draw in board.draws)
    return (
        f"{active} {'run of the class is' if active == 1 else 'runs of the class are'} still to come." if active else ""
    )


def _working(board: Board, job: Job) -> str:
    whose = html.escape(board.name(job.owner))
    value = "" if job.done is None else f" value={job.done:.3f}"
    bar = f'<progress max=1{value} aria-label="How far the run of {whose} is"></progress>'
    return _row("▶", whose, f"{html.escape(job.what)}{bar}", f"≈ {duration(job.seconds)} left")


def _waiting(board: Board, job: Job, place: int) -> str:
    wait = f"in ≈ {duration(job.seconds)}" if job.seconds >= 1 else "next"
    return _row(f"{place}.", html.escape(board.name(job.owner)), html.escape(job.what), wait)


def _row(place: str, whose: str, what: str, when: str) -> str:
    return f"<tr><td>{place}</td><th scope=row>{whose}</th><td>{what}</td><td>{when}</td></tr>"
