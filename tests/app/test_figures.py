import math

import pytest

from app.figures import bars_figure, interval, label_curve_figure
from app.palette import CONTENDERS


def row(contender: str, labels: int, mean: float, run: str = "r1", std: float = 0.02, draws: int = 3) -> dict:
    return {
        "contender": contender,
        "run": run,
        "labels_per_class": labels,
        "accuracy_mean": mean,
        "accuracy_std": std,
        "draws": draws,
    }


def lines(figure) -> list:
    return [trace for trace in figure.data if trace.mode == "lines+markers"]


def test_the_interval_is_students_for_few_draws() -> None:
    # t(0.975, 2 degrees of freedom) = 4.302653, from the table of the distribution
    low, high = interval(0.5, 0.03, 3)
    assert (low, high) == pytest.approx((0.5 - 4.302653 * 0.03 / math.sqrt(3), 0.5 + 4.302653 * 0.03 / math.sqrt(3)))


def test_one_draw_has_no_interval_and_none_leaves_0_to_1() -> None:
    assert interval(0.4, 0.0, 1) == (0.4, 0.4)
    assert interval(0.99, 0.2, 3)[1] == 1.0
    assert interval(0.01, 0.2, 3)[0] == 0.0


def test_each_contender_has_its_own_line_sorted_by_labels_in_its_own_look() -> None:
    rows = [row("pixels", 10, 0.2), row("ssl", 10, 0.6), row("ssl", 1, 0.3), row("pixels", 1, 0.1)]
    figure = label_curve_figure(rows, classes=10)
    assert [trace.line.color for trace in lines(figure)] == [CONTENDERS["ssl"].colour, CONTENDERS["pixels"].colour]
    assert list(lines(figure)[0].x) == [1, 10]
    assert list(lines(figure)[0].y) == [0.3, 0.6]
    assert figure.layout.xaxis.type == "log"


def test_two_runs_of_a_contender_differ_in_dash_and_name() -> None:
    figure = label_curve_figure([row("ssl", 1, 0.3, "a"), row("ssl", 1, 0.4, "b")], run_names={"a": "<i>mine</i>"})
    first, second = lines(figure)
    assert first.line.dash != second.line.dash
    assert first.name == "Self-supervised: &lt;i&gt;mine&lt;/i&gt;"
    assert second.name == "Self-supervised: b"


def test_hover_tells_draws_spread_interval_and_protocol() -> None:
    trace = lines(label_curve_figure([row("ssl", 10, 0.5)], protocol="seen <once>"))[0]
    assert list(trace.customdata[0]) == pytest.approx([3, 0.02, *interval(0.5, 0.02, 3)])
    assert "seen &lt;once&gt;" in trace.hovertemplate


def test_the_band_spans_the_interval() -> None:
    figure = label_curve_figure([row("ssl", 1, 0.3), row("ssl", 10, 0.5)])
    band = next(trace for trace in figure.data if trace.fill == "toself")
    ends = [interval(mean, 0.02, 3) for mean in (0.3, 0.5)]
    assert list(band.y) == pytest.approx([ends[0][1], ends[1][1], ends[1][0], ends[0][0]])


def test_chance_is_drawn_where_the_number_of_classes_is_known() -> None:
    assert label_curve_figure([row("ssl", 1, 0.3)], classes=4).layout.shapes[0].y0 == 0.25
    assert not label_curve_figure([row("ssl", 1, 0.3)]).layout.shapes


def test_no_rows_give_an_empty_figure() -> None:
    assert not label_curve_figure([]).data


def test_bars_keep_their_order_and_their_errors() -> None:
    figure = bars_figure({"b": 0.5, "a": 0.25}, errors={"b": (0.4, 0.7)})
    bar = figure.data[0]
    assert list(bar.y) == ["b", "a"]
    assert list(bar.error_x.array) == pytest.approx([0.2, 0.0])
    assert list(bar.error_x.arrayminus) == pytest.approx([0.1, 0.0])


def test_figures_take_the_pages_background() -> None:
    for figure in (label_curve_figure([row("ssl", 1, 0.3)]), bars_figure({"a": 1.0})):
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
