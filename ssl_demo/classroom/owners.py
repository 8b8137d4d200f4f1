"""Under which ids runs are owned: a class's code, and who in it."""

from __future__ import annotations

from secrets import token_hex

_TEACHER = "teacher"


def new_learner_id(code: str) -> str:
    """An id for one more learner of the class. It opens nothing."""
    return f"{code}-{token_hex(4)}"


def teacher_id(code: str) -> str:
    """The id of the class's teacher."""
    return f"{code}-{_TEACHER}"


def is_of_class(code: str, owner: str) -> bool:
    """Whether this is somebody of the class, its teacher or a learner."""
    return owner.startswith(f"{code}-")


def is_learner_of(code: str, owner: str) -> bool:
    """Whether this is a learner of the class, who may have left."""
    return is_of_class(code, owner) and owner != teacher_id(code)
