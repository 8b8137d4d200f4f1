"""The settings of a run as widgets: what is asked, in four groups, and the RunConfig that comes of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from app.controls import knob_widget
from app.methods.choice import choose_method
from app.names import ENCODERS, idea
from app.state import TRAIN_FORM_OPEN
from app.train.budget import SECONDS
from app.train.images import choose_images
from app.train.recipe import choose_recipe
from app.url import bound, brought_by_link
from ssl_demo.config import RunConfig, knobs
from ssl_demo.errors import UserError
from ssl_demo.methods import Method, refuse_nonsense, usual_config
from ssl_demo.runs.run import Run

T = TypeVar("T")

WEIGHTS = {
    "S": "0.2 million weights",
    "M": "0.9 million",
    "L": "2.1 million",
    "resnet18": "11.2 million",
    "vit": "0.5 million",
    "vit_causal": "0.5 million",
}
EXPERT = ("batch_size", "low_resolution", "low_share", "muon_rate", "learning_rate", "weight_decay", "warmup")
PANEL = "train_panel"
FRAME = {"run", "large", "lesson", "lesson_step", "lock", "hide"}
"""What any page's link may carry: no settings."""


@contextmanager
def form_panel(run: Run | None) -> Iterator[bool]:
    """The panel of the settings, and whether it is unfolded: only then they need to be drawn.

    It starts unfolded while there is no run to watch, or when a link brought settings to look at.
    """
    usual = run is None or bool(set(st.query_params) - FRAME)
    st.session_state.setdefault(PANEL, st.session_state.get(TRAIN_FORM_OPEN, usual))
    panel = st.expander("Choose what to train", icon=":material/tune:", key=PANEL, on_change="rerun")
    # The panel's own state is forgotten while another page is open.
    st.session_state[TRAIN_FORM_OPEN] = unfolded = bool(panel.open)
    with panel:
        yield unfolded


def fold_form() -> None:
    """Make room for the run that was launched."""
    st.session_state[PANEL] = st.session_state[TRAIN_FORM_OPEN] = False


def unfold_form() -> None:
    """Show the settings, though a run is watched: a step of a lesson is about them."""
    st.session_state[PANEL] = st.session_state[TRAIN_FORM_OPEN] = True


def train_form() -> RunConfig:
    """Draw all widgets and return the settings as they stand. Raises UserError when they don't go together."""
    images, learner, budget = st.columns(3, gap="large")
    with images:
        st.markdown("##### :material/photo_library: Images")
        data = choose_images()
    with learner:
        st.markdown("##### :material/neurology: Encoder and method")
        place = st.container()
        method = _method()
        with place:
            encoder = _encoder(method)
    with budget:
        st.markdown("##### :material/timer: Views and budget")
        recipe, seconds = choose_recipe(method), _budget()
    open_now = brought_by_link(f"settings_of_{method.name}", _names(method))
    with st.expander(f"Settings of {method.title}, and for experts", open_now, icon=":material/tune:"):
        knobs, expert = _knobs(method), _expert(method)
    if len(data.classes) == 1:
        raise UserError("One class alone can't be told from another; choose at least two, or none for all.")
    config = dataclasses.replace(expert, data=data, knobs=knobs, encoder=encoder, recipe=recipe, seconds=seconds)
    refuse_nonsense(config, data.images or 0)
    return config


def _names(method: type[Method]) -> set[str]:
    """What the settings of a method, and those for experts, are called in a link."""
    own = (f"{method.name}_{name}" for name in (*knobs(method.Knobs), *EXPERT))
    return {"seed", *EXPERT, *own}


def _encoder(method: type[Method]) -> str:
    if method.encoders:
        only = method.encoders[0]
        st.selectbox("Encoder", [encoder_choice(only)], disabled=True, help=ENCODER_HELP, key=f"encoder_{method.name}")
        st.caption(f"{method.title} needs an image as a row of patches, so it trains this encoder and no other.")
        return only
    sizes = {encoder_choice(name): name for name in ENCODERS if name != "vit_causal"}
    with bound("encoder") as url:
        usual = list(ENCODERS).index(RunConfig.encoder)
        title = st.selectbox("Encoder", list(sizes), index=usual, help=ENCODER_HELP, **url)
    return sizes[title]


ENCODER_HELP = (
    "The network that turns an image into a list of numbers, its features. A larger one can learn more, "
    "but sees fewer images in the same time."
)


def encoder_choice(name: str) -> str:
    """An encoder as the form offers it: "Tiny ViT · 0.5 million"."""
    title = ENCODERS[name].removeprefix("encoder ")
    return f"{title[:1].upper()}{title[1:]} · {WEIGHTS[name]}"


def _method() -> type[Method]:
    method = choose_method("method")
    st.caption(f"**{method.family.capitalize()}.** {idea(method)}")
    if method.needs_labels:
        st.warning("This one learns from the labels. Use it to compare with.", icon=":material/label:")
    return method


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
    chosen = dataclasses.asdict(_in_columns(defaults, names, dict.fromkeys(names, f"{method.name}_")))
    # Only what was changed: so the default run of the page is that of the command line, and its speed is known.
    return {name: value for name, value in chosen.items() if value != getattr(defaults, name)}


def _expert(method: type[Method]) -> RunConfig:
    st.markdown("**Training**")
    usual = usual_config(method.name)
    # A setting that has another default for this method is a widget of its own.
    prefixes = {name: f"{method.name}_" for name in EXPERT if getattr(usual, name) != getattr(RunConfig(), name)}
    return _in_columns(usual, ["seed", *EXPERT], prefixes)


def _in_columns(instance: T, names: list[str], prefixes: Mapping[str, str]) -> T:
    """The knobs' widgets in three columns, row by row where the page is narrow."""
    known, chosen = knobs(instance), {}
    for number, column in enumerate(st.columns(3, gap="large")):
        with column:
            for name in names[number::3]:
                key = prefixes.get(name, "") + name
                chosen[name] = knob_widget(name, known[name], getattr(instance, name), key=key)
    return dataclasses.replace(instance, **chosen)  # type: ignore[type-var]
