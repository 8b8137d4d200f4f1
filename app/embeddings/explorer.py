"""The maps of one run or of several side by side, with what people point at in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import NamedTuple

import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from app import errors
from app.embeddings.belief import preserved
from app.embeddings.colours import Painting
from app.embeddings.films import Maps, maps_of, told
from app.embeddings.kinds import Drawing
from app.embeddings.place import entered, leave
from app.embeddings.shown import Shown
from app.embeddings.snapshots import Moment, moment_of, neighbours_of, step_name
from app.embeddings.wide import widened
from app.findings import moved, percent
from app.scatter import scatter
from app.scatter.heard import Heard
from app.words import plain
from ssl_demo.errors import UserError

HEIGHTS = {1: 500, 2: 440, 3: 360}


class Seen(NamedTuple):
    """One map as it stands: of which run, at which of the moments that can be read, and its points [n, 2 or 3]."""

    shown: Shown
    steps: Sequence[int]
    moment: Moment
    points: Tensor


class Explored(NamedTuple):
    """What is on screen. picked: the number of an image, if one is. chosen: those within a lasso."""

    seen: list[Seen]
    picked: int | None
    chosen: tuple[int, ...]

    @property
    def first(self) -> Seen:
        return self.seen[0]


def explorer(
    places: Sequence[Shown], drawing: Drawing, painting: Painting, many: bool, columns: Sequence[DeltaGenerator]
) -> Explored:
    """Draw the maps, the current run's first, and keep the picked image and the moment in the URL.

    many: through five thousand images. Raises UserError when the current run has no map; what is wrong with another
    one stands in its place.
    """
    seen: list[Seen] = []
    slot, heard = "", Heard()
    for place, column in zip(places, columns, strict=True):
        with column, errors.shown() if seen else nullcontext():
            shown = widened(place) if many else place
            maps = maps_of(shown, drawing)
            if not seen:
                slot = f"explorer_{shown.run.id}"
                index = shown.run.snapshot(maps.film.steps[0])["index"]
                heard = entered(slot, shown, maps.film.steps, index)
                leave(slot, shown, maps.film.steps, index, heard)
            here = _see(shown, maps, heard)
            if seen and not torch.equal(here.moment.tensors["index"], seen[0].moment.tensors["index"]):
                raise UserError(f"{shown.run.name} was watched on other images; train it again to see it here.")
            _draw(here, maps, heard, painting, slot, HEIGHTS[len(places)])
            seen.append(here)
    return Explored(seen, heard.picked, heard.chosen)


def _see(shown: Shown, maps: Maps, heard: Heard) -> Seen:
    place = heard.moment(maps.film.steps, shown.key)
    return Seen(shown, maps.film.steps, moment_of(shown.run, maps.film.steps[place]), maps.film.frames[place])


def _draw(seen: Seen, maps: Maps, heard: Heard, painting: Painting, slot: str, height: int) -> None:
    shown, moment = seen.shown, seen.moment
    if shown.title:
        st.markdown(f"##### {plain(shown.title)}")
    readings = [reading for reading in shown.view.gauge("knn") if not shown.only_untrained or reading[0] == 0]
    st.markdown(f"**{moved('kNN accuracy', readings, percent, over=shown.view.status.state == 'done')}**")
    painted = painting.paint(shown.run, moment, seen.points)
    around = [] if heard.picked is None else neighbours_of(moment, heard.picked).indices
    scatter(
        seen.points,
        painted.colouring,
        moment.images.pixels,
        key=shown.key,
        height=height,
        picked=heard.picked,
        marked=around,
        label=f"{maps.title} of the features of {shown.title or shown.run.name}, {step_name(moment.step)}",
        film=maps.film if len(seen.steps) > 1 else None,
        at=seen.steps.index(moment.step),
        link=slot,
        lasso=True,
    )
    if sentence := told(maps):
        st.markdown(sentence)
    st.caption(f"{preserved(shown.view, moment, seen.points)} {painted.note}")
