"""The drawing of two pictures and the lines between them."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest
import torch

from app.matching.board import GAP, MOST, WIDTH, board_html, drawn
from ssl_demo.evaluation.matching.score import Score

BLANK = torch.zeros(3, 256, 256, dtype=torch.uint8)


def score(start: list[list[float]], end: list[list[float]], right: list[bool]) -> Score:
    errors = torch.tensor([0.0 if each else 50.0 for each in right])
    points = (torch.tensor(start).reshape(-1, 2), torch.tensor(end).reshape(-1, 2))
    return Score(*points, errors + 0.25, errors, torch.tensor(right, dtype=torch.bool), 9, 9, 9)


def lines(html: str) -> list[tuple[str, str]]:
    """Class and style of every line on the board, without those of its key."""
    return re.findall(r'<s( class="wrong")? title="[^"]*" style="([^"]*)">', html)


@pytest.mark.parametrize("count", [0, 1, 59, 60, 61, 500])
def test_at_most_sixty_are_drawn_from_the_first_to_the_last_and_none_twice(count: int) -> None:
    chosen = drawn(count)
    assert len(chosen) == len(set(chosen)) == min(count, MOST)
    if count:
        assert chosen[0] == 0 and (count == 1 or chosen[-1] == count - 1)
    gaps = {later - earlier for earlier, later in itertools.pairwise(chosen)}
    assert not gaps or max(gaps) - min(gaps) <= 1


def test_a_line_leads_from_its_point_to_the_twins() -> None:
    html = board_html(BLANK, BLANK, score([[0, 0]], [[255, 255]], [True]), "said")
    ((_, style),) = lines(html)
    dx, dy = 256 + GAP + 255, 255
    length = float(re.search(r"width:([\d.]+)cqw", style)[1]) / 100 * WIDTH
    turn = float(re.search(r"rotate\(([-\d.]+)deg\)", style)[1])
    assert length == pytest.approx((dx**2 + dy**2) ** 0.5, abs=0.01)
    assert torch.deg2rad(torch.tensor(turn)).tan() == pytest.approx(dy / dx, abs=1e-3)
    assert style.startswith(f"left:{50 / WIDTH:.3f}%;top:{50 / 256:.3f}%")


def test_wrong_ones_differ_by_more_than_colour_and_lie_below_the_right_ones() -> None:
    places = [[10.0, 10.0], [20.0, 20.0], [30.0, 30.0]]
    html = board_html(BLANK, BLANK, score(places, places, [True, False, True]), "said")
    assert [bool(kind) for kind, _ in lines(html)] == [True, False, False]
    board = html.split('class="names"')[0]
    assert board.count('<b class="wrong"') == 2 and board.count("<b style=") == 4
    assert "dashed" in html and "solid" in html
    assert 'title="wrong: 50.0 pixels off, descriptors 50.2 apart"' in html
    assert "all 3 drawn" in html


def test_it_says_how_many_of_them_are_drawn_and_what_they_are_in_words() -> None:
    places = [[1.0, 2.0]] * 312
    html = board_html(BLANK, BLANK, score(places, places, [True] * 312), 'said of "it" & <b>')
    assert "60 of 312 drawn" in html
    assert 'aria-label="said of &quot;it&quot; &amp; &lt;b&gt;"' in html


def test_without_a_match_there_are_two_pictures_and_no_line() -> None:
    html = board_html(BLANK, BLANK, score([], [], []), "said")
    assert not lines(html)
    assert html.count("background-image:url(data:image/png") == 2
    assert "drawn" not in html


def test_every_tag_is_closed() -> None:
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Reader().feed(board_html(BLANK, BLANK, score([[1, 1]], [[2, 2]], [False]), "said"))
    assert not opened
