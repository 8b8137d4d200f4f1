"""The parts of the Augmentations page: choosing an image, making a recipe, and trying each operation alone."""

from __future__ import annotations

import dataclasses

import streamlit as st
import torch
from torch import Tensor

from app.controls import dataclass_controls
from app.gallery import first_of_each_class, sheet
from app.sprite import data_url
from app.state import current_recipe, dataset, recipe_name, set_current_recipe
from app.url import bound
from app.words import plain
from ssl_demo.augment.operations import OPERATIONS
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import catalogue

GROUPS = {
    "Place": ("crop_min", "flip", "cutout"),
    "Colour": ("jitter", "brightness", "contrast", "saturation", "hue", "greyscale"),
    "Detail": ("blur", "blur_sigma", "solarise"),
}
TITLES = {
    "crop_min": "Smallest crop, share of the area",
    "flip": "Mirror, chance",
    "cutout": "Cutout, share of the side",
    "jitter": "Colour change, chance",
    "brightness": "Brightness, ±",
    "contrast": "Contrast, ±",
    "saturation": "Saturation, ±",
    "hue": "Hue, ± turns",
    "greyscale": "Greyscale, chance",
    "blur": "Blur, chance",
    "blur_sigma": "Blur, largest width in pixels",
    "solarise": "Solarise, chance",
}
WORTH_SEEING = {
    "crop": 0.35,
    "brightness": 1.6,
    "contrast": 0.4,
    "saturation": 2.0,
    "hue": 0.2,
    "blur": 1.2,
    "cutout": 0.4,
}
"""Strengths to show and to start with; others start at their highest, a switch starts switched on."""

STYLE = """<style>
.st-key-thumbnails img { height: 2.6rem; max-height: none; width: 2.6rem; image-rendering: pixelated;
  border-radius: .3rem; vertical-align: middle; }
.st-key-thumbnails button { padding: .2rem; height: auto; min-height: 0; border-radius: .5rem; }
</style>"""


def pick_image() -> tuple[Images, int]:
    """Choose a data set and an image; returns its training images and the place of the chosen one."""
    st.html(STYLE)
    entries = {entry.name: entry for entry in catalogue() if entry.present}
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    with left, bound("pictures", lambda name: entries[name].title if name in entries else name) as url:
        name = st.selectbox("Data set", list(entries), format_func=lambda n: entries[n].title, **url)
    images = dataset(SubsetConfig(name, images=None)).train
    if st.session_state.get("image", 0) >= len(images):
        st.session_state["image"] = 0
    index = first_of_each_class(images)
    with middle, bound("image") as url:
        number = int(st.number_input("Image number", 0, len(images) - 1, int(index[0]), **url))
    right.button(
        "Another image", icon=":material/shuffle:", on_click=_other_image, args=(len(images),), width="stretch"
    )
    thumbnails = {int(i): _thumbnail(images, int(i)) for i in index}
    st.session_state["thumbnail"] = number if number in thumbnails else None
    with st.container(key="thumbnails"):
        st.pills(
            "Or one of these",
            list(thumbnails),
            format_func=thumbnails.__getitem__,
            key="thumbnail",
            on_change=_take_thumbnail,
            label_visibility="collapsed",
        )
    return images, number


def recipe_controls() -> Recipe:
    """The presets and a slider for each setting; what they make becomes the recipe of all pages."""
    recipe = current_recipe()
    presets, groups = st.container(), st.tabs(list(GROUPS), key="recipe_group", on_change="rerun")
    for group, names in zip(groups, GROUPS.values(), strict=True):
        if group.open:
            with group:
                recipe = dataclass_controls(recipe, prefix="recipe_", names=names, titles=TITLES, url=False)
    set_current_recipe(recipe)
    with presets:
        name = recipe_name(recipe)
        st.session_state["preset"] = name if name in PRESETS else None
        st.pills("Presets", list(PRESETS), key="preset", on_change=_take_preset)
    return recipe


def new_draw() -> int:
    """The number that the dice are thrown with, and a button for the next one."""
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"), bound("draw") as url:
        draw = int(st.number_input("Draw", 0, 9999, 0, width=130, label_visibility="collapsed", **url))
        st.button("New draw", icon=":material/casino:", on_click=_next_draw)
    return draw


def operations(image: Tensor) -> None:
    """What each operation alone makes of the image, uint8 [1, 3, side, side], and one of them with its strength."""
    before = image.float() / 255
    all_of_them = [operation.apply(image, _worth_seeing(name)) for name, operation in OPERATIONS.items()]
    titles = ["The image", *(operation.title for operation in OPERATIONS.values())]
    sheet(torch.cat([before, *all_of_them]), alt=titles, captions=titles, width=72)
    with bound("operation", _title) as url:
        name = st.pills("Take one", list(OPERATIONS), format_func=_title, default="crop", required=True, **url)
    with st.container(border=True):
        pictures, strength = st.columns([2, 3], gap="large", vertical_alignment="center")
        with strength:
            after = OPERATIONS[name].apply(image, _strength(name))
        with pictures:
            sheet(torch.cat([before, after]), alt=["before", f"after: {_title(name)}"], columns=2)


def _strength(name: str) -> float:
    """What the operation does, in words, and the strength chosen for it."""
    operation = OPERATIONS[name]
    st.markdown(operation.about)
    with bound(f"op_{name}") as url:
        if operation.switch:
            return float(st.toggle(operation.title, True, **url))
        limits = (operation.low, operation.high, _worth_seeing(name), 0.05)
        return st.slider(f"{operation.title}, strength", *limits, help=STRENGTH_HELP, **url)


STRENGTH_HELP = "Here the strength is what you say. In training it is drawn anew for each view, within the recipe."


def _worth_seeing(name: str) -> float:
    return WORTH_SEEING.get(name, OPERATIONS[name].high)


def _title(name: str) -> str:
    return OPERATIONS[name].title


def _thumbnail(images: Images, number: int) -> str:
    name = images.classes[images.labels[number]].replace("_", " ")
    return f"![{plain(name)}]({data_url(images.pixels[number].permute(1, 2, 0).numpy())})"


def _next_draw() -> None:
    st.session_state["draw"] = (st.session_state["draw"] + 1) % 10_000


def _other_image(count: int) -> None:
    st.session_state["image"] = int(torch.randint(count, (1,)))


def _take_thumbnail() -> None:
    if st.session_state["thumbnail"] is not None:
        st.session_state["image"] = st.session_state["thumbnail"]


def _take_preset() -> None:
    if preset := PRESETS.get(st.session_state["preset"]):
        set_current_recipe(preset)
        for field in dataclasses.fields(Recipe):
            st.session_state[f"recipe_{field.name}"] = getattr(preset, field.name)
