"""Embeddings: who is whose neighbour, at any moment of a run's training?"""

from __future__ import annotations

import streamlit as st

from app.embeddings.maps import map_maker
from app.embeddings.parts import HOW_TO_READ, choose_map, choose_step, show_accuracy, show_map, show_neighbours
from app.embeddings.snapshots import moment_of, neighbours_of, step_name
from app.errors import shown
from app.live import live
from app.names import needs_labels
from app.runs.view import read_run
from app.state import current_run
from app.words import plain
from ssl_demo.runs.run import Run

st.title("Embeddings")
st.markdown(
    "An encoder turns every image into a list of a few hundred numbers: its **embedding**, a point in a space of as "
    "many dimensions. Images that the encoder finds alike become points that lie close together. Here that space is "
    "flattened to a map, and each point is painted in the colour of its true class."
)


def empty(run: Run | None) -> None:
    """What will be seen here, and how to get there."""
    if run is None:
        st.info("There is no run yet. Train a first one: it takes about a minute.", icon=":material/bubble_chart:")
    elif run.status.active:
        st.info("The first look at the features comes a few seconds after training has begun. This page will show it.")
    else:
        st.info(f"{plain(run.name)} ended before its features were looked at. {plain(run.status.reason)}")
    st.markdown(
        "You will see a thousand images as points, drag a slider from the **untrained** encoder to the trained one and "
        "watch groups form, and click any image to see which others the encoder takes for its relatives."
    )
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")


def explore(run: Run) -> None:
    """The map with its slider and what belongs to it."""
    view, steps = read_run(run), run.snapshots()
    if not steps:
        empty(run)
        return
    st.markdown(WITH_LABELS if needs_labels(view.config.method) else WITHOUT_LABELS)
    kind, moments = st.columns([1, 2], gap="large")
    with kind:
        method = choose_map()
    with moments:
        step = choose_step(steps)
    moment = moment_of(run, step)
    left, right = st.columns([2, 1], gap="large")
    with left:
        picked = show_map(view, moment, method)
        st.caption(LOOK)
    with right:
        show_accuracy(view, step)
        st.caption(ACCURACY)
        st.markdown(HOW_TO_READ[method])
    st.subheader("Who is like this one?", anchor=False)
    st.markdown(NEIGHBOURS)
    show_neighbours(step_name(step).capitalize(), moment, neighbours_of(moment, picked))
    if step != 0 and 0 in steps:
        untrained = moment_of(run, 0)
        show_neighbours("The untrained encoder, for the same image", untrained, neighbours_of(untrained, picked))
    st.caption(SURPRISE)


WITHOUT_LABELS = (
    "Training saw **no labels**: the colours are for our eyes only. Where one colour gathers in one place, the encoder "
    "has found that class by itself. Drag the slider from *untrained* to the end and watch whether it happens."
)
WITH_LABELS = (
    "This encoder was trained **with labels**, to tell these very classes apart, so groups of one colour are what it "
    "was asked for. Compare with a run that saw no labels."
)
ACCURACY = (
    "**kNN accuracy**: let the 20 nearest images vote on an image's class; this is how often the vote is right, over "
    "all points of the map. Labels are used for this number only."
)
LOOK = (
    "Each point is one training image. Hover to see it, click to pick it; thin rings mark the ten nearest neighbours "
    "of the picked one. Click a class in the legend to single it out."
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

run = current_run()
if run is None:
    empty(None)
else:
    with shown():
        live(lambda: explore(run), lambda: 2.0 if run.status.active or map_maker().busy(run) else None)
