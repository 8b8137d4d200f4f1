"""The many small computations of a job as tasks, one on each free core or share of a GPU of the cluster."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import ray
import torch
from threadpoolctl import threadpool_limits

from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster.parcel import Images, Parcel, workplace
from ssl_demo.jobs.cluster.room import places
from ssl_demo.jobs.processes import give_way
from ssl_demo.jobs.spread import Bench, Check

T = TypeVar("T")
R = TypeVar("R")

LOOK_SECONDS = 0.2
"""Between two looks at whether the job is asked to stop."""
FANNED_OUT = ("curve", "transfer")
"""Kinds of jobs whose work is done by tasks: who hands it out needs no core of its own."""


class FanOut:
    """Has a bench's items computed all over the cluster, each with one thread. `check` is called while it waits."""

    def __init__(self, parcel: Parcel, check: Check) -> None:
        self._parcel, self._check, self._key = parcel, check, uuid4().hex

    def __call__(self, bench: Bench[T, R], items: Sequence[T]) -> Iterator[R]:
        waiting, at_work = list(reversed(items)), list[ray.ObjectRef[Any]]()
        share = self._parcel.gpu_share
        task: Any = ray.remote(measure).options(num_cpus=1, num_gpus=share)
        try:
            while waiting or at_work:
                self._check()
                # No more than can be computed at once, so that other jobs get their turn in between.
                while waiting and len(at_work) < places(share):
                    at_work.append(task.remote(self._key, [self._stored], type(bench), waiting.pop()))
                done, at_work = ray.wait(at_work, timeout=LOOK_SECONDS)
                for each in done:
                    yield _result(each)
        finally:
            for each in at_work:
                ray.cancel(each, force=True)

    @cached_property
    def _stored(self) -> ray.ObjectRef[Parcel]:
        """The parcel with images that this very process has stored: the server may go, and what it stored with it."""
        own = tuple(Images.of(each.name) for each in self._parcel.images)
        return ray.put(replace(self._parcel, images=own))


def measure(key: str, parcel: list[ray.ObjectRef[Parcel]], kind: type[Bench[T, R]], item: T) -> R | UserError:
    """Compute one item on this node. What a person can mend is returned, not raised, as Ray would wrap it."""
    torch.set_num_threads(1)
    with threadpool_limits(1, "blas"):
        try:
            bench = _bench(key, parcel, kind)
            bench.prepare([item])
            return bench.measure(item)
        except UserError as error:
            return UserError(str(error))


def _result(computed: ray.ObjectRef[Any]) -> Any:
    try:
        found = ray.get(computed)
    except ray.exceptions.RayTaskError as error:
        raise error.cause or error from None
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError, ray.exceptions.NodeDiedError) as error:
        raise UserError(
            "A part of this job ended its worker again and again, most often for want of memory; try it with fewer "
            "images or a smaller encoder."
        ) from error
    if isinstance(found, UserError):
        raise found
    return found


_benches: dict[str, Any] = {}
_folders: list[Path] = []


def _bench(key: str, parcel: list[ray.ObjectRef[Parcel]], kind: type[Bench[T, R]]) -> Bench[T, R]:
    """The bench of this job, which is kept until this process is given another job's task."""
    if key not in _benches:
        _benches.clear()
        while _folders:
            shutil.rmtree(_folders.pop(), ignore_errors=True)
        give_way()
        _folders.append(workplace())
        run = ray.get(parcel[0]).unpack(_folders[-1])
        _benches[key] = kind.of(run, lambda: None)
    return _benches[key]
