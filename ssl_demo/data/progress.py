"""How far a download is, in a small file that any process can read."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import psutil

from ssl_demo.places import data_home

STOPPED = "The download stopped before its end; start it again."


class ProgressFile:
    """The progress of one download, written by the process that downloads."""

    def __init__(self, name: str, total: int) -> None:
        self.path = _path(name)
        self.total = total

    def write(self, state: str, done: int, message: str) -> None:
        """Replace the file at once. A progress that can't be written stops no download."""
        own = {"pid": os.getpid(), "started": psutil.Process().create_time()}
        content = {"state": state, "done": done, "total": self.total, "message": message, **own}
        partial = self.path.with_suffix(".partial")
        with contextlib.suppress(OSError):
            partial.write_text(json.dumps(content))
            partial.replace(self.path)


def progress_of(name: str) -> dict[str, Any] | None:
    """The last download of this data set: state (running, done or failed), done and total in bytes, message.

    None where there has been none. A download whose process has died is told as failed.
    """
    try:
        saved = json.loads(_path(name).read_text())
        progress = {field: saved[field] for field in ("state", "done", "total", "message")}
        if progress["state"] == "running" and not _alive(saved["pid"], saved["started"]):
            progress |= {"state": "failed", "message": STOPPED}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return progress


def _alive(pid: int, started: float) -> bool:
    try:
        return abs(psutil.Process(pid).create_time() - started) < 1.0
    except psutil.Error:
        return False


def _path(name: str) -> Path:
    return data_home() / "downloads" / f"{name}.json"
