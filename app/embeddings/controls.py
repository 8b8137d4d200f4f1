"""What a map shows: its kind, its colours, and what stands beside it. All of it is kept in the URL."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from app.embeddings.colours import Painting, paintings
from app.embeddings.kinds import DRAWINGS, HOW_TO_READ, MAPS, Drawing
from app.embeddings.maps import map_maker
from app.embeddings.shown import MOST_BESIDE, Shown, comparable, side_by_side
from app.embeddings.wide import QUICK, WideRun, can_be_wide
from app.names import needs_labels
from app.runs.alike import WITH_LABELS, on_the_same_images, supervised_on_its_way
from app.runs.view import RunView
from app.scatter import MOST_POINTS
from app.state import dataset
from app.train.controls import train_with_labels
from app.url import bound
from ssl_demo.jobs.watch import WATCHED
from ssl_demo.runs.run import Run


class Chosen(NamedTuple):
    """What to draw. many: through five thousand images. read: how such a map is read."""

    places: list[Shown]
    many: bool
    drawing: Drawing
    painting: Painting
    read: str


def choose(view: RunView) -> Chosen:
    """The kind of map, the colours and the runs side by side. Raises UserError when the images aren't here."""
    images = dataset(view.config.data).train
    kinds, colours, more = st.columns([5, 3, 4], gap="medium")
    with kinds, bound("map", MAPS.__getitem__) as url:
        kind = st.segmented_control(
            "Kind of map", list(MAPS), format_func=MAPS.__getitem__, default="umap", required=True, **url
        )
        many = _choose_many(view, min(MOST_POINTS, len(images)))
    ways = paintings(images)
    if st.session_state.get("colour", "class") not in ways:  # another run's images may have no such factor
        st.session_state["colour"] = "class"
    with colours, bound("colour", lambda name: ways[name].title if name in ways else name) as url:
        way = st.selectbox("Colour by", list(ways), format_func=lambda name: ways[name].title, **url)
    with more:
        places = _choose_places(view)
    kind = kind or "umap"
    return Chosen(places, many, DRAWINGS[kind], ways[way], HOW_TO_READ[kind])


def _choose_many(view: RunView, count: int) -> bool:
    """Whether to look at so many images."""
    if count <= WATCHED:
        return False
    possible = can_be_wide(view)
    with bound("many", disabled=not possible) as url:
        wanted = st.toggle(f"{count:,} images, before and after training", help=MANY, **url)
    if wanted and not possible:
        st.caption(f"{NOT_MANY} This one shows {WATCHED:,}.")
    return wanted and possible


NOT_MANY = f"Only a finished run with a quick encoder ({', '.join(QUICK)}) can show so many."
MANY = (
    f"The page keeps the features of {WATCHED:,} images at a dozen moments of training. Of more images it can ask the "
    f"two encoders that are kept whole, the untrained and the trained one, which takes a few seconds. {NOT_MANY}"
)


def _choose_places(view: RunView) -> list[Shown]:
    alike = on_the_same_images(view.run)
    titles = comparable(view, alike)
    if "beside" in st.session_state:  # a run may have been deleted, or be the current one by now
        st.session_state["beside"] = [name for name in st.session_state["beside"] if name in titles]
    with bound("beside", lambda name: titles.get(name, name)) as url:
        chosen = st.multiselect(
            "Put beside it",
            list(titles),
            format_func=titles.__getitem__,
            max_selections=MOST_BESIDE,
            placeholder="nothing",
            help=BESIDE,
            **url,
        )
    with_labels = [run for run in (view.run, *alike) if needs_labels(run.config.method)]
    if not any(run.config.encoder == view.config.encoder for run in with_labels):
        st.button(
            "Train one with labels to compare",
            key="train_supervised",
            icon=":material/school:",
            type="tertiary",
            disabled=view.status.active,
            on_click=train_with_labels,
            args=(view.run,),
        )
    elif supervised_on_its_way(view.run, alike):
        st.caption(":material/hourglass_top: One with labels is in training; put it beside this one as it grows.")
    return side_by_side(view, chosen, titles, alike)


BESIDE = (
    "Runs that were trained on the same images. Their maps show the same thousand of them: what you point at, pick or "
    "choose in one stands out in all, and ▶ plays them together."
)


def pace(run: Run) -> float | None:
    """How often the page looks again: while a run on it trains, or may soon stand there, or a map of one is made."""
    names = st.session_state.get("beside") or []
    on_screen = [run]
    for other in on_the_same_images(run):
        if other.id in names or (other.config.method == WITH_LABELS and other.status.active):
            on_screen.append(other)
    return 2.0 if any(each.status.active or making_maps(each) for each in on_screen) else None


def making_maps(run: Run) -> bool:
    """Whether a map of this run is being made, of the watched images or of more."""
    return map_maker().busy(run) or map_maker().busy(WideRun(run.path))
