"""What a node reports of the folder in which it works.

It reports what has changed since a state that the server names, and keeps everything. So whatever is lost on the way is
simply asked for again, and a server that was restarted goes on where its own files end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ssl_demo.runs.exchange import PARTS
from ssl_demo.runs.store import RUN_ID

STATUS, LOG = "status.json", "worker.log"

Version = tuple[int, int]
"""When a file was written, in nanoseconds, and its number on the disk."""
Known = Mapping[str, Version | int]
"""By path, below the folder of runs: the version of a file that is there, or how many bytes of one that only grows."""


@dataclass(frozen=True)
class Changes:
    """What is new in a node's folder. By path: `replaced` with its version and content, `grown` with the byte from
    which on it is new. over: whether the job has ended and no more will come."""

    replaced: dict[str, tuple[Version, bytes]] = field(default_factory=dict)
    grown: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    over: bool = False

    def __bool__(self) -> bool:
        return bool(self.replaced or self.grown or self.over)


class Watched:
    """A node's folder of runs. What lies in it at first is what the server gave."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._given: dict[str, Version] = {}
        self._sizes: dict[str, int] = {}
        for part, path in self._parts():
            self._given[part], self._sizes[part] = _version(path), path.stat().st_size

    def changes(self, known: Known, over: bool = False) -> Changes:
        """What the server doesn't know yet.

        Every file is read before those that were written ahead of it: with a state that says "done" comes all that was
        done, and with a checkpoint come all the events before it.
        """
        replaced: dict[str, tuple[Version, bytes]] = {}
        grown: dict[str, tuple[int, bytes]] = {}
        for part, path in sorted(self._parts(), key=_newest_first):
            if path.suffix == ".jsonl":
                start = known.get(part, self._sizes.get(part, 0))
                assert isinstance(start, int)
                if content := _whole_lines(path, start):
                    grown[part] = start, content
            elif (version := _version(path)) not in (self._given.get(part), known.get(part)) or _final(path, over):
                replaced[part] = version, path.read_bytes()
        return Changes(replaced, grown, over)

    def _parts(self) -> Iterator[tuple[str, Path]]:
        for path in self._root.glob("*/**/*"):
            part = path.relative_to(self._root).as_posix()
            if belongs(part) and path.is_file():
                yield part, path


def belongs(part: str) -> bool:
    """Whether a path below the folder of runs is one of those that go from machine to machine."""
    run_id, _, rest = part.partition("/")
    return RUN_ID.fullmatch(run_id) is not None and (PARTS.fullmatch(rest) is not None or rest == LOG)


def _newest_first(entry: tuple[str, Path]) -> int:
    path = entry[1]
    return 0 if path.name == STATUS else 2 if path.suffix == ".jsonl" else 1


def _final(path: Path, over: bool) -> bool:
    """The last word is always sent: two statuses within a tick of the file system's clock may look like one version."""
    return over and path.name == STATUS


def _version(path: Path) -> Version:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_ino


def _whole_lines(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        content = file.read()
    return content[: content.rfind(b"\n") + 1]
