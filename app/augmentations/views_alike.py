"""How alike the encoder finds an image and each of its views."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from app.augmentations.asking import directions_of, sample_of, sample_of_views
from app.augmentations.choose import pick_image
from app.augmentations.contenders import Contender
from app.augmentations.draws import VIEWS, Draw, drawn, new_draw
from app.gallery import sheet
from app.palette import CLASS_COLOURS
from app.state import current_recipe, recipe_name
from app.words import plain
from ssl_demo.errors import UserError
from ssl_demo.evaluation.invariance import as_pixels, found_among
from ssl_demo.models import width_of
from ssl_demo.runs.run import Run

LOST = CLASS_COLOURS[1]
"""The frame of a view that the encoder takes for another image."""


@dataclass(frozen=True)
class Alike:
    """What one encoder says of the views of an image.

    own: cosine similarity of each view to the image, float [VIEWS]. lost: bool [VIEWS], whether one of `others`
    training images of the run is at least as much like the view as its own image is; where these can't be had, of 0.
    """

    own: Tensor
    lost: Tensor
    others: int = 0


def show_views_alike(run: Run) -> None:
    """The views of the first tab's draw, from the most to the least like their image. Raises UserError."""
    picked = pick_image()
    if picked is None:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        recipe = current_recipe()
        st.markdown(f"**{plain(picked.title)}**, {VIEWS} views by the recipe *{recipe_name(recipe)}*", width="content")
        draw = drawn(picked.pixels, recipe, new_draw())
    now, before = (_asked(run, which, picked.pixels, draw) for which in ("trained", "untrained"))
    _sorted_sheet(picked.pixels, draw, now)
    st.markdown(_in_words(draw, now, before))
    st.caption(f"{SORTED} {LOOK if now.others else ''}")


SORTED = "Sorted from the most to the least alike."
LOOK = (
    "A frame marks a view that is more like one of those training images than like its own. What may surprise you: a "
    "view in which you see nothing any more can still be called alike, and an untrained encoder tends to call "
    "everything alike, so its number alone says little."
)


def _asked(run: Run, which: str, pixels: Tensor, draw: Draw) -> Alike:
    contender = Contender("", run, which)
    all_of_them = directions_of(contender, sample_of_views(torch.cat([pixels, as_pixels(draw.views)])))
    image, views = all_of_them[:1], all_of_them[1:]
    others = _others(run, contender, pixels)
    return Alike((views @ image.T)[:, 0], ~found_among(views, image, others), len(others))


def _others(run: Run, contender: Contender, pixels: Tensor) -> Tensor:
    """Embeddings of training images other than this one, at length 1, [n, width]; of none where they're gone."""
    try:
        sample = sample_of(run)
    except UserError:  # the part below says so
        return torch.empty(0, width_of(run.config.encoder))
    return directions_of(contender, sample)[(sample.pixels != pixels).flatten(1).any(dim=1)]


def _sorted_sheet(pixels: Tensor, draw: Draw, alike: Alike) -> None:
    order = alike.own.argsort(descending=True, stable=True).tolist()
    sheet(
        torch.cat([pixels.float() / 255, draw.views[order]]),
        alt=["the image", *(f"view {i + 1}: {draw.said[i]}" for i in order)],
        captions=["image", *(f"{alike.own[i]:.2f}" for i in order)],
        marks=[None, *(LOST if alike.lost[i] else None for i in order)],
        width=64,
    )


def _in_words(draw: Draw, now: Alike, before: Alike) -> str:
    most, least = int(now.own.argmax()), int(now.own.argmin())
    lines = [
        f"**Most alike**, {now.own[most]:.2f}: view {most + 1} ({draw.said[most]}).",
        f"**Least alike**, {now.own[least]:.2f}: view {least + 1} ({draw.said[least]}).",
        f"On average {now.own.mean():.2f}. The **untrained** encoder says {before.own.mean():.2f}.",
    ]
    if now.others:
        kept, kept_before = (VIEWS - int(alike.lost.sum()) for alike in (now, before))
        lines.append(
            f"**{kept} of {VIEWS}** views are nearer to their own image than to any of {now.others} training images; "
            f"before training it was {kept_before}."
        )
    return "\n".join(f"- {line}" for line in lines)
