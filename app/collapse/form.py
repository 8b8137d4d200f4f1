"""What is to be broken, and how, as widgets → Plan."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from app.collapse.pair import Plan
from app.state import current_run
from app.train.short_budget import names_of, short_budget
from app.url import bound, brought_by_link
from ssl_demo.config import RunConfig
from ssl_demo.methods import METHODS, Sabotage, suited, usual_config
from ssl_demo.methods.sabotage import sabotages_of
from ssl_demo.runs.run import Run


def lab_form() -> Plan:
    """Draw the widgets and return what they ask for."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        method = _method()
    with st.expander("Images, time and seed", brought_by_link("lab", names_of("lab")), icon=":material/tune:"):
        data, seconds, seed = short_budget("lab")
    healthy = suited(usual_config(method, data=data, seconds=seconds, seed=seed))
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
