"""Shares as people write them."""

from __future__ import annotations

from collections.abc import Sequence


def percent(share: float, digits: int = 0) -> str:
    """A share, 0 … 1, in percent, with a space that no line is broken at: "60 %"."""
    return f"{100 * share:.{digits}f}\u00a0%"


def option(share: float) -> str:
    """The same for a widget, whose options can be written into a link: "60 %" with a plain space."""
    return f"{100 * share:.0f} %"


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence: "a, b and c"."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
