"""When the cluster that was asked for can't be reached: why, and this machine's own queue in its place."""

from __future__ import annotations

import streamlit as st

from app.backend import classes, use_this_machine
from app.person import person
from app.words import plain
from ssl_demo.errors import UserError


def offer_this_machine(error: UserError) -> None:
    """In place of the page: what is wrong, and the ways on for whoever may decide."""
    st.title("No cluster", anchor=False)
    st.error(plain(error), icon=":material/cloud_off:")
    if not _may_decide():
        st.markdown("Your teacher sees to it. Nothing is lost; reload this page in a minute.")
        return
    st.markdown("Runs are kept where they are. Start the cluster and try again, or let this machine do the work.")
    with st.container(horizontal=True):
        st.button("Try again", type="primary", icon=":material/refresh:", key="cluster_again")
        st.button("Train on this machine", icon=":material/computer:", key="use_local", on_click=_use_this_machine)


def _may_decide() -> bool:
    """The teacher; without a class, anybody."""
    who = person(classes())
    return who.is_teacher or (who.is_visitor and not classes().list())


def _use_this_machine() -> None:
    """Whoever sends this has to be one who may, whatever the page has drawn."""
    if _may_decide():
        use_this_machine()
