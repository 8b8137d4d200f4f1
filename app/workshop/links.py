"""The links of a class, with an address under which other machines find this one."""

from __future__ import annotations

from app.share.address import address_of_app
from ssl_demo.classroom.classroom import Classroom


def join_link(classroom: Classroom) -> str:
    """Where learners join."""
    return f"{address_of_app()}/workshop?class={classroom.code}"


def teacher_link(secret: str) -> str:
    """Where whoever has the secret is the teacher."""
    return f"{address_of_app()}/workshop?teach={secret}"
