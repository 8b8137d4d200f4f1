"""What moves on the board: who has come, who is where, and the queue."""

from __future__ import annotations

import streamlit as st

from app.board.door import door_html
from app.board.queue import queue_html, still_to_come
from app.board.reading import PACE, board_of
from app.board.whereabouts import LEGEND, whereabouts_html
from app.live import live
from app.share.address import address_of_app
from ssl_demo.classroom.classroom import Classroom
from ssl_demo.classroom.links import join_link


def show_live(classroom: Classroom, stamp: str) -> None:
    """Draw it, and again every two seconds.

    stamp: of the results that the page below has drawn. Where they have changed, the whole page is run once more; its
    figures stand still until then, so that a hover stays where it is and a wall of watchers costs next to nothing.
    """
    link = join_link(address_of_app(), classroom.code)
    live(lambda: _draw(classroom, link, stamp), lambda: PACE)


def _draw(classroom: Classroom, link: str, stamp: str) -> None:
    board = board_of(classroom)
    if board.stamp != stamp:
        st.rerun()
    st.html(door_html(link, board))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Who is where", anchor=False)
        st.html(whereabouts_html(board))
        st.caption(LEGEND if board.learners else "Nobody has joined yet.")
    with right:
        st.subheader("Queue", anchor=False)
        st.html(queue_html(board))
        if coming := still_to_come(board):
            st.caption(coming)
