"""Words on their way to a page."""

from __future__ import annotations

from collections.abc import Sequence

_SIGNS = {ord(sign): f"\\{sign}" for sign in r"\`*_{}[]()#+!<>|~$:"}


def plain(text: object) -> str:
    """The text as it stands, for places that read Markdown: names, paths and messages may hold its signs."""
    return str(text).translate(_SIGNS)


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
