"""What is said of a level and of a place, worked out from the numbers. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from ssl_demo.evaluation.pyramid.maps import LevelMaps


def size_of(level: LevelMaps) -> str:
    """ "64 × 28 × 28"."""
    return " × ".join(map(str, level.maps.shape))


def stride_of(level: LevelMaps, side: int) -> int:
    """Pixels of the picture from one place to the next."""
    return side // level.side


def field_of(level: LevelMaps, causal: bool) -> str:
    """ "43 × 43 px", or what a transformer's block sees."""
    if level.field is None:
        return "all patches up to it" if causal else "the whole picture"
    return f"{level.field.size} × {level.field.size} px"


def described(level: LevelMaps, side: int, causal: bool) -> str:
    """ "Stage 2: 128 × 28 × 28, stride 8 px, field 99 × 99 px"."""
    return f"{level.level.title}: {size_of(level)}, stride {stride_of(level, side)} px, field {field_of(level, causal)}"


def field_finding(levels: Sequence[LevelMaps], sizes: Sequence[int], side: int) -> str:
    """How large the effective field of the coarsest level is, beside the theoretical one. Plain text."""
    last, size = levels[-1], sizes[-1]
    if not size:
        return f"{last.level.title}: every unit at this place is silent, so no pixel matters to it"
    could = f"{last.field.size} × {last.field.size}" if last.field else f"all {side} × {side}"
    inside = min(last.field.size, side) if last.field else side
    lead = "only " if size < 0.75 * inside else ""
    return f"{last.level.title}: nine tenths of what matters lie in {lead}{size} × {size} pixels; {could} could matter"
