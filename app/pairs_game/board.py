"""The score so far, and what the whole game says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
import torch

from app.gallery import sheet
from app.pairs_game.game import ROUNDS, Game, told, wilson
from app.pairs_game.opponents import Opponents, link_to_train
from app.pairs_game.players import CHOSEN_ON, SCORED_ON, Player, right_of_many
from app.words import plain
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError

YOU = "You"


def scores(answers: Sequence[bool], game: Game, opponents: Opponents) -> dict[str, list[bool]]:
    """Whether each answer so far was right, by who gave it."""
    truth = game.pairs.same.tolist()
    mine = [answer == same for answer, same in zip(answers, truth, strict=False)]
    return {YOU: mine} | {player.title: player.right(len(answers)) for player in opponents.players}


def show_board(right: Mapping[str, Sequence[bool]], opponents: Opponents) -> None:
    """Who has how many right, with the 95 % interval of the share."""
    rows = "".join(f"| {who[:1].upper()}{who[1:]} | {told(answers)} |\n" for who, answers in right.items())
    st.markdown(f"| Player | Right so far |\n| :-- | :-- |\n{rows}")
    if opponents.why:
        st.caption(opponents.why)
        link_to_train()
    st.caption(f"{BOARD} {opponents.about}")


BOARD = (
    "In brackets the 95 % interval (Wilson): what a few rounds say of the share that one would get in many. By "
    "guessing it is half. After a reload of the page the game begins anew."
)


def show_end(right: Mapping[str, Sequence[bool]], game: Game, opponents: Opponents) -> None:
    """The result in words, and the encoders' accuracy over many pairs."""
    counts = {who: sum(answers) for who, answers in right.items()}
    st.markdown(f"##### You got {counts[YOU]} of {ROUNDS}{_against(counts)}")
    untested = opponents.untested
    if opponents.test is not None and opponents.players:
        try:
            each = ", ".join([_over_many(player, game, opponents.test) for player in opponents.players])
            st.markdown(f"Ten rounds are few. Over {SCORED_ON:,} pairs of test images: {each}; by guessing 50 %.")
            st.caption(PROTOCOL)
            st.caption(SURPRISE)
        except UserError as error:
            untested = f"The encoders can't be scored over many pairs of test images. {plain(error)}"
    if untested:
        st.caption(untested)


def _over_many(player: Player, game: Game, test: Images) -> str:
    """Markdown: "**SimCLR encoder** 83.1 % (81.4 – 84.7)"."""
    right, asked = right_of_many(player, game, test)
    low, high = (100 * end for end in wilson(right, asked))
    return f"**{player.title}** {100 * right / asked:.1f}\u00a0% ({low:.1f} – {high:.1f})"


def show_all(right: Mapping[str, Sequence[bool]], game: Game) -> None:
    """All pairs once more, with who was right."""
    with st.expander("All ten pairs again", icon=":material/grid_view:"):
        views = torch.stack([game.pairs.first, game.pairs.second], dim=1).flatten(0, 1)
        sheet(views, alt="a view of the game", captions=_captions(right, game), columns=4)


def _against(counts: Mapping[str, int]) -> str:
    others = [f"the {who} {count}" for who, count in counts.items() if who != YOU]
    return f", {', '.join(others)}" if others else ""


def _captions(right: Mapping[str, Sequence[bool]], game: Game) -> list[str]:
    captions = []
    for number, same in enumerate(game.pairs.same.tolist()):
        marks = ", ".join(f"{who} {'✓' if answers[number] else '✗'}" for who, answers in right.items())
        captions += [f"{number + 1}: {'one image' if same else 'two images'}", marks]
    return captions


PROTOCOL = (
    "An encoder says *same* where the cosine similarity of the embeddings of both views is above a threshold. It was "
    f"chosen on {CHOSEN_ON} pairs of training images that the game doesn't use, so that as many of those as possible "
    f"are answered rightly, and was left alone for the game and for {SCORED_ON:,} pairs of test images. A coin decides "
    "for each pair whether it is one image or two. Views are made by the current recipe. In brackets the 95 % interval "
    "(Wilson) over the draw of these pairs."
)
SURPRISE = (
    "Look at the pairs that the encoder gets wrong and you don't: by which sign did you decide? What may surprise you "
    "is the hard game. An encoder that was trained with changing colours goes by what kind of thing it sees, and two "
    "images of one class look the same to it more often; one that was trained with crops alone hardly minds, as it "
    "goes by the colours."
)
