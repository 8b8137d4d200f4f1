"""The bridge, seen from the app."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from ssl_demo.jobs.servant import Servant

END_SECONDS = 10.0
BROKE_OFF = "The connection to the Ray cluster broke off."


class BridgeProcess:
    """A process that works on runs. `on_news` is called from a thread whenever it has told something, or has ended."""

    def __init__(self, root: Path, patience: float, on_news: Callable[[], None]) -> None:
        self.at_work: set[str] = set()
        """The runs that were started and haven't ended."""
        self.places: int | None = None
        """How many runs the cluster can work on at once; None before it is connected."""
        self.problem: str | None = None
        """Why it can't work, as a sentence, once it is known."""
        self._on_news = on_news
        self._bridge = Servant(
            root,
            "ssl_demo.jobs.cluster.bridge",
            ".bridge.log",
            f"--patience={patience}",
            stdout=subprocess.PIPE,
            more={"RAY_USAGE_STATS_ENABLED": "0"},
        )
        threading.Thread(target=self._listen, daemon=True, name="bridge-news").start()

    @property
    def alive(self) -> bool:
        return self.problem is None

    def start(self, run_id: str) -> None:
        """Put a run to work, or find it at work."""
        self.at_work.add(run_id)
        self._bridge.say({"start": run_id})

    def ask(self, run_id: str, what: str) -> None:
        """Ask for a stop of a run: "cancel" or "pause"."""
        self._bridge.say({what: run_id})

    def end(self) -> None:
        """Let the runs go on without this app."""
        self._bridge.end(END_SECONDS)

    def _listen(self) -> None:
        assert self._bridge.process.stdout is not None
        problem = BROKE_OFF
        try:
            with self._bridge.process.stdout as told:
                for line in told:
                    news = json.loads(line)
                    self.places = news.get("places", self.places)
                    self.at_work.discard(news.get("ended"))
                    problem = news.get("problem", problem)
                    self._on_news()
        finally:
            self.problem = problem
            self._on_news()
