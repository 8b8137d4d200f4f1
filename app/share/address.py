"""An address under which other machines find this page."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit, urlunsplit

import psutil
import streamlit as st

LOCAL = ("localhost", "127.0.0.1", "0.0.0.0", "::1")


def address_of_app() -> str:
    """What the browser's address begins with; in place of one that only this machine understands, its network's."""
    parts = urlsplit(st.context.url or "http://localhost:8501")
    host = parts.hostname or "localhost"
    if host in LOCAL and (found := lan_addresses()):
        port = f":{parts.port}" if parts.port else ""
        return urlunsplit((parts.scheme, f"{found[0]}{port}", "", "", ""))
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def address_of_page() -> str:
    """The same of the page that is open, without what the address carries."""
    return f"{address_of_app()}{urlsplit(st.context.url or '').path}"


def lan_addresses() -> list[str]:
    """This machine's IPv4 addresses in its networks; none where it is in none."""
    states = psutil.net_if_stats()
    return [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        if name in states and states[name].isup
        for entry in entries
        if entry.family == socket.AF_INET and not entry.address.startswith(("127.", "169.254."))
    ]
