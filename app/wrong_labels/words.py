"""Shares as people write them."""

from __future__ import annotations


def option(share: float) -> str:
    """A share, 0 … 1, for a widget, whose options can be written into a link: "60 %" with a plain space."""
    return f"{100 * share:.0f} %"
