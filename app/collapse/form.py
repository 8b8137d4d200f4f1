"""What is to be broken, and how, as widgets → Plan."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from app.collapse.pair import Plan
from app.state import current_run
from app.train.budget import SECONDS
from app.url import bound, brought_by_link
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.registry import catalogue
from ssl_demo.methods import METHODS, Sabotage, suited, usual_config
from ssl_demo.methods.sabotage import sabotages_of
from ssl_demo.runs.run import Run

BUDGETS = (20, 60)
SIZES = (1_000, 5_000, 10_000)
IN_THE_EXPANDER = ("lab_dataset", "lab_images", "lab_budget", "lab_seed")


def lab_form() -> Plan:
    """Draw the widgets and return what they ask for."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        method = _method()
    with st.expander("Images, time and seed", brought_by_link("lab", IN_THE_EXPANDER), icon=":material/tune:"):
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
    usual = [*titles.values()].index(_usual_method(current_run(), titles.values()))
    with bound("lab_method") as url:
        title = st.selectbox("Method", list(titles), index=usual, help="All that learn without labels.", **url)
    return titles[title]


def _usual_method(run: Run | None, names: Collection[str]) -> str:
    """That of the current run, which a link names as well; where it is none of these, SimCLR."""
    used = run.config.method if run is not None and run.problem is None else ""
    return used if used in names else "simclr"


def _sabotage(healthy: RunConfig) -> Sabotage:
    ways = {sabotage.title: sabotage for sabotage in sabotages_of(healthy)}
    usual = next(iter(ways))
    if st.session_state.get("lab_break", usual) not in ways:
        st.session_state["lab_break"] = usual  # it was one of another method's
    with bound("lab_break") as url:
        title = st.pills("Sabotage", list(ways), default=usual, required=True, wrap=True, **url)
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
