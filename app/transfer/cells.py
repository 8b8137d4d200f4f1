"""A transfer matrix as heads and cells of a table. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Collection

from app.findings import number
from app.matrix.parts import Cell, Head, Place
from app.transfer.board import Board
from app.transfer.names import task_title, written
from ssl_demo.evaluation.interval import mean_interval

MEAN = "mean"
"""The name of the last column, of the means over all tasks."""
CORNER = Head("encoder", "Encoder", "probed for each task →")
LEGEND: dict[str, float | None] = {
    "1: as good as the specialist": 1.0,
    "0: as good as the untrained encoder": 0.0,
    "below 0: worse than untrained": -1.0,
    "★ best in its column": None,
    "Double frame: the specialist's own task": None,
}


def rows_of(board: Board) -> list[Head]:
    """A head for each encoder."""
    return [Head(e, board.title(e), board.names.note(e)) for e in board.table.encoders]


def columns_of(board: Board) -> list[Head]:
    """A head for each task, with its unit and which way is better, and one for the mean."""
    heads = []
    for task in board.table.tasks:
        metric = board.metrics[task]
        heads.append(Head(task, task_title(task), f"{metric.name} {'↑' if metric.higher_is_better else '↓'}"))
    return [*heads, Head(MEAN, "Mean of all tasks", "0 … 1, 95\u00a0% interval")]


def cells_of(board: Board, at_work: Collection[str]) -> dict[Place, Cell]:
    """A cell for each head of a row and of a column. at_work: encoders that are being trained or probed."""
    table = board.table
    whole = [task for task in table.tasks if all((encoder, task) in table.scores for encoder in table.encoders)]
    best = {(table.best_at(task), task) for task in whole}
    cells = {
        (encoder, task): _cell(board, encoder, task, (encoder, task) in best, encoder in at_work)
        for encoder in table.encoders
        for task in table.tasks
    }
    ranking = table.ranking()
    return cells | {(e, MEAN): _mean(board, e, bool(ranking) and ranking[0][0] == e) for e in table.encoders}


def _cell(board: Board, encoder: str, task: str, best: bool, at_work: bool) -> Cell:
    where, own = f"{board.title(encoder)}, task {task_title(task)}", encoder == task
    scores = board.table.scores.get((encoder, task))
    if not scores:
        return Cell(f"{where}: {'being measured' if at_work else 'not measured yet'}", framed=own, at_work=at_work)
    metric, value = board.metrics[task], board.value(encoder, task)
    interval = mean_interval(list(scores.values()))
    score = written(metric, interval.mean)
    below = f"{score} ± {written(metric, interval.high - interval.mean)}" if interval.known else score
    said = (
        f"{where}: {'no scale yet' if value is None else number(value)}; {metric.name} {score}, {_seeds(len(scores))}"
    )
    if own:
        said += "; its own task"
    if best:
        said += "; the best in this column"
    text, below = (score, "no scale yet") if value is None else (number(value), below)
    return Cell(said, text, below, value, framed=own, best=best, picks=True, at_work=at_work)


def _mean(board: Board, encoder: str, best: bool) -> Cell:
    where, means = f"{board.title(encoder)}, mean of all tasks", list(board.table.row_means(encoder).values())
    if not means:
        return Cell(f"{where}: not known yet")
    interval = mean_interval(means)
    text = number(interval.mean)
    span = f"{number(interval.low)} … {number(interval.high)}" if interval.known else ""
    said = f"{where}: {text}, {f'95 % interval {span}' if span else 'one seed'}{'; the best of all' if best else ''}"
    return Cell(said, text, span, best=best)


def _seeds(count: int) -> str:
    return "one seed" if count == 1 else f"{count} seeds"
