"""A label curve to take away: as a picture, a table, everything that it depends on, and a script that repeats it."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pprint import pformat
from string import Template
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from app.export import image_buttons
from app.frame import run_titles
from app.label_budget.table import Row, table
from ssl_demo.config import CurveConfig, to_dict
from ssl_demo.jobs.points import PROTOCOL
from ssl_demo.runs.run import Run


def show_downloads(
    config: CurveConfig, rows: Sequence[Row], runs: Sequence[Run], figure: go.Figure, title: str
) -> None:
    """Buttons for PNG, SVG, CSV, JSON and a Python script. title: of the picture."""
    names = run_titles(runs)
    with st.container(horizontal=True, key="curve_downloads"):
        image_buttons(figure, "label_budget", key="curve_pictures", title=title)
        for label, data, file, kind, help in (
            ("CSV", table(rows, names).to_csv(index=False), "label_budget.csv", "text/csv", "The numbers as a table."),
            ("JSON", as_json(config, rows, runs), "label_budget.json", "application/json", JSON_HELP),
            ("Python", as_script(config, runs), "label_budget.py", "text/x-python", SCRIPT_HELP),
        ):
            st.download_button(
                label, data.encode(), file, kind, icon=":material/download:", on_click="ignore", help=help
            )


JSON_HELP = "Every number with every setting and seed that it depends on."
SCRIPT_HELP = "A short script that trains the same runs and measures the same curve from the package, without the app."


def as_json(config: CurveConfig, rows: Sequence[Row], runs: Sequence[Run]) -> str:
    """All that the curve depends on, and its numbers."""
    about: dict[str, Any] = {
        "curve": to_dict(config),
        "runs": [{"id": run.id, "name": run.name, **to_dict(run.config)} for run in runs],
        "protocol": PROTOCOL,
        "made_with": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "rows": [dict(row) for row in rows],
    }
    return json.dumps(about, indent=1)


PACKAGES = ("torch", "numpy", "scipy", "scikit-learn", "scikit-image")


def as_script(config: CurveConfig, runs: Sequence[Run]) -> str:
    """A script that repeats the curve: the same settings and seeds give the same numbers on the same machine."""
    configs = {run.id: to_dict(run.config) for run in runs}
    wanted = {**to_dict(config), "runs": []}
    runs_text, curve_text = (pformat(value, width=100, sort_dicts=False) for value in (configs, wanted))
    return SCRIPT.substitute(runs=runs_text, curve=curve_text)


SCRIPT = Template('''\
"""Repeats a label curve: accuracy against labels per class.

Run it from the project's folder:  python label_budget.py
"""

from pathlib import Path

from ssl_demo.config import CurveConfig, RunConfig, from_dict
from ssl_demo.jobs.curve import rows_of
from ssl_demo.jobs.execute import run_here
from ssl_demo.runs.store import RunStore

RUNS = $runs
CURVE = $curve

if __name__ == "__main__":
    store = RunStore(Path("repeated"))
    trained = [store.create(from_dict(RunConfig, settings)) for settings in RUNS.values()]
    for run in trained:
        run_here(run)
    config = from_dict(CurveConfig, {**CURVE, "runs": [run.id for run in trained]})
    run_here(store.create(config, kind="curve"))
    for row in rows_of(store, config):
        accuracy = f"{row['accuracy_mean']:.1%} ± {row['accuracy_std']:.1%}"
        print(row["contender"], row["labels_per_class"], accuracy)
''')
