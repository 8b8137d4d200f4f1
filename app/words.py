"""Words on their way to a page."""

from __future__ import annotations

_SIGNS = {ord(sign): f"\\{sign}" for sign in r"\`*_{}[]()#+!<>|~$:"}


def plain(text: object) -> str:
    """The text as it stands, for places that read Markdown: names, paths and messages may hold its signs."""
    return str(text).translate(_SIGNS)
