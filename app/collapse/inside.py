"""What the embeddings look like inside: their spectrum, and the maps of both runs side by side."""

from __future__ import annotations

from itertools import accumulate

import streamlit as st
from torch import Tensor

from app.collapse.curves import weighted
from app.findings import percent
from app.linechart import line_options, show_lines
from app.palette import TWINS
from app.runs.view import RunView
from app.train.live_map import show_map
from app.words import plain
from ssl_demo.errors import UserError
from ssl_demo.evaluation.collapse import SPECTRUM
from ssl_demo.runs.run import Run

HEIGHT = 280
LOWEST = 1e-5
"""Smaller singular values are drawn here: nothing has no place on a logarithmic scale."""

Points = list[tuple[float, float]]


def show_spectrum(broken: RunView, ghost: RunView | None) -> None:
    """The newest singular values of both runs, and those before training."""
    newest = {"broken": _newest(broken.run), "ghost": _newest(ghost.run) if ghost else []}
    untrained = spectrum_at(broken.run, 0) or (spectrum_at(ghost.run, 0) if ghost else [])
    lines: dict[str, Points] = {**newest, "untrained": untrained}
    if not any(newest.values()):
        return
    said = finding(newest["broken"], newest["ghost"])
    st.markdown(f"**{said}**", help=SPECTRUM_HELP)
    options = line_options(
        {TWINS[name].title: points for name, points in lines.items()},
        x_title="direction, the strongest first",
        y_title="singular value, as a share",
        x_range=(1, None),
        y_range=(LOWEST, 1),
        styles={TWINS[name].title: TWINS[name] for name in lines},
        log_y=True,
    )
    show_lines(weighted(options, lines), "lab_spectrum", height=HEIGHT, alt=said)


MOST_OF_IT = 0.9


def finding(broken: Points, ghost: Points) -> str:
    """How few directions are enough: "90 % of the embeddings' squared length lies along 2 directions"."""
    share, ours, twins = percent(MOST_OF_IT), _directions(broken), _directions(ghost)
    if not ours:
        return f"{share} of the healthy twin's squared length lies along {twins}" if twins else "Spectrum"
    said = f"{share} of the embeddings' squared length lies along {ours}"
    return f"{said}; of the healthy twin's, along {twins}" if twins else said


def _directions(points: Points) -> str:
    """The fewest directions whose squared singular values come to nearly all."""
    if not points:
        return ""
    sums = list(accumulate(value**2 for _, value in points))
    count = next((place for place, held in enumerate(sums, 1) if held >= MOST_OF_IT), None)
    if count is None:
        return f"more than {len(points)} directions"
    return f"{count} direction{'s' if count > 1 else ''}"


SPECTRUM_HELP = (
    "How much of the embeddings lies along each direction. "
    "The singular values of the embeddings, not centred, over the root of the sum of their squares. A flat line: all "
    "directions are used alike. A cliff: those beyond it lie idle, which is dimensional collapse. One value near 1 and "
    f"all others tiny: complete collapse. At most {SPECTRUM} are shown."
)


def show_maps(broken: RunView, ghost: RunView | None) -> None:
    """The newest map of each run."""
    for column, view, title in zip(st.columns(2, gap="large"), (broken, ghost), ("broken", "ghost"), strict=True):
        with column:
            st.markdown(f"##### {TWINS[title].title}")
            if view is None or not view.run.snapshots():
                st.caption("Its map appears with its first look at the features.")
            else:
                show_map(view)
                st.page_link(
                    "pages/embeddings.py",
                    label=f"Walk through {plain(view.run.name)}",
                    icon=":material/bubble_chart:",
                    query_params={"run": view.run.id},
                )


def _newest(run: Run) -> Points:
    steps = [step for step in run.snapshots() if step > 0]
    return spectrum_at(run, steps[-1]) if steps else []


def spectrum_at(run: Run, step: int) -> Points:
    """The singular values at a step as points (place from 1, value); none where there is no such reading."""
    try:
        values = run.snapshot(step).get("spectrum")
    except UserError:
        return []
    return [(place, max(LOWEST, value)) for place, value in enumerate(values.tolist(), 1)] if _sound(values) else []


def _sound(values: Tensor | None) -> bool:
    """Whether this is a spectrum: a run may come from a stranger."""
    return values is not None and values.ndim == 1 and len(values) <= SPECTRUM and bool(values.isfinite().all())
