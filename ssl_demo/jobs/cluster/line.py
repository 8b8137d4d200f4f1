"""The line to the site where a run is at work: what it is asked, and how long an answer is waited for."""

from __future__ import annotations

import threading
import time
from typing import Any

import ray
from ray.exceptions import ActorUnavailableError

from ssl_demo.jobs.control import CANCEL

LOOK_SECONDS = 0.2


class Left(Exception):
    """The server closes: the run goes on without it."""


class Deaf(Exception):
    """The run was asked to stop, and did not in time."""


class Line:
    """Between a thread of the server, which calls `get`, and a site. patience: seconds that a run may take to stop."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._asked_at = 0.0
        self._told: str | None = None
        self._leaving = threading.Event()
        self.asked: str | None = None
        """The stop that is asked for, if one is."""
        self.begun = False
        """Whether the site has its job. Before, a stop needs no asking."""

    def ask(self, what: str) -> None:
        """Have the run stopped: "cancel" or "pause"."""
        if self.asked != CANCEL:
            self.asked, self._asked_at = what, self._asked_at or time.monotonic()

    def leave(self) -> None:
        """Have `get` raise Left, once what is asked has been passed on."""
        self._leaving.set()

    def rest(self, seconds: float) -> None:
        """Wait, unless it is time to leave."""
        self._leaving.wait(seconds)

    def get(self, site: Any, method: str, *arguments: Any) -> Any:
        """What a method of the site gives, asked again while the node is out of reach for a moment.

        Raises Left, Deaf, and what Ray raises when the site is lost.
        """
        while True:
            pending = getattr(site, method).remote(*arguments)
            try:
                while not ray.wait([pending], timeout=LOOK_SECONDS)[0]:
                    self._heed(site)
                self._heed(site)
                return ray.get(pending)
            except ActorUnavailableError:
                self._heed(site)
                time.sleep(LOOK_SECONDS)

    def _heed(self, site: Any) -> None:
        if self.begun and self._told != self.asked:
            heard = site.ask.remote(self.asked)
            self._told = self.asked
            if self._leaving.is_set():
                ray.wait([heard], timeout=LOOK_SECONDS)
        if self._leaving.is_set():
            raise Left
        if self.asked is not None and (not self.begun or time.monotonic() - self._asked_at > self._patience):
            raise Deaf
