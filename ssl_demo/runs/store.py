"""All runs of one folder."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from pathlib import Path

from ssl_demo.config import RunConfig, digest, to_dict
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs import status as statuses
from ssl_demo.runs.run import KINDS, Config, Run, tidy_name
from ssl_demo.runs.status import Status

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}")
WEEK = 7 * 86_400.0
Runs = list[Run]


class RunStore:
    """Makes, finds and deletes runs. Several processes may have one on the same folder."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    @property
    def trash(self) -> Path:
        return self.root / ".trash"

    def create(self, config: Config, kind: str = "train", name: str | None = None, owner: str = "") -> Run:
        """A new run, cancelled before its start until a backend takes it. Raises UserError when the disk refuses."""
        if not isinstance(config, KINDS[kind]):
            raise TypeError(f"a {kind} run needs a {KINDS[kind].__name__}")
        run_id = self.free_id(new_id(config, kind))
        fresh = self.root / f".new-{run_id}"
        about = {"kind": kind, "name": tidy_name(name or ""), "created": time.time()}
        with files.writing(self.root):
            fresh.mkdir(parents=True)
        files.write_json(fresh / "about.json", about)
        # A file of its own, which no export carries: who asked is nobody's business elsewhere.
        files.write_json(fresh / "asked.json", {"owner": owner, "request": request_of(config, kind)})
        files.write_json(fresh / "config.json", to_dict(config))
        files.write_json(fresh / "status.json", statuses.to_dict(Status("cancelled", "It was not started.")))
        return self.adopt(fresh, run_id)

    def adopt(self, folder: Path, run_id: str) -> Run:
        """Move a finished folder to its place, so that it appears whole or not at all."""
        with files.writing(self.root):
            os.replace(folder, self.root / run_id)  # noqa: PTH105
        return Run(self.root / run_id)

    def free_id(self, wanted: str) -> str:
        """`wanted`, or the same with four other hexadecimal digits at its end if that is taken."""
        while (self.root / wanted).exists() or (self.trash / wanted).exists():
            wanted = f"{re.sub('-[0-9a-f]{4}$', '', wanted)}-{secrets.token_hex(2)}"
        return wanted

    def get(self, run_id: str) -> Run:
        """The run of this id, which may come from a link. Raises UserError if there is none."""
        if not RUN_ID.fullmatch(run_id) or not _is_run(self.root / run_id):
            raise UserError(f"There is no run {run_id[:80]!r} here; choose one from the list of runs.")
        return Run(self.root / run_id)

    def list(self, kind: str | None = "train") -> Runs:
        """The runs of one kind, or of all, newest first. A broken folder is among them: see its `problem`."""
        return _runs_in(self.root, kind)

    def deleted(self, kind: str | None = "train") -> Runs:
        """What lies in the trash, newest first."""
        return _runs_in(self.trash, kind)

    def delete(self, run_id: str) -> None:
        """Move a run to the trash. Raises UserError while it is running."""
        run = self.get(run_id)
        if run.status.state == "running":
            raise UserError(f"{run.name} is running; stop it first, then delete it.")
        with files.writing(self.trash):
            self.trash.mkdir(exist_ok=True)
            os.utime(run.path)  # the time of deletion, for purge_trash
            os.replace(run.path, self.trash / run.id)  # noqa: PTH105

    def undelete(self, run_id: str) -> Run:
        """Bring a run back from the trash; one that was queued does not start by itself."""
        if not RUN_ID.fullmatch(run_id) or not _is_run(self.trash / run_id):
            raise UserError(f"There is no deleted run {run_id[:80]!r} any more.")
        run = self.adopt(self.trash / run_id, run_id)
        if run.status.active:
            run.set_status("cancelled", "It was deleted before it started.", queued_at=None)
        return run

    def purge_trash(self, older_than_seconds: float = WEEK) -> None:
        """Remove for good what was deleted long ago."""
        for run in self.deleted(kind=None):
            try:
                if time.time() - run.path.stat().st_mtime > older_than_seconds:
                    shutil.rmtree(run.path, ignore_errors=True)
            except FileNotFoundError:
                continue


def request_of(config: Config, kind: str) -> str:
    """The digest of what is asked for, before a worker adds to the settings what only it can know."""
    return digest([kind, to_dict(config)])


def new_id(config: Config, kind: str) -> str:
    """Time (UTC, so that ids sort by age), method and data set or else the kind, and four random hexadecimal digits."""
    now = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    what = (config.method, Path(config.data.dataset).name) if isinstance(config, RunConfig) else (kind,)
    slugs = (re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:24] for text in what)
    return "-".join((now, *filter(None, slugs), secrets.token_hex(2)))


def _is_run(path: Path) -> bool:
    return any((path / name).is_file() for name in ("config.json", "status.json"))


def _runs_in(folder: Path, kind: str | None) -> Runs:
    if not folder.is_dir():
        return []
    runs = [Run(p) for p in folder.iterdir() if RUN_ID.fullmatch(p.name) and _is_run(p)]
    return sorted((r for r in runs if kind in (None, r.kind)), key=lambda r: (r.created, r.id), reverse=True)
