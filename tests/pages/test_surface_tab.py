"""The tab "Shape or surface?" in each state that a matrix can be in. All numbers here are made up."""

from __future__ import annotations

from ssl_demo.jobs.transfer import CUES
from tests.pages.made_up_matrix import (
    SURFACE,
    USUAL,
    backend,
    button,
    few,
    matrix,
    page,
    photographs,
    scenes,
    sheets,
    store,
)
from tests.pages.made_up_runs import Idle, words

__all__ = ["backend", "few", "matrix", "photographs", "scenes", "store"]


def test_before_there_is_a_matrix_the_same_button_is_offered(backend: Idle) -> None:
    at = page(**SURFACE)
    assert "Geirhos et al. 2019" in words(at) and "There is no right answer" in words(at)
    button(at, "transfer_start").click().run()
    assert backend.waiting[0].transfer_config == USUAL


def test_a_toy_of_two_minds_is_decided_about_before_more_are_shown() -> None:
    at = page(**SURFACE)
    assert "in the pattern of a" not in sheets(at)
    radio = next(each for each in at.radio if each.key == "conflict_guess")
    radio.set_value("a boat").run()
    assert "You went **by surface**" in words(at)
    assert "in the pattern of a" in sheets(at)


def test_the_shares_are_drawn_told_and_counted(matrix) -> None:
    matrix()
    at = page(**SURFACE)
    said = words(at)
    assert "Specialist\\: light follows the shape in 65\u00a0% of its decisions" in said
    assert "Untrained in 33\u00a0%, the least" in said
    counted = next(each.value for each in at.dataframe if "Neither" in each.value)
    assert counted.loc[0, ["By shape", "By pattern", "Neither", "Seeds"]].tolist() == [90, 180, 15, 3]


def test_a_matrix_without_decisions_says_why(matrix) -> None:
    run = matrix()
    (run.path / "results" / f"{CUES}.jsonl").unlink()
    assert "they are plain, without a pattern" in words(page(**SURFACE))


def test_photographs_have_no_shape_that_could_be_exchanged(photographs: str) -> None:
    at = page(**SURFACE)
    assert "only there the outline and the pattern of a thing are known apart" in words(at)
    assert button(at, "transfer_start") is None
