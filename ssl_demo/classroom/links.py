"""The two links of a class, below the address at which the app is reached."""

from __future__ import annotations


def join_link(address: str, code: str) -> str:
    """Where learners join."""
    return f"{address.rstrip('/')}/workshop?class={code}"


def teacher_link(address: str, secret: str) -> str:
    """Where whoever has the secret is the teacher."""
    return f"{address.rstrip('/')}/workshop?teach={secret}"
