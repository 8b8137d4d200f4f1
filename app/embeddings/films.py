"""The maps of a run over its training, as far as they are there."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from app.embeddings.kinds import LIVE, TITLES, Drawing, stand_in
from app.embeddings.maps import map_maker
from app.embeddings.shown import Shown
from app.embeddings.snapshots import step_name
from app.runs.view import RunView
from app.scatter.film import Film
from app.words import plain
from ssl_demo.errors import UserError


class Maps(NamedTuple):
    """A film with a frame for every step that can be read, all drawn in the same way.

    title: of that way. waiting: why PCA stands in for the one asked for, or an empty string. damaged: the steps that
    can't be read.
    """

    film: Film
    title: str
    waiting: str
    damaged: list[int]


def maps_of(shown: Shown, drawing: Drawing) -> Maps:
    """Every moment's map; that of PCA until all of the drawing are there. Raises UserError when none can be read."""
    view, problem = shown.view, None
    frames: dict[int, Tensor | None] = {}
    for step in shown.steps:
        try:
            frames[step] = _asked_for(view, step, drawing)
        except UserError as error:
            problem = error
    if not frames:
        raise problem or UserError(f"{shown.run.name} has no look at its features yet.")
    there = [frame for frame in frames.values() if frame is not None]
    waiting = "" if len(there) == len(frames) else _why(view, drawing)
    steps, knn = list(frames), dict(view.gauge("knn"))
    names, values = [step_name(step) for step in steps], [knn.get(step) for step in steps]
    film = Film(steps, names, [_pca(view, step, drawing) for step in steps] if waiting else there, values, "kNN")
    title = TITLES["pca" if waiting else drawing.method]
    return Maps(film, title, waiting, [step for step in shown.steps if step not in frames])


def told(maps: Maps) -> str:
    """What has to be said of the maps, or an empty string."""
    sentences = [f":material/hourglass_top: **This is PCA.** {plain(maps.waiting)}"] if maps.waiting else []
    if maps.damaged:
        steps = ", ".join(map(step_name, maps.damaged))
        sentences.append(f":material/broken_image: Left out, as their files are damaged: {plain(steps)}.")
    return " ".join(sentences)


def _asked_for(view: RunView, step: int, drawing: Drawing) -> Tensor | None:
    """The map asked for, or None while it isn't there."""
    if drawing.method == "umap" and view.status.active:
        # The worker draws UMAP as it trains; a second computation would only slow it down.
        flat = drawing.layout.dimensions == 2 and view.map_kind(step) == "umap"
        return map_maker().get(view.run, LIVE, step) if flat else None
    return map_maker().get(view.run, drawing, step)


def _pca(view: RunView, step: int, drawing: Drawing) -> Tensor:
    found = map_maker().get(view.run, stand_in(drawing), step)
    assert found is not None
    return found


def _why(view: RunView, drawing: Drawing) -> str:
    """What the map asked for waits for."""
    if drawing.method == "umap" and view.status.active:
        return "UMAP follows as soon as the run has time for it."
    work = map_maker().progress(view.run, drawing)
    if work and work.problem:
        return work.problem
    so_far = f" ({work.made} of {work.total} moments are done)" if work and work.total else ""
    return f"{TITLES[drawing.method]} is being computed{so_far}; then the points will move."
