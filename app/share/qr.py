"""A text, such as a link, as a QR code."""

from __future__ import annotations

import io

import segno

from ssl_demo.errors import UserError

LONGEST = 1_500
"""Characters. A code of more has modules too small for a phone that is held towards a wall."""
QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004), without which a camera doesn't find it."""


def qr(text: str) -> str:
    """The code as an SVG that grows with its place: dark on white in both themes, as not every camera reads the
    inverse. Raises UserError for a text too long to be read off a wall."""
    if len(text) > LONGEST:
        raise UserError("This link is too long for a QR code; copy it instead.")
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(
        drawing, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, omitsize=True, title="QR code"
    )
    return drawing.getvalue().decode("utf-8")
