"""What the standard library raises on a zip that is damaged, or made by a stranger."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    MemoryError,
    NotImplementedError,
    ValueError,
)
