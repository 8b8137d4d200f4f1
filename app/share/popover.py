"""Share: the link of the page as it stands, with controls locked or hidden for whoever opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from app.controls import readable
from app.errors import shown
from app.share.address import address_of_page
from app.share.held import HIDE, LOCK, drawn
from app.share.qr import qr

PRIVATE = ("teach", "class")
"""What lets somebody in is not for sharing."""


def share_popover() -> None:
    """The button, and what it opens. Draw it after the page, whose controls it offers."""
    opened = st.popover(
        "Share this page", icon=":material/share:", width="stretch", key="share_panel", on_change="rerun"
    )
    if opened.open:
        with opened:
            _show()


def _show() -> None:
    names = drawn()
    lock = hide = []
    if names:
        st.markdown("Who opens the link sees this page as it stands. You may hold some of its controls:")
        lock = st.multiselect("Locked: seen, not turned", names, format_func=readable, key="share_lock")
        hide = st.multiselect("Hidden: not seen", names, format_func=readable, key="share_hide")
    link = link_of(address_of_page(), {name: st.query_params.get_all(name) for name in st.query_params}, lock, hide)
    st.code(link, language=None, wrap_lines=True)
    with shown():
        st.image(qr(link), width=200, caption="The same link, to be photographed", alt="QR code of the link above")


def link_of(page: str, query: Mapping[str, Sequence[str]], lock: Sequence[str] = (), hide: Sequence[str] = ()) -> str:
    """The address of a page with these URL parameters, each with its values, and the controls to be held."""
    kept = {name: value for name, value in query.items() if name not in (*PRIVATE, LOCK, HIDE)}
    held = {name: ",".join(names) for name, names in ((LOCK, lock), (HIDE, hide)) if names}
    text = urlencode({**kept, **held}, doseq=True, safe=",:")
    return f"{page.partition('?')[0]}{'?' if text else ''}{text}"
