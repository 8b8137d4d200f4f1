"""Shape or surface: what the numbers of decisions come to, and what is said of them. All numbers here are made up."""

from __future__ import annotations

import pytest

from app.transfer.cues import cues_of, finding, said
from app.transfer.names import Names

P = "\u00a0%"
NAMES = Names(["SimCLR", "Gentle"])
ENCODERS = ("untrained", "ssl-0", "ssl-1", "class")


def row(encoder: str, seed: int, shape: int, pattern: int, neither: int = 100) -> dict:
    return {"encoder": encoder, "seed": seed, "shape": shape, "pattern": pattern, "neither": neither}


THREE = [
    row(encoder, seed, shape + seed, 100 - shape - seed)
    for seed in range(3)
    for encoder, shape in {"untrained": 30, "ssl-0": 60, "ssl-1": 48, "class": 80}.items()
]


def test_the_share_leaves_out_what_followed_neither() -> None:
    cues = cues_of([row("class", 0, 30, 10, 860)], ENCODERS, NAMES)
    assert cues.shares("class") == [0.75]
    assert list(cues.decisions) == ["class"]


def test_where_no_decision_followed_either_cue_there_is_no_share() -> None:
    cues = cues_of([row("class", 0, 0, 0, 900), row("untrained", 0, 0, 0), row("untrained", 1, 1, 3)], ENCODERS, NAMES)
    assert list(cues.decisions) == ["untrained"]
    assert cues.shares("untrained") == [0.25]
    assert cues.share("untrained").mean == 0.25


def test_of_two_rows_for_a_seed_the_last_counts_and_strangers_are_left_out() -> None:
    cues = cues_of([row("class", 0, 1, 9), row("class", 0, 9, 1), row("stranger", 0, 1, 1)], ENCODERS, NAMES)
    assert cues.shares("class") == [0.9]


def test_counts_are_added_up_over_the_seeds() -> None:
    counts = cues_of(THREE, ENCODERS, NAMES).counts("class")
    assert counts == (243, 57, 300)


def test_the_finding_names_who_goes_by_shape_most_and_least() -> None:
    assert finding(cues_of(THREE, ENCODERS, NAMES)) == (
        f"Specialist: class follows the shape in 81{P} of its decisions, the most of all; Untrained in 31{P}, the least"
    )
    assert finding(cues_of(THREE[3:4], ENCODERS, NAMES)).endswith(f"in 80{P} of its decisions")


def test_only_what_the_seeds_bear_out_is_called_clear() -> None:
    text = said(cues_of(THREE, ENCODERS, NAMES))
    assert text[0] == f"**By shape** in most decisions: SSL\\: SimCLR (61{P}) and Specialist\\: class (81{P})."
    assert text[1] == f"**By surface** in most decisions: Untrained (31{P})."
    assert text[2] == f"**Neither way clearly**: SSL\\: Gentle (49{P})."
    assert text[3].startswith(
        f"Training **without labels** took the share of SSL\\: SimCLR from 31{P} (untrained) to 61{P}"
    )


def test_one_seed_is_told_to_be_one() -> None:
    text = said(cues_of(THREE[:4], ENCODERS, NAMES))
    assert any("intervals need two" in sentence for sentence in text)
    assert not any("intervals need two" in sentence for sentence in said(cues_of(THREE, ENCODERS, NAMES)))


@pytest.mark.parametrize("rows", [[], [{"encoder": None}]])
def test_without_decisions_there_is_nothing(rows: list[dict]) -> None:
    assert cues_of(rows, ENCODERS, NAMES).decisions == {}
