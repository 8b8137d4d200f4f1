"""Chosen images to take away: a table, and one picture of them all."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from PIL import Image

from app.embeddings.explorer import Seen
from app.sprite import tiled
from ssl_demo.data.images import Images


def table(seen: Seen, chosen: Sequence[int]) -> str:
    """A row for each chosen image: its number among the training images, its class and its place on the map."""
    moment = seen.moment
    axes = ("x", "y", "z")[: seen.points.shape[1]]
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["image", "training_image", "class", *axes])
    for i in chosen:
        where = [f"{value:.5f}" for value in seen.points[i].tolist()]
        name = moment.images.classes[moment.images.labels[i]]
        rows.writerow([i, int(moment.tensors["index"][i]), name, *where])
    return out.getvalue()


def contact_sheet(images: Images) -> bytes:
    """The chosen images as one PNG, pixel by pixel."""
    file = io.BytesIO()
    Image.fromarray(tiled(images.pixels)[0]).save(file, "PNG")
    return file.getvalue()
