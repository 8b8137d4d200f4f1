"""The kinds of features that are compared on this tab: made by hand, and of the current run's encoders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from app.augmentations.asking import fingerprint_of
from app.augmentations.contenders import contenders_of, has_encoder
from app.matching.styles import STYLES
from app.runs.encoders import EncoderKey, loaded
from ssl_demo.errors import UserError
from ssl_demo.evaluation.matching.curve import Pair
from ssl_demo.evaluation.matching.describe import HAND_MADE, Described, Kind, Picture, dense
from ssl_demo.evaluation.matching.score import Score
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Features:
    """One kind. name: its place in STYLES. encoder: whose features they are, if an encoder's."""

    name: str
    encoder: EncoderKey | None = None

    @property
    def title(self) -> str:
        return STYLES[self.name].title

    def kind(self) -> Kind:
        """What describes a picture in this way. Raises UserError where the encoder can't be read."""
        return partial(dense, loaded(self.encoder)) if self.encoder else HAND_MADE[self.name]


def kinds_of(run: Run | None) -> tuple[list[Features], list[str]]:
    """Those there are, and a sentence for each encoder that should be there and isn't."""
    found: list[Features] = [Features(name) for name in HAND_MADE]
    problems: list[str] = []
    try:
        contenders = contenders_of(run) if run is not None and has_encoder(run) else []
    except UserError as error:
        return found, [str(error)]
    for contender in contenders:
        try:
            features = Features(contender.name, contender.key)
            features.kind()
            found.append(features)
        except UserError as error:
            problems.append(str(error))
    return found, problems


def scored(features: Features, pair: Pair) -> Score:
    """How well one kind matches a picture with its twin. What it makes of the picture is kept."""
    return pair.scored(features.kind(), _original(features, fingerprint_of(pair.picture.pixels), pair.picture))


# The underscored argument is not looked at by the cache: the picture's fingerprint tells it.


@st.cache_resource(show_spinner=False, max_entries=32, scope="session")
def _original(features: Features, fingerprint: str, _picture: Picture) -> Described:
    return features.kind()(_picture)
