"""What a transfer matrix found, in sentences worked out from its numbers. Knows no Streamlit."""

from __future__ import annotations

from app.findings import number
from app.transfer.board import Board, titles_of
from app.transfer.lessons import destroyed, lacks, own_tasks
from app.transfer.names import is_self_supervised, is_specialist
from app.words import plain
from ssl_demo.evaluation.interval import Interval

FAR = 2.0
"""Nobody should be so far from the untrained encoder, either way, on a scale that ends with the specialist at 1."""


def finding(board: Board) -> str:
    """The best row, in plain text: "SSL: Gentle has the best mean over all tasks, 0.72; the best specialist, …"."""
    ranking = board.table.ranking()
    if not ranking:
        return "Mean over all tasks"
    (best, first), *rest = ranking
    said = f"{board.title(best)} has the best mean over {_which(board)}, {number(first.mean)}"
    rival, whose = (is_self_supervised, "encoder without labels")
    if is_self_supervised(best):
        rival, whose = is_specialist, "specialist"
    other = next(((encoder, row.mean) for encoder, row in rest if rival(encoder)), None)
    if other is None:
        return said
    name = board.title(other[0]).partition(": ")[2]
    return f"{said}; the best {whose}, {name}, has {number(other[1])}"


def _which(board: Board) -> str:
    tasks, lacking = len(board.table.tasks), len(board.table.without_scale)
    return f"{tasks - lacking} of {tasks} tasks" if lacking else "all tasks"


def said(board: Board) -> list[str]:
    """Markdown: what the matrix says, as far as it is filled."""
    return [
        part
        for part in (
            keep(board),
            all_rounder(board),
            left_out(board),
            short_scales(board),
            own_tasks(board),
            destroyed(board),
            *lacks(board),
        )
        if part
    ]


def keep(board: Board) -> str:
    """Which encoder one would keep for all tasks, and whether its lead is clear over the seeds."""
    table, ranking = board.table, board.table.ranking()
    if not ranking:
        return ""
    (best, first), *rest = ranking
    name = plain(board.title(best))
    if not rest:
        return f"So far only **{name}** was put to all tasks."
    second, after = rest[0]
    lead = table.lead(best, second)
    other = plain(board.title(second))
    means = f"its mean over {_which(board)} is **{number(first.mean)}**, that of {other} {number(after.mean)}"
    if lead is None or not lead.known:
        return (
            f"By this one seed you would keep **{name}**: {means}. Whether that is luck, one seed can't tell: an "
            "interval needs two."
        )
    means += f", over {len(table.row_means(best))} seeds a lead of {_ends(lead)}"
    if lead.excludes_zero:
        return f"Of all these encoders you would keep **{name}**: {means}. The lead is clear."
    return f"**{name}** comes first, but not clearly: {means}. By these seeds either may be the better one to keep."


def all_rounder(board: Board) -> str:
    """Whether an encoder without labels is ahead of all specialists; empty while the seeds can't tell."""
    table, ranking = board.table, board.table.ranking()
    free = next((encoder for encoder, _ in ranking if is_self_supervised(encoder)), None)
    bound = next((encoder for encoder, _ in ranking if is_specialist(encoder)), None)
    lead = table.lead(free, bound) if free and bound else None
    if free is None or bound is None or lead is None or not lead.known:
        return ""
    ours, theirs = plain(board.title(free)), plain(board.title(bound))
    by = f"by {_ends(lead)}"
    if not lead.excludes_zero:
        return (
            "**Labels for one task, or none: which makes the better all-rounder?** These seeds can't tell: "
            f"{ours} is ahead of the best specialist, {theirs}, {by}."
        )
    if lead.mean > 0:
        return (
            f"**The better all-rounder learned without labels**: {ours} is ahead of every specialist, of the best of "
            f"them, {theirs}, {by}, although a specialist's own task counts in its mean."
        )
    ahead = Interval(-lead.mean, -lead.high, -lead.low)
    return f"**Here a specialist is the better all-rounder**: {theirs} is ahead of {ours} by {_ends(ahead)}."


def _ends(lead: Interval) -> str:
    mean, low, high = (f"{value:.3f}".replace("-", "−") for value in lead)
    return f"{mean} (95\u00a0% interval {low} to {high})"


def left_out(board: Board) -> str:
    """Which tasks no mean counts, as there is nothing to measure between 0 and 1."""
    lacking = board.table.without_scale
    if not lacking:
        return ""
    which = "No mean over all tasks" if len(lacking) == len(board.table.tasks) else "Left out of the means"
    return (
        f"**{which}**: for {titles_of(lacking)}, the specialist isn't clearly better than the untrained encoder, so "
        "there is nothing to measure between 0 and 1. Let every encoder see more images."
    )


def short_scales(board: Board) -> str:
    """A warning where the specialist is hardly better than the untrained encoder: a trifle becomes a large number."""
    table = board.table
    short = [task for task in table.tasks if any(abs(board.value(e, task) or 0.0) > FAR for e in table.encoders)]
    if not short:
        return ""
    return (
        f"**Mind the scale** of {titles_of(short)}: the specialist is hardly better than the untrained encoder there, "
        "so trifles become large numbers, and rule the means over all tasks. Let every encoder see more images."
    )


def about_guess(board: Board, guess: str) -> str:
    """What became of a guess at the best row; empty while not all rows are complete."""
    ranking = board.table.ranking()
    if len(ranking) < len(board.table.encoders):
        return ""
    place = next((place for place, (encoder, _) in enumerate(ranking, 1) if encoder == guess), None)
    if place is None:
        return ""
    name, mean = plain(board.title(guess)), number(ranking[place - 1][1].mean)
    if place == 1:
        return f":material/check: You said **{name}**, and it has the best mean, {mean}."
    best, first = ranking[0]
    winner = f"{plain(board.title(best))}, {number(first.mean)}"
    rank = f"number {place} of {len(ranking)}"
    return f":material/close: You said **{name}**. Its mean is {mean}, {rank}; the best is {winner}."
