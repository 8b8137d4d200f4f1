"""The settings of a run as widgets: what is asked, in four groups, and the RunConfig that comes of it."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from app.controls import dataclass_controls
from app.state import current_recipe, recipe_name, set_current_recipe
from app.train.budget import SECONDS
from app.train.recipe import recipe_in_words
from app.url import bound
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, RunConfig, SubsetConfig
from ssl_demo.data.registry import Entry, catalogue
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, Method
from ssl_demo.runs.run import Run

T = TypeVar("T")

ENCODERS = {
    "S": "S · 0.2 million weights",
    "M": "M · 0.9 million",
    "L": "L · 2.1 million",
    "resnet18": "ResNet-18 · 11.2 million",
}
EXPERT = ("batch_size", "low_resolution", "low_share", "muon_rate", "learning_rate", "weight_decay", "warmup")
USUAL_IMAGES = 10_000
PANEL, OPEN = "train_panel", "train_panel_open"


@contextmanager
def form_panel(run: Run | None) -> Iterator[bool]:
    """The panel of the settings, and whether it is unfolded: only then they need to be drawn.

    It starts unfolded while there is no run to watch, or when a link brought settings to look at.
    """
    usual = run is None or bool(set(st.query_params) - {"run"})
    st.session_state.setdefault(PANEL, st.session_state.get(OPEN, usual))
    panel = st.expander("Choose what to train", icon=":material/tune:", key=PANEL, on_change="rerun")
    # The panel's own state is forgotten while another page is open.
    st.session_state[OPEN] = unfolded = bool(panel.open)
    with panel:
        yield unfolded


def fold_form() -> None:
    """Make room for the run that was launched."""
    st.session_state[PANEL] = st.session_state[OPEN] = False


def train_form() -> RunConfig:
    """Draw all widgets and return the settings as they stand. Raises UserError when they don't go together."""
    images, learner, budget = st.columns(3, gap="large")
    with images:
        st.markdown("##### :material/photo_library: Images")
        data = _images()
    with learner:
        st.markdown("##### :material/neurology: Encoder and method")
        encoder, method = _encoder(), _method()
    with budget:
        st.markdown("##### :material/timer: Views and budget")
        recipe, seconds = _recipe(), _budget()
    with st.expander(f"Settings of {method.title}, and for experts", icon=":material/tune:"):
        knobs, expert = _knobs(method), _expert()
    if len(data.classes) == 1:
        raise UserError("One class alone can't be told from another; choose at least two, or none for all.")
    return dataclasses.replace(
        expert, data=data, method=method.name, knobs=knobs, encoder=encoder, recipe=recipe, seconds=seconds
    )


def _images() -> SubsetConfig:
    entries = {entry.title: entry for entry in catalogue() if entry.present}
    with bound("dataset") as url:
        title = st.selectbox("Data set", list(entries), help="What the encoder looks at.", **url)
    entry = entries[title]
    st.caption(entry.about)
    with bound("classes") as url:
        classes = st.multiselect(
            "Classes", entry.classes, placeholder=f"all {len(entry.classes)} classes", help=CLASSES_HELP, **url
        )
    number = _number_of_images(entry, len(classes) or len(entry.classes))
    return SubsetConfig(entry.name, tuple(name for name in entry.classes if name in classes), number)


CLASSES_HELP = "Keep only these kinds of image. Self-supervised training never sees which image is of which class."


def _number_of_images(entry: Entry, classes: int) -> int:
    most = max(classes, entry.train * classes // max(1, len(entry.classes)))
    if st.session_state.get("images", 0) > most:
        st.session_state["images"] = most
    start = {} if "images" in st.session_state else {"value": min(USUAL_IMAGES, most)}
    with bound("images") as url:
        return st.number_input(
            "Training images",
            classes,
            most,
            step=500,
            help=f"Out of {most:,}, the same number per class.",
            **start,
            **url,
        )


def _encoder() -> str:
    sizes = {title: size for size, title in ENCODERS.items()}
    with bound("encoder") as url:
        usual = list(ENCODERS).index(RunConfig.encoder)
        title = st.selectbox("Encoder", list(sizes), index=usual, help=ENCODER_HELP, **url)
    return sizes[title]


ENCODER_HELP = (
    "The network that turns an image into a list of numbers, its features. A larger one can learn more, "
    "but sees fewer images in the same time."
)


def _method() -> type[Method]:
    methods = {cls.title: cls for cls in METHODS.values()}
    with bound("method") as url:
        title = st.selectbox("Method", sorted(methods, key=lambda t: methods[t].needs_labels), **url)
    method = methods[title]
    st.caption(f"**{method.family.capitalize()}.** {idea(method)}")
    if method.needs_labels:
        st.warning("This one learns from the labels. Use it to compare with.", icon=":material/label:")
    return method


def idea(method: type[Method]) -> str:
    """A method's idea in a sentence or two: the first paragraph of its file."""
    text = (sys.modules[method.__module__].__doc__ or "").split("\n\n")[0]
    sentence = " ".join(text.split()).partition(": ")[2] or text
    return sentence[:1].upper() + sentence[1:]


def _recipe() -> Recipe:
    recipe = current_recipe()
    name = recipe_name(recipe)
    st.session_state["train_recipe"] = name
    own = [name] if name not in PRESETS else []
    st.selectbox("Augmentation recipe", [*own, *PRESETS], key="train_recipe", on_change=_take_preset, help=RECIPE_HELP)
    st.caption(f"Each view: {recipe_in_words(recipe)}.")
    st.page_link("pages/augmentations.py", label="Look at it and change it", icon=":material/auto_fix_high:")
    return recipe


RECIPE_HELP = "How an image is changed at random to make a view of it. Training makes new views in every step."


def _take_preset() -> None:
    if preset := PRESETS.get(st.session_state["train_recipe"]):
        set_current_recipe(preset)


def _budget() -> float:
    seconds = {title: value for value, title in SECONDS.items()}
    with bound("budget") as url:
        title = st.selectbox("Time to train", list(seconds), index=list(seconds.values()).index(60), **url)
    return float(seconds[title])


def _knobs(method: type[Method]) -> dict[str, float | int | str]:
    defaults = method.Knobs()
    if not dataclasses.fields(defaults):
        return {}
    st.markdown(f"**{method.title}**")
    names = [field.name for field in dataclasses.fields(defaults)]
    chosen = dataclasses.asdict(_in_columns(defaults, names, prefix=f"{method.name}_"))
    # Only what was changed: so the default run of the page is that of the command line, and its speed is known.
    return {name: value for name, value in chosen.items() if value != getattr(defaults, name)}


def _expert() -> RunConfig:
    st.markdown("**Training**")
    return _in_columns(RunConfig(), ["seed", *EXPERT], prefix="")


def _in_columns(instance: T, names: list[str], prefix: str) -> T:
    """The knobs' widgets in three columns, row by row where the page is narrow."""
    for number, column in enumerate(st.columns(3, gap="large")):
        with column:
            instance = dataclass_controls(instance, names=names[number::3], prefix=prefix)
    return instance
