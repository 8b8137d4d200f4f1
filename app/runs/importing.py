"""Adding a run that was exported, here or on another computer."""

from __future__ import annotations

import streamlit as st

from app.backend import desk
from app.state import set_current_run

ROUND = "imports"


def show_import() -> None:
    """A place to drop a zip file; an imported run becomes the current one. Raises UserError for any other file."""
    if desk().person.is_learner:
        st.caption("In a class only the teacher brings in runs.")
        return
    # A new key empties the widget, so that one file is taken once.
    done = st.session_state.setdefault(ROUND, 0)
    file = st.file_uploader("Import a run", type="zip", key=f"import_{done}", help="A file that Export made.")
    if file is None:
        return
    run = desk().import_run(file)
    st.session_state[ROUND] = done + 1
    set_current_run(run.id)
    st.toast("The run is in: it is the chosen one now.")
    st.rerun()
