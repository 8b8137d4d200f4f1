"""QR codes, read by another library's reader as a phone would."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

from app.share.popover import link_of
from app.share.qr import LONGEST, qr
from ssl_demo.errors import UserError

PIXELS = 8


def photograph(svg: str) -> np.ndarray:
    """The drawing as grey pixels: segno's path of horizontal strokes, one module high."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    grey = np.full((side, side), 255, np.uint8)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])\s*(-?[\d.]+(?:\s+-?[\d.]+)?)", re.findall(r' d="([^"]+)"', svg)[-1]):
        values = [float(n) for n in numbers.split()]
        if command == "h":
            grey[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return np.kron(grey, np.ones((PIXELS, PIXELS), np.uint8))


@pytest.mark.parametrize(
    "text", ["http://192.168.1.20:8501/workshop?class=ABC234", "https://a.example/train?x=" + "y" * 400]
)
def test_a_phone_reads_the_link(text: str) -> None:
    picture = photograph(qr(text))
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == text
    edge = 4 * PIXELS
    assert picture[:edge].min() == picture[-edge:].min() == picture[:, :edge].min() == picture[:, -edge:].min() == 255


def test_a_link_too_long_to_be_read_off_a_wall_is_told() -> None:
    with pytest.raises(UserError, match="copy it instead"):
        qr("x" * (LONGEST + 1))


def test_a_link_carries_all_values_and_what_is_held_and_no_secret() -> None:
    query = {"labels": ["1", "10"], "teach": ["secret"], "class": ["ABC234"], "lock": ["old"], "q": ["a&b <c>"]}
    link = link_of("http://host/label_budget?x=1", query, ["draws", "labels"], ["share"])
    assert link == "http://host/label_budget?labels=1&labels=10&q=a%26b+%3Cc%3E&lock=draws,labels&hide=share"
    assert link_of("http://host/", {}) == "http://host/"
