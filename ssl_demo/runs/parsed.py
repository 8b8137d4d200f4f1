"""Small files that are read again and again, parsed once for each time that they are written."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from ssl_demo.errors import UserError

T = TypeVar("T")
Stamp = tuple[int, int, int, int]

MOST_FILES = 4_000
SETTLED_NS = 50_000_000
"""A file so young may be written again with the same time: clocks of file systems tick every few milliseconds."""


class Parsed(Generic[T]):
    """What `parse` makes of a file, kept until the file changes, for all threads. Nobody may change what it returns.

    A file is known again by its inode, its times and its size. What `parse` raises is raised, and kept by nobody.
    """

    def __init__(self, parse: Callable[[Path], T]) -> None:
        self._parse = parse
        self._known: OrderedDict[str, tuple[Stamp, T]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, path: Path) -> T:
        """Raises UserError, as all readers of files do, where there is none."""
        try:
            now = path.stat()
        except OSError as error:
            raise UserError(f"{path.name} is missing in {path.parent}.") from error
        key, stamp = str(path), (now.st_ino, now.st_mtime_ns, now.st_ctime_ns, now.st_size)
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] == stamp:
                self._known.move_to_end(key)
                return known[1]
        value = self._parse(path)
        if time.time_ns() - now.st_mtime_ns > SETTLED_NS:
            self._keep(key, stamp, value)
        return value

    def _keep(self, key: str, stamp: Stamp, value: T) -> None:
        with self._lock:
            self._known[key] = stamp, value
            self._known.move_to_end(key)
            if len(self._known) > MOST_FILES:
                self._known.popitem(last=False)
