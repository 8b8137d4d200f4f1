"""The classes of a server: opened with a code and a secret, found again, and deleted with all that they left."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from threading import RLock

from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.quota import Quota
from ssl_demo.classroom.tokens import fingerprint, new_code, new_token, tidy_code
from ssl_demo.config import to_dict
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs.run import tidy_name

MOST_CLASSES = 50


class Classes:
    """All classes beside a folder of runs. One of these in a process: it keeps what it has read."""

    def __init__(self, runs: Path | str) -> None:
        self.root = Path(runs) / ".classes"
        self._known: dict[str, Classroom] = {}
        self._lock = RLock()

    def open(self, name: str, quota: Quota | None = None) -> tuple[Classroom, str]:
        """A new class and its teacher's secret, which is told this once. Raises UserError when the disk refuses."""
        with self._lock:
            if len(self.list()) >= MOST_CLASSES:
                raise UserError(f"{MOST_CLASSES} classes are open here; delete one first.")
            code = next(code for code in iter(new_code, "") if not (self.root / code).exists())
            secret = new_token()
            about = {
                "name": tidy_name(name) or "Workshop",
                "opened": time.time(),
                "teacher": fingerprint(secret),
                "quota": to_dict(quota or Quota()),
            }
            files.write_json(self.root / code / "class.json", about)
            return self.get(code), secret

    def get(self, code: str) -> Classroom:
        """The class of this code, however it is typed. Raises UserError if there is none."""
        tidy = tidy_code(code)
        if not tidy or not (self.root / tidy / "class.json").is_file():
            raise UserError("There is no class with this code; look at the board again.")
        with self._lock:
            return self._known.setdefault(tidy, Classroom(self.root / tidy))

    def of_teacher(self, secret: str) -> Classroom | None:
        """The class whose teacher's link holds this secret."""
        return next((each for each in self.list() if each.is_teacher(secret)), None)

    def list(self) -> list[Classroom]:
        """Those that are open, newest first."""
        if not self.root.is_dir():
            return []
        found = []
        for path in self.root.iterdir():
            # One that is being deleted, or whose file is damaged, is no class.
            with contextlib.suppress(UserError):
                classroom = self.get(path.name)
                found.append((classroom.opened, classroom))
        return [classroom for _, classroom in sorted(found, key=lambda entry: entry[0], reverse=True)]

    def forget(self, classroom: Classroom) -> None:
        """Delete what a class has written of its own: names, answers, everything but the runs."""
        with self._lock:
            self._known.pop(classroom.code, None)
            with files.writing(classroom.path):
                shutil.rmtree(classroom.path)
