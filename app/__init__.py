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


def _watch_no_files() -> None:
    """Keep what `server.fileWatcherType = "none"` says also for who comes back after a lost connection.

    Streamlit 1.67 watches the files of such a session all the same, and looks up the paths of all modules after its
    next run (AppSession.register_file_watchers): nobody is answered meanwhile, for a second or more, and when the
    network of a room comes back, so does the whole class.
    """
    session = sys.modules.get("streamlit.runtime.app_session")
    if session is not None:
        import streamlit as st

        if st.get_option("server.fileWatcherType") == "none":
            session.AppSession.register_file_watchers = lambda self: None


_watch_no_files()
_leave_automatic_pages()
