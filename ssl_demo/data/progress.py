"""How far a download is and how it ended, in a small file that any process can read."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import filelock
import psutil

from ssl_demo.errors import UserError
from ssl_demo.places import data_home

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and all there will be."""

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


@contextlib.contextmanager
def reported(name: str, title: str, total: int, needed: int, folder: Path) -> Iterator[ProgressFile]:
    """Around what downloads into `folder`: no second download of this name, and each outcome in the progress file.

    title: what it is called. total: bytes to download. needed: bytes of the disk that it still takes. Makes the
    folder. Raises UserError where the same is being downloaded already, and in the place of an OSError from inside.
    """
    downloads = data_home() / "downloads"
    try:
        downloads.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(downloads / f"{name}.lock", timeout=0):
            report = ProgressFile(name, total)
            report.write("running", 0, "Looking for the server.")
            try:
                yield report
            except BaseException as error:
                report.write("failed", 0, _why(error, title, needed, folder))
                raise
            report.write("done", total, f"{title} is here.")
    except filelock.Timeout as error:
        raise UserError(f"{title} is being downloaded already; wait for it.") from error
    except OSError as error:
        raise UserError(_why(error, title, needed, folder)) from error


def check_room(needed: int, folder: Path) -> None:
    """Raise the OSError of a full disk where there aren't so many bytes left."""
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, "too little room")


def _why(error: BaseException, title: str, needed: int, folder: Path) -> str:
    """What to say of a download that failed."""
    if isinstance(error, UserError):
        return str(error)
    if not isinstance(error, OSError):
        return "The download was stopped; start it again."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {title} needs {needed // 1_000_000} MB in {folder}; make room and start again."
    why = error.strerror or error
    return f"{folder} can't be written ({why}); check its permissions, or set SSL_DEMO_DATA to another folder."


def progress_of(name: str) -> dict[str, Any] | None:
    """The last download of this name: state (running, done or failed), done and total in bytes, message.

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
