"""One fixed colour, dash and marker for everything that is drawn, the same on every page.

The colours start from Okabe and Ito's (2008) and were then moved, by a search, to where each has a contrast of at
least 3:1 (WCAG 2.2, 1.4.11) on both the light and the dark background, and any two differ as much as possible also for
people with protanopia, deuteranopia or tritanopia. Colour is never the only sign: dashes and markers differ as well.
"""

from __future__ import annotations

from dataclasses import dataclass

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#10151d"


@dataclass(frozen=True)
class Style:
    """How one line is drawn. dash and marker are plotly's names; see `linechart` for the names echarts has."""

    title: str
    colour: str
    dash: str
    marker: str


CONTENDERS: dict[str, Style] = {
    "ssl": Style("Self-supervised", "#2D4FFF", "solid", "circle"),
    "finetuned": Style("Self-supervised, fine-tuned", "#0195FF", "longdashdot", "star"),
    "knn": Style("Nearest neighbours", "#A918B8", "12px,3px", "cross"),
    "supervised": Style("Supervised from scratch", "#EC6B12", "dash", "square"),
    "kmeans": Style("k-means patches", "#C81214", "9px,2px,2px,2px,2px,2px", "hexagon"),
    "hog": Style("HOG", "#BE62BF", "3px,3px", "triangle-down"),
    "untrained": Style("Untrained encoder", "#90967F", "dashdot", "diamond"),
    "pixels": Style("Raw pixels", "#716670", "longdash", "triangle-up"),
    "chance": Style("Chance", "#848484", "dot", "x"),
}
"""By the contenders' names in a label curve."""

HAND_MADE: dict[str, Style] = {
    "sift": Style("SIFT", "#B84008", "longdashdot", "star"),
    "orb": Style("ORB", "#1197FD", "12px,3px", "cross"),
}
"""Features that people designed, beside raw pixels and the encoders."""

SIZES: dict[str, Style] = {
    "supervised_S": Style("From scratch, encoder S", "#EC6B12", "dot", "square"),
    "supervised_M": Style("From scratch, encoder M", "#EC6B12", "dash", "diamond"),
    "supervised_L": Style("From scratch, encoder L", "#EC6B12", "solid", "circle"),
}
"""Training from scratch with encoders of three sizes: one contender, one colour, three dashes and markers."""

TWINS: dict[str, Style] = {
    "broken": Style("Sabotaged", "#EC4A1A", "solid", "circle"),
    "ghost": Style("Healthy", "#848C94", "dash", "diamond"),
    "untrained": Style("Untrained", "#90967F", "dashdot", "triangle-up"),
    "threshold": Style("Threshold", "#848484", "dot", "x"),
}
"""A run that was broken on purpose, and the healthy one that it should have been: the ghost beside it."""

FAMILIES: dict[str, Style] = {
    "predict what was done": Style("Predict what was done", "#007869", "dash", "circle"),
    "fill in what is missing": Style("Fill in what is missing", "#871EFF", "dashdot", "square"),
    "tell images apart": Style("Tell images apart", "#6987F0", "solid", "triangle-up"),
    "agree with yourself": Style("Agree with yourself", "#963CB4", "longdash", "star"),
    "decorrelate": Style("Decorrelate", "#B43C00", "dot", "x"),
    "cluster": Style("Cluster", "#C35AB4", "longdashdot", "cross"),
    "with labels": Style("With labels", "#FF5A0F", "3px,3px", "hexagon"),
}
"""The families of methods, by the engine's names for them; as far apart as a search could move them, from one another
and from the untrained encoder, whose colour and diamond none of them has."""

CLASS_COLOURS: tuple[str, ...] = (
    "#0D97FD",
    "#FB5614",
    "#17A043",
    "#DD56D6",
    "#9A5700",
    "#7557B1",
    "#BF3B7B",
    "#007159",
    "#A01FEE",
    "#8D9394",
)
CLASS_MARKERS: tuple[str, ...] = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "cross",
    "plus",
    "triangle-down",
    "star",
    "hexagon",
    "ring",
)
"""Names that the scatter component draws. They outlast the colours: class 10 has the first colour and marker again."""

SCALE: tuple[str, ...] = ("#2455F0", "#6B52D6", "#9A4FBE", "#C0529A", "#D9605F", "#E2761B")
"""For numbers, from low to high: from blue to orange, and lighter step by step."""
SCALE_MARKERS: tuple[str, ...] = ("ring", "cross", "plus", "triangle", "diamond", "square")
"""With them, from hollow to full."""

LINES: tuple[Style, ...] = (
    Style("", CLASS_COLOURS[0], "solid", "circle"),
    Style("", CLASS_COLOURS[1], "dash", "square"),
    Style("", CLASS_COLOURS[2], "dashdot", "diamond"),
    Style("", CLASS_COLOURS[5], "longdash", "triangle-up"),
    Style("", CLASS_COLOURS[6], "dot", "x"),
)
"""For lines that have no meaning of their own, such as the terms of a loss, in this order."""


def class_colour(number: int) -> str:
    """The colour of class `number`; after ten classes they start again."""
    return CLASS_COLOURS[number % len(CLASS_COLOURS)]


def class_marker(number: int) -> str:
    """The marker of class `number`; shifted in each further round of ten, so that a colour meets a new marker."""
    ring, place = divmod(number, len(CLASS_MARKERS))
    return CLASS_MARKERS[(place + ring) % len(CLASS_MARKERS)]


def transparent(colour: str, alpha: float) -> str:
    """The colour "#rrggbb" as CSS rgba with this opacity, for bands."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"
