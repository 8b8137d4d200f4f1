"""Where a person stands: at which image and at which moment. A link says it at first; after that it goes along to other
runs, and to more or fewer images, as far as these have the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st
from torch import Tensor

from app.embeddings.shown import Shown
from app.embeddings.snapshots import step_name
from app.scatter.heard import Heard, heard_from, keep
from app.url import from_url, to_url
from ssl_demo.config import SubsetConfig
from ssl_demo.errors import UserError

LEFT = "explorer_left"
NOTHING = "none"
"""What a link says of an image where none is picked."""


class Left(NamedTuple):
    """Where someone stood last: on which maps, at which training image of which data, and how far in training."""

    slot: str
    data: SubsetConfig
    image: int | None
    share: float


def entered(slot: str, shown: Shown, steps: Sequence[int], index: Tensor) -> Heard:
    """What is picked and chosen on the maps of this slot, and at which moment they stand.

    steps: of the film; index: int64 [n], places among the training images. Who comes to these maps from others brings
    along where they stood; at the very first a link says it, or else it is the first image at the newest moment.
    """
    left: Left | None = st.session_state.get(LEFT)
    if left is not None and left.slot == slot:
        return heard_from(slot, len(index)) or Heard(of=shown.key)
    if left is None:
        heard = heard_from(slot, len(index)) or _from_link(shown, steps, len(index))
    else:
        heard = _from_before(left, shown, steps, index)
    keep(slot, heard)
    return heard


def leave(slot: str, shown: Shown, steps: Sequence[int], index: Tensor, heard: Heard) -> None:
    """Remember where they stand, and let the URL say it."""
    step = steps[heard.moment(steps, shown.key)]
    newest = step == steps[-1]
    image = None if heard.picked is None else int(index[heard.picked])
    st.session_state[LEFT] = Left(slot, shown.view.config.data, image, 1.0 if newest else step / steps[-1])
    to_url("image", NOTHING if heard.picked is None else str(heard.picked) if heard.picked else None)
    to_url("step", None if newest else step_name(step))


def _from_before(left: Left, shown: Shown, steps: Sequence[int], index: Tensor) -> Heard:
    same = left.image is not None and left.data == shown.view.config.data
    found = (index == left.image).nonzero()[:, 0].tolist() if same else []
    picked = found[0] if found else None if left.image is None else 0
    return _at(shown, steps, picked, round(left.share * steps[-1]), left.share)


def _from_link(shown: Shown, steps: Sequence[int], count: int) -> Heard:
    first: int | None = 0
    picked = from_url("image", first, lambda text: _number(text, count))
    step = from_url("step", steps[-1], lambda text: _step(text, list(steps)))
    return _at(shown, steps, picked, step, step / steps[-1] if steps[-1] else 1.0)


def _at(shown: Shown, steps: Sequence[int], picked: int | None, step: int, share: float) -> Heard:
    return Heard(picked, of=shown.key) if step == steps[-1] else Heard(picked, (), shown.key, step, share)


def _number(text: str, count: int) -> int | None:
    if text == NOTHING:
        return None
    number = int(text)
    if not 0 <= number < count:
        raise UserError(f"This map has the images 0 to {count - 1}.")
    return number


def _step(text: str, steps: list[int]) -> int:
    by_name = {step_name(step): step for step in steps}
    if text not in by_name:
        raise UserError(f"This run was looked at {', '.join(by_name)}.")
    return by_name[text]
