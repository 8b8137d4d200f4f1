import re

import pytest

from app.methods.flow import flow_html, flow_in_words
from ssl_demo.methods.about import STOP, Flow

TWINS = Flow(("a view", "encoder f", "predictor q"), ("another view", "encoder f", STOP), "the same direction?")
LABELS = Flow(("a view", "encoder f", "linear layer"), ("a label",), "which class?")


def boxes(html: str) -> list[tuple[str, str]]:
    """Kind and name of every box, in the order they are drawn."""
    return re.findall(r'<div class="box (\w+)"[^>]*>([^<]*)</div>', html)


def arrows(html: str) -> list[tuple[str, str, str]]:
    """Of every arrow: whether it is stopped, and the grid lines at which it starts and ends."""
    return re.findall(r'<div class="arrow( stopped)?" style="grid-column:(\d+)/(-?\d+)">', html)


def test_every_step_is_a_box_and_networks_of_one_name_are_one_network() -> None:
    assert boxes(flow_html(TWINS)) == [
        ("start", "a view"),
        ("shared", "encoder f"),
        ("own", "predictor q"),
        ("start", "another view"),
        ("shared", "encoder f"),
    ]


def test_a_stop_gradient_is_a_bar_across_the_arrow_that_it_bars() -> None:
    html = flow_html(TWINS)
    stopped = [bool(stop) for stop, _, _ in arrows(html)]
    assert stopped == [False, False, False, False, True]
    assert html.count('<div class="bar">') == 1
    assert '<div class="bar">' not in flow_html(LABELS)


def test_the_last_arrow_of_either_lane_reaches_the_place_where_both_meet() -> None:
    html = flow_html(LABELS)
    assert [(start, end) for _, start, end in arrows(html)] == [("2", "3"), ("4", "5"), ("6", "-1"), ("2", "-1")]
    assert "which class?" in html.partition('class="meet"')[2]


def test_a_barred_arrow_is_long_enough_for_its_bar() -> None:
    barred_in_the_middle = Flow(("x", "encoder f", STOP, "linear layer"), ("y", "encoder f", "linear layer"), "?")
    widths = re.findall(r"minmax\(0,10rem\) minmax\(([\d.]+)rem", flow_html(barred_in_the_middle))
    assert widths[:3] == ["1.8", "6.2", "1.8"]


@pytest.mark.parametrize(
    ("flow", "keys"),
    [
        (TWINS, ["the same network", "of this lane alone", "past the bar"]),
        (LABELS, []),
    ],
)
def test_the_key_explains_what_is_drawn_and_nothing_else(flow: Flow, keys: list[str]) -> None:
    _, _, key = flow_html(flow).partition('class="flow-key"')
    assert [words for words in ("the same network", "of this lane alone", "past the bar") if words in key] == keys


def test_who_does_not_see_it_gets_it_in_words() -> None:
    words = flow_in_words(TWINS)
    assert words == (
        "One side: a view, then encoder f, then predictor q. "
        "The other side: another view, then encoder f, then a stop-gradient. Where both meet: the same direction?"
    )
    assert f'role="img" aria-label="{words}"' in flow_html(TWINS)


def test_signs_of_html_are_shown_as_they_are() -> None:
    html = flow_html(Flow(("<b>x</b>",), ('"y" & z',), "x < y?"))
    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "x &lt; y?" in html
    assert 'aria-label="One side: &lt;b&gt;x&lt;/b&gt;. The other side: &quot;y&quot; &amp; z.' in html
