"""Does what a recipe changes foretell what its encoder loses? Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.transfer.board import Board
from app.transfer.lessons import HALF
from app.transfer.names import is_self_supervised
from ssl_demo.config import Recipe
from ssl_demo.evaluation.transfer.invariances import disturbed_by


@dataclass(frozen=True)
class Prediction:
    """For an encoder and a task: the augmentations of its recipe that change the answer, and what came out.

    value: between the untrained encoder, 0, and the specialist, 1; None where that isn't known.
    """

    encoder: str
    task: str
    changed_by: tuple[str, ...]
    value: float | None

    @property
    def foretold(self) -> str:
        """ "lost" where the recipe changes the answer, "kept" where it leaves it alone."""
        return "lost" if self.changed_by else "kept"

    @property
    def came_out(self) -> str | None:
        """ "kept" from half of the way to the specialist on, otherwise "lost"."""
        if self.value is None:
            return None
        return "kept" if self.value >= HALF else "lost"

    @property
    def held(self) -> bool | None:
        return None if self.came_out is None else self.came_out == self.foretold


def predictions(board: Board, recipes: Sequence[Recipe]) -> list[Prediction]:
    """For every task and recipe what its augmentations foretell, and what was measured."""
    encoders = [encoder for encoder in board.table.encoders if is_self_supervised(encoder)]
    disturbed = [disturbed_by(recipe) for recipe in recipes]
    return [
        Prediction(encoder, task, tuple(changed.get(task, ())), board.value(encoder, task))
        for task in board.table.tasks
        for encoder, changed in zip(encoders, disturbed, strict=True)
    ]


def verdict(found: Sequence[Prediction]) -> str:
    """How many predictions held, and which kind failed; empty while nothing is measured."""
    known = [each for each in found if each.held is not None]
    if not known:
        return ""
    held = sum(bool(each.held) for each in known)
    said = f"**{held} of {len(known)} predictions held.**"
    kept = sum(each.foretold == "lost" for each in known if not each.held)
    gone = len(known) - held - kept
    if kept:
        said += f" In {kept} the recipe changes the answer, and more than half of it is still there. {WHY_KEPT}"
    if gone:
        said += f" In {gone} the recipe leaves the answer alone, and yet less than half is there. {WHY_GONE}"
    return said


WHY_KEPT = (
    "To be *asked* to overlook a thing doesn't mean to *lose* it: the loss acts on what the projector makes of the "
    "embedding, two views need to agree only better than two images do, and an encoder that has to find the toy knows "
    "where it found it."
)
WHY_GONE = "Nothing in the task of matching views calls for it, so nothing makes the encoder keep it."
