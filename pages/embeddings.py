"""Embeddings: who is whose neighbour, at any moment of a run's training, and which parts of the map to believe?"""

from __future__ import annotations

import streamlit as st

from app.embeddings.chosen import show_chosen
from app.embeddings.controls import choose, making_maps, pace
from app.embeddings.explorer import explorer
from app.embeddings.layout import layout, show_protocol, show_reading
from app.embeddings.neighbours import show_neighbours, show_own
from app.embeddings.otherwise import show_otherwise
from app.ending import ending
from app.errors import shown
from app.frame import run_title
from app.glossary import explain
from app.live import live
from app.names import needs_labels
from app.runs.view import read_run
from app.state import current_run
from app.words import plain
from ssl_demo.runs.run import Run

st.title("Embeddings", anchor=False)
st.markdown(
    "An encoder turns every image into a list of a few hundred numbers: its **embedding**, a point in a space of as "
    "many dimensions. Images that the encoder finds alike become points that lie close together. Here that space is "
    "flattened to a map. Press ▶ and watch it form."
)
explain("embedding", "umap", "knn accuracy", "trustworthiness", "continuity")


def empty(run: Run | None) -> None:
    """What will be seen here, and how to get there."""
    if run is None:
        st.info("There is no run yet. Train a first one: it takes about a minute.", icon=":material/bubble_chart:")
    elif run.status.active:
        st.info("The first look at the features comes a few seconds after training has begun. This page will show it.")
    else:
        st.info(f"{plain(run_title(run))} ended before its features were looked at. {plain(run.status.reason)}")
    st.markdown(
        "You will see a thousand images as points, play the way from the **untrained** encoder to the trained one and "
        "watch groups form, and click any image to see which others the encoder takes for its relatives."
    )
    ending(FIRST_QUESTION, "pages/train.py", "Train an encoder", ":material/model_training:")


def explore(run: Run) -> None:
    """The maps and what belongs to them."""
    view = read_run(run)
    if not run.snapshots():
        empty(run)
        return
    st.markdown(WITH_LABELS if needs_labels(view.config.method) else WITHOUT_LABELS)
    chosen, stood_still = choose(view), pace(run) is None
    maps, beside = layout(len(chosen.places))
    explored = explorer(chosen.places, chosen.drawing, chosen.painting, chosen.many, maps)
    with beside:
        if explored.chosen:
            show_chosen(explored)
        else:
            show_reading(chosen)
        show_protocol(chosen)
    st.subheader("Who is like this one?", anchor=False)
    st.markdown(NEIGHBOURS)
    show_neighbours(explored)
    st.caption(SURPRISE)
    with st.expander("And an image of your own?", key="own_image", on_change="rerun") as own:
        if own.open:
            show_own(explored.first)
    with st.expander("What does the map not tell? Draw it otherwise", key="otherwise", on_change="rerun") as other:
        if other.open:
            show_otherwise(explored.first)
    if stood_still and any(making_maps(seen.shown.run) for seen in explored.seen):
        st.rerun()  # from now on the page looks again until the maps are there
    ending(QUESTION, "pages/label_budget.py", "Label budget: what are these features worth?")


WITHOUT_LABELS = (
    "Training saw **no labels**: the colours are for our eyes only. Where one colour gathers in one place, the encoder "
    "has found that class by itself."
)
WITH_LABELS = (
    "This encoder was trained **with labels**, to tell these very classes apart, so groups of one colour are what it "
    "was asked for. Put a run beside it that saw no labels."
)
NEIGHBOURS = (
    "The ten **nearest neighbours** of the picked image, looked up among all features and not in the flattened picture "
    "above. The number is the **cosine similarity** of the features: 1 means the same direction. ✓ and a frame mark "
    "the same class."
)
SURPRISE = (
    "What may surprise you: the untrained encoder finds images that look alike, too, by their colours and background, "
    "and calls nearly everything similar (compare numbers within a row, not between rows). Training with random views "
    "takes colour and position away, and what remains tends to be the object. Look for an image where it fails as "
    "well: there always are some, and they tell what the encoder goes by."
)
FIRST_QUESTION = "Before you look: after a minute of training without labels, will toys of one kind lie together?"
QUESTION = (
    "Which two classes does this encoder mix up most? Paint the map by *Right or wrong*, draw a lasso around the "
    "crosses, and see what those images have in common."
)

run = current_run()
if run is None:
    empty(None)
else:
    with shown():
        live(lambda: explore(run), lambda: pace(run))
