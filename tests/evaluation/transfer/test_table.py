"""The matrix between the untrained encoder and the specialist, worked out by hand."""

from __future__ import annotations

import pytest
from scipy.stats import ttest_1samp

from ssl_demo.evaluation.interval import mean_interval
from ssl_demo.evaluation.transfer.table import Table, table_of

ENCODERS, TASKS = ("untrained", "ssl-0", "class", "angle"), ("class", "angle")
SCORES = {
    ("untrained", "class"): (0.4, 0.5),
    ("untrained", "angle"): (20.0, 18.0),
    ("ssl-0", "class"): (0.8, 0.9),
    ("ssl-0", "angle"): (15.0, 16.0),
    ("class", "class"): (0.9, 1.0),
    ("class", "angle"): (21.0, 20.0),
    ("angle", "class"): (0.6, 0.5),
    ("angle", "angle"): (9.0, 9.0),
}


def rows(scores: dict[tuple[str, str], tuple[float, ...]] = SCORES) -> list[dict]:
    return [
        {
            "encoder": encoder,
            "task": task,
            "seed": seed,
            "score": score,
            "error": 0.02,
            "chance": 0.1 if task == "class" else 25.0,
            "higher_is_better": task == "class",
        }
        for (encoder, task), values in scores.items()
        for seed, score in enumerate(values)
    ]


def table(scores: dict[tuple[str, str], tuple[float, ...]] = SCORES) -> Table:
    return table_of(rows(scores), ENCODERS, TASKS)


def test_the_untrained_encoder_is_at_0_with_each_seed_and_the_specialist_at_1_on_average() -> None:
    for task in TASKS:
        assert table().normalised("untrained", task) == {0: 0, 1: 0}
        own = table().normalised(task, task)
        assert own is not None and sum(own.values()) / 2 == pytest.approx(1)
    assert table().units == {"class": pytest.approx(0.5), "angle": pytest.approx((-11 - 9) / 2)}


def test_cells_by_hand() -> None:
    assert table().normalised("ssl-0", "class") == {0: pytest.approx(0.4 / 0.5), 1: pytest.approx(0.4 / 0.5)}
    assert table().normalised("ssl-0", "angle") == {0: pytest.approx(5 / 10), 1: pytest.approx(2 / 10)}
    assert table().normalised("class", "angle") == {0: pytest.approx(-1 / 10), 1: pytest.approx(-2 / 10)}  # worse


def test_rows_by_hand_and_the_best_comes_first() -> None:
    assert table().row_means("ssl-0") == {0: pytest.approx((0.8 + 0.5) / 2), 1: pytest.approx((0.8 + 0.2) / 2)}
    ranking = table().ranking()
    assert [encoder for encoder, _ in ranking] == ["angle", "ssl-0", "class", "untrained"]
    assert ranking[1][1].mean == pytest.approx(0.575)


def test_a_lead_is_told_seed_by_seed_as_by_scipys_paired_t_test() -> None:
    lead = table().lead("ssl-0", "class")
    differences = [(0.8 + 0.5) / 2 - (1 - 0.1) / 2, (0.8 + 0.2) / 2 - (1 - 0.2) / 2]
    expected = ttest_1samp(differences, 0).confidence_interval(0.95)
    assert lead is not None
    assert (lead.low, lead.high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_lead_owes_nothing_to_the_luck_of_the_untrained_encoder() -> None:
    """A mean row is as uncertain as its zero; a lead is not."""
    shaky = table(SCORES | {("untrained", "class"): (0.3, 0.6)})
    steady, shaken = table().lead("ssl-0", "class"), shaky.lead("ssl-0", "class")
    assert steady is not None and shaken is not None
    assert shaken == (pytest.approx(steady.mean), pytest.approx(steady.low), pytest.approx(steady.high))
    rows = [list(each.row_means("ssl-0").values()) for each in (table(), shaky)]
    assert (
        mean_interval(rows[1]).high - mean_interval(rows[1]).low
        > mean_interval(rows[0]).high - mean_interval(rows[0]).low
    )


def test_fewer_degrees_are_a_lead() -> None:
    lead = table().lead_in("angle", "angle", "ssl-0")
    assert lead is not None and lead.mean == pytest.approx(6.5) and lead.low < lead.mean < lead.high
    assert table().best_at("angle") == "angle" and table().best_at("class") == "class"


def test_a_specialist_that_is_beaten_clearly_does_not_hold() -> None:
    beaten = SCORES | {("ssl-0", "class"): (0.98, 1.08)}  # by 0.08 with either seed
    assert table().specialist_holds("class") is True
    assert table(beaten).specialist_holds("class") is False
    near = SCORES | {("ssl-0", "class"): (1.0, 0.95)}  # ahead once, behind once
    assert table(near).specialist_holds("class") is True


def test_a_specialist_is_beaten_also_by_an_encoder_that_is_not_the_best() -> None:
    """The best one's lead is no more than luck, but another one's is the same with either seed."""
    beaten = SCORES | {("ssl-0", "class"): (0.95, 1.05), ("angle", "class"): (0.7, 1.9)}
    assert table(beaten).best_at("class") == "angle"
    assert table(beaten).specialist_holds("class") is False


def test_with_one_seed_a_specialist_holds_if_it_is_the_best() -> None:
    first = {cell: values[:1] for cell, values in SCORES.items()}
    assert table(first).specialist_holds("class") is True
    assert table(first | {("ssl-0", "class"): (0.91,)}).specialist_holds("class") is False


def test_a_task_whose_specialist_learned_nothing_is_left_out_of_the_means() -> None:
    nothing = table(SCORES | {("class", "class"): (0.4, 0.3)})
    assert nothing.normalised("ssl-0", "class") is None and nothing.without_scale == ["class"]
    assert nothing.row_means("ssl-0") == {0: pytest.approx(5 / 10), 1: pytest.approx(2 / 10)}
    neither = table(SCORES | {("class", "class"): (0.4, 0.3), ("angle", "angle"): (30.0, 30.0)})
    assert neither.row_means("ssl-0") == {} and neither.ranking() == []


def test_no_scale_where_the_specialist_is_ahead_by_no_more_than_the_luck_of_the_test_images() -> None:
    """0.02 from either side make a standard error of 0.028 for the difference, and two of those count as luck."""
    hardly, clearly = (SCORES | {("class", "class"): (0.4 + lead, 0.5 + lead)} for lead in (0.05, 0.06))
    assert table(hardly).normalised("ssl-0", "class") is None
    assert table(clearly).normalised("ssl-0", "class") is not None


def test_an_unfinished_matrix_tells_what_it_has() -> None:
    first = {cell: values[:1] for cell, values in SCORES.items() if cell[0] != "angle"}
    begun = table(first)
    assert begun.normalised("ssl-0", "class") == {0: pytest.approx(0.8)} and begun.without_scale == []
    assert begun.normalised("ssl-0", "angle") is None and begun.row_means("ssl-0") == {}
    assert begun.specialist_holds("angle") is None and not begun.complete
    assert begun.lead_in("class", "ssl-0", "angle") is None
    assert table().complete and not table_of([], ENCODERS, TASKS).complete


def test_a_seed_that_only_some_encoders_have_makes_no_row() -> None:
    more = SCORES | {("ssl-0", "class"): (0.8, 0.9, 0.7)}
    assert set(table(more).row_means("ssl-0")) == {0, 1}
    assert not table(more).complete


def test_what_belongs_to_no_cell_is_left_out_and_the_last_measurement_counts() -> None:
    stray = [*rows(), {**rows()[0], "encoder": "nobody"}, {**rows()[0], "score": 0.42}]
    found = table_of(stray, ENCODERS, TASKS)
    assert {encoder for encoder, _ in found.scores} == {*ENCODERS}
    assert found.scores["untrained", "class"] == {0: 0.42, 1: 0.5}
    assert found.chance == {"class": 0.1, "angle": 25.0}
