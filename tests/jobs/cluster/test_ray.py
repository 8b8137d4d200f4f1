"""The queue on a real Ray cluster of two nodes: workers killed, nodes taken away, servers restarted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest
import torch

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import CurveConfig, RunConfig, SubsetConfig, TransferConfig
from ssl_demo.errors import UserError
from ssl_demo.evaluation.transfer.table import table_of
from ssl_demo.jobs.choose import make_backend
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.execute import run_here
from ssl_demo.jobs.points import RESULTS
from ssl_demo.jobs.transfer import encoders_of, features_of, matrix_rows
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.runs.story import straighten
from tests.jobs.cluster.harness import UPLOAD, Nodes, backend, steps, wait_for

Upload = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")
ENDLESS = 5_000.0
SITE, TASK = "ray::Site", "ray::measure"


def resumed(run: Run) -> list[int]:
    return [event["step"] for event in run.events()[0] if event["type"] == "resumed"]


def told(run: Run) -> list[int]:
    return [event["step"] for event in straighten(run.events()[0]) if event["type"] == "step"]


def trained(run: Run) -> bool:
    """Whether nothing but the maps is left to do."""
    return run.status.phase == "maps" or run.status.state == "done"


def test_a_run_goes_on_from_its_last_checkpoint_when_its_worker_is_killed_and_when_its_node_is_lost(
    nodes: Nodes, store: RunStore, uploaded: Upload
) -> None:
    lost, undisturbed = store.create(uploaded(epochs=100.0)), store.create(uploaded(epochs=100.0))
    with backend(store) as jobs:
        jobs.submit(lost)
        wait_for(lambda: "last" in lost.checkpoints())
        (worker,) = nodes.workers(SITE)
        worker.kill()
        wait_for(lambda: resumed(lost) and steps(lost)[-1] > resumed(lost)[0])
        nodes.lose(next(other.ppid() for other in nodes.workers(SITE) if other.pid != worker.pid))
        wait_for(lambda: len(resumed(lost)) == 2)
        wait_for(lambda: trained(lost))
    nodes.add()
    run_here(undisturbed)
    assert told(lost) == sorted(set(told(lost))) and told(lost)[-1] == told(undisturbed)[-1] == 400
    if lost.events()[0][0]["precision"] == undisturbed.events()[0][0]["precision"]:
        one, other = lost.load_checkpoint("encoder-last"), undisturbed.load_checkpoint("encoder-last")
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_runs_go_on_while_the_server_is_gone_and_the_next_one_takes_them_up(
    nodes: Nodes, store: RunStore, uploaded: Upload
) -> None:
    runs = [store.create(uploaded(epochs=ENDLESS)) for _ in range(2)]
    code = (
        "import sys, time; from ssl_demo.runs.store import RunStore; from ssl_demo.jobs.choose import make_backend;"
        "store = RunStore(sys.argv[1]); jobs = make_backend(store);"
        "[jobs.submit(store.get(run)) for run in sys.argv[2:]]; time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", code, str(store.root), *(run.id for run in runs)])
    try:
        wait_for(lambda: all(len(steps(run)) > 2 for run in runs))  # both at a time
        bridge = psutil.Process(server.pid).children()
        with backend(store, stop=False) as second:
            second.check()
            with pytest.raises(UserError, match="another process"):
                second.pause(runs[0].id)
    finally:
        server.kill()
        server.wait()
    for process in bridge:
        process.kill()
    psutil.wait_procs(bridge)
    reached = {run.id: steps(run)[-1] for run in runs}
    workers = {worker.pid for worker in nodes.workers(SITE)}
    with backend(store, patience=60.0) as jobs:
        wait_for(lambda: all(steps(run)[-1] > reached[run.id] + 20 for run in runs))
        assert {worker.pid for worker in nodes.workers(SITE)} == workers
        jobs.cancel(runs[0].id)
        jobs.pause(runs[1].id)
        wait_for(lambda: not any(run.status.active for run in runs))
        wait_for(lambda: not nodes.workers(SITE))
    for run in runs:
        assert not resumed(run) and steps(run) == sorted(set(steps(run)))
        assert int(run.load_checkpoint("last")["step"]) == run.status.step
    assert [run.status.state for run in runs] == ["cancelled", "paused"]
    assert all("by hand" in run.status.reason for run in runs)


def test_a_run_that_does_not_stop_when_asked_is_ended_by_force(nodes: Nodes, store: RunStore, uploaded: Upload) -> None:
    deaf = store.create(uploaded(epochs=ENDLESS))
    with backend(store, patience=0.0) as jobs:
        jobs.submit(deaf)
        wait_for(lambda: steps(deaf))
        jobs.cancel(deaf.id)
        wait_for(lambda: deaf.status.state == "cancelled")
        assert "ended" in deaf.status.reason
        wait_for(lambda: not nodes.workers(SITE))


def test_a_curve_and_a_matrix_spread_over_the_nodes_have_the_numbers_of_one_machine(
    nodes: Nodes, store: RunStore, uploaded: Upload
) -> None:
    measured = store.create(uploaded())
    run_here(measured)
    curve = CurveConfig((measured.id,), ("ssl", "finetuned", "supervised"), labels=(4,), draws=2)
    recipes = (PRESETS["Colour only"],)
    matrix = TransferConfig(SubsetConfig(UPLOAD, images=64), recipes=recipes, views=512, seeds=1)
    jobs_here = [store.create(curve, kind="curve"), store.create(matrix, kind="transfer")]
    for job in jobs_here:
        run_here(job)
    rows = rows_of(store, curve)
    (measured.path / "results" / f"{RESULTS}.jsonl").unlink()
    jobs_there = [store.create(curve, kind="curve"), store.create(matrix, kind="transfer")]
    with backend(store) as jobs:
        for job in jobs_there:
            jobs.submit(job)
        wait_for(lambda: not any(job.status.active for job in jobs_there))
    assert [job.status.state for job in jobs_there] == ["done", "done"], [job.status.reason for job in jobs_there]
    assert rows_of(store, curve) == rows and len(rows) == 3
    tasks = list(dict.fromkeys(row["task"] for row in matrix_rows(jobs_here[1])))
    both = jobs_here[1], jobs_there[1]
    here, there = (table_of(matrix_rows(job), encoders_of(matrix, tasks), tasks) for job in both)
    assert there.scores == here.scores and there.complete
    assert torch.equal(*(features_of(job, "class", 0)["upright"].test for job in both))


def test_a_matrix_that_is_stopped_leaves_no_task_behind(nodes: Nodes, store: RunStore, uploaded: Upload) -> None:
    long = TransferConfig(SubsetConfig(UPLOAD, images=64), views=10_000_000, seeds=1)
    job = store.create(long, kind="transfer")
    with backend(store, patience=60.0) as jobs:
        jobs.submit(job)
        wait_for(lambda: len(nodes.workers(TASK)) == 2)  # one on each node, as who hands them out needs no core
        jobs.pause(job.id)
        wait_for(lambda: job.status.state == "paused")
        assert "by hand" in job.status.reason
        wait_for(lambda: not nodes.workers(TASK))


def test_runs_share_a_gpu_whose_node_joined_after_the_server(
    nodes: Nodes, store: RunStore, uploaded: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_DEMO_GPU_SHARE", "0.3")
    runs = [store.create(uploaded(epochs=ENDLESS)) for _ in range(2)]
    with backend(store, patience=60.0) as jobs:
        wait_for(lambda: jobs.places == 2)
        raylet = nodes.add(cores=3, gpus=1)
        try:
            wait_for(lambda: jobs.places == 3)  # so many shares has the GPU, and 5 cores the cluster
            for run in runs:
                jobs.submit(run)
            wait_for(lambda: all(steps(run) for run in runs))
            assert [site.ppid() for site in nodes.workers(SITE)] == [raylet] * 2
        finally:
            for run in runs:
                jobs.cancel(run.id)
            wait_for(lambda: not nodes.workers(SITE))
            nodes.lose(raylet)


def test_the_queue_is_that_of_the_cluster_where_it_is_chosen(nodes: Nodes, store: RunStore) -> None:
    jobs = make_backend(store)
    try:
        assert jobs.places == 2
    finally:
        jobs.close()
