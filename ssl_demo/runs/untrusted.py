"""Checks of an imported run folder, so that whatever reads it later can rely on its form."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import torch

from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs import status as statuses
from ssl_demo.runs.run import KINDS, Run, tidy_name
from ssl_demo.runs.status import Status, number

DATASET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
LONGEST_TEXT = 1000
STEP_FIELDS = ("step", "epoch", "images_per_second", "seconds", "remaining")
FIELDS = {"step": STEP_FIELDS, "evaluation": ("step", "knn", "feature_std", "effective_rank"), "resumed": ("step",)}


def check_run(run: Run, known_datasets: set[str]) -> None:
    """Bring an unpacked folder into the form that our own runs have. Raises UserError where that can't be done."""
    about = files.read_json(run.path / "about.json")
    if about.get("kind") not in KINDS:
        raise UserError("This zip is not an exported run, or one of a newer version of the app.")
    config = _checked_config(run, known_datasets)
    run.update_config(config)
    # Without the fingerprint of its images: those that another machine draws or decodes may differ in a last bit.
    created = min(run.created or time.time(), time.time())
    name = tidy_name(about.get("name") or "")
    files.write_json(run.path / "about.json", {"kind": run.kind, "name": name, "created": created})
    for path in sorted(run.path.rglob("*.jsonl")):
        _check_lines(path)
    for name in run.checkpoints():
        run.load_checkpoint(name)
    for step in run.snapshots():
        _check_snapshot(run, step, config)
    files.write_json(run.path / "status.json", statuses.to_dict(_at_rest(run)))


def _checked_config(run: Run, known_datasets: set[str]) -> Any:
    if run.kind == "curve":
        return run.curve_config
    config = run.config
    dataset = config.data.dataset
    # A path would let a stranger look into this machine's folders; only one that a run here has named is kept.
    if not DATASET_NAME.fullmatch(dataset) and dataset not in known_datasets:
        raise UserError(
            f"This run was trained on the folder {dataset[:80]!r} of another machine; "
            "upload its images under a name, train on that, and export again."
        )
    return config


def _at_rest(run: Run) -> Status:
    status = run.status
    if status.active:
        return Status("cancelled", "It was exported before it ended.", step=status.step, total_steps=status.total_steps)
    return Status(status.state, status.reason, step=status.step, total_steps=status.total_steps, figures=status.figures)


def _check_lines(path: Path) -> None:
    """Keep the lines that a page can rely on, drop the others."""
    content = path.read_bytes()
    sound = [line for line in files.parse_lines(content) if _is_flat(line) and _is_whole_event(line)]
    files.replace(path, b"".join(json.dumps(line).encode() + b"\n" for line in sound))


def _is_whole_event(line: dict[str, Any]) -> bool:
    kind = line.get("type")
    if not isinstance(kind, str):
        return "type" not in line
    if kind == "step" and not (isinstance(line.get("terms"), dict) and None not in map(number, line["terms"].values())):
        return False
    return all(number(line.get(name)) is not None for name in FIELDS.get(kind, ()))


def _is_flat(line: dict[str, Any]) -> bool:
    values = [v for value in line.values() for v in (value.values() if isinstance(value, dict) else [value])]
    return all(
        value is None or isinstance(value, int | float) or (isinstance(value, str) and len(value) <= LONGEST_TEXT)
        for value in values
    )


def _check_snapshot(run: Run, step: int, config: Any) -> None:
    tensors = run.snapshot(step)
    index, features = tensors.get("index"), tensors.get("features")
    maps = [tensors[name] for name in ("map", "umap") if name in tensors]
    sound = (
        isinstance(config, RunConfig)
        and index is not None
        and features is not None
        and "map" in tensors
        and index.dtype == torch.int64
        and index.dim() == 1
        and len(index) > 0
        and features.dim() == 2
        and features.dtype == torch.float32
        and len(features) == len(index)
        and all(m.shape == (len(index), 2) and m.isfinite().all() for m in maps)
        and features.isfinite().all()
        and int(index.min()) >= 0
        and (config.data.images is None or int(index.max()) < config.data.images)
    )
    if not sound:
        raise UserError(f"The snapshot of step {step} in this zip is damaged; export the run again.")
