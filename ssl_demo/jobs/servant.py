"""A process that this app has started and that obeys it: JSON lines on its stdin, whose end tells it to end too."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ssl_demo.jobs.processes import environment


class Servant:
    """`python -m <module> --runs ROOT …`. log: the file below the runs that takes what it says on stderr."""

    def __init__(
        self,
        root: Path,
        module: str,
        log: str,
        *arguments: str,
        stdout: int = subprocess.DEVNULL,
        more: Mapping[str, str] | None = None,
    ) -> None:
        with (root / log).open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, "--runs", str(root.resolve()), *arguments],
                stdin=subprocess.PIPE,
                stdout=stdout,
                stderr=stderr,
                env={**environment(root), **(more or {})},
            )

    def say(self, order: Mapping[str, str | bool]) -> None:
        """Give it an order. One that has just died hears nothing; whoever looks after it finds out."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(order).encode() + b"\n")
            self.process.stdin.flush()

    def end(self, seconds: float) -> None:
        """Close its stdin, upon which it ends in good order; kill it if it takes longer than this."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it may be gone already
            self.process.stdin.close()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
