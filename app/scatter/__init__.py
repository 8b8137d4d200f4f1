"""The one custom component: a map of images, with thumbnails on hover and a point that can be picked.

Everything it needs is in the files beside this one; nothing is fetched. The points travel as base64 float32 and uint16,
and glide to their new places when they change. The thumbnails travel apart, as one sheet: an unchanged message is sent
only once, so a live map costs a few bytes per point.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st
from torch import Tensor

from app.palette import class_colour, class_marker
from app.sprite import MARGIN, Sprite, as_bytes, make_sprite
from ssl_demo.errors import UserError

MOST_POINTS = 5_000
HERE = Path(__file__).parent


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


_map = st.components.v2.component(
    "ssl_demo_scatter",
    html=_read("scatter.html"),
    css=_read("scatter.css"),
    js=_read("markers.js", "view.js", "scatter.js", "hands.js"),
)
_sheet = st.components.v2.component("ssl_demo_scatter_sheet", js=_read("sprite.js"))


def scatter(
    points: np.ndarray | Tensor,
    classes: Sequence[int] | np.ndarray | Tensor,
    class_names: Sequence[str],
    thumbnails: Tensor | None,
    *,
    key: str,
    height: int = 460,
    picked: int | None = None,
    marked: Sequence[int] = (),
    captions: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
    markers: bool = True,
    label: str = "Map of images",
) -> int | None:
    """Draw points [n, 2] in their classes' colours and return the number of the picked one, or None.

    `thumbnails`: uint8 [n, 3, side, side], in the same order. `picked` is the point picked at the start (as the URL may
    say); later the person's click counts, so change the key when the points mean other images. `marked` points get a
    thin ring. `captions` are added to a point's class on hover. `colours` replaces the classes' fixed ones, as for a
    scale of numbers; without `markers` all points are dots. Raises UserError for more than 5,000 points.
    """
    plane = np.ascontiguousarray(points, dtype=np.float32)
    of_class = np.ascontiguousarray(classes, dtype=np.uint16)
    if plane.ndim != 2 or plane.shape[1] != 2 or len(of_class) != len(plane):
        raise ValueError(f"points {plane.shape} and classes {of_class.shape} don't fit together")
    if len(plane) > MOST_POINTS:
        raise UserError(f"A map draws at most {MOST_POINTS:,} points, not {len(plane):,}.")
    if not np.isfinite(plane).all():
        raise UserError("This map holds values that are no numbers; choose another step of the run.")
    numbers = range(len(class_names))
    data = {
        "points": _packed(plane),
        "classes": _packed(of_class),
        "names": list(class_names),
        "colours": list(colours) if colours else [class_colour(n) for n in numbers],
        "markers": [class_marker(n) if markers else "circle" for n in numbers],
        "captions": list(captions) if captions else None,
        "marked": [int(i) for i in marked],
        "height": height,
        "label": f"{label}. {len(plane)} points in {len(class_names)} classes: {', '.join(class_names)}. "
        "Arrow keys go from point to point, Enter picks one, plus and minus zoom, 0 shows everything.",
        "sheet": _send_sheet(thumbnails, key) if thumbnails is not None and len(thumbnails) else None,
    }
    # What was picked stands in the component's state; the data repeats it for a map that is mounted anew.
    before = _valid(_state(key), len(plane)) if _state(key) is not None else picked
    start = -1 if picked is None else int(picked)
    state = _map(
        key=key,
        data={**data, "picked": before},
        default={"picked": start},
        on_picked_change=lambda: None,
    )
    return _valid(state.picked, len(plane))


def _state(key: str) -> object:
    return (st.session_state.get(key) or {}).get("picked")


def _valid(picked: object, count: int) -> int | None:
    return picked if isinstance(picked, int) and 0 <= picked < count else None


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _send_sheet(thumbnails: Tensor, key: str) -> str:
    """Mount the sheet, which takes no room on the page, and return its name."""
    pixels = as_bytes(thumbnails).contiguous()
    name = hashlib.sha256(pixels.numpy().tobytes()).hexdigest()[:16]
    sprite = _sprite(name, pixels)
    about = {"side": sprite.side, "pitch": sprite.pitch, "columns": sprite.columns, "count": sprite.count}
    _sheet(key=f"{key}-sheet", data={"name": name, "url": sprite.url, "margin": MARGIN, **about})
    return name


@st.cache_data(max_entries=16, show_spinner=False)
def _sprite(name: str, _pixels: Tensor) -> Sprite:
    return make_sprite(_pixels, small=True)
