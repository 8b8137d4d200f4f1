"""How the server's folder of runs follows the folder in which a node works. Only the server writes the store.

A run's events are followed by their bytes. Rows of results may come from several nodes into one file: of them those
are added that it hasn't got. All other files are replaced as wholes. A run that was deleted meanwhile stays so.
"""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

from ssl_demo.jobs.cluster.watched import STATUS, Changes, Version, belongs
from ssl_demo.runs import files
from ssl_demo.runs import status as statuses
from ssl_demo.runs.run import Run

_ONE_AT_A_TIME = threading.Lock()
"""Two runs may bring results for the same third one."""


class Mirror:
    """The server's side, for the job of one run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        events = run.path / "events.jsonl"
        self.known: dict[str, Version | int] = {
            f"{run.id}/events.jsonl": events.stat().st_size if events.exists() else 0
        }

    def apply(self, changes: Changes) -> bool:
        """Write what a node has reported, its status last. Returns whether something was reached that outlasts the
        node: a checkpoint or a result. Raises UserError when the disk refuses."""
        lasting = False
        with _ONE_AT_A_TIME:
            for part, (start, content) in changes.grown.items():
                if not self._is_of_a_run(part):
                    continue
                if part == f"{self._run.id}/events.jsonl":
                    files.append_bytes(self._path(part), content)
                else:
                    lasting |= self._add_rows(self._path(part), content)
                self.known[part] = start + len(content)
            for part, (version, content) in sorted(changes.replaced.items(), key=_status_last):
                if not self._is_of_a_run(part) or not part.startswith(f"{self._run.id}/"):
                    continue
                self._replace(part, content)
                lasting |= part == f"{self._run.id}/checkpoints/last.safetensors"
                self.known[part] = version
        return lasting

    def _is_of_a_run(self, part: str) -> bool:
        """Whether it belongs to a run that is still here."""
        return belongs(part) and (self._path(part.partition("/")[0]) / "about.json").is_file()

    def _path(self, part: str) -> Path:
        return self._run.path.parent / part

    def _add_rows(self, path: Path, content: bytes) -> bool:
        there = files.read_lines(path)[0]
        new = [row for row in files.parse_lines(content) if row not in there]
        for row in new:
            files.append_line(path, row)
        return bool(new)

    def _replace(self, part: str, content: bytes) -> None:
        match part.partition("/")[2]:
            case "status.json":
                self._set_status(statuses.parse(json.loads(content)))
            case "about.json":
                # It may have been renamed here meanwhile; what a node finds out is which images they are.
                about = files.read_json(self._path(part))
                files.write_json(self._path(part), about | {k: v for k, v in _parsed(content).items() if k == "images"})
            case _:
                files.replace(self._path(part), content)

    def _set_status(self, there: statuses.Status) -> None:
        """Times are this machine's, as clocks differ; of the node's processes nothing is told here."""
        self._run.set_status(
            there.state,
            there.reason,
            phase=there.phase,
            step=there.step,
            total_steps=there.total_steps,
            figures=there.figures,
            heartbeat=time.time(),
            remote=there.state == "running",
        )


def _parsed(content: bytes) -> dict[str, Any]:
    value = json.loads(content)
    return value if isinstance(value, dict) else {}


def _status_last(entry: tuple[str, Any]) -> bool:
    return entry[0].endswith(f"/{STATUS}")
