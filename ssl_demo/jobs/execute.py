"""A job from start to a final status, in whichever process it is called."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, CLOSE, PAUSE, Control, Stopped
from ssl_demo.jobs.journal import Journal, OnEvent
from ssl_demo.jobs.processes import this_process
from ssl_demo.jobs.spread import Spread, over_cores
from ssl_demo.runs.run import Run
from ssl_demo.training.cores import set_threads

BEAT_SECONDS = 1.0
AFTER_STOP = {
    CANCEL: ("cancelled", "It was stopped by hand."),
    PAUSE: ("paused", "It was paused by hand; press Resume to go on."),
    CLOSE: ("paused", "The app was closed; press Resume to go on."),
}


def run_here(run: Run, on_event: OnEvent | None = None) -> None:
    """Do a run's job in this process, as the command line does. Ctrl-C pauses it and is raised again.

    Raises UserError with the reason if it fails; the run's status says the same.
    """
    control = Control()
    try:
        execute(run, control, on_event)
    except KeyboardInterrupt:
        run.set_status("paused", "It was interrupted; press Resume to go on from its last checkpoint.")
        raise
    status = run.status
    if status.state == "failed":
        raise UserError(status.reason)


def execute(run: Run, control: Control, on_event: OnEvent | None = None, spread: Spread = over_cores) -> None:
    """Do a run's job, and leave it done, paused, cancelled or failed. `spread`: how its small parts are computed."""
    set_threads()
    pid, started = this_process()
    run.set_status("running", phase="data", pid=pid, started=started, began=time.time())
    journal = Journal(run, on_event)
    try:
        with _heartbeat(run, journal):
            _job(run, control, journal, spread)
    except Stopped as stopped:
        run.set_status(*AFTER_STOP[stopped.why], phase="")
    except UserError as error:
        _fail(run, journal, str(error))
    except MemoryError:
        _fail(run, journal, "There was not enough memory; choose a smaller batch, encoder or number of images.")
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        _fail(run, journal, f"Something unexpected went wrong ({type(error).__name__}: {error}); see its worker.log.")
    else:
        run.set_status("done", phase="")


def _job(run: Run, control: Control, journal: Journal, spread: Spread) -> None:
    match run.kind:
        case "curve":
            from ssl_demo.jobs.curve import curve

            curve(run, control, journal, spread)
        case "suspects":
            from ssl_demo.jobs.suspects import suspects

            suspects(run, control, journal)
        case "transfer":
            from ssl_demo.jobs.transfer import transfer

            transfer(run, control, journal, spread)
        case _:
            from ssl_demo.jobs.train import train

            train(run, control, journal)


def _fail(run: Run, journal: Journal, reason: str) -> None:
    try:
        journal.flush()
    finally:
        run.set_status("failed", reason, phase="", **journal.progress)


@contextmanager
def _heartbeat(run: Run, journal: Journal) -> Iterator[None]:
    """Show every second that the worker is alive, also while it is busy with one long computation."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                run.beat(**journal.progress)
            except UserError:
                continue  # the job itself meets the same disk, and tells

    thread = threading.Thread(target=beat, daemon=True, name="heartbeat")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
