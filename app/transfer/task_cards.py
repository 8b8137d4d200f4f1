"""The tasks, each with a line of words and a few images that bear their true answers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
import torch

from app.gallery import sheet_html
from app.transfer.board import titles_of
from app.transfer.captions import in_words
from app.transfer.examples import asked_places
from app.transfer.names import TASKS, task_title
from app.transfer.pictures import picture
from app.words import plain
from ssl_demo.evaluation.transfer.task import Task
from ssl_demo.evaluation.transfer.tasks import Tasks

PER_ROW = 3


def show_tasks(tasks: Tasks) -> None:
    """A card for each task; and which ones these images leave out, and why."""
    for start in range(0, len(tasks.asked), PER_ROW):
        for column, task in zip(st.columns(PER_ROW, gap="large"), tasks.asked[start : start + PER_ROW], strict=False):
            with column:
                _card(task)
    if tasks.left_out:
        st.info(f"**Not asked here**: {titles_of(tasks.left_out)}. {LEFT_OUT}", icon=":material/rule:")


LEFT_OUT = "In all of these images the answer is the same, so there is nothing to tell apart."
EXAMPLES = 2


def _card(task: Task) -> None:
    title, line = task_title(task.name), TASKS.get(task.name, ("", ""))[1]
    measure = f"Scored by {task.metric.name}, {'higher' if task.metric.higher_is_better else 'lower'} is better."
    st.markdown(f"**{plain(title[:1].upper() + title[1:])}**")
    st.html(_examples(task, asked_places(task)[:EXAMPLES].tolist()))
    st.markdown(line)
    st.caption(measure)


def _examples(task: Task, places: Sequence[int]) -> str:
    drawn = torch.stack([picture(task, place) for place in places])
    said = [in_words(task, place) for place in places]
    alt = [f"test image, {task_title(task.name)}: {text}" for text in said]
    return sheet_html(drawn, alt=alt, captions=said, columns=EXAMPLES)
