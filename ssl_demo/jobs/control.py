"""What the world asks of a job that is at work. The job looks between its steps, and stops in good order."""

from __future__ import annotations

CANCEL = "cancel"
PAUSE = "pause"
CLOSE = "close"


class Stopped(Exception):
    """The job was asked to stop; `why` is one of cancel, pause and close."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Control:
    """One request, set by another thread and noticed by the job."""

    def __init__(self) -> None:
        self.asked: str | None = None

    def ask(self, what: str) -> None:
        """Ask for a stop. To cancel is final; any other request gives way to a later one."""
        if self.asked != CANCEL:
            self.asked = what

    def check(self) -> None:
        """Raise Stopped if something was asked for."""
        if self.asked is not None:
            raise Stopped(self.asked)
