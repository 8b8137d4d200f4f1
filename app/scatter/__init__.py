"""The one custom component: a map of images, with thumbnails on hover, a point that can be picked, and a lasso.

Everything it needs is in the files beside this one; nothing is fetched. The points travel as base64 float32 and uint16,
and glide to their new places when they change. Thumbnails and films travel apart: an unchanged message is sent only
once, so a live map costs a few bytes per point.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st
from torch import Tensor

from app.scatter.carried import send_film, send_sheet
from app.scatter.colouring import Colouring
from app.scatter.film import Film
from app.scatter.heard import Heard, hear, heard_from, last_turn
from ssl_demo.errors import UserError

MOST_POINTS = 5_000
HERE = Path(__file__).parent


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


_map = st.components.v2.component(
    "ssl_demo_scatter",
    html=_read("scatter.html"),
    css=_read("scatter.css"),
    js=_read("markers.js", "view.js", "film.js", "scatter.js", "link.js", "lasso.js", "save.js", "hands.js"),
)


def scatter(
    points: np.ndarray | Tensor,
    colouring: Colouring,
    thumbnails: Tensor | None,
    *,
    key: str,
    height: int = 460,
    picked: int | None = None,
    marked: Sequence[int] = (),
    label: str = "Map of images",
    film: Film | None = None,
    at: int = 0,
    link: str | None = None,
    lasso: bool = False,
) -> Heard:
    """Draw points [n, 2], or [n, 3] that can be turned, and return what a person did with them.

    `thumbnails`: uint8 [n, 3, side, side], in the same order. `picked` is the point picked at the start (as the URL may
    say); later the person's click counts, so change the key when the points mean other images. `marked` points get a
    thin ring. With a `film` there is a slider over its moments, which stands at number `at`. Maps of the same images
    with the same `link` answer as one, and show what is pointed at, picked or chosen in any of them. `lasso` lets
    people choose many points. Raises UserError for more than 5,000 points, or for some that aren't numbers.
    """
    places = np.ascontiguousarray(points, dtype=np.float32)
    groups = np.ascontiguousarray(colouring.groups, dtype=np.uint16)
    if places.ndim != 2 or places.shape[1] not in (2, 3) or len(groups) != len(places):
        raise ValueError(f"points {places.shape} and groups {groups.shape} don't fit together")
    if len(places) > MOST_POINTS:
        raise UserError(f"A map draws at most {MOST_POINTS:,} points, not {len(places):,}.")
    if not np.isfinite(places).all():
        raise UserError("This map holds values that are no numbers; choose another step of the run.")
    slot = link or key
    now = heard_from(slot, len(places)) or Heard(picked if picked is not None and 0 <= picked < len(places) else None)
    names = colouring.names
    _map(
        key=key,
        data={
            "points": _packed(places),
            "axes": places.shape[1],
            "groups": _packed(groups),
            "names": list(names),
            "colours": list(colouring.colours),
            "markers": list(colouring.markers),
            "captions": list(colouring.captions) if colouring.captions else None,
            "marked": [int(i) for i in marked],
            "height": height,
            "label": _label(label, len(places), names, lasso),
            "sheet": send_sheet(thumbnails, key) if thumbnails is not None and len(thumbnails) else None,
            "film": send_film(film, key) if film else None,
            "at": at,
            "link": link,
            "lasso": lasso,
            "picked": now.picked,
            "chosen": list(now.chosen),
            "heard": last_turn(key),
        },
        default={"said": None},
        on_said_change=lambda: hear(slot, key, film),
    )
    return now


MOST_NAMES = 12
"""That a screen reader reads out at once."""
KEYS = (
    "Arrow keys go from point to point, Enter picks one, plus and minus zoom, Shift with an arrow key moves the map, 0 "
    "shows everything."
)
LASSO_KEYS = "Space adds the point to the chosen ones, g chooses all of its group, Escape lets go."


def _label(label: str, points: int, names: Sequence[str], lasso: bool) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    groups = f"{', '.join(names[:MOST_NAMES])}{more}"
    return f"{label}. {points} points in {len(names)} groups: {groups}. {KEYS}{f' {LASSO_KEYS}' if lasso else ''}"


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
