"""Codes to be read aloud, and tokens to be kept: a class stores only what a token's SHA-256 is."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no code is a word; nothing that looks like a digit."""
CODE_LENGTH = 5
CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


def new_code() -> str:
    """Five letters: 3.2 million codes, too many to be guessed at the pace that `guesses` allows."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(text: str) -> str:
    """A code as somebody typed it, in capitals and without spaces; empty where it can't be one."""
    code = "".join(text[:40].upper().replace("-", "").split())
    return code if CODE.fullmatch(code) else ""


def new_token() -> str:
    """A secret of 192 bits that fits into a link."""
    return secrets.token_urlsafe(24)


def fingerprint(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(token: str, known: str) -> bool:
    """Whether this is the token with that fingerprint; takes as long for a wrong one as for the right one."""
    return bool(known) and TOKEN.fullmatch(token) is not None and hmac.compare_digest(fingerprint(token), known)
