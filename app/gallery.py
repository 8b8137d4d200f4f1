"""Sheets of small images: crisp enlarged pixels, one request, captions and words for those who can't see them."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st
import torch
from torch import Tensor

from app.sprite import make_sprite
from ssl_demo.config import digest
from ssl_demo.data.images import Images

CLASSES_SHOWN = 10
"""Of a data set with many classes, the first so many stand for all."""


def sheet(
    images: Tensor,
    *,
    alt: str | Sequence[str],
    captions: Sequence[str] | None = None,
    marks: Sequence[str | None] | None = None,
    width: int = 88,
    columns: int | None = None,
) -> None:
    """Show images, uint8 or float in 0 … 1, [n, 3, side, side], as tiles that wrap with the page.

    `alt`: what the images are, or one text for each; also shown on hover. `captions`: a line below each. `marks`: a
    frame's CSS colour for each, None for no frame. `width`: a tile's smallest width in pixels; with `columns` there
    are always that many in a row instead, whatever their width.
    """
    if len(images):
        st.html(sheet_html(images, alt=alt, captions=captions, marks=marks, width=width, columns=columns))


def sheet_html(
    images: Tensor,
    *,
    alt: str | Sequence[str],
    captions: Sequence[str] | None = None,
    marks: Sequence[str | None] | None = None,
    width: int = 88,
    columns: int | None = None,
) -> str:
    """The same sheet as HTML, for pages that put it inside a figure of their own."""
    sprite = make_sprite(images)
    texts = [f"{alt}, {i + 1} of {len(images)}" for i in range(len(images))] if isinstance(alt, str) else list(alt)
    # On a narrow page six tiles still fit in a row, or two where a caption has to be read.
    narrow = f"minmax(min({width}px,{'44%' if captions else '14%'}),1fr)"
    grid = f"repeat({columns},minmax(0,1fr))" if columns else f"repeat(auto-fill,{narrow})"
    name = f"sheet-{digest([sprite.url, grid])}"
    # The picture is `scale` tiles wide; a percentage moves its left end by that share of what does not fit.
    scale_x, scale_y = (n * sprite.pitch / sprite.side for n in (sprite.columns, sprite.rows))
    style = (
        f".{name}{{display:grid;grid-template-columns:{grid};gap:.5rem;width:100%}}"
        f".{name} figure{{margin:0;min-width:0}}"
        f".{name} .tile{{aspect-ratio:1;border-radius:.3rem;image-rendering:pixelated;"
        "box-shadow:inset 0 0 0 1px rgb(128 128 128/.2);"
        f"background-image:url({sprite.url});background-size:{scale_x * 100:.4f}% {scale_y * 100:.4f}%}}"
        f".{name} figcaption{{font-size:.8rem;line-height:1.25;opacity:.8;padding-top:.25rem;overflow-wrap:anywhere}}"
    )
    tiles = []
    for number, text in enumerate(texts):
        left, top = sprite.corner(number)
        x, y = (
            100 * corner / (pixels - sprite.side)
            for corner, pixels in ((left, sprite.columns * sprite.pitch), (top, sprite.rows * sprite.pitch))
        )
        frame = f";box-shadow:0 0 0 3px {html.escape(marks[number] or '')}" if marks and marks[number] else ""
        caption = f"<figcaption>{html.escape(captions[number])}</figcaption>" if captions else ""
        words = html.escape(text, quote=True)
        tiles.append(
            f'<figure><div class="tile" role="img" aria-label="{words}" title="{words}"'
            f' style="background-position:{x:.4f}% {y:.4f}%{frame}"></div>{caption}</figure>'
        )
    return f'<style>{style}</style><div class="{name}">{"".join(tiles)}</div>'


def first_of_each_class(images: Images, most: int = CLASSES_SHOWN) -> Tensor:
    """The places of the first image of each of the first classes, int64 [at most `most`]."""
    found = [(images.labels == label).nonzero()[:1, 0] for label in range(min(most, len(images.classes)))]
    return torch.cat(found)
