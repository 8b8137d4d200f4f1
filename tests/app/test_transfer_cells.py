"""A transfer matrix as cells, figures and a table. All numbers here are made up."""

from __future__ import annotations

import pytest

from app.export import for_print
from app.palette import CONTENDERS
from app.transfer.cells import MEAN, cells_of, columns_of, rows_of
from app.transfer.dots import Row, dots_figure
from app.transfer.figures import matrix_figure, means_figure, table_of_numbers
from app.transfer.names import look
from ssl_demo.evaluation.interval import mean_interval
from tests.app.transfer_board import MEANS, METRICS, TASKS, board

P = "\u00a0%"


def test_heads_say_how_an_encoder_was_trained_and_how_a_task_is_scored() -> None:
    made = board(tasks=("class", "colour", "light"))
    assert [(head.title, head.note) for head in rows_of(made)[:4]] == [
        ("Untrained", "random weights"),
        ("SSL: SimCLR", "no labels, recipe A"),
        ("SSL: Gentle", "no labels, recipe B"),
        ("Specialist: class", "labels of this task"),
    ]
    assert [head.note for head in columns_of(made)] == [
        "accuracy ↑",
        "accuracy ↑",
        "angular error ↓",
        "0 … 1, 95\u00a0% interval",
    ]


def test_a_cell_shows_its_place_and_below_its_score_with_the_spread_of_the_seeds() -> None:
    cell = cells_of(board(spread={"ssl-0": 0.02}), set())["ssl-0", "class"]
    interval = mean_interval([0.90, 0.88, 0.92])
    assert cell.text == "0.83" and cell.value == pytest.approx(0.5 / 0.6)
    assert cell.below == f"90{P} ± {100 * (interval.high - 0.9):.0f}{P}" == f"90{P} ± 5{P}"
    assert cell.said == f"SSL: SimCLR, task class: 0.83; accuracy 90{P}, 3 seeds"
    assert cell.picks and not cell.framed and not cell.best


def test_the_specialists_own_cell_is_framed_and_the_best_of_a_column_is_marked_once() -> None:
    cells = cells_of(board(), set())
    assert {place for place, cell in cells.items() if cell.framed} == {(task, task) for task in TASKS}
    best = [place for place, cell in cells.items() if cell.best]
    assert sorted(best) == sorted([(task, task) for task in TASKS] + [("ssl-1", MEAN)])
    assert cells["light", "light"].said.endswith("; its own task; the best in this column")


def test_one_seed_has_no_spread() -> None:
    cells = cells_of(board(seeds=1), set())
    assert cells["ssl-0", "light"].below == "16.0°"
    assert cells["ssl-0", MEAN].below == "" and cells["ssl-0", MEAN].said.startswith(
        "SSL: SimCLR, mean of all tasks: 0.49, one seed"
    )


def test_what_is_not_measured_waits_and_says_so() -> None:
    partly = board({"untrained": MEANS["untrained"]}, encoders=list(MEANS))
    cells = cells_of(partly, {"ssl-0"})
    waiting, working = cells["class", "class"], cells["ssl-0", "class"]
    assert waiting.text == "·" and not waiting.picks and waiting.said.endswith("not measured yet")
    assert working.at_work and working.said.endswith("being measured")
    assert (cells["untrained", "class"].text, cells["untrained", "class"].below) == (f"40{P}", "no scale yet")
    assert not any(cell.best for cell in cells.values())  # of a column that is not whole
    assert cells["untrained", MEAN].text == "·"


def test_every_kind_of_encoder_has_a_look_of_its_own() -> None:
    looks = [look(encoder) for encoder in ("untrained", "ssl-0", "ssl-1", "class")]
    assert len({style.marker for style in looks}) == len({style.dash for style in looks}) == 4
    assert looks[1].colour == looks[2].colour == CONTENDERS["ssl"].colour


def test_the_means_are_drawn_best_first_with_their_intervals() -> None:
    made = board(spread=dict.fromkeys(MEANS, 0.02))
    figure = means_figure(made)
    dots = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert [dot.y[0] for dot in dots][:2] == ["SSL: Gentle", "SSL: SimCLR"]
    expected = mean_interval(list(made.table.row_means("ssl-1").values()))
    assert dots[0].x[0] == pytest.approx(expected.mean)
    assert dots[0].error_x.array[0] == pytest.approx(expected.high - expected.mean)
    assert len(dots) == len(MEANS)


def test_a_dot_of_one_seed_has_no_line() -> None:
    figure = dots_figure([Row("class", "<i>x</i>", [0.5])], str, "axis")
    assert figure.data[1].error_x.array is None
    assert figure.data[1].y[0] == "&lt;i&gt;x&lt;/i&gt;"


def test_the_picture_for_print_has_every_number() -> None:
    figure = for_print(matrix_figure(board()), "a title")
    assert figure.data[0].z[1][0] == pytest.approx(0.5 / 0.6)
    texts = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert len(texts) == len(MEANS) * len(TASKS)
    assert texts[1, 0] == f"<b>0.83</b><br>90{P}"


def test_the_table_has_a_line_for_every_score_of_every_seed() -> None:
    table = table_of_numbers(board())
    assert len(table) == len(MEANS) * len(TASKS) * 3
    line = table[(table.Encoder == "Specialist: light") & (table.Task == "light") & (table.Seed == 0)].iloc[0]
    assert line.Score == 4.0 and line.Metric == METRICS["light"].name and not line["Higher is better"]
    assert line["0 untrained, 1 specialist"] == pytest.approx(1.0)
