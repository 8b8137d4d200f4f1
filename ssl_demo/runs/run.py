"""One run's folder, read and written. A Run holds no state of its own: two of them on one folder agree."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from ssl_demo.config import CurveConfig, RunConfig, SuspectsConfig, TransferConfig, from_dict, to_dict
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs import status as statuses
from ssl_demo.runs.parsed import Parsed
from ssl_demo.runs.status import Status, number

if TYPE_CHECKING:
    from torch import Tensor

    from ssl_demo.data.images import Images

Config = RunConfig | CurveConfig | SuspectsConfig | TransferConfig
C = TypeVar("C", RunConfig, CurveConfig, SuspectsConfig, TransferConfig)

KINDS: dict[str, type[Config]] = {
    "train": RunConfig,
    "curve": CurveConfig,
    "suspects": SuspectsConfig,
    "transfer": TransferConfig,
}
IN_WORDS = {
    "train": "a training run",
    "curve": "a label curve",
    "suspects": "a search for wrong labels",
    "transfer": "a transfer matrix",
}
LONGEST_NAME = 80
PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def _config_reader(config: type[Config]) -> Parsed[Config]:
    return Parsed(lambda path: from_dict(config, files.read_json(path)))


_json = Parsed(files.read_json)
_status = Parsed(lambda path: statuses.parse(files.read_json(path)))
_configs = {kind: _config_reader(config) for kind, config in KINDS.items()}


def tidy_name(name: object) -> str:
    """A name fit to show: printable, on one line, at most 80 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(name)).split())[:LONGEST_NAME]


class Run:
    """A run folder. See the store for how to get one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._status_lock = Lock()

    @property
    def id(self) -> str:
        return self.path.name

    # What it is

    @property
    def _about(self) -> dict[str, Any]:
        return self._told("about.json")

    def _told(self, name: str) -> dict[str, Any]:
        try:
            return _json(self.path / name)
        except UserError:
            return {}

    @property
    def kind(self) -> str:
        """One of KINDS."""
        kind = self._about.get("kind")
        return kind if kind in KINDS else "train"

    @property
    def name(self) -> str:
        """What people call it; the id, unless it was named."""
        return tidy_name(self._about.get("name") or "") or self.id

    @property
    def owner(self) -> str:
        """Who asked for it first, by an id of the classroom; empty where nobody said."""
        return str(self._told("asked.json").get("owner") or "")

    @property
    def request(self) -> str:
        """The digest of what was asked: of two runs with the same one, the second would repeat the first."""
        return str(self._told("asked.json").get("request") or "")

    @property
    def created(self) -> float:
        """Seconds since 1970."""
        return number(self._about.get("created")) or 0.0

    def rename(self, name: str) -> None:
        """Give it a name; an empty one brings the id back."""
        files.write_json(self.path / "about.json", {**self._about, "name": tidy_name(name)})

    def remember_images(self, images: Images) -> None:
        """Keep the fingerprint of the training images. Raises UserError when the disk refuses."""
        files.write_json(self.path / "about.json", {**self._about, "images": images.fingerprint})

    def check_images(self, images: Images) -> None:
        """Raise UserError if these are not the training images that were remembered."""
        known = self._about.get("images")
        if known is not None and known != images.fingerprint:
            config = self.transfer_config if self.kind == "transfer" else self.config
            raise UserError(
                f"The images of {config.data.dataset} have changed since {self.name} was trained; "
                "bring back the old ones, or train a new run on these."
            )

    @property
    def problem(self) -> str | None:
        """Why this folder can't be used, in one sentence; None for a sound one."""
        try:
            _status(self.path / "status.json")
            self._read_config()
        except UserError as error:
            return str(error)
        return None

    # What was asked

    def _read_config(self) -> Config:
        return _configs[self.kind](self.path / "config.json")

    def _config_of(self, wanted: type[C]) -> C:
        config = self._read_config()
        if not isinstance(config, wanted):
            kind = next(kind for kind in KINDS if KINDS[kind] is wanted)
            raise UserError(f"{self.name} is {IN_WORDS[self.kind]}, not {IN_WORDS[kind]}.")
        return config

    @property
    def config(self) -> RunConfig:
        """A training run's settings. Raises UserError when they can't be read, or this is another job."""
        return self._config_of(RunConfig)

    @property
    def curve_config(self) -> CurveConfig:
        """A label curve's settings. Raises UserError when they can't be read, or this is another job."""
        return self._config_of(CurveConfig)

    @property
    def suspects_config(self) -> SuspectsConfig:
        """A search for wrong labels' settings. Raises UserError when they can't be read, or this is another job."""
        return self._config_of(SuspectsConfig)

    @property
    def transfer_config(self) -> TransferConfig:
        """A transfer matrix's settings. Raises UserError when they can't be read, or this is another job."""
        return self._config_of(TransferConfig)

    def update_config(self, config: Config) -> None:
        files.write_json(self.path / "config.json", to_dict(config))

    # Where it stands

    @property
    def status(self) -> Status:
        try:
            return _status(self.path / "status.json")
        except UserError as error:
            return Status("failed", str(error))

    def set_status(self, state: str, reason: str = "", **fields: Any) -> None:
        """Change the state and its reason, and any other fields of Status; the rest stays as it is."""
        with self._status_lock:
            changed = dataclasses.replace(self.status, state=state, reason=reason, **fields)
            files.write_json(self.path / "status.json", statuses.to_dict(changed))

    def beat(self, **fields: Any) -> None:
        """Show that the worker is alive; fields of Status may change on the way, the state stays."""
        with self._status_lock:
            changed = dataclasses.replace(self.status, heartbeat=time.time(), **fields)
            files.write_json(self.path / "status.json", statuses.to_dict(changed))

    # What happened

    def append(self, event: Mapping[str, Any]) -> None:
        files.append_line(self.path / "events.jsonl", event)

    def events(self, since: int = 0) -> tuple[list[dict[str, Any]], int]:
        """The events from byte `since` on, and the byte to go on from."""
        return files.read_lines(self.path / "events.jsonl", since)

    # What came out

    def save_checkpoint(self, name: str, tensors: Mapping[str, Tensor]) -> None:
        files.write_tensors(self._part("checkpoints", name, ".safetensors"), tensors)

    def load_checkpoint(self, name: str) -> dict[str, Tensor]:
        """Raises UserError when there is none of that name, or it is damaged."""
        return files.read_tensors(self._part("checkpoints", name, ".safetensors"))

    def checkpoints(self) -> list[str]:
        return sorted(p.stem for p in (self.path / "checkpoints").glob("*.safetensors"))

    def save_snapshot(self, step: int, tensors: Mapping[str, Tensor]) -> None:
        files.write_tensors(self._part("snapshots", f"step-{step:07d}", ".safetensors"), tensors)

    def snapshot(self, step: int) -> dict[str, Tensor]:
        """index int64 [n] (places in the training images), features [n, width], map [n, 2] and, once the run is over,
        umap [n, 2]. Raises UserError when there is none of that step, or it is damaged."""
        return files.read_tensors(self._part("snapshots", f"step-{step:07d}", ".safetensors"))

    def snapshot_written(self, step: int) -> int:
        """When the snapshot of this step was written last, in nanoseconds: it is once more when its umap is there.

        Raises UserError when there is none.
        """
        path = self._part("snapshots", f"step-{step:07d}", ".safetensors")
        try:
            return path.stat().st_mtime_ns
        except OSError as error:
            raise UserError(f"{path.stem} is missing in {path.parent}.") from error

    def snapshots(self) -> list[int]:
        """The steps that have one, in order."""
        names = (p.stem.removeprefix("step-") for p in (self.path / "snapshots").glob("step-*.safetensors"))
        return sorted(int(name) for name in names if name.isdecimal())

    def add_result(self, name: str, row: Mapping[str, Any]) -> None:
        files.append_line(self._part("results", name, ".jsonl"), row)

    def results(self, name: str) -> list[dict[str, Any]]:
        """The rows added under this name, in order; none when there are none yet."""
        return files.read_lines(self._part("results", name, ".jsonl"))[0]

    def _part(self, folder: str, name: str, suffix: str) -> Path:
        if not PART_NAME.fullmatch(name):
            raise UserError(f"{name!r} can't be the name of a part of a run.")
        return self.path / folder / f"{name}{suffix}"
