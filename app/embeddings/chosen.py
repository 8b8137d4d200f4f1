"""The images within a lasso: a contact sheet, which classes they are of, and files to take away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
import torch

from app.chart import show_figure
from app.embeddings.chosen_figure import class_bars, in_words
from app.embeddings.chosen_files import contact_sheet, table
from app.embeddings.explorer import Explored, Seen
from app.embeddings.snapshots import step_name
from app.gallery import sheet
from app.names import class_names
from ssl_demo.data.images import Images

MOST_SHOWN = 63


def show_chosen(explored: Explored) -> None:
    """What was chosen with the lasso."""
    seen, places = explored.first, torch.tensor(explored.chosen)
    images = seen.moment.images.take(places)
    show_figure(class_bars(images, seen.moment.images), "chosen_classes", in_words(images))
    names = class_names(images)
    labels = [names[label] for label in images.labels[:MOST_SHOWN].tolist()]
    sheet(images.pixels[:MOST_SHOWN], alt=labels, width=40)
    more = len(images) - MOST_SHOWN
    st.caption(f"{f'The first {MOST_SHOWN} of {len(images):,} images. ' if more > 0 else ''}{LOOK}")
    _downloads(seen, explored.chosen, images)


LOOK = "What do they share? If it isn't the class, it may be a colour, a background, or a place in the frame."


def _downloads(seen: Seen, chosen: Sequence[int], images: Images) -> None:
    name = f"{seen.shown.run.id}-{step_name(seen.moment.step).replace(' ', '-').replace(',', '')}-{len(chosen)}-images"
    offered = (
        ("CSV", ":material/table:", "csv", "text/csv", lambda: table(seen, chosen)),
        ("Contact sheet", ":material/grid_on:", "png", "image/png", lambda: contact_sheet(images)),
    )
    with st.container(horizontal=True):
        for label, icon, ending, kind, content in offered:
            st.download_button(label, content, f"{name}.{ending}", kind, icon=icon, on_click="ignore")
