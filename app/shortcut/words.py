"""What the ladder says, in sentences worked out from its numbers. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.collapse.gauges import Diagnosis
from app.findings import percent
from app.shortcut.ladder import title_of
from app.shortcut.readings import CHANCE, Reading
from ssl_demo.evaluation.verdict import Verdict

CONTENDERS = ("ssl", "untrained")
SAME_LOSS = 0.02
"""Losses that differ by less than this share of the first are called equal."""
SINKS = 0.05
"""An accuracy has changed once it differs by so much."""


def finding(readings: Mapping[str, Sequence[Reading]], way: str) -> str:
    """ "From no wallpaper to wallpaper 1, kNN goes from 93 % to 31 % (untrained: 43 % to 27 %)".

    readings: of "ssl", at least one, and of "untrained", which is told where it was measured at the same strengths.
    """
    trained, untrained = ({reading.wallpaper: reading.mean for reading in readings[name]} for name in CONTENDERS)
    first, last = min(trained), max(trained)
    ends = list(dict.fromkeys((first, last)))
    beside = f" (untrained: {_ends(untrained, ends)})" if untrained.keys() >= {*ends} else ""
    if first == last:
        return f"{way}: {_ends(trained, ends)} with {title_of(last)}{beside}"
    return f"From {title_of(first)} to {title_of(last)}, {way} goes from {_ends(trained, ends)}{beside}"


def _ends(accuracies: Mapping[float, float], wallpapers: Sequence[float]) -> str:
    return " to ".join(percent(accuracies[wallpaper]) for wallpaper in wallpapers)


def said(losses: Mapping[float, float], readings: Mapping[str, Sequence[Reading]], way: str) -> list[str]:
    """Markdown: loss and accuracy at the weakest against the strongest wallpaper, and against the untrained encoder."""
    trained = {reading.wallpaper: reading for reading in readings["ssl"]}
    untrained = {reading.wallpaper: reading for reading in readings["untrained"]}
    both = sorted(losses.keys() & trained.keys())
    if not both:
        return []
    first, last = both[0], both[-1]
    sentences = []
    if len(both) > 1:
        before, after = trained[first].mean, trained[last].mean
        sentences.append(
            f"From {title_of(first)} to {title_of(last)}, the loss at the end {_loss(losses[first], losses[last])}, "
            f"and the accuracy ({way}) {_moved(before, after)} from {before:.1%} to **{after:.1%}**. Chance is "
            f"{CHANCE:.0%}."
        )
    if last in untrained:
        gain = 100 * (trained[last].mean - untrained[last].mean)
        sentences.append(
            f"With {title_of(last)}, the encoder is {abs(gain):.1f} points {'above' if gain >= 0 else '**below**'} "
            f"what it was before its first step ({untrained[last].mean:.1%})."
        )
    if len(both) == 1:
        sentences.append("One run is one point: train another strength to compare with.")
    return sentences


def said_of_gauges(found: Mapping[float, Diagnosis]) -> list[str]:
    """Markdown: the verdict of the lab's first tab on the strongest wallpaper, and its gauges against the weakest's."""
    read = {place: each for place, each in found.items() if each.now is not None}
    if len(read) < 2:
        return []
    first, last = min(read), max(read)
    before, after, verdict = read[first].now, read[last].now, read[last].verdict
    assert before is not None and after is not None
    quiet = "**No gauge of collapse gives an alarm**" if verdict is Verdict.HEALTHY else f"That is {verdict}"
    return [
        f"{quiet}: from {title_of(first)} to {title_of(last)}, the spread of the {read[last].of} goes from "
        f"{before.spread:.2f} to {after.spread:.2f} (0 is collapse, 1 the widest), their effective rank from "
        f"{before.rank:.0f} to {after.rank:.0f}."
    ]


def _loss(before: float, after: float) -> str:
    numbers = f"from {before:.2f} to {after:.2f}"
    if abs(after - before) < SAME_LOSS * before:
        return f"stayed about the same ({numbers})"
    return f"{'**fell**' if after < before else 'rose'} {numbers}"


def _moved(before: float, after: float) -> str:
    if abs(after - before) < SINKS:
        return "hardly moved,"
    return "fell" if after < before else "rose"
