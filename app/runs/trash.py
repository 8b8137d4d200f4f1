"""Deleting a run, and getting it back."""

from __future__ import annotations

import streamlit as st

from app.backend import desk, store
from app.errors import shown
from app.state import set_current_run

JUST_DELETED = "just_deleted"
LEFT = "It is off your list. Others of the class still use it, so it stays."


def delete(run_id: str) -> None:
    """Move a run to the trash. For a button's callback."""
    with shown():
        name = store().get(run_id).name
        if desk().delete(run_id):
            st.toast(LEFT)
        else:
            st.session_state[JUST_DELETED] = (run_id, name)


def offer_undo() -> None:
    """Right after a deletion: say so, with a button that takes it back."""
    if JUST_DELETED not in st.session_state:
        return
    run_id, name = st.session_state[JUST_DELETED]
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo_bar"):
        st.markdown(":material/delete: Deleted")
        st.text(name, width="stretch")
        st.button("Undo", icon=":material/undo:", key="undo", type="primary", on_click=_restore, args=(run_id,))


def show_trash() -> None:
    """What was deleted in the last week, each with a button that brings it back. Older ones are removed for good."""
    store().purge_trash()
    deleted = [run for run in store().deleted() if desk().may_change(run)]
    if not deleted:
        return
    with st.expander(f"Recently deleted ({len(deleted)})", icon=":material/delete:"):
        st.caption("Deleted runs are kept for a week.")
        for run in deleted:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(run.name, width="stretch")
                st.button("Restore", key=f"restore_{run.id}", on_click=_restore, args=(run.id,))


def _restore(run_id: str) -> None:
    with shown():
        set_current_run(desk().undelete(run_id).id)
        st.session_state.pop(JUST_DELETED, None)
