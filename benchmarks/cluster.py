"""A sweep on a Ray cluster beside the same sweep in the queue of one machine.

Six runs, unless told otherwise, of the default method on 2,000 scenes, 10 epochs each; they differ in their seed and
are queued at once. Locally they come one after another, each on all cores; on the cluster each takes one core, as many
at a time as there are nodes, and a node here is one core of this same machine. So two nodes show what the cluster costs
and gains on equal hardware; with a machine for each node, every further one adds as much as the second. Every run is
counted whole, in a process of its own: imports, training, evaluations, maps. Images are drawn before; the nodes are
given them once, within the time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.report import report
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.registry import load
from ssl_demo.jobs.choose import make_backend
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

IMAGES = 2_000
ALWAYS = ("--block", "--num-cpus=1", "--object-store-memory=200000000", "--disable-usage-stats")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=6, help="runs of the sweep")
    parser.add_argument("--epochs", type=float, default=10.0, help="epochs of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["SSL_DEMO_DATA"] = str(home / "data")
        load("scenes")
        local = seconds(home / "local", "local", options.runs, options.epochs)
        taken = {"this machine's queue": local}
        for count in (1, 2):
            with cluster(count, home / f"node-{count}"):
                name = f"Ray, {count} node{'s' * (count > 1)} of one core"
                taken[name] = seconds(home / f"ray-{count}", "ray", options.runs, options.epochs)
    rows = [
        [name, f"{took:.0f}", f"{first:.1f}", f"{60 * options.runs / took:.2f}", f"{local[0] / took:.2f}"]
        for name, (took, first) in taken.items()
    ]
    header = ["where", "seconds for all", "seconds to the first loss", "runs a minute", "times the local queue"]
    report("cluster", "A sweep on a cluster", __doc__ or "", header, rows)


def seconds(root: Path, backend: str, runs: int, epochs: float) -> tuple[float, float]:
    """Seconds from the order to the end of the last run, and to the first loss of the first."""
    os.environ |= {"SSL_DEMO_BACKEND": backend, "SSL_DEMO_RUNS": str(root)}
    store = RunStore(root)
    data = SubsetConfig("scenes", images=IMAGES)
    sweep = [store.create(RunConfig(data=data, seed=seed, seconds=None, epochs=epochs)) for seed in range(runs)]
    jobs = make_backend(store)
    try:
        began = time.perf_counter()
        for run in sweep:
            jobs.submit(run)
        first = wait_until(sweep, lambda: any(run.events()[0] for run in sweep), began)
        return wait_until(sweep, lambda: not any(run.status.active for run in sweep), began), first
    finally:
        jobs.close()


def wait_until(sweep: list[Run], true: Callable[[], bool], began: float) -> float:
    """The seconds since `began` at which it comes true. Ends the benchmark if a run fails."""
    while not true():
        time.sleep(0.1)
    for run in sweep:
        if run.status.state == "failed":
            raise SystemExit(run.status.reason)
    return time.perf_counter() - began


@contextmanager
def cluster(count: int, home: Path) -> Iterator[None]:
    """So many nodes of one core each on this machine, started as one starts them anywhere."""
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    os.environ["RAY_ADDRESS"] = address
    with ExitStack() as stack:
        port = address.partition(":")[2]
        stack.enter_context(
            node(home, "--head", "--include-dashboard=false", f"--port={port}", f"--temp-dir={home}/ray")
        )
        for _ in range(count - 1):
            stack.enter_context(node(home, f"--address={address}"))
        yield


@contextmanager
def node(home: Path, *options: str) -> Iterator[None]:
    """A node with folders of its own, until the end of the context; returns once it is part of the cluster."""
    ray = Path(sys.executable).with_name("ray")
    with (home / "log").open("a+") as log:
        process = subprocess.Popen(
            [str(ray), "start", *ALWAYS, *options],
            stdout=log,
            stderr=log,
            env={**os.environ, "TMPDIR": str(home), "SSL_DEMO_DATA": str(home / "data")},
            start_new_session=True,
        )
        try:
            begun = (home / "log").read_text().count("Ray runtime started")
            while (home / "log").read_text().count("Ray runtime started") == begun:
                if process.poll() is not None:
                    raise SystemExit(f"The node did not start:\n{(home / 'log').read_text()}")
                time.sleep(0.2)
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):  # where it did not start
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    main()
