"""What is said of a level and of a place, worked out from the numbers. Knows no Streamlit."""

from __future__ import annotations

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


def field_finding(last: LevelMaps, size: int, place: tuple[int, int], side: int, causal: bool) -> str:
    """How large the effective field of a place (column, row) of the coarsest level is, beside what could matter to it:
    the theoretical field inside the picture, of so many pixels in a row. Plain text."""
    if not size:
        return f"{last.level.title}: every unit at this place is silent, so no pixel matters to it"
    lead = f"{last.level.title}: nine tenths of what matters lie in"
    if last.field is None and causal:
        return f"{lead} {size} × {size} pixels; {field_of(last, causal)} could matter"
    width, height = (end - start for start, end in (last.span(n, side) for n in place))
    could = f"all {side} × {side}" if min(width, height) == side else f"{width} × {height}"
    only = "only " if size < 0.75 * max(width, height) else ""
    return f"{lead} {only}{size} × {size} pixels; {could} could matter"
