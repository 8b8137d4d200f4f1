"""Everything that knows Streamlit: pages are written on top of it, and it is written on top of the engine."""

import sys


def _leave_automatic_pages() -> None:
    """Run the frame, also for the first visitor of a server who comes by a link to a page.

    Until `st.navigation` has run once, Streamlit takes the folder `pages` beside the entry script for its older kind of
    app and runs the page alone, without the frame around it (PagesManager.uses_pages_directory, Streamlit 1.67). The
    first import of this package is in time to switch that off and start the run anew.
    """
    manager = sys.modules.get("streamlit.runtime.pages_manager")
    if manager is not None and manager.PagesManager.uses_pages_directory:
        import streamlit as st

        manager.PagesManager.uses_pages_directory = False
        st.rerun()


_leave_automatic_pages()
