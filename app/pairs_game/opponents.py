"""Which encoders play along, or why none does, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.frame import run_title
from app.names import dataset_title, in_short
from app.pairs_game.game import Game
from app.pairs_game.players import Player, players_of
from app.state import current_run, dataset
from app.words import plain
from ssl_demo.config import SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run


@dataclass(frozen=True)
class Opponents:
    """players: none where `why` says why not. about: whose encoders they are. test: images to score them on; None, with
    the reason in `untested`, where they learned from other images than those of the game. All texts are Markdown."""

    players: list[Player]
    why: str = ""
    about: str = ""
    test: Images | None = None
    untested: str = ""


def opponents_of(game: Game, images: Images) -> Opponents:
    """Those of the current run. images: all that the game's were drawn from."""
    run = current_run()
    if run is None:
        return Opponents([], NO_RUN)
    title = plain(run_title(run))
    if run.status.active:
        return Opponents([], f"{title} is still in training. Its encoder plays along as soon as it is done.")
    try:
        about = f"The encoder of {title} ({plain(in_short(run.config))}), after training and before it."
        return Opponents(players_of(run, game), about=about, **_test_images(run, images))
    except UserError as error:
        return Opponents([], plain(error))


NO_RUN = "No encoder plays along yet, as none has been trained. Play alone, or train one first: it takes a minute."


def _test_images(run: Run, images: Images) -> dict[str, Any]:
    name = run.config.data.dataset
    try:
        whole = dataset(SubsetConfig(name, images=None))
    except UserError as error:
        return {"untested": f"The images that the encoder learned from are gone. {plain(error)}"}
    if whole.train.fingerprint != images.fingerprint:
        title = plain(dataset_title(name))
        elsewhere = f"The encoder learned from {title}, not from these images."
        return {"untested": f"{elsewhere} Choose {title} to see how it does over many pairs."}
    return {"test": whole.test}


def link_to_train() -> None:
    """Where an encoder is trained."""
    st.page_link("pages/train.py", label="Train an encoder", icon=":material/model_training:")
