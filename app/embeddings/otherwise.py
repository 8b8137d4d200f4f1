"""The same features drawn otherwise: what changes was never in the features."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
import torch.nn.functional as F
from torch import Tensor

from app.embeddings.belief import kept
from app.embeddings.explorer import Seen
from app.embeddings.kinds import Drawing
from app.embeddings.maps import map_maker
from app.embeddings.snapshots import Moment
from app.scatter import scatter
from app.scatter.colouring import by_class
from app.url import bound
from app.words import plain
from ssl_demo.evaluation.agreement import Agreement, agreement
from ssl_demo.evaluation.projection import MINIMAL_DISTANCE, NEIGHBOURS, Layout
from ssl_demo.runs.run import Run

HEIGHT = 380


class Told(NamedTuple):
    """What one map keeps of the features: its neighbourhoods, and the order of distances and sizes of the classes."""

    trustworthiness: float | None
    continuity: float | None
    kept: Agreement


def show_otherwise(seen: Seen) -> None:
    """UMAP with other settings beside the usual one, and what both have in common. Raises UserError."""
    drawing = _choose()
    run, moment = seen.shown.run, seen.moment
    usual = map_maker().get(run, USUAL, moment.step)
    other = map_maker().get(run, drawing, moment.step)
    problem = next(
        (work.problem for each in (USUAL, drawing) if (work := map_maker().progress(run, each)) and work.problem), ""
    )
    if problem:
        st.warning(plain(problem), icon=":material/info:")
    if usual is None or other is None:
        if not problem:
            st.markdown(":material/hourglass_top: The two maps are being computed, which takes a few seconds.")
        return
    titles = ("The usual settings", "Your settings")
    for column, title, points in zip(st.columns(2, gap="large"), titles, (usual, other), strict=True):
        with column:
            st.markdown(f"##### {title}")
            _map(title, moment, points, run.id)
    both = told(run, moment, usual), told(run, moment, other)
    between = agreement(usual, other, moment.images.labels)
    st.markdown(_table(titles, both))
    st.markdown(compared(both, between))
    st.caption(TRY)


USUAL = Drawing("umap", follows=False)


def _choose() -> Drawing:
    columns = st.columns(3, gap="large")
    with columns[0], bound("neighbours") as url:
        neighbours = st.select_slider(
            "Neighbours (`n_neighbors`)", (2, 5, 10, NEIGHBOURS, 30, 50, 100, 200), NEIGHBOURS, help=MANY, **url
        )
    with columns[1], bound("min_dist") as url:
        close = st.slider("Smallest distance (`min_dist`)", 0.0, 0.99, MINIMAL_DISTANCE, 0.05, help=CLOSE, **url)
    with columns[2], bound("umap_seed") as url:
        seed = int(st.number_input("Seed", 0, 9999, 1, help=SEED, **url))
    return Drawing("umap", Layout(2, int(neighbours), float(close)), seed, follows=False)


def _map(title: str, moment: Moment, points: Tensor, run_id: str) -> None:
    scatter(
        points,
        by_class(moment.images),
        moment.images.pixels,
        key=f"{title}_{run_id}",
        height=HEIGHT,
        label=f"UMAP, {title.lower()}",
        link=f"otherwise_{run_id}",
    )


def told(run: Run, moment: Moment, points: Tensor) -> Told:
    """The numbers of one map."""
    found = kept(run, moment, points)
    trusted = (None, None) if found is None else tuple(float(each.mean()) for each in found)
    return Told(*trusted, agreement(F.normalize(moment.features, dim=1), points, moment.images.labels))


def _table(titles: tuple[str, str], both: tuple[Told, Told]) -> str:
    rows = {
        "Who is near: trustworthiness": [each.trustworthiness for each in both],
        "Who is near: continuity": [each.continuity for each in both],
        "How far apart classes are: rank correlation with the features": [each.kept.between for each in both],
        "How large classes are: rank correlation with the features": [each.kept.sizes for each in both],
    }
    lines = [f"| {name} | {_number(one)} | {_number(other)} |" for name, (one, other) in rows.items()]
    return "\n".join([f"| What the map keeps | {titles[0]} | {titles[1]} |", "| :-- | --: | --: |", *lines])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def compared(both: tuple[Told, Told], maps: Agreement) -> str:
    """What these two maps of the same features have in common, and what they don't."""
    said = []
    trusted = [each.trustworthiness for each in both if each.trustworthiness is not None]
    if len(trusted) == 2:
        said.append(_near(trusted))
    if maps.between is not None and maps.sizes is not None:
        least = min(maps.between, maps.sizes)
        said.append(
            f"On **how far apart** the classes are, the two agree with a rank correlation of {maps.between:.2f}, on "
            f"**how large** they are with {maps.sizes:.2f} (1: the same order, 0: none in common), and the features "
            "are the same."
        )
        said.append(
            "Here the order survived. All these maps start from the PCA map, so they have much in common: try few "
            "neighbours, many neighbours, and the untrained encoder before you trust a distance."
            if least >= KEPT
            else "What changed between the maps was never in the features."
        )
    return " ".join(said)


def _near(trusted: list[float]) -> str:
    what = f"**who is near whom** ({trusted[0]:.2f} and {trusted[1]:.2f})"
    if min(trusted) >= KEPT:
        return f"Both maps keep {what}."
    if max(trusted) < KEPT:
        return f"Neither map keeps {what}: these features don't fit into a plane."
    return f"With one of these settings the map no longer tells even {what}: settings can spoil that, too."


KEPT = 0.9
"""From here on an order, or a neighbourhood, counts as kept."""
MANY = "How many of an image's nearest UMAP tries to keep. Few: many small islands. Many: the rough shape of the whole."
CLOSE = "How close points may come to each other. It changes how dense groups look, and says nothing about features."
SEED = "The number that UMAP's own dice are thrown with. Change it alone, and see which of the picture was chance."
TRY = (
    "Change one setting at a time: the **seed** alone, and what moves was chance. **Smallest distance**, and what "
    "swells or shrinks was never the features' size. **Neighbours**, and see at which end the map stops to tell who is "
    "near whom."
)
