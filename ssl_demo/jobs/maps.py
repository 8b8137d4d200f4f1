"""The maps over training, made once the run is over: UMAP at every snapshot, each started from the one before."""

from __future__ import annotations

from torch import Tensor

from ssl_demo.jobs.control import Control
from ssl_demo.runs.run import Run


def draw_maps(run: Run, control: Control, seed: int) -> None:
    """Add "umap" to every snapshot that has none. Asked to stop, it leaves the rest without one."""
    from ssl_demo.evaluation.projection import project

    previous: Tensor | None = None
    for step in run.snapshots():
        if control.asked is not None:
            return
        snapshot = run.snapshot(step)
        if "umap" not in snapshot:
            snapshot["umap"] = project(snapshot["features"], "umap", previous, seed)
            run.save_snapshot(step, snapshot)
        previous = snapshot["umap"]
