"""The tasks of a data set, a run's matrix, and answers read off its encoders: computed once and then kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from torch import Tensor

from app.state import dataset
from app.transfer.board import Board
from app.transfer.plan import Plan
from ssl_demo.config import SubsetConfig, digest
from ssl_demo.errors import UserError
from ssl_demo.evaluation.frozen import Features
from ssl_demo.evaluation.transfer.label_budget import Point, budget_curve
from ssl_demo.evaluation.transfer.read_out import read_out
from ssl_demo.evaluation.transfer.table import table_of
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.evaluation.transfer.tasks import Tasks, probed, tasks_of
from ssl_demo.jobs.transfer import encoders_of, features_of, matrix_rows
from ssl_demo.jobs.transfer_unit import images_of
from ssl_demo.runs.run import Run


def tasks_on(data: SubsetConfig) -> Tasks:
    """The tasks of a data set, about the images on which features are probed. Raises UserError if it is gone."""
    return _tasks_on(digest(data), dataset(data).train.fingerprint, data)


@st.cache_resource(show_spinner="Looking at what can be asked of these images …", max_entries=8)
def _tasks_on(key: str, fingerprint: str, _data: SubsetConfig) -> Tasks:
    return probed(tasks_of(dataset(_data)))


def board_of(plan: Plan, run: Run | None, tasks: Tasks) -> Board:
    """The matrix as far as the run has it; an empty one without a run."""
    names = [task.name for task in tasks.asked]
    rows = matrix_rows(run) if run is not None else []
    table = table_of(rows, encoders_of(plan.config, names), names)
    return Board(table, plan.names, {task.name: task.metric for task in tasks.asked})


def answers_of(run: Run, encoder: str, seed: int, task: Task, data: SubsetConfig) -> Tensor:
    """What a linear model reads off a frozen encoder for every test image. Raises UserError when features are lost."""
    return _answers(str(run.path), encoder, seed, task.name, digest(data), data)


@st.cache_data(show_spinner="Reading the answers off the encoder …", max_entries=64)
def _answers(path: str, encoder: str, seed: int, task: str, key: str, _data: SubsetConfig) -> Tensor:
    asked = tasks_on(_data).named(task)
    return read_out(_features(path, encoder, seed, asked), asked, seed)


def curve_of(run: Run, encoder: str, seeds: Sequence[int], task: Task, data: SubsetConfig) -> list[Point]:
    """The label budget of a cell over these seeds. Raises UserError when features are lost."""
    return _curve(str(run.path), encoder, tuple(seeds), task.name, digest(data), data)


@st.cache_data(show_spinner="Probing with fewer labels, a few seconds …", max_entries=64)
def _curve(path: str, encoder: str, seeds: tuple[int, ...], task: str, key: str, _data: SubsetConfig) -> list[Point]:
    asked = tasks_on(_data).named(task)
    return budget_curve({seed: _features(path, encoder, seed, asked) for seed in seeds}, asked)


def _features(path: str, encoder: str, seed: int, task: Task) -> Features:
    run = Run(Path(path))
    found = features_of(run, encoder, seed).get(images_of(task))
    if found is None or (len(found.train), len(found.test)) != (len(task.images.train), len(task.images.test)):
        raise UserError(f"The features kept in {run.name} are not those of these images; compute the matrix anew.")
    return found
