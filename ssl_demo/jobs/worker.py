"""The worker process: `python -m ssl_demo.jobs.worker --runs DIR`. It does one job, then ends.

It is started ahead of need, so that everything is imported when the job comes. It reads JSON lines from stdin: first
{"start": run id}, later {"cancel": true} or {"pause": true}. When stdin ends, the app is gone: the worker saves a
checkpoint, says so in the run's status, and ends too.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path

from ssl_demo.errors import UserError
from ssl_demo.jobs.control import CANCEL, CLOSE, PAUSE, Control
from ssl_demo.jobs.execute import execute
from ssl_demo.jobs.idle import PATIENCE_SECONDS, Idle, import_all
from ssl_demo.jobs.processes import give_way
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.training.cores import set_threads


def main() -> None:
    parser = argparse.ArgumentParser(description="Do one job of the app's queue.")
    parser.add_argument("--runs", type=Path, required=True, help="the folder of runs")
    store = RunStore(parser.parse_args().runs)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the app's terminal; its stdin ends too
    set_threads()
    import_all()
    # Not before: whoever presses Train at once waits for these imports. Not later: a thread keeps the priority that it
    # began with.
    give_way()
    control, orders = Control(), queue.SimpleQueue[str | None]()
    signal.signal(signal.SIGTERM, lambda *_: control.ask(CLOSE))
    threading.Thread(target=_listen, args=(control, orders), daemon=True, name="listener").start()
    run_id = _wait(orders)
    if run_id is not None:
        _work(store.get(run_id), control)
    # Idle work may still be compiling in the background; nothing of it is worth waiting for.
    sys.stderr.flush()
    os._exit(0)


def _listen(control: Control, orders: queue.SimpleQueue[str | None]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            orders.put(order["start"])
        for what in (CANCEL, PAUSE):
            if what in order:
                control.ask(what)
    control.ask(CLOSE)
    orders.put(None)


def _wait(orders: queue.SimpleQueue[str | None]) -> str | None:
    try:
        return orders.get(timeout=PATIENCE_SECONDS)
    except queue.Empty:
        idle = Idle()
        idle.begin()
        order = orders.get()
        if order is not None:
            idle.end()
        return order


def _work(run: Run, control: Control) -> None:
    with (run.path / "worker.log").open("ab") as log:
        os.dup2(log.fileno(), 2)
    try:
        execute(run, control)
    except UserError as error:
        # Not even the status could be written; the backend tries again when it sees how this process ended.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
