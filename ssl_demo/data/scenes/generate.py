"""Scenes with their ground truth, from a seed; and the data set made of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch

from ssl_demo.config import digest
from ssl_demo.data.cache import cached, keep_newest
from ssl_demo.data.images import Dataset, Images
from ssl_demo.data.scenes.casting import cast
from ssl_demo.data.scenes.drawing import Drawing, draw
from ssl_demo.data.scenes.spec import name_of
from ssl_demo.data.scenes.strengths import DEFAULT, Strengths
from ssl_demo.data.scenes.toys import CLASSES
from ssl_demo.errors import UserError

TRAIN, TEST = 12_000, 2_000
TRAIN_SEED, TEST_SEED = 1, 2

CHUNK = 200
"""Scenes drawn at a time: few enough that they stay in the processor's cache."""


def generate(n: int, seed: int, strengths: Strengths = DEFAULT, patterns: Sequence[int] | None = None) -> Images:
    """n scenes, labelled with the kind of toy whose shape is seen; every kind equally often, in random order.

    patterns: for each kind the kind whose surface pattern it wears; as it is, each wears its own. Another order puts
    the two cues in conflict. Same arguments, same bytes. Raises UserError for n < 1 or for other patterns than that.

    factors (lengths in pixels from the upper left corner, angles in radians):
    kind, shape, pattern int64 [n], indices into CLASSES; colour int64 [n], index of the pair of paints, and
    rgb [n, 2, 3] in 0…1, the ground's paint and the pattern's; background int64 [n], index into BACKGROUNDS;
    position [n, 2], the toy's centre; box [n, 4], x0 y0 x1 y1 of its visible part; scale [n], its radius;
    rotation [n], clockwise; depth [n], 1 for the nearest toys, in inverse proportion to scale; depth_map float16
    [n, 32, 32] in the same unit, without occluders; light [n, 3], unit vector towards the light (x right, y down,
    z towards the viewer); brightness [n], 1.1 in full light; haze [n], its share of the light,
    0 in clear air.
    """
    if n < 1:
        raise UserError(f"{n} scenes are asked for; ask for at least one.")
    worn = list(range(len(CLASSES))) if patterns is None else [int(number) for number in patterns]
    if len(worn) != len(CLASSES) or not all(0 <= number < len(CLASSES) for number in worn):
        raise UserError(f"Name one pattern for each of the {len(CLASSES)} kinds, by its number from 0.")
    scenes = cast(n, seed, strengths, torch.tensor(worn))
    with _one_thread():
        parts = [draw(scenes.take(index), strengths) for index in torch.arange(n).split(CHUNK)]
    drawing = Drawing(*(torch.cat(part) for part in zip(*parts, strict=True)))
    factors = {
        "kind": scenes.shape.clone(),  # a file keeps no two names for the same memory
        "box": drawing.box,
        "depth_map": drawing.depth,
        **{name: getattr(scenes, name) for name in FACTORS},
    }
    return Images(drawing.pixels, scenes.shape.clone(), CLASSES, factors)


FACTORS = (
    "shape",
    "pattern",
    "colour",
    "rgb",
    "background",
    "position",
    "scale",
    "rotation",
    "depth",
    "light",
    "brightness",
    "haze",
)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Drawing is thousands of short operations: to split each among threads takes longer than it saves."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def load_scenes(strengths: Strengths = DEFAULT) -> Dataset:
    """The embedded data set: 12,000 scenes to train on and 2,000 others to test on, drawn once and then cached.

    With other strengths it is another data set, of the same toys in the same places as far as strengths leave them;
    the cache keeps a few of these.
    """
    own = strengths != DEFAULT
    key = f"{OWN}{_version()}-{digest(strengths)}" if own else f"scenes-{_version()}"
    dataset = cached(key, lambda: make_scenes(strengths))
    if own:
        keep_newest(OWN, MOST_OWN)
    return dataset


OWN, MOST_OWN = "own-scenes-", 6
"""Data sets of other strengths that are kept, of some 70 MB each."""


def make_scenes(strengths: Strengths = DEFAULT) -> Dataset:
    """Draw both splits, in a few seconds."""
    train, test = generate(TRAIN, TRAIN_SEED, strengths), generate(TEST, TEST_SEED, strengths)
    return Dataset(name_of(strengths), train, test)


def _version() -> str:
    """Changes with the code that draws, so that a cache is never older than it."""
    content = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        content.update(file.read_bytes())
    return content.hexdigest()[:12]
