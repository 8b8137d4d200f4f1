"""From a stream of events to events.jsonl: at once in the beginning, then no oftener than an eye can follow."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ssl_demo.runs.run import Run

FIRST_STEPS = 20
SECONDS_APART = 0.2

OnEvent = Callable[[dict[str, Any]], None]


class Journal:
    """Writes a run's events, and hands each that is written to `on_event` as well."""

    def __init__(self, run: Run, on_event: OnEvent | None = None) -> None:
        self._run = run
        self._on_event = on_event
        self._held: dict[str, Any] | None = None
        self._steps = 0
        self.progress: dict[str, int] = {}
        """For the run's status: the latest "step" that was made, written or not."""
        self._last = 0.0

    def write(self, event: dict[str, Any]) -> None:
        """Write this event now, after any that was held back."""
        self.flush()
        self._run.append(event)
        if self._on_event:
            self._on_event(event)

    def step(self, event: dict[str, Any]) -> None:
        """Write this step if it is an early one or the last was written a while ago; else hold it back.

        A step that was held back gives way to the next one, but the last one before `flush` is never lost. A step that
        was made before (see `train`'s first one) is not written again.
        """
        if event["step"] <= self.progress.get("step", 0):
            return
        self._steps += 1
        self.progress = {"step": event["step"]}
        self._held = event
        if self._steps <= FIRST_STEPS or time.monotonic() - self._last >= SECONDS_APART:
            self.flush()

    def flush(self) -> None:
        """Write the step that is held back, if there is one."""
        if self._held is not None:
            event, self._held = self._held, None
            self._last = time.monotonic()
            self.write(event)
