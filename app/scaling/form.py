"""What the two panels are to show, as widgets."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.controls import dataclass_controls
from app.label_budget.form import SHARES
from app.scaling.lines import COMPARED, style_of
from app.scaling.siblings import Family
from app.url import bound
from ssl_demo.config import CurveConfig
from ssl_demo.errors import UserError

COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
USUAL_COUNTS = (10, 50, 200)
USUAL_MOST = 1_000
"""More labels per class than that aren't measured unless they are asked for."""

SIZES = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
USUAL_SIZES = (500, 2_000, 5_000)
PROBED = (1, 10, 50, 100)

DRAWS, SHARE = 3, 0.3
PROBE_DRAWS = 3


@dataclass(frozen=True)
class Unlabelled:
    """The panel without labels: labels per class for the probe, and the numbers of images wished for."""

    count: int
    sizes: tuple[int, ...]


def labelled_form(run_id: str, most: int) -> CurveConfig:
    """The widgets of the panel with labels → the points of this run's label curve that it needs.

    most: the images in the run's smallest class. Raises UserError while something is missing.
    """
    with bound("md_lines", _title) as url:
        lines = st.pills(
            "Lines",
            list(COMPARED),
            selection_mode="multi",
            default=list(COMPARED),
            format_func=_title,
            wrap=True,
            **url,
        )
    counts = [*(count for count in COUNTS if count < most), most]
    usual = [*(count for count in USUAL_COUNTS if count < most), max(c for c in counts if c <= max(1, USUAL_MOST))]
    asked = _pills("md_labels", "Labels per class", counts, usual, f"{COUNTS_HELP} This run has {most:,} of each.")
    left, right = st.columns(2)
    with left:
        draws = dataclass_controls(
            CurveConfig(draws=DRAWS), names=["draws"], prefix="md_", titles={"draws": "Draws of labels"}
        ).draws
    with right, bound("md_share", SHARES.__getitem__) as url:
        share = st.select_slider(
            "Share of the run's compute",
            list(SHARES),
            value=SHARE,
            format_func=SHARES.__getitem__,
            help=SHARE_HELP,
            **url,
        )
    if not lines or not asked:
        raise UserError("Choose at least one line and one number of labels per class.")
    return CurveConfig(
        runs=(run_id,),
        contenders=tuple(name for name in COMPARED if name in lines),
        labels=tuple(asked),
        draws=draws,
        supervised_share=share,
    )


COUNTS_HELP = "How many images of each class come with a label; times the classes, this is the number on the axis."
SHARE_HELP = (
    "The most that one network may take; few labels need less. It is counted in views, so a larger network gets as "
    "many steps as a small one and takes longer. With a small share the networks' lines end too low where labels are "
    "plenty."
)


def unlabelled_form(family: Family) -> Unlabelled:
    """The widgets of the panel without labels."""
    with bound("md_probe") as url:
        count = st.segmented_control(
            "Labels per class for the probe", PROBED, default=10, required=True, help=PROBED_HELP, **url
        )
    sizes = [size for size in SIZES if 2 * family.classes <= size < family.total] + [family.total]
    usual = [size for size in sizes if size in (*USUAL_SIZES, family.total)]
    asked = _pills("md_images", "Unlabelled images", sizes, usual, f"{SIZES_HELP} There are {family.total:,}.")
    return Unlabelled(count, tuple(asked))


PROBED_HELP = "The same, small number of labels at every point: what changes is how many images came without one."
SIZES_HELP = "How many images the encoder learned from, without their labels: one training run for each."


def _pills(name: str, label: str, options: list[int], usual: list[int], help: str) -> list[int]:
    """Numbers to choose from. Those that another run's images don't allow drop out by themselves."""
    with bound(name, "{:,}".format) as url:
        chosen = st.pills(
            label,
            options,
            selection_mode="multi",
            default=usual,
            format_func="{:,}".format,
            help=help,
            wrap=True,
            **url,
        )
    return sorted(chosen)


def _title(contender: str) -> str:
    return style_of(contender).title
