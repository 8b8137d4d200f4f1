"""The ladder's runs while they train: their losses on one chart, their kNN accuracies on another."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import streamlit as st

from app.findings import Points, Written, number, percent
from app.linechart import live_lines
from app.palette import CONTENDERS, Style
from app.runs.view import RunView
from app.shortcut.ladder import short, style_of
from app.shortcut.readings import CHANCE, smoothed_loss

HEIGHT = 280


def show_curves(views: Mapping[float, RunView]) -> None:
    """Loss and kNN accuracy against the step, one line for each strength of the wallpaper."""
    last = max(view.status.total_steps or view.step for view in views.values())
    styles = {short(wallpaper): style_of(wallpaper) for wallpaper in views}
    left, right = st.columns(2, gap="large")
    with left:
        losses = {short(wallpaper): smoothed_loss(view) for wallpaper, view in views.items()}
        st.markdown(f"**{_ends('Loss', losses, number)}**, by the strength of the wallpaper", help=LOSS_HELP)
        live_lines(
            losses, "wallpaper_loss", x_title="step", y_title="loss", x_range=(0, last), styles=styles, height=HEIGHT
        )
        st.caption(LOOK_LOSS)
    with right:
        knn = {short(wallpaper): view.gauge("knn") for wallpaper, view in views.items()}
        st.markdown(f"**{_ends('kNN accuracy', knn, percent)}**, by the strength of the wallpaper", help=KNN_HELP)
        chance = CONTENDERS["chance"]
        live_lines(
            {**knn, chance.title: [(0, CHANCE), (last, CHANCE)]},
            "wallpaper_knn",
            x_title="step",
            y_title="kNN accuracy",
            x_range=(0, last),
            y_range=(0, 1),
            styles={**styles, chance.title: _without_marks(chance)},
            percent=True,
            height=HEIGHT,
        )
        st.caption(LOOK_KNN)


def _ends(what: str, lines: Mapping[str, Points], written: Written) -> str:
    """ "Loss: 2.84 with none, 1.91 with 1": the newest at the weakest and at the strongest wallpaper that has any."""
    now = {name: points[-1][1] for name, points in lines.items() if points}
    told = dict.fromkeys((*list(now)[:1], *list(now)[-1:]))
    return f"{what}: {', '.join(f'{written(now[name])} with {name}' for name in told)}" if told else what


def _without_marks(style: Style) -> Style:
    return dataclasses.replace(style, marker="circle")


LOSS_HELP = (
    "The contrastive loss, a moving mean over a fortieth of the run. It asks of each view: which of the other views of "
    "this batch are of the same image?"
)
LOOK_LOSS = (
    "All of them fall nicely, and a strong wallpaper's falls faster and ends **lower**: to tell images apart has "
    "become easier. By the loss alone, nobody would become suspicious. The bump at the very end is the change to "
    "full-size images. A surprise would be a loss that a wallpaper keeps high."
)
KNN_HELP = (
    "An image counts as right when the 20 images with the most similar features vote for its toy. Leave-one-out over "
    "1,000 of the training images. Labels are used for this number only. At step 0 it is that of the untrained encoder."
)
LOOK_KNN = (
    "Same toys, same steps: does it rise? Without a wallpaper the encoder learns the toys. The stronger the wallpaper, "
    "the less it learns of them, until it ends not far above where it began. A surprise would be a line that is the "
    "higher, the lower its loss."
)
