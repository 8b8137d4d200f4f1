"""What a job needs on another machine: the files of its run, those of the runs that it measures, and the images."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import psutil
import ray

from ssl_demo.config import SubsetConfig, digest
from ssl_demo.data.handed import hand_over
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load
from ssl_demo.jobs.cluster.watched import LOG, belongs
from ssl_demo.runs import files
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

NOT_NEEDED = ("checkpoints/last.safetensors", "snapshots/")
"""Of runs that are only measured: what begins so stays at home."""


@dataclass(frozen=True)
class Images:
    """A data set in the cluster's object store. key: tells its content from any other."""

    name: str
    key: str
    stored: ray.ObjectRef[Dataset]

    @classmethod
    def of(cls, name: str) -> Images:
        """The data set of this name on this machine. Raises UserError if there is none."""
        dataset = load(name)
        prints = [split.fingerprint for split in (dataset.train, dataset.test)]
        key = digest([dataset.name, dataset.train.classes, *prints])
        return cls(name, key, _stored(name, key))

    def hand_over(self) -> None:
        """Have `load` find it on this machine, which fetches it if it doesn't keep it already."""
        hand_over(self.name, self.key, lambda: ray.get(self.stored))


@dataclass(frozen=True)
class Parcel:
    """run_id: the run whose job it is. contents: by path below the folder of runs. gpu_share: what each of its
    computations takes of a GPU."""

    run_id: str
    contents: dict[str, bytes]
    images: tuple[Images, ...]
    gpu_share: float

    def unpack(self, folder: Path) -> Run:
        """The run, on another machine."""
        for part, content in self.contents.items():
            files.replace(folder / part, content)
        for each in self.images:
            each.hand_over()
        return Run(folder / self.run_id)


def pack(run: Run, gpu_share: float) -> Parcel:
    """What the job of this run needs. Raises UserError where it isn't there."""
    subjects = [RunStore(run.path.parent).get(run_id) for run_id in measured_by(run)]
    contents = dict(_files_of(run))
    for subject in subjects:
        contents |= {p: c for p, c in _files_of(subject) if not p.partition("/")[2].startswith(NOT_NEEDED)}
    names = {data_of(each).dataset for each in subjects or [run]}
    return Parcel(run.id, contents, tuple(map(Images.of, sorted(names))), gpu_share)


def measured_by(run: Run) -> tuple[str, ...]:
    """The runs that a job is about; none where it is about nothing but its own."""
    match run.kind:
        case "curve":
            return run.curve_config.runs
        case "suspects":
            return (run.suspects_config.run,)
    return ()


def data_of(run: Run) -> SubsetConfig:
    """The images that a run trains on."""
    return (run.transfer_config if run.kind == "transfer" else run.config).data


def workplace() -> Path:
    """A new folder for runs on this machine, where Ray has put a node of the cluster."""
    home = Path(tempfile.gettempdir()) / "ssl-demo-node"
    os.environ.setdefault("SSL_DEMO_DATA", str(home / "data"))
    os.environ["SSL_DEMO_RUNS"] = str(home)  # what is known of this machine's speed lies beside the workplaces
    os.environ["OMP_NUM_THREADS"] = "1"  # on every node, as sums depend on it in their last digits
    home.mkdir(parents=True, exist_ok=True)
    for other in home.glob("work-*-*"):
        owner = other.name.split("-")[1]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)):  # it was killed, and could not tidy up
            shutil.rmtree(other, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=home, prefix=f"work-{os.getpid()}-"))


@lru_cache(maxsize=4)
def _stored(name: str, key: str) -> ray.ObjectRef[Dataset]:
    """In the object store, once for all runs of a process that ask for it."""
    return ray.put(load(name))


def _files_of(run: Run) -> Iterator[tuple[str, bytes]]:
    for path in sorted(run.path.rglob("*")):
        part = path.relative_to(run.path.parent).as_posix()
        if belongs(part) and path.name != LOG and path.is_file():
            yield part, path.read_bytes()
