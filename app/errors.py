"""Where a UserError becomes a sentence on the page, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.words import plain
from ssl_demo.errors import UserError


@contextmanager
def shown() -> Iterator[None]:
    """Show a UserError raised inside as its one sentence, and go on after the block."""
    try:
        yield
    except UserError as error:
        st.error(plain(error), icon=":material/error:")
