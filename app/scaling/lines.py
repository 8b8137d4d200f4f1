"""The lines of both panels, from rows of results. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.names import ENCODERS
from app.palette import CONTENDERS, SIZES, Style
from app.scaling.siblings import Family
from ssl_demo.runs.run import Run

Row = Mapping[str, Any]

CLASSICS = {"hog": "HOG", "kmeans": "k-means"}
FROM_SCRATCH = {f"supervised_{size}": ENCODERS[size] for size in "SML"}
COMPARED = {**CLASSICS, **FROM_SCRATCH}
"""The contenders of the panel with labels, and what they are called in a sentence."""

DASHES = {
    **{name.removeprefix("supervised_"): (SIZES[name].dash, SIZES[name].marker) for name in FROM_SCRATCH},
    "resnet18": ("longdashdot", "star"),
    "vit": ("longdash", "hexagon"),
    "vit_causal": ("dashdot", "pentagon"),
}
"""Dash and marker of the lines of the panel without labels, by encoder. They share the colour of self-supervision."""


@dataclass(frozen=True)
class Dot:
    """One point. row: accuracy_mean, accuracy_std, draws and accuracies by draw, as from `rows_now`."""

    images: int
    labels_per_class: int
    row: Row
    about: str
    """What the number of images doesn't tell, for the text on hover."""
    run: str = ""
    """The id of the run that it belongs to."""
    epochs: float | None = None
    """How often self-supervision saw each image."""
    only_draw: bool = False
    """Whether it is the only draw there is, as all images have their label, and stands for every draw."""


@dataclass(frozen=True)
class Line:
    """One line: its contender or size of encoder, its name in a sentence, its look, and its dots from left to right."""

    key: str
    name: str
    style: Style
    dots: tuple[Dot, ...]

    def at(self, images: int) -> Dot | None:
        """The dot at this number of images."""
        return next((dot for dot in self.dots if dot.images == images), None)


def with_labels(rows: Sequence[Row], classes: int, images: int | None = None) -> list[Line]:
    """Accuracy against labelled images: the rows of one run's label curve, one line for each contender.

    images: how many images the run has in all.
    """
    lines = []
    for contender, name in COMPARED.items():
        found = sorted((r for r in rows if r["contender"] == contender), key=lambda r: r["labels_per_class"])
        dots = []
        for row in found:
            count, labelled = row["labels_per_class"], classes * row["labels_per_class"]
            only = contender in CLASSICS and labelled == images and row["draws"] == 1
            dots.append(Dot(labelled, count, row, labels(count), row["run"] or "", only_draw=only))
        if dots:
            lines.append(Line(contender, name, style_of(contender), tuple(dots)))
    return lines


def without_labels(rows: Sequence[Row], family: Family) -> list[Line]:
    """Accuracy against unlabelled images: a row for each sibling, one line for each size of encoder."""
    row_of = {row["run"]: row for row in rows}
    lines = []
    for encoder, (dash, marker) in DASHES.items():
        name = ENCODERS[encoder]
        runs = [run for run in family.runs if run.id in row_of and run.config.encoder == encoder]
        dots = [_dot_of(row_of[run.id], run, family) for run in runs]
        if dots:
            style = Style(f"{name[0].upper()}{name[1:]}", CONTENDERS["ssl"].colour, dash, marker)
            lines.append(Line(encoder, name, style, tuple(sorted(dots, key=lambda dot: dot.images))))
    return lines


def style_of(contender: str) -> Style:
    """The contender's fixed look."""
    return SIZES[contender] if contender in SIZES else CONTENDERS[contender]


def labels(count: int) -> str:
    """A count as people say it: "1 label per class"."""
    return f"{count:,} label{'s' if count != 1 else ''} per class"


def seen(epochs: float) -> str:
    """How often each image was seen, as people say it: "15 times", "0.4 times"."""
    return f"{epochs:,.0f} times" if epochs >= 10 else f"{epochs:.1f} times"


def _dot_of(row: Row, run: Run, family: Family) -> Dot:
    images, epochs, count = family.images(run), run.config.epochs, row["labels_per_class"]
    often = f"each seen {seen(epochs)}, " if epochs else ""
    only = images == count * family.classes and row["draws"] == 1
    return Dot(images, count, row, f"{often}{labels(count)}", run.id, epochs, only)
