"""Decoded data sets on disk, so that only the first load has to decode.

A cache is a convenience: when it can't be read it is made again, and when it can't be written all works without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from filelock import FileLock
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from ssl_demo.data.images import Dataset, Images
from ssl_demo.places import data_home

UNREADABLE = (OSError, SafetensorError, KeyError, ValueError)
FORMAT = "1"
"""Raised when decoding changes, so that older caches are no longer found."""


def cached(key: str, make: Callable[[], Dataset]) -> Dataset:
    """The data set kept under `key`, or else `make()`, kept for the next time.

    `key` names everything that the content depends on, in characters that a file name may have. The tensors are mapped
    from the file, so that loading takes milliseconds and memory is used only for what is read.
    """
    path = cache_path(key)
    with contextlib.suppress(*UNREADABLE):
        return _read(path)
    with _one_at_a_time(path):
        with contextlib.suppress(*UNREADABLE):
            return _read(path)
        dataset = make()
        with contextlib.suppress(OSError, SafetensorError):
            _write(path, dataset)
        return dataset


@contextlib.contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let others that want the same data set wait until it is there, as making it twice at once takes them twice as
    long. Where no lock can be had, each makes its own."""
    file = path.with_suffix(".lock")
    lock = FileLock(file)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
        lock.release()


def cache_path(key: str) -> Path:
    """Where the data set of this key is kept."""
    return data_home() / "cache" / f"{key}-{FORMAT}.safetensors"


def keep_newest(prefix: str, count: int) -> None:
    """Remove all data sets whose key begins with the prefix but so many of those that were made last."""
    made: list[tuple[float, Path]] = []
    for path in cache_path(prefix).parent.glob(f"{prefix}*.safetensors"):
        with contextlib.suppress(OSError):  # another process may have removed it by now
            made.append((path.stat().st_mtime, path))
    for _, path in sorted(made, reverse=True)[count:]:
        with contextlib.suppress(OSError):  # Windows keeps what is in use
            path.unlink()


def source_key(kind: str, root: Path, files: Iterable[Path]) -> str:
    """A key for a data set made from these files: it changes with their path, names, sizes and times."""
    content = hashlib.sha256(str(root.resolve()).encode())
    for file in files:
        content.update(f"\n{file.relative_to(root)} {_state(file)}".encode())
    return f"{kind}-{content.hexdigest()[:16]}"


def _state(file: Path) -> str:
    try:
        stat = file.stat()
    except OSError:  # whoever reads the file will say so better
        return "unreadable"
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _read(path: Path) -> Dataset:
    with safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 — not a mapping
        about = json.loads((file.metadata() or {})["dataset"])
    splits = {split: _split(tensors, split, tuple(about["classes"])) for split in ("train", "test")}
    return Dataset(about["name"], **splits)


def _split(tensors: dict[str, Tensor], split: str, classes: tuple[str, ...]) -> Images:
    mark = f"{split}.factors."
    factors = {name.removeprefix(mark): values for name, values in tensors.items() if name.startswith(mark)}
    return Images(tensors[f"{split}.pixels"], tensors[f"{split}.labels"], classes, factors)


def _write(path: Path, dataset: Dataset) -> None:
    tensors: dict[str, Tensor] = {}
    for split, images in (("train", dataset.train), ("test", dataset.test)):
        tensors |= {f"{split}.pixels": images.pixels, f"{split}.labels": images.labels}
        tensors |= {f"{split}.factors.{name}": values for name, values in images.factors.items()}
    about = json.dumps({"name": dataset.name, "classes": dataset.train.classes})
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".partial")
    os.close(handle)
    try:
        save_file({name: values.contiguous() for name, values in tensors.items()}, temporary, {"dataset": about})
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
