"""What is to be broken, and how, as widgets → Plan."""

from __future__ import annotations

import streamlit as st

from app.collapse.pair import Plan
from app.state import current_run
from app.train.budget import SECONDS
from app.url import bound
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.registry import catalogue
from ssl_demo.methods import METHODS, Sabotage, suited, usual_config
from ssl_demo.methods.sabotage import sabotages_of
from ssl_demo.runs.run import Run

USUAL_METHOD = "byol"
METHOD = "lab_method"
BUDGETS = (20, 60)
SIZES = (1_000, 5_000, 10_000)


def lab_form() -> Plan:
    """Draw the widgets and return what they ask for."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        method = _method()
    with st.expander("Images, time and seed", icon=":material/tune:"):
        healthy = _settings(method)
    with right:
        sabotage = _sabotage(healthy)
        st.caption(f"What changes: {changes(healthy, sabotage)}. All else stays, down to the seed.")
    return Plan(healthy, sabotage)


def changes(healthy: RunConfig, sabotage: Sabotage) -> str:
    """Markdown: the settings that a sabotage changes, as in "`negatives` on → off"."""
    usual = {**vars(METHODS[healthy.method].Knobs()), **healthy.knobs}
    told = [(name, usual[name], value) for name, value in sabotage.knobs.items()]
    told += [(name, getattr(healthy, name), value) for name, value in sabotage.settings.items()]
    return ", ".join(f"`{name}` {_number(before)} → {_number(after)}" for name, before, after in told)


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _method() -> str:
    titles = {cls.title: name for name, cls in METHODS.items() if not cls.needs_labels}
    _begin_with(current_run(), list(titles))
    with bound(METHOD) as url:
        usual = [*titles.values()].index(USUAL_METHOD)
        title = st.selectbox("Method", list(titles), index=usual, help="All that learn without labels.", **url)
    return titles[title]


def _begin_with(run: Run | None, titles: list[str]) -> None:
    """At the first look, the method of the current run is chosen, unless a link asks for another."""
    if run is None or run.problem or METHOD in st.session_state or METHOD in st.query_params:
        return
    cls = METHODS.get(run.config.method)
    if cls is not None and cls.title in titles:
        st.session_state[METHOD] = cls.title


def _sabotage(healthy: RunConfig) -> Sabotage:
    ways = {sabotage.title: sabotage for sabotage in sabotages_of(healthy)}
    with bound("lab_break") as url:
        title = st.pills("Sabotage", list(ways), default=next(iter(ways)), required=True, wrap=True, **url)
    return ways[title]


def _settings(method: str) -> RunConfig:
    left, middle, right = st.columns(3, gap="large")
    entries = {entry.title: entry for entry in catalogue() if entry.present}
    with left, bound("lab_dataset") as url:
        entry = entries[st.selectbox("Data set", list(entries), **url)]
    sizes = [size for size in SIZES if size < entry.train] or [entry.train]
    with middle, bound("lab_images", "{:,}".format) as url:
        images = st.pills(
            "Training images", sizes, default=sizes[-1], required=True, format_func="{:,}".format, wrap=True, **url
        )
    with left, bound("lab_budget", SECONDS.__getitem__) as url:
        seconds = st.segmented_control(
            "Time for each run", BUDGETS, default=BUDGETS[0], required=True, format_func=SECONDS.get, **url
        )
    with right, bound("lab_seed") as url:
        seed = st.number_input("Seed", 0, 9_999, value=0, help=SEED_HELP, **url)
    data = SubsetConfig(entry.name, images=images)
    return suited(usual_config(method, data=data, seconds=float(seconds), seed=seed))


SEED_HELP = "The number that all chance is drawn from, the same for both. Another one tells whether it was luck."
