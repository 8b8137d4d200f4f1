"""Maps of a run's snapshots for a page that never waits: what isn't stored is made by a thread, once."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.embeddings.kinds import DRAWINGS, LIVE, TITLES, Drawing
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run

LONGEST_WAIT = 5.0
"""Seconds that the end of the app may wait for a map."""


MOST_MAPS = 2_000
"""That are kept, the newest: some ten kilobytes each."""
Key = tuple[str, Drawing, int]
"""A run's id, and a step of it."""


@dataclass(frozen=True)
class Progress:
    """The background work on the maps of one run by one drawing; `problem` is why it ended without them."""

    made: int = 0
    total: int = 0
    problem: str = ""


class MapMaker:
    """Makes maps in one background thread.

    Drawings that follow are made for all snapshots of a run, from the first to the last: each map starts from the one
    before, as the worker's do, so that points stay near their places while one moves through the training. Others are
    made for one snapshot when they are asked for. So no map depends on the order in which people ask.
    """

    def __init__(self) -> None:
        self._maps: dict[Key, Tensor] = {}
        self._work: dict[tuple[str, Drawing], Progress] = {}
        self._lock = threading.Lock()
        self._orders = queue.SimpleQueue[tuple[Run, Drawing, int] | None]()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="maps")
        self._thread.start()

    def get(self, run: Run, drawing: Drawing, step: int) -> Tensor | None:
        """The map of this step, [n, 2 or 3]; None while it is still being made. PCA is always there at once.

        Raises UserError where its snapshot can't be read.
        """
        key = (run.id, drawing, step)
        if key not in self._maps:
            stored = _stored(run.snapshot(step), drawing)
            if stored is not None:
                return self._remember(key, stored)
            if drawing.method == "pca":
                self._make(run, drawing, step)
            else:
                self._order(run, drawing, step)
        return self._maps.get(key)

    def progress(self, run: Run, drawing: Drawing) -> Progress | None:
        """How far the ordered maps are; None when there is no work on them."""
        return self._work.get((run.id, drawing))

    def busy(self, run: Run) -> bool:
        """Whether maps of this run are being made."""
        return any(run_id == run.id and not work.problem for (run_id, _), work in list(self._work.items()))

    def close(self) -> None:
        """Stop after the map that is being made, or without it if that takes long."""
        self._closing.set()
        self._orders.put(None)
        self._thread.join(LONGEST_WAIT)

    def _order(self, run: Run, drawing: Drawing, step: int) -> None:
        with self._lock:
            if (run.id, drawing) in self._work:
                return
            self._work[run.id, drawing] = Progress()
        self._orders.put((run, drawing, step))

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            self._make_in_background(*order)

    def _make_in_background(self, run: Run, drawing: Drawing, step: int) -> None:
        problem = ""
        try:
            self._make(run, drawing, step)
        except UserError as error:
            problem = str(error)
        except Exception:
            logging.getLogger(__name__).exception("%s of %s failed", drawing, run.id)
            problem = f"{TITLES[drawing.method]} can't draw the features of this run; PCA still can."
        with self._lock:
            if problem:
                self._work[run.id, drawing] = Progress(problem=problem)
            else:
                del self._work[run.id, drawing]

    def _make(self, run: Run, drawing: Drawing, step: int) -> None:
        """The map of this step, and of a drawing that follows those of all other steps that can be read."""
        previous: Tensor | None = None
        steps = run.snapshots() if drawing.follows else [step]
        for made, each in enumerate(steps):
            if self._closing.is_set():
                return
            if drawing.method != "pca":
                self._work[run.id, drawing] = Progress(made, len(steps))
            try:
                previous = self._map(run, drawing, each, previous)
            except UserError:
                if each == step:
                    raise

    def _map(self, run: Run, drawing: Drawing, step: int, previous: Tensor | None) -> Tensor:
        from ssl_demo.evaluation.projection import project

        key = (run.id, drawing, step)
        if key not in self._maps:
            snapshot, seed = run.snapshot(step), run.config.seed if drawing.seed is None else drawing.seed
            found = _stored(snapshot, drawing)
            if found is None:
                found = project(snapshot["features"], drawing.method, previous, seed, drawing.layout)
            return self._remember(key, found)
        return self._maps[key]

    def _remember(self, key: Key, found: Tensor) -> Tensor:
        with self._lock:
            self._maps[key] = found
            while len(self._maps) > MOST_MAPS:
                del self._maps[next(iter(self._maps))]
        return found


def _stored(snapshot: Mapping[str, Tensor], drawing: Drawing) -> Tensor | None:
    """The map that the worker left with the snapshot: the one it drew while it trained, or that of the usual UMAP."""
    return snapshot.get(STORED.get(drawing, ""))


STORED = {DRAWINGS["umap"]: "umap", LIVE: "map"}


@st.cache_resource(show_spinner=False)
def map_maker() -> MapMaker:
    """The one map maker of this process."""
    maker = MapMaker()
    atexit.register(maker.close)
    return maker
