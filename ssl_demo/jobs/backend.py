"""What a queue of runs has to do, wherever it works them off."""

from __future__ import annotations

from typing import Protocol

from ssl_demo.runs.run import Run


class Backend(Protocol):
    """Takes runs, works them off in turn, and leaves each with a final status."""

    @property
    def places(self) -> int:
        """How many runs can be at work at a time."""

    @property
    def parts(self) -> int:
        """How many parts of one job, such as the encoders of a matrix, can be computed at a time."""

    def submit(self, run: Run) -> None:
        """Put a run at the end of the queue. Raises UserError if it is there already or the disk refuses."""

    def resume(self, run_id: str) -> None:
        """Queue a run that was paused, cancelled or failed; it goes on from its last checkpoint."""

    def cancel(self, run_id: str) -> None:
        """Stop a run for good; it keeps what it has reached. One that is not at work is left as it is."""

    def pause(self, run_id: str) -> None:
        """Stop a run at its next step, with a checkpoint to go on from."""

    def queue(self) -> list[Run]:
        """The runs that wait, the next one first."""

    def close(self) -> None:
        """Stop working, so that no process stays behind."""
