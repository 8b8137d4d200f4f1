"""The colours of a matrix's cells, and letters that can be read on them. Knows no Streamlit."""

from __future__ import annotations

from typing import NamedTuple

ENDS: dict[str, tuple[str, str, str]] = {
    "light": ("#C4510A", "#EEF1F6", "#1B4FD6"),
    "dark": ("#FF9A4D", "#232C39", "#8DB2FF"),
}
"""By theme, the fill at -1, 0 and 1: orange below 0 and blue above, which all kinds of vision tell apart, and the
further from 0, the further in lightness from the page."""
INKS = ("#000000", "#ffffff")


class Shade(NamedTuple):
    """CSS colours of a cell: its fill and its letters."""

    ground: str
    ink: str


def shade(value: float, theme: str) -> Shade:
    """The look of a value, 0 in the middle; below -1 and above 1 it gets no stronger. theme: "light" or "dark".

    The letters are black or white, whichever has more contrast: of any fill one of the two has at least 4.5 to 1.
    """
    low, middle, high = ENDS[theme]
    part = min(1.0, abs(value))
    ends = zip(_channels(middle), _channels(high if value > 0 else low), strict=True)
    ground = "#" + "".join(f"{round(near + part * (far - near)):02x}" for near, far in ends)
    return Shade(ground, max(INKS, key=lambda ink: contrast(ink, ground)))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours "#rrggbb" as WCAG 2.2 defines it, 1 … 21."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (x / 255 for x in _channels(colour))]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
