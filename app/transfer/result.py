"""What a matrix tells: the table, its findings in words, the means as a figure, and why it came out so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.backend import jobs
from app.chart import show_figure
from app.export import image_buttons
from app.findings import number
from app.matrix import show_matrix
from app.matrix.parts import Place
from app.transfer.board import Board, units_at_work
from app.transfer.cells import CORNER, LEGEND, cells_of, columns_of, rows_of
from app.transfer.figures import matrix_figure, means_figure, table_of_numbers
from app.transfer.lessons import HALF
from app.transfer.names import task_title
from app.transfer.plan import Plan
from app.transfer.why import Prediction, predictions, verdict
from app.transfer.words import finding, said
from ssl_demo.runs.run import Run

if TYPE_CHECKING:
    import pandas as pd


def show_table(board: Board, plan: Plan, run: Run | None) -> Place | None:
    """The matrix, filling while the run is at work; returns the picked cell, if one is."""
    at_work: set[str] = set()
    if run is not None and run.status.state == "running":
        at_work = units_at_work(board.table, plan.config.seeds, jobs().parts)
    picked = show_matrix(
        rows_of(board),
        columns_of(board),
        cells_of(board, at_work),
        key="transfer_cell",
        corner=CORNER,
        about="Transfer matrix: how well each encoder serves each task",
        legend=LEGEND,
    )
    st.caption(LOOK)
    return picked


LOOK = (
    "Large: where the encoder stands between **untrained (0)** and this task's **specialist (1)**. Small: its score, ± "
    "half of the 95\u00a0% interval over the seeds. Read a row from left to right: a specialist shines in its "
    "own column; what does the same row say elsewhere? A surprise would be a row without labels that holds up in "
    "every column."
)


def show_findings(board: Board) -> None:
    """In words and as a figure, with everything to take away."""
    st.subheader("What it says", anchor=False)
    st.markdown("\n".join(f"- {sentence}" for sentence in said(board)))
    ranked = bool(board.table.ranking())
    if ranked:
        show_figure(means_figure(board), "transfer_means", finding(board))
        st.caption(MEANS)
    with st.container(horizontal=True, vertical_alignment="center"):
        if ranked:  # the buttons save with what the first chart brings along
            image_buttons(matrix_figure(board), "transfer_matrix", key="transfer_pictures", title=finding(board))
        st.download_button(
            "CSV",
            table_of_numbers(board).to_csv(index=False).encode(),
            "transfer_matrix.csv",
            "text/csv",
            key="transfer_csv",
            icon=":material/download:",
            on_click="ignore",
            help="Every score of every seed.",
        )
        st.caption("The matrix, to take away.", width="content")


MEANS = (
    "0 is the untrained encoder, 1 would be as good as every specialist at its own task. Each stroke is a seed, the "
    "dot their mean, the line its 95\u00a0% interval. A mean over tasks depends on which tasks were asked: these, each "
    "counted alike."
)


def show_why(board: Board, plan: Plan) -> None:
    """Which augmentation changes which answer, and whether that foretold what was lost."""
    found = predictions(board, [named.recipe for named in plan.recipes])
    st.subheader("Why? What the recipe changes, and what is lost", anchor=False)
    st.markdown(WHY)
    st.dataframe(_table(found, board), hide_index=True, height="content")
    if text := verdict(found):
        st.markdown(text)


WHY = (
    "Two views of an image are to get the same embedding. If an augmentation changes the **answer** to a task, the two "
    "views have different answers, and an embedding that is the same for both can't tell either (Xiao et al. 2021). So "
    "the recipe foretells what is lost: colour changes lose the colour, crops the place, mirroring what is left or "
    f"right. Here a task counts as **kept** from {HALF:g} on, half of the way from untrained to specialist. Did it "
    "come out so?"
)
HELD = {True: "✓ held", False: "✗ did not hold", None: "not known yet"}


def _table(found: list[Prediction], board: Board) -> pd.DataFrame:
    import pandas as pd

    lines = [
        {
            "Task": task_title(each.task),
            "Encoder": board.title(each.encoder),
            "Changed by": ", ".join(each.changed_by) or "nothing",
            "Foretold": each.foretold,
            "Measured": "" if each.value is None else f"{number(each.value)}, {each.came_out}",
            "Prediction": HELD[each.held],
        }
        for each in found
    ]
    return pd.DataFrame(lines)
