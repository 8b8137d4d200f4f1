"""What all pages share: the data sets, the current run and the current recipe."""

from __future__ import annotations

import dataclasses
from threading import Thread

import streamlit as st
import torch

from app.backend import desk, store
from app.url import from_url, to_url
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, RunConfig, SubsetConfig, digest
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.places import data_home
from ssl_demo.runs.run import Run

# Pages compute little at a time. With more threads each would wait for all others, while a training has every core.
torch.set_num_threads(1)

# The data sets


def warm_up() -> None:
    """Make ready, behind the first page, what the next ones need: the embedded data set."""
    _scenes_drawn(str(data_home()))


def dataset(config: SubsetConfig) -> Dataset:
    """The images a config names, shared by all sessions; never change them in place. Raises UserError."""
    return _dataset(str(data_home()), digest(config), config)


@st.cache_resource(show_spinner="Loading the images …", max_entries=8)
def _dataset(home: str, key: str, _config: SubsetConfig) -> Dataset:
    if _config.dataset == "scenes":
        _scenes_drawn(home).join()
    return subset(load(_config.dataset), _config)


@st.cache_resource(show_spinner=False)
def _scenes_drawn(home: str) -> Thread:
    """The thread that draws the embedded data set, once on a machine; done at once where it is in the cache."""
    thread = Thread(target=load, args=("scenes",), daemon=True, name="scenes")
    thread.start()
    return thread


def forget_datasets() -> None:
    """Call after a data set came, went or changed."""
    _dataset.clear()


# The current run


def current_run() -> Run | None:
    """The run that all pages look at: the one of ?run=…, or else the newest of one's own; None when there are none."""
    runs = store().list()
    wanted = st.session_state.get("run")
    asked_for = next((run for run in runs if run.id == wanted), None)
    return asked_for or next(iter(desk().mine(runs)), None)


def set_current_run(run_id: str) -> None:
    """Make all pages look at this run, from the next rerun on (which a button's callback brings by itself)."""
    st.session_state["run"] = run_id


def follow_url() -> str | None:
    """Take over the run that the URL names and make the URL name the current one; called once, by the frame.

    Returns the sentence to show when the run of the URL isn't there.
    """
    problem = None
    asked = st.query_params.get("run")
    if asked is not None and asked != st.session_state.get("run_in_url"):
        try:
            st.session_state["run"] = store().get(asked).id
        except UserError:
            others = desk().mine(store().list())
            rest = "the newest one is shown instead" if others else "start a first one on the Train page"
            problem = f"There is no run “{asked[:80]}” here; {rest}."
    run = current_run()
    st.session_state["run_in_url"] = run.id if run else None
    to_url("run", run.id if run else None)
    return problem


# Between pages

TRAIN_FORM_OPEN = "train_panel_open"
"""The key of the session's state that says whether the settings on the Train page are unfolded."""


# The current recipe


def current_recipe() -> Recipe:
    """The augmentation recipe made last, which Train uses; at first the one of ?recipe=…, or else SimCLR's."""
    if "recipe" not in st.session_state:
        st.session_state["recipe"] = from_url("recipe", Recipe(), recipe_from_text)
    return st.session_state["recipe"]


def set_current_recipe(recipe: Recipe, usual: Recipe = RunConfig.recipe) -> None:
    """Make this the recipe of all pages, and of the URL, which does without it where it is the usual one."""
    st.session_state["recipe"] = recipe
    to_url("recipe", None if recipe == usual else recipe_to_text(recipe))


def recipe_name(recipe: Recipe) -> str:
    """The preset's name, or "Own recipe"."""
    return next((name for name, preset in PRESETS.items() if preset == recipe), "Own recipe")


def recipe_to_text(recipe: Recipe) -> str:
    """A preset's name, or the settings that differ from the usual recipe, as in "crop_min:0.5,hue:0.2"."""
    if recipe in PRESETS.values():
        return recipe_name(recipe)
    changed = {f.name: getattr(recipe, f.name) for f in dataclasses.fields(Recipe)}
    return ",".join(f"{name}:{value:g}" for name, value in changed.items() if value != getattr(Recipe(), name))


def recipe_from_text(text: str) -> Recipe:
    """The recipe that `recipe_to_text` wrote. Raises UserError for anything else."""
    if text in PRESETS:
        return PRESETS[text]
    known = [f.name for f in dataclasses.fields(Recipe)]
    settings = {}
    for part in text.split(","):
        name, _, value = part.partition(":")
        if name not in known:
            raise UserError(f"A recipe has no setting {name[:40]!r}; choose from {', '.join(known)}.")
        try:
            settings[name] = float(value)
        except ValueError:
            raise UserError(f"{name} has to be a number.") from None
    return Recipe(**settings)
