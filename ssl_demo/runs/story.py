"""The events of a run that was interrupted, as if it had not been."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def straighten(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drop the steps that a killed worker made after its last checkpoint, since the next worker made them again.

    Such a place is marked by {"type": "resumed", "step": the checkpoint's}; the marks themselves are dropped as well.
    """
    story: list[dict[str, Any]] = []
    for event in events:
        if event.get("type") == "resumed":
            story = [earlier for earlier in story if earlier.get("step", 0) <= event["step"]]
        else:
            story.append(event)
    return story
