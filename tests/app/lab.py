"""What the tests of the Augmentation lab share."""

from __future__ import annotations

import io

from PIL import Image
from streamlit.testing.v1 import AppTest


def pictures(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def photograph() -> bytes:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (90, 60), (20, 160, 220))
    picture.paste((200, 40, 30), (30, 10, 60, 50))
    picture.save(buffer, "JPEG")
    return buffer.getvalue()
