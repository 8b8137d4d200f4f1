"""The tab of the transfer matrix."""

from __future__ import annotations

import streamlit as st

from app.errors import shown
from app.live import live
from app.transfer.form import transfer_form
from app.transfer.jobs import ask, pace, run_of, show_job
from app.transfer.picked import show_picked
from app.transfer.plan import Plan
from app.transfer.predict import guess_first, show_guess
from app.transfer.protocol import protocol
from app.transfer.read import board_of, tasks_on
from app.transfer.result import show_findings, show_table, show_why
from app.transfer.task_cards import show_tasks
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.tasks import Tasks


def matrix_tab() -> None:
    """The whole tab, for the matrix that is asked for, however far it is."""
    st.markdown(INTRODUCTION)
    with st.container(border=True):
        plan = transfer_form()
        tasks = tasks_on(plan.config.data)
        if not tasks.asked:
            raise UserError("These images leave nothing to tell: all are alike in everything. Choose another data set.")
        ask(plan)
    title, first = "The tasks, and what their answers look like", run_of(plan.config) is None
    with st.expander(title, first, key="transfer_tasks", on_change="rerun") as cards:
        if cards.open:
            show_tasks(tasks)
    live(lambda: _watch(plan, tasks), lambda: pace(plan.config))
    with st.expander("How this is measured", icon=":material/straighten:"):
        st.markdown(protocol(plan, tasks))


INTRODUCTION = (
    "For **each task** a network is trained with that task's true answers: its **specialist**. Two more encoders learn "
    "with **no labels** at all, from views that recipes A and B make. And one stays **untrained**. Then all are "
    "frozen, and a linear model tries to read the answers to *every* task off each of them."
)


def _watch(plan: Plan, tasks: Tasks) -> None:
    run = run_of(plan.config)
    board = board_of(plan, run, tasks)
    if run is not None:
        show_job(run)
    if not guess_first(board):
        return
    show_guess(board)
    picked = show_table(board, plan, run)
    if run is None or not board.table.scores:
        st.caption("The cells fill row by row once the encoders are trained.")
        return
    if picked:
        with shown():
            show_picked(picked, board, plan, run, tasks)
    show_findings(board)
    show_why(board, plan)
