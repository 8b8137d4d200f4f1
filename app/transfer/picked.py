"""A cell of the matrix from close by: its answers on test images, and how many labels it needs."""

from __future__ import annotations

import streamlit as st
import torch

from app.chart import show_figure
from app.gallery import sheet
from app.matrix.parts import Place
from app.state import dataset
from app.transfer.board import Board
from app.transfer.budget_figure import budget_figure, finding
from app.transfer.captions import in_words
from app.transfer.examples import asked_places, telling
from app.transfer.names import is_self_supervised, is_specialist, task_title, written
from app.transfer.pictures import picture
from app.transfer.plan import Plan
from app.transfer.read import answers_of, curve_of
from app.words import plain
from ssl_demo.evaluation.transfer.depth_maps import DepthMaps
from ssl_demo.evaluation.transfer.directions import Directions
from ssl_demo.evaluation.transfer.read_out import scores_of
from ssl_demo.evaluation.transfer.table import UNTRAINED
from ssl_demo.evaluation.transfer.task import Categories, Task
from ssl_demo.evaluation.transfer.tasks import Tasks
from ssl_demo.runs.run import Run

EACH = 4
"""Images of each kind: best, typical, worst."""


def show_picked(cell: Place, board: Board, plan: Plan, run: Run, tasks: Tasks) -> None:
    """The answers and the label budget of a cell that has a score. Raises UserError when its features are lost."""
    encoder, name = cell
    task = tasks.named(name)
    run.check_images(dataset(plan.config.data).train)
    st.subheader(f"{plain(board.title(encoder))} → {task_title(name)}", anchor=False)
    seed = min(board.table.scores[encoder, name])
    answers = answers_of(run, encoder, seed, task, plan.config.data)
    _show_answers(task, answers, seed)
    st.markdown("##### How many labels does it take?")
    _show_budget(encoder, board, plan, run, task)


def _show_answers(task: Task, answers: torch.Tensor, seed: int) -> None:
    places, scores = asked_places(task), scores_of(answers, task)
    mean = written(task.metric, float(scores.mean()))
    st.markdown(f"{_how(task)} On all {len(places):,} test images, seed {seed}: {task.metric.name} **{mean}**.")
    groups = telling(scores, task.metric.higher_is_better, EACH)
    for column, (title, chosen) in zip(st.columns(len(groups), gap="large"), groups.items(), strict=True):
        shown = [int(places[number]) for number in chosen]
        said = [in_words(task, place, answers[place : place + 1]) for place in shown]
        with column:
            st.markdown(f"**{title}**")
            drawn = torch.stack([picture(task, place, answers[place : place + 1]) for place in shown])
            sheet(drawn, alt=[f"{title}: {text}" for text in said], captions=said, columns=2)


def _how(task: Task) -> str:
    if isinstance(task, Categories):
        return f"✓ and ✗ tell whether the linear probe named it rightly.{SWATCHES if 'colour' in task.name else ''}"
    if isinstance(task, DepthMaps):
        return (
            "Orange is near, blue is far, on one scale for both maps. The map of errors goes from blue, none, to "
            "orange, wrong by as much as the true depth. A linear model gives 8 × 8 places, so edges are soft."
        )
    if isinstance(task, Directions):
        return f"{LINES} The arrow points {UP if task.train.shape[1] == 2 else LIGHT}."
    return LINES


SWATCHES = " The strip below an image: left the true colour, right what was said."
LINES = "White and solid is true, amber and dashed was read off."
UP = "where the upper side of the toy points"
LIGHT = "to where the light comes from, and is short where it shines from the front"


def _show_budget(encoder: str, board: Board, plan: Plan, run: Run, task: Task) -> None:
    compared = dict.fromkeys((encoder, UNTRAINED, task.name))
    curves = {
        each: curve_of(run, each, sorted(scores), task, plan.config.data)
        for each in compared
        if (scores := board.table.scores.get((each, task.name)))
    }
    titles = {each: board.title(each) for each in curves}
    figure = budget_figure(curves, titles, task.metric, task.chance, task.name)
    show_figure(figure, "transfer_budget", finding(curves, titles, task.metric, task.name))
    st.caption(_about_budget(encoder, task))


def _about_budget(encoder: str, task: Task) -> str:
    fair = (
        f"The specialist's **encoder** was told the {task_title(task.name)} of all training images; only the model "
        "that reads it off has few labels. So its line is what is possible, not what few labels buy."
    )
    if is_self_supervised(encoder):
        fair += " The self-supervised encoder has seen no label at all: where its line is near, labels are saved."
    elif is_specialist(encoder) and encoder != task.name:
        fair += " The encoder of this cell has seen labels, too, but of another task."
    return f"The band is the 95\u00a0% interval over the seeds; with each seed, other images are labelled. {fair}"
