"""Images, time and seed for runs that are trained to be compared, and soon done."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from app.train.budget import SECONDS
from app.url import bound
from ssl_demo.config import SubsetConfig
from ssl_demo.data.registry import catalogue

SIZES = (1_000, 5_000, 10_000)
BUDGETS = (20, 60)


class ShortBudget(NamedTuple):
    """What all runs of a comparison have in common; seconds are for each of them."""

    data: SubsetConfig
    seconds: float
    seed: int


def names_of(prefix: str) -> tuple[str, ...]:
    """What a link calls the widgets."""
    return tuple(f"{prefix}_{part}" for part in ("dataset", "images", "budget", "seed"))


def short_budget(prefix: str) -> ShortBudget:
    """The widgets, each kept in the URL under its name."""
    of_data, of_images, of_budget, of_seed = names_of(prefix)
    left, middle, right = st.columns(3, gap="large")
    entries = {entry.title: entry for entry in catalogue() if entry.present}
    with left, bound(of_data) as url:
        entry = entries[st.selectbox("Data set", list(entries), **url)]
    sizes = [size for size in SIZES if size < entry.train] or [entry.train]
    with middle, bound(of_images, "{:,}".format) as url:
        images = st.pills(
            "Training images", sizes, default=sizes[-1], required=True, format_func="{:,}".format, wrap=True, **url
        )
    with left, bound(of_budget, SECONDS.__getitem__) as url:
        seconds = st.segmented_control(
            "Time for each run", BUDGETS, default=BUDGETS[0], required=True, format_func=SECONDS.get, **url
        )
    with right, bound(of_seed) as url:
        seed = st.number_input("Seed", 0, 9_999, value=0, help=SEED_HELP, **url)
    return ShortBudget(SubsetConfig(entry.name, images=images), float(seconds), int(seed))


SEED_HELP = "The number that all chance is drawn from, the same for both. Another one tells whether it was luck."
