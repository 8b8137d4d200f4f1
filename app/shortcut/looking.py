"""What two encoders look at: heat maps over the same toys, and what they go by when toy and background are swapped."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from torch import Tensor

from app.gallery import sheet
from app.runs.encoders import EncoderKey
from app.shortcut.ladder import Ladder, strengths_at, title_of
from ssl_demo.data.scenes.swaps import Swaps, draw_swaps
from ssl_demo.evaluation.occlusion import occlusion_maps, share_within
from ssl_demo.evaluation.swaps import nearer
from ssl_demo.runs.run import Run

SEED = 3
"""Of scenes that are in no data set."""
SWAPPED = 200
MAPPED = 12
SHOWN = 5
SQUARE, STEP = 4, 2
DARK = 0.12
"""How bright a place is shown at which nothing moves the embedding."""


@dataclass(frozen=True)
class Look:
    """What an encoder looks at in scenes of one strength.

    lit: float [SHOWN, 3, side, side], scenes whose places are as bright as they matter. toy: the share of all
    sensitivity that falls on the toy, over MAPPED scenes.
    """

    lit: Tensor
    toy: float


def show_looking(ladder: Ladder, wallpaper: float) -> None:
    """The encoder that learned without a wallpaper beside the one at this strength or, where there is none, at the
    strongest that is done."""
    done = ladder.in_state("done")
    other = wallpaper if wallpaper in done and wallpaper > 0 else max(done, default=0.0)
    if 0.0 not in done or not other:
        st.caption(WAITS)
        return
    honest, misled = done[0.0], done[other]
    for column, place, run in zip(st.columns(2, gap="large"), (0.0, other), (honest, misled), strict=True):
        with column:
            st.markdown(f"##### Learned with {title_of(place)}")
            _show(place, look(EncoderKey.of(run), place))
    st.caption(LOOK)
    st.markdown(_in_words(honest, misled, other))


WAITS = (
    "Once a run without a wallpaper and one with a wallpaper are done, you will see here where each of them looks: on "
    "the same toys, hidden piece by piece."
)
LOOK = (
    "The scenes, and below them the same scenes **lit by what matters**: a place is bright where hiding a square of "
    f"{SQUARE} × {SQUARE} pixels around it moves the embedding far, and dark where it doesn't; the most telling place "
    "of each image has full light (occlusion, Zeiler & Fergus 2014). Look for the toy: lit, or a dark hole? A surprise "
    "would be light on the toy where there is a strong wallpaper."
)


def _show(wallpaper: float, found: Look) -> None:
    swaps = swaps_at(wallpaper)
    about = f"a scene with {title_of(wallpaper)}"
    sheet(swaps.scenes[:SHOWN], alt=about, columns=SHOWN)
    sheet(found.lit, alt=f"{about}, bright where the encoder looks", columns=SHOWN)
    st.markdown(
        f"The toys cover {swaps.toy[:MAPPED].float().mean():.0%} of these images and get **{found.toy:.0%}** of what "
        "the embedding reacts to."
    )


def _in_words(honest: Run, misled: Run, wallpaper: float) -> str:
    own, fooled = (by_background(EncoderKey.of(honest), strength) for strength in (0.0, wallpaper))
    other = by_background(EncoderKey.of(misled), wallpaper)
    before = by_background(EncoderKey.of(misled, "untrained"), wallpaper)
    return (
        f"**What does it go by?** A test with {SWAPPED} new scenes: which one does an encoder take for more like the "
        "original, *the same toy on another background* or *another toy on the same background*?\n"
        f"- The encoder that learned with {title_of(wallpaper)} goes **by the background in {other:.0%}** of cases; "
        f"before its first step it was {before:.0%}.\n"
        f"- The one that learned without goes by the background in **{own:.0%}**, among scenes like those it learned "
        f"from. Shown the wallpapers it has never seen, it goes by them in {fooled:.0%}: nothing in its training "
        "taught it to overlook them."
    )


@st.cache_data(show_spinner=False, max_entries=32)
def swaps_at(wallpaper: float) -> Swaps:
    """The same toys at every strength."""
    return draw_swaps(SWAPPED, SEED, strengths_at(wallpaper))


@st.cache_data(show_spinner="Hiding one place after another …", max_entries=32)
def look(key: EncoderKey, wallpaper: float) -> Look:
    """Where this encoder looks in scenes of this strength. Raises UserError."""
    swaps = swaps_at(wallpaper)
    maps = occlusion_maps(key.load(), swaps.scenes[:MAPPED], SQUARE, STEP)
    heat = maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-9)
    light = DARK + (1 - DARK) * heat[:SHOWN, None]
    return Look(light * swaps.scenes[:SHOWN].float() / 255, share_within(maps, swaps.toy[:MAPPED]))


@st.cache_data(show_spinner="Swapping toys and backgrounds …", max_entries=64)
def by_background(key: EncoderKey, wallpaper: float) -> float:
    """In which share of the scenes the background decides for this encoder. Raises UserError."""
    swaps = swaps_at(wallpaper)
    by_toy = nearer(key.load(), swaps.scenes, swaps.other_background, swaps.other_toy)
    return 1 - float(by_toy.float().mean())
