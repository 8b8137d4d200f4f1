"""The slider with what its number means, the length of the runs, and the buttons that train them."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from app.backend import desk
from app.errors import shown
from app.gallery import sheet
from app.names import duration
from app.runs.company import offer_to_share
from app.shortcut.ladder import (
    INTERESTING_FIRST,
    POSITIONS,
    Ladder,
    config_at,
    seconds_of,
    short,
    strengths_at,
    title_of,
)
from app.state import current_run, set_current_run
from app.url import bound
from ssl_demo.augment.views import make_views
from ssl_demo.config import Recipe
from ssl_demo.data.images import Images
from ssl_demo.data.scenes import generate
from ssl_demo.randomness import generator

SHOWN_SEED = 7
DRAWN, SHOWN = 16, (0, 3, 4, 6, 9)
LENGTHS = {"short": "20 seconds", "long": "1 minute"}


def choose_strength() -> float:
    """The slider, and scenes of that strength beside two views of one of them."""
    with bound("wallpaper", short) as url:
        wallpaper = st.select_slider(
            "Strength of the wallpaper", POSITIONS, format_func=short, help=STRENGTH_HELP, **url
        )
    images = _scenes(wallpaper)
    scenes, views = st.columns([5, 2], gap="large")
    with scenes:
        st.caption(f"Some scenes, {title_of(wallpaper)}")
        names = [images.classes[label] for label in images.labels]
        sheet(images.pixels, alt=[f"a {name}, {title_of(wallpaper)}" for name in names], columns=len(SHOWN))
    with views:
        st.caption("Two views of the first")
        sheet(_views(images)[:, 0], alt="a view of the first scene", columns=2)
    return wallpaper


STRENGTH_HELP = (
    "How much the small motif behind the toy stands out. It is repeated over wall and floor, and every image has "
    "another one. The toys are the same at every strength."
)


@st.cache_data(show_spinner=False)
def _scenes(wallpaper: float) -> Images:
    return generate(DRAWN, SHOWN_SEED, strengths_at(wallpaper)).take(torch.tensor(SHOWN))


def _views(images: Images) -> Tensor:
    return make_views(images.pixels[:1], Recipe(), generator(0, "shown views"), views=2)


def choose_length() -> str:
    """How long each run trains."""
    with bound("wallpaper_time", LENGTHS.__getitem__) as url:
        return st.segmented_control(
            "Training of each run", list(LENGTHS), default="short", required=True, format_func=LENGTHS.get, **url
        )


def ask_training(ladder: Ladder, wallpaper: float) -> None:
    """What is missing and how long it takes, and the buttons that queue it."""
    missing = ladder.missing()
    shared = {place: run for place, run in ladder.there.items() if desk().not_yet_shared([run])}
    wanted = [place for place in INTERESTING_FIRST if place in missing or place in shared]
    here = [place for place in wanted if place == wallpaper]
    with st.container(horizontal=True, vertical_alignment="center"):
        _button("Train at this strength", "one", ladder.length, here, ":material/play_arrow:")
        _button("Train the whole ladder", "all", ladder.length, wanted, ":material/stairs:")
    if wallpaper in shared:
        st.caption(offer_to_share([shared[wallpaper]]))
    if missing:
        runs = "1 run is" if len(missing) == 1 else f"{len(missing)} runs are"
        seconds = duration(len(missing) * seconds_of(ladder.length))
        st.caption(
            f"Of the ladder's {len(POSITIONS)} strengths, {runs} missing: ≈ **{seconds}** of training, and some "
            "seconds more for each to get ready. All make the same steps with the same seed."
        )
    else:
        st.caption(":material/check: All strengths are trained or on their way.")


def _button(label: str, key: str, length: str, wanted: list[float], icon: str) -> None:
    st.button(
        label,
        type="primary" if key == "one" else "secondary",
        icon=icon,
        key=f"wallpaper_{key}",
        on_click=_train,
        args=(length, tuple(wanted)),
        disabled=not wanted,
    )


def _train(length: str, wanted: tuple[float, ...]) -> None:
    if (before := current_run()) is not None:
        set_current_run(before.id)  # else all pages would turn to the newest run, which is one of these
    with shown():
        for wallpaper in wanted:
            name = f"SimCLR, {title_of(wallpaper)}, {LENGTHS[length]}"
            desk().launch(config_at(wallpaper, length), name=name)
