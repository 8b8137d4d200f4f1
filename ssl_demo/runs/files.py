"""Files that outlive a crash: replaced whole or appended line by line, so that a reader never meets half a value.

PyTorch, which takes a second to import, is imported where tensors are read or written: a list of runs needs none.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ssl_demo.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

REPLACE_TRIES = 50


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an operating system error into a sentence about the disk."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(f"The disk that holds {path} is full; free some space and try again.") from error
        why = error.strerror or "it refused"
        raise UserError(f"Can't write to {path} ({why}); choose another folder for the runs.") from error


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part. Raises UserError."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
        try:
            fresh.write_bytes(content)
            _replace_patiently(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)


def _replace_patiently(fresh: Path, path: Path) -> None:
    # On Windows a file can't be replaced while somebody reads it; readers are quick, so try again.
    for attempt in range(REPLACE_TRIES):
        try:
            os.replace(fresh, path)  # noqa: PTH105
            return
        except PermissionError:
            if os.name != "nt" or attempt == REPLACE_TRIES - 1:
                raise
            time.sleep(0.01)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a JSON file. Raises UserError when the disk refuses."""
    replace(path, (json.dumps(value, indent=1) + "\n").encode())


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Raises UserError when it is missing or broken."""
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path.name} is missing in {path.parent}.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path.name} in {path.parent} is damaged.") from error
    if not isinstance(value, dict):
        raise UserError(f"{path.name} in {path.parent} is damaged.")
    return value


def append_line(path: Path, value: Mapping[str, Any]) -> None:
    """Add one JSON line. A line that a crash tore in two is closed first, so that it spoils only itself."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            torn = b""
            if file.seek(0, os.SEEK_END) > 0:
                file.seek(-1, os.SEEK_END)
                torn = b"" if file.read(1) == b"\n" else b"\n"
            file.write(torn + json.dumps(value).encode() + b"\n")


def append_bytes(path: Path, content: bytes) -> None:
    """Add bytes as they are, such as lines that another machine has written. Raises UserError when the disk refuses."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(content)


def read_lines(path: Path, since: int = 0) -> tuple[list[dict[str, Any]], int]:
    """The JSON objects from byte `since` on, and the byte to go on from. Broken lines are skipped; a last line that is
    still being written is left for the next call."""
    try:
        with path.open("rb") as file:
            file.seek(max(since, 0))
            content = file.read()
    except FileNotFoundError:
        return [], 0
    whole = content[: content.rfind(b"\n") + 1]
    return parse_lines(whole), max(since, 0) + len(whole)


def parse_lines(content: bytes) -> list[dict[str, Any]]:
    """The JSON objects among these lines."""
    values = []
    for line in content.split(b"\n"):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            values.append(value)
    return values


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Replace a safetensors file. Raises UserError when the disk refuses."""
    import torch
    from safetensors.torch import save

    plain = {name: t.detach().cpu().clone(memory_format=torch.contiguous_format) for name, t in tensors.items()}
    replace(path, save(plain))


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors in a safetensors file. Raises UserError when it is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        return load(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path.stem} is missing in {path.parent}.") from error
    except (SafetensorError, KeyError, ValueError) as error:
        raise UserError(f"{path.name} in {path.parent} is damaged.") from error
