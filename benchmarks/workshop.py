"""A class of learners on one server, as they feel it.

The app is started on an empty folder, every page is opened once, as a teacher does who prepares, and a class is opened.
Learners join it by its code, each a tab that speaks Streamlit's websocket on loopback (what a browser draws takes
another machine's time). They browse the pages, follow a link to Train, ask for a training of 20 seconds on 1,000 images
with the encoder S within their first minute, and watch it; now and then one reloads or loses the network. Between two
interactions are 2 to 8 seconds. A third of the class asks for the very same training; the others ask in turn for as
many as the server can train in the time, that one among them; later everybody asks for what a neighbour asked for
before. An interaction is timed from its message until the script has finished. A run that still waits at the end has
waited for at least so long, and is counted with that. The learners' process has the same cores, at a lower priority.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from benchmarks.crowd.learner import BUDGET, PAGES, Learner
from benchmarks.crowd.session import Took
from benchmarks.crowd.tab import Tab
from benchmarks.crowd.watcher import Usage, watched
from benchmarks.report import report
from ssl_demo.classroom.classes import Classes
from ssl_demo.runs.status import Status
from ssl_demo.runs.store import RunStore
from tests.browser.harness import Server, serving

A_RUN = BUDGET + 12.0
"""Seconds that a run takes of the server, with its maps, while a class uses it."""
CROWDS = (1, 5, 10, 30, 60)


@dataclass(frozen=True)
class Outcome:
    """What a class went through. ended: where each run stands at the end. lost: requests that ended in no run. doubled:
    runs beyond one for each different request. served: learners with a run that is done. waits: seconds, as shown and
    as they came, or until the end for a run that still waits."""

    took: Sequence[Took]
    errors: Sequence[str]
    ended: Sequence[Status]
    lost: int
    doubled: int
    served: int
    waits: Sequence[tuple[float, float]]
    usage: Usage


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--minutes", type=float, help="of each class; 5, or 2 where there are several")
    parser.add_argument("--table", action="store_true", help="1, 5, 10, 30 and 60 learners, one after the other")
    options = parser.parse_args()
    crowds = CROWDS if options.table else (options.learners,)
    minutes = options.minutes or (2.0 if options.table else 5.0)
    outcomes = [hold(learners, minutes) for learners in crowds]
    for outcome in outcomes:
        print(*(f"error: {error[:300]}" for error in dict.fromkeys(outcome.errors)), sep="\n")
        print(*slowest(outcome.took), sep="\n")
    about = f"{__doc__}\nEach class lasts {minutes:g} minutes."
    header = ["", *(f"{learners} learner{'s' * (learners > 1)}" for learners in crowds)]
    columns = [column(learners, outcome) for learners, outcome in zip(crowds, outcomes, strict=True)]
    rows = [[name, *(each[name] for each in columns)] for name in columns[0]]
    report("workshop", "A class on one server", about, header, rows)


def hold(learners: int, minutes: float) -> Outcome:
    """A class of so many learners, from its beginning to its end."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        store = RunStore(server.runs)
        asyncio.run(warmed_up(server))
        classes = Classes(server.runs)
        classroom, _ = classes.open("Benchmark")
        different = max(1, int(0.8 * 60 * minutes / A_RUN))
        crowd = [
            Learner(Tab(server.port), classroom.code, f"Learner {n}", seeds_of(n, different), Random(n))
            for n in range(learners)
        ]
        assert server.process is not None
        with watched(server.process.pid) as usage:
            failures = asyncio.run(attend(crowd, 60 * minutes))
        end = time.time()
        runs = store.list()
        known = {one.nickname: set(classroom.runs_of(one.id)) for one in classroom.learners()}
        seeds = {run.id: run.config.seed for run in runs}
        ended = {run.id: run.status for run in runs}
        done = {key for key, status in ended.items() if status.state == "done"}
        asked = [(one.nickname, seed) for one in crowd for seed in one.asked]
        return Outcome(
            [took for one in crowd for took in one.tab.took],
            [*failures, *(error for one in crowd for error in one.tab.errors)],
            list(ended.values()),
            lost=sum(seed not in {seeds.get(run) for run in known.get(name, ())} for name, seed in asked),
            doubled=len(runs) - len(set(seeds.values())),
            served=sum(bool(done & known.get(one.nickname, set())) for one in crowd),
            waits=[
                (told.seconds, start - told.at)
                for one in crowd
                for told in one.told
                if told.run in ended and (start := taken_up(ended[told.run], end)) > told.at
            ],
            usage=usage,
        )


def taken_up(status: Status, end: float) -> float:
    """When a worker took up a run; for one that still waits the end, which comes before."""
    return end if status.state == "queued" else status.began or 0.0


def seeds_of(number: int, different: int) -> list[int]:
    """What a learner asks for, first and later: a third begin with the seed 0, the others with each seed in turn, which
    may be 0 as well, and all go on with the next seed."""
    first = 0 if number % 3 == 0 else number % different
    return [first, (first + 1) % different]


async def warmed_up(server: Server) -> None:
    """Open every page, and give the first worker time to get ready."""
    tab = Tab(server.port)
    await tab.visit("")
    for page in (*PAGES, "train"):
        await tab.open(page)
    await tab.leave()
    await asyncio.sleep(10)


async def attend(crowd: Sequence[Learner], seconds: float) -> list[str]:
    """All at once, each coming within the first twenty seconds; returns what went wrong with whom."""
    os.nice(5)
    until = time.monotonic() + seconds

    async def one(learner: Learner, late: float) -> None:
        await asyncio.sleep(late)
        try:
            await learner.attend(until)
        finally:
            await learner.tab.leave()

    comings = [one(learner, 20 * number / len(crowd)) for number, learner in enumerate(crowd)]
    ends = await asyncio.gather(*comings, return_exceptions=True)
    return [
        ": ".join([*getattr(end, "__notes__", []), type(end).__name__, str(end)])
        for end in ends
        if isinstance(end, BaseException)
    ]


def column(learners: int, outcome: Outcome) -> dict[str, str]:
    """One class as a column of the table."""
    seconds = [took.seconds for took in outcome.took]
    half, most, nearly = np.percentile(seconds, [50, 95, 99])
    usage, states = outcome.usage, [status.state for status in outcome.ended]
    memory = " → ".join(f"{usage.memory_at(share):.0f}" for share in (0.15, 0.5, 0.95))
    speeds = [status.figures["images_per_second"] for status in outcome.ended if status.figures]
    return {
        "interactions": f"{len(seconds):,}",
        "median": f"{1000 * half:.0f} ms",
        "95th percentile": f"{1000 * most:.0f} ms",
        "99th percentile": f"{1000 * nearly:.0f} ms",
        "errors": f"{len(outcome.errors)}",
        "runs: done, of all": f"{states.count('done')} of {len(states)}",
        "requests lost, runs doubled": f"{outcome.lost}, {outcome.doubled}",
        "learners with a result": f"{outcome.served} of {learners}",
        "waiting time, shown and real (medians)": waiting(outcome.waits),
        "training, images per second": f"{median(speeds):,.0f}" if speeds else "–",
        "memory of the server, early → middle → end": f"{memory} MB",
        "cores: server, workers": f"{usage.server / usage.seconds:.2f}, {usage.workers / usage.seconds:.2f}",
    }


def slowest(took: Sequence[Took]) -> list[str]:
    """A line for each kind of interaction, the slowest first."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for each in took:
        seconds[each.what].append(each.seconds)
    ends = {what: np.percentile(of, [50, 95]) for what, of in seconds.items()}
    order = sorted(ends, key=lambda what: -ends[what][1])
    return [
        f"{what}: {len(seconds[what])} times, {ends[what][0]:.2f} s, 95 % in {ends[what][1]:.2f} s" for what in order
    ]


def waiting(waits: Sequence[tuple[float, float]]) -> str:
    """What was shown of a waiting time, what it was, and how far apart the two were at a time."""
    if not waits:
        return "–"
    shown, real = np.array(waits).T
    return f"{np.median(shown):.0f} s and {np.median(real):.0f} s, {np.median(abs(shown - real)):.0f} s apart"


if __name__ == "__main__":
    main()
