"""What tasks, encoders and scores are called on the page. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.findings import percent
from app.palette import CONTENDERS, Style
from ssl_demo.evaluation.transfer.table import UNTRAINED
from ssl_demo.evaluation.transfer.task import Metric
from ssl_demo.jobs.transfer_unit import SELF_SUPERVISED

TASKS: dict[str, tuple[str, str]] = {
    "class": ("class", "What is it? One of the classes."),
    "colour": ("colour", "Which of twelve paints does the toy wear?"),
    "box": ("box", "Where is the toy? The box around it: **object detection** with a single object."),
    "depth": ("depth", "How far away is every pixel, judged from this one image? 1 is where the nearest toys stand."),
    "angle": ("angle", "How far is the toy turned, clockwise from upright?"),
    "light": ("light", "Where does the light come from? A direction in space, in front of the image."),
    "orientation": ("way up", "Each image is turned to the left by no, one, two or three quarters. By how many?"),
    "dominant_colour": ("main colour", "Which of six colours has the most pixels? Or is the image grey?"),
    "vehicle": ("vehicle?", "Is it a vehicle or an animal? Images of anything else aren't asked."),
}
"""By the engine's name, the title and one line of explanation."""

RECIPES = "AB"


def task_title(task: str) -> str:
    """What the task of this name is called."""
    return TASKS[task][0] if task in TASKS else task.replace("_", " ")


def written(metric: Metric, score: float) -> str:
    """A score as people write it: "96 %", "0.85", "16.5°". Shares and relative errors are given as 0 … 1."""
    if metric.unit == "%":
        return percent(score)
    return f"{score:.1f}°" if metric.unit == "°" else f"{score:.2f}"


@dataclass(frozen=True)
class Names:
    """What the encoders of a matrix are called, by what its recipes are: one for each self-supervised encoder."""

    recipes: Sequence[str]

    def recipe(self, encoder: str) -> str:
        """The recipe of a self-supervised encoder."""
        return self.recipes[int(encoder.removeprefix(SELF_SUPERVISED))]

    def title(self, encoder: str) -> str:
        """ "Untrained", "SSL: SimCLR" or "Specialist: depth"."""
        if encoder == UNTRAINED:
            return "Untrained"
        if is_self_supervised(encoder):
            return f"SSL: {self.recipe(encoder)}"
        return f"Specialist: {task_title(encoder)}"

    def note(self, encoder: str) -> str:
        """How the encoder was trained, in a few words."""
        if encoder == UNTRAINED:
            return "random weights"
        if is_self_supervised(encoder):
            side = RECIPES[int(encoder.removeprefix(SELF_SUPERVISED))]
            return f"no labels, recipe {side}"
        return "labels of this task"


def is_self_supervised(encoder: str) -> bool:
    """Whether an encoder of a matrix was trained without labels."""
    return encoder.startswith(SELF_SUPERVISED)


def is_specialist(encoder: str) -> bool:
    """Whether an encoder of a matrix was trained for one of the tasks."""
    return encoder != UNTRAINED and not is_self_supervised(encoder)


def look(encoder: str) -> Style:
    """Its colour, dash and marker: one colour for each way to train, and another marker for a second recipe."""
    if encoder == UNTRAINED:
        return CONTENDERS["untrained"]
    if not is_self_supervised(encoder):
        return CONTENDERS["supervised"]
    usual = CONTENDERS["ssl"]
    first = encoder == f"{SELF_SUPERVISED}0"
    return usual if first else Style(usual.title, usual.colour, "longdash", "circle-open")
