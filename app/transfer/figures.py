"""The means over all tasks as a figure, the matrix as a picture for print, and both as a table. No Streamlit."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from plotly import graph_objects as go

from app.figures import dressed
from app.findings import number
from app.matrix.scale import ENDS, shade
from app.transfer.board import Board
from app.transfer.dots import Row, add_middle, dots_figure
from app.transfer.names import task_title

if TYPE_CHECKING:
    import pandas as pd


def means_figure(board: Board) -> go.Figure:
    """The complete rows, the best on top."""
    rows = [Row(e, board.title(e), list(board.table.row_means(e).values())) for e, _ in board.table.ranking()]
    figure = dots_figure(rows, number, "mean over all tasks")
    add_middle(figure, 0.0, "untrained")
    return figure


def matrix_figure(board: Board) -> go.Figure:
    """The matrix as a heat map with its numbers, for a picture to take away: the page has a table instead."""
    encoders, tasks = board.table.encoders, board.table.tasks
    values = [[board.value(encoder, task) for task in tasks] for encoder in encoders]
    low, middle, high = ENDS["light"]
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=[f"{task_title(task)}<br><sup>{board.metrics[task].name}</sup>" for task in tasks],
            y=[html.escape(board.title(encoder)) for encoder in encoders],
            colorscale=[(0.0, low), (0.5, middle), (1.0, high)],
            zmin=-1.0,
            zmax=1.0,
            xgap=3,
            ygap=3,
            showscale=False,
        )
    )
    for row, encoder in enumerate(encoders):
        for column, task in enumerate(tasks):
            if score := board.score(encoder, task):
                value = values[row][column]
                text = f"<b>{'–' if value is None else number(value)}</b><br>{score}"
                ink = shade(value, "light").ink if value is not None else "#000000"
                figure.add_annotation(x=column, y=row, text=text, showarrow=False, font={"color": ink, "size": 15})
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(side="top", showgrid=False)
    return dressed(figure, 80 + 48 * len(encoders))


def table_of_numbers(board: Board) -> pd.DataFrame:
    """One line for each encoder, task and seed: the score, its place between untrained and specialist, and chance."""
    import pandas as pd

    lines = []
    for encoder in board.table.encoders:
        for task in board.table.tasks:
            places = board.table.normalised(encoder, task) or {}
            for seed, score in sorted(board.table.scores.get((encoder, task), {}).items()):
                lines.append(
                    {
                        "Encoder": board.title(encoder),
                        "Task": task_title(task),
                        "Seed": seed,
                        "Metric": board.metrics[task].name,
                        "Score": score,
                        "Higher is better": board.metrics[task].higher_is_better,
                        "0 untrained, 1 specialist": places.get(seed),
                        "Without a look": board.table.chance[task],
                    }
                )
    return pd.DataFrame(lines)
