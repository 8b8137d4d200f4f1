"""What the two panels say, in sentences worked out from their lines. Knows no Streamlit.

Only what a 95 % interval bears out is said to be so; a single draw, which has none, is said to be one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean

from app.scaling.gains import gain_between_runs, gain_by_draw, last_step
from app.scaling.lines import CLASSICS, FROM_SCRATCH, Dot, Line, seen
from ssl_demo.evaluation.interval import Interval, mean_interval, paired_lead

# t(0.975, 1 degree of freedom) / √2 is 3.6 times t(0.975, 2) / √3.
THIRD = "A third draw makes such intervals less than a third as wide."
MORE = "More draws would show more."


def said_with_labels(lines: Sequence[Line]) -> list[str]:
    """Markdown sentences: whether classic features level off where networks go on, what each line gained between the
    two largest numbers of labelled images, and whether a larger network is better there."""
    step = last_step(lines)
    if step is None:
        return []
    gains = {line.key: found for line in lines if (found := gain_by_draw(line, *step))}
    names = {line.key: _bold(line) for line in lines}
    each = [f"{names[key]} {_changed(mean_interval([*by_draw.values()]))}" for key, by_draw in gains.items()]
    listed = "\n".join((f"From {step[0]:,} to {step[1]:,} labelled images:", *(f"    - {line}." for line in each)))
    return [
        sentence for sentence in (_verdict(gains, names), listed if each else "", _size(lines, step[1])) if sentence
    ]


def said_without_labels(lines: Sequence[Line]) -> list[str]:
    """Markdown sentences: how far the probe of each encoder got between the two largest numbers of unlabelled images,
    and from the fewest on; and whether a larger network is better."""
    sentences = []
    for line in lines:
        if len(line.dots) > 1:
            sentences.append(_unlabelled(line, *line.dots[-2:]))
        if len(line.dots) > 2:
            first, last = line.dots[0], line.dots[-1]
            whole = _changed(gain_between_runs(first, last))
            sentences.append(f"From {first.images:,} to {last.images:,} images, {_bold(line)} {whole} in all.")
    shared = set.intersection(*({dot.images for dot in line.dots} for line in lines)) if lines else set()
    if len(lines) > 1 and shared:
        sentences.append(_larger(lines[0], lines[-1], max(shared)))
    return sentences


def _verdict(gains: Mapping[str, dict[int, float]], names: Mapping[str, str]) -> str:
    """The largest network against the classic that gained most."""
    networks, classics = ([key for key in group if key in gains] for group in (FROM_SCRATCH, CLASSICS))
    if not networks or not classics:
        return ""
    network, classic = networks[-1], max(classics, key=lambda key: mean(gains[key].values()))
    lead = paired_lead(gains[network], gains[classic])
    if lead is None:
        return ""
    slow, quick = (mean_interval([*gains[key].values()]) for key in (classic, network))
    draws, side = len(gains[network]), "more" if lead.mean >= 0 else "less"
    compared = f"in the last step, {names[network]} gained {_points(lead)} {side} than {names[classic]}{_between(lead)}"
    if not lead.known:
        return f"**No verdict yet**: {compared}, in a single draw that may be luck."
    if lead.high < 0:
        return f"**Not the usual picture**: {compared}. The networks may lack compute rather than data."
    if lead.low <= 0 or quick.low <= 0:
        more = THIRD if draws == 2 else MORE
        return f"**No verdict yet**: {compared}; that is too little for so few draws. {more}"
    if slow.mean <= quick.mean / 2:
        return f"**Classic features level off, the network goes on**: {compared}."
    return f"**The network gains more, but classic features have not levelled off**: {compared}."


def _size(lines: Sequence[Line], images: int) -> str:
    """The largest against the smallest network at a number of labelled images."""
    networks = [line for line in lines if line.key in FROM_SCRATCH and line.at(images)]
    if len(networks) < 2:
        return ""
    small, large = networks[0], networks[-1]
    accuracies = [dot.row["accuracies"] for line in (large, small) if (dot := line.at(images))]
    lead = paired_lead(*accuracies)
    return _ahead(large, small, f"With {images:,} labelled images", lead) if lead else ""


def _larger(small: Line, large: Line, images: int) -> str:
    """The largest against the smallest network at a number of unlabelled images that both have seen."""
    dots = [dot for line in (small, large) if (dot := line.at(images))]
    # Of the same images the draws are the same too.
    lead = paired_lead(dots[1].row["accuracies"], dots[0].row["accuracies"])
    return _ahead(large, small, f"With {images:,} unlabelled images", lead) if lead else ""


def _ahead(large: Line, small: Line, where: str, lead: Interval) -> str:
    side = "ahead of" if lead.mean >= 0 else "behind"
    said = f"{where}, {_bold(large)} is {_points(lead)} {side} {_bold(small)}{_between(lead)}"
    if not lead.known:
        return f"{said}, in a single draw that may be luck."
    if not lead.excludes_zero:
        return f"{said}: the draws can't tell which size is better."
    return f"{said}: {'here size pays' if lead.mean > 0 else 'here size does not pay'}."


def _unlabelled(line: Line, before: Dot, last: Dot) -> str:
    gain = gain_between_runs(before, last)
    said = f"From {before.images:,} to {last.images:,} unlabelled images, {_bold(line)} {_moved(gain)}"
    often = ""
    if before.epochs and last.epochs:
        often = f" Each image was seen {seen(last.epochs)} instead of {seen(before.epochs)}."
    if not gain.known:
        return f"{said}, in a single draw.{often}"
    if gain.low > 0:
        return f"{said}: **more images helped, without a single further label**.{often}"
    if gain.high < 0:
        return f"{said}: more images did not help here.{often}"
    return f"{said}: **flat**, as far as the draws can tell.{often}"


def _changed(gain: Interval) -> str:
    """As `_moved`, with a word of warning where nothing may have happened."""
    warning = ", in a single draw" if not gain.known else "" if gain.excludes_zero else ", perhaps nothing"
    return f"{_moved(gain)}{warning}"


def _moved(gain: Interval) -> str:
    """What happened, after a name: "gained 6.1 points (95 % interval 4.0 to 8.2)"."""
    return f"{'gained' if gain.mean >= 0 else 'lost'} {_points(gain)}{_between(gain)}"


def _between(gain: Interval) -> str:
    """The interval of an amount that is told without its sign."""
    sign = 100 if gain.mean >= 0 else -100
    low, high = sorted((sign * gain.low, sign * gain.high))
    return f" (95 % interval {low:z.1f} to {high:z.1f})".replace("-", "−") if gain.known else ""


def _points(gain: Interval) -> str:
    return f"{100 * abs(gain.mean):.1f} points"


def _bold(line: Line) -> str:
    return f"**{line.name}**"
