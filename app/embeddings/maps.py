"""2-D maps of a run's snapshots for a page that never waits: what isn't stored is made by a thread, once."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run

MAPS = {"umap": "UMAP", "pca": "PCA", "tsne": "t-SNE"}
LONGEST_WAIT = 5.0
"""Seconds that the end of the app may wait for a map."""


@dataclass(frozen=True)
class Progress:
    """The background work on the maps of one run by one method; `problem` is why it ended without them."""

    made: int = 0
    total: int = 0
    problem: str = ""


class MapMaker:
    """Makes maps in one background thread.

    PCA and UMAP are made for all snapshots of a run, from the first to the last: each map starts from the one before,
    as the worker's do, so that points stay near their places while one moves the slider. t-SNE takes too long for that;
    each of its maps is made when it is asked for, and starts from the PCA map of the same step. So no map depends on
    the order in which people ask.
    """

    def __init__(self) -> None:
        self._maps: dict[tuple[str, str, int], Tensor] = {}
        self._work: dict[tuple[str, str], Progress] = {}
        self._lock = threading.Lock()
        self._orders = queue.SimpleQueue[tuple[Run, str, int] | None]()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="maps")
        self._thread.start()

    def get(self, run: Run, method: str, step: int, snapshot: Mapping[str, Tensor]) -> Tensor | None:
        """The map of this step, [n, 2]; None while it is still being made. PCA is always there at once."""
        if method in snapshot:
            return snapshot[method]
        key = (run.id, method, step)
        if key not in self._maps and method == "pca":
            self._make(run, method, step)
        elif key not in self._maps:
            self._order(run, method, step)
        return self._maps.get(key)

    def progress(self, run: Run, method: str) -> Progress | None:
        """How far the ordered maps are; None when there is no work on them."""
        return self._work.get((run.id, method))

    def busy(self, run: Run) -> bool:
        """Whether maps of this run are being made."""
        return any(run_id == run.id and not work.problem for (run_id, _), work in list(self._work.items()))

    def close(self) -> None:
        """Stop after the map that is being made, or without it if that takes long."""
        self._closing.set()
        self._orders.put(None)
        self._thread.join(LONGEST_WAIT)

    def _order(self, run: Run, method: str, step: int) -> None:
        with self._lock:
            if (run.id, method) in self._work:
                return
            self._work[run.id, method] = Progress()
        self._orders.put((run, method, step))

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            self._make_in_background(*order)

    def _make_in_background(self, run: Run, method: str, step: int) -> None:
        problem = ""
        try:
            self._make(run, method, step)
        except UserError as error:
            problem = str(error)
        except Exception:
            logging.getLogger(__name__).exception("%s of %s failed", method, run.id)
            problem = f"{MAPS[method]} can't draw the features of this run; PCA still can."
        with self._lock:
            if problem:
                self._work[run.id, method] = Progress(problem=problem)
            else:
                del self._work[run.id, method]

    def _make(self, run: Run, method: str, step: int) -> None:
        if method == "tsne":
            snapshot = run.snapshot(step)
            self._project(run, method, step, snapshot, self.get(run, "pca", step, snapshot))
            return
        previous: Tensor | None = None
        steps = run.snapshots()
        for made, each in enumerate(steps):
            if self._closing.is_set():
                return
            if method != "pca":
                self._work[run.id, method] = Progress(made, len(steps))
            if (run.id, method, each) not in self._maps:
                self._project(run, method, each, run.snapshot(each), previous)
            previous = self._maps[run.id, method, each]

    def _project(
        self, run: Run, method: str, step: int, snapshot: Mapping[str, Tensor], previous: Tensor | None
    ) -> None:
        from ssl_demo.evaluation.projection import project

        found = snapshot.get(method)
        if found is None:
            found = project(snapshot["features"], method, previous, run.config.seed)
        self._maps[run.id, method, step] = found


@st.cache_resource(show_spinner=False)
def map_maker() -> MapMaker:
    """The one map maker of this process."""
    maker = MapMaker()
    atexit.register(maker.close)
    return maker
