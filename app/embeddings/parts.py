"""The parts of the Embeddings page: the kind of map, the slider over training, the map, an image's neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from torch import Tensor

from app.embeddings.maps import MAPS, map_maker
from app.embeddings.snapshots import Moment, Neighbours, neighbours_of, step_name
from app.gallery import sheet
from app.linechart import live_lines
from app.palette import CONTENDERS, LINES
from app.runs.view import RunView
from app.scatter import scatter
from app.url import bound, from_url, to_url
from ssl_demo.errors import UserError

HOW_TO_READ = {
    "umap": "**UMAP** looks up each image's nearest neighbours in the feature space and lays out the plane so that "
    "they stay together. *Who* is together means something. How far apart two groups lie, and how large or round they "
    "look, means little.",
    "tsne": "**t-SNE** also keeps neighbours together. Its groups come out about equally large and equally far apart, "
    "whatever they are in the feature space: read *who* is together, and nothing else.",
    "pca": "**PCA** is a shadow. It keeps the two directions in which the features differ most and drops all others. "
    "Nothing is bent, but groups that differ only in a dropped direction lie on top of each other here.",
}
SAME_FRAME = "#17A043"


def choose_map() -> str:
    """The kind of map, kept in the URL."""
    with bound("map", MAPS.__getitem__) as url:
        chosen = st.segmented_control(
            "Kind of map", list(MAPS), format_func=MAPS.__getitem__, default="umap", required=True, **url
        )
    return chosen or "umap"


def choose_step(steps: Sequence[int]) -> int:
    """The moment of training, kept in the URL. Whoever stands at the newest one stays there while more come."""
    newest, chosen = steps[-1], st.session_state.get("step", steps[-1])
    if chosen != newest and (chosen not in steps or chosen == st.session_state.get("newest_step")):
        st.session_state["step"] = newest
    st.session_state["newest_step"] = newest
    if len(steps) == 1:
        st.caption(f"One look so far: **{step_name(newest)}**. A slider over training appears with the second.")
        return newest
    start = {} if "step" in st.session_state else {"value": newest}
    with bound("step", step_name) as url:
        return st.select_slider("Moment of training", steps, format_func=step_name, **start, **url)


def show_accuracy(view: RunView, step: int) -> None:
    """kNN accuracy over training, with the chosen moment marked."""
    curve = view.gauge("knn")
    lines = {"kNN accuracy": curve, "this moment": [point for point in curve if point[0] == step]}
    styles = {"kNN accuracy": CONTENDERS["ssl"], "this moment": LINES[1]}
    live_lines(lines, "knn_over_steps", x_title="step", styles=styles, percent=True, height=210)


def show_map(view: RunView, moment: Moment, method: str, height: int = 480) -> int:
    """The map, or PCA while the one asked for isn't there; returns the number of the picked image."""
    was_busy = map_maker().busy(view.run)
    points, waiting = _points(view, moment, method)
    key = f"embedding_map_{view.run.id}"
    count = len(moment.images)
    start = from_url("image", 0, lambda text: _number(text, count))
    before = (st.session_state.get(key) or {}).get("picked", start)
    around = neighbours_of(moment, before).indices if 0 <= before < count else []
    picked = scatter(
        points,
        moment.images.labels,
        moment.images.classes,
        moment.images.pixels,
        key=key,
        height=height,
        picked=start,
        marked=around,
        label=f"{MAPS[method]} of the features, {step_name(moment.step)}",
    )
    if waiting:
        st.markdown(f":material/hourglass_top: **This is PCA.** {waiting}")
    if map_maker().busy(view.run) and not (was_busy or view.status.active):
        st.rerun()  # so that the page looks again until the map is there
    chosen = start if picked is None else picked
    to_url("image", str(chosen) if chosen else None)
    return chosen


def _points(view: RunView, moment: Moment, method: str) -> tuple[Tensor, str]:
    """The map asked for, or PCA and a sentence on when the other will be there."""
    run, maker = view.run, map_maker()
    pca = maker.get(run, "pca", moment.step, moment.tensors)
    assert pca is not None
    if method == "umap" and view.status.active and "umap" not in moment.tensors:
        # The worker draws UMAP as it trains; a second computation would only slow it down.
        if _map_kind(view, moment.step) == "umap":
            return moment.tensors["map"], ""
        return pca, "UMAP follows as soon as the run has time for it."
    points = maker.get(run, method, moment.step, moment.tensors)
    if points is not None:
        return points, ""
    work = maker.progress(run, method)
    if work and work.problem:
        return pca, work.problem
    so_far = f" ({work.made} of {work.total} moments are done)" if work and work.total else ""
    return pca, f"{MAPS[method]} is being computed{so_far}; then the points will move."


def _map_kind(view: RunView, step: int) -> str:
    """How the worker drew its map of this step."""
    return next((str(look.get("map_kind")) for look in view.looks if look["step"] == step), "pca")


def _number(text: str, count: int) -> int:
    number = int(text)
    if not 0 <= number < count:
        raise UserError(f"This map has the images 0 to {count - 1}.")
    return number


def show_neighbours(title: str, moment: Moment, around: Neighbours) -> None:
    """An image and its nearest neighbours: those of its class are framed and ticked."""
    images = moment.images
    names = [images.classes[images.labels[i]] for i in [around.query, *around.indices]]
    shared = sum(around.same)
    st.markdown(f"**{title}**: {shared} of {len(around.same)} share its class")
    signs = ["✓" if same else "✗" for same in around.same]
    nearness = zip(signs, names[1:], around.similarities, strict=True)
    sheet(
        images.pixels[[around.query, *around.indices]],
        alt=[f"the picked image, {names[0]}", *(f"neighbour, {name}" for name in names[1:])],
        captions=[f"this {names[0]}", *(f"{sign} {name} {similarity:.2f}" for sign, name, similarity in nearness)],
        marks=[None, *(SAME_FRAME if same else None for same in around.same)],
        width=64,
    )
