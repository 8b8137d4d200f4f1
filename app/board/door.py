"""The way in, on the wall: address, code and QR code, and how many have come."""

from __future__ import annotations

import base64
import html
from functools import lru_cache

from app.board.reading import Board
from app.share.qr import qr


def door_html(link: str, board: Board) -> str:
    """As HTML, for `STYLE`. link: where learners join."""
    count, away = len(board.learners), sum(seen.away for seen in board.where.values())
    learners = f"{'learner' if count == 1 else 'learners'}{f', {away} away' if away else ''}"
    return (
        '<div class="board"><div class="door"><div><p>Join at</p>'
        f'<p class="address">{html.escape(link.partition("?")[0])}</p><p>with the code</p>'
        f'<p class="code">{html.escape(board.code)}</p></div>'
        f'<img alt="QR code of the address at which learners join" src="{_picture(link)}">'
        f'<p class="count"><b>{count}</b>{learners}</p>'
        "</div></div>"
    )


@lru_cache(maxsize=64)
def _picture(link: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(qr(link).encode()).decode()}"
