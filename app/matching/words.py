"""What the matches and the curves say, in sentences worked out from their numbers. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.findings import percent
from app.matching.styles import STYLES
from ssl_demo.evaluation.interval import mean_interval, paired_lead
from ssl_demo.evaluation.matching.curve import STRENGTHS
from ssl_demo.evaluation.matching.describe import HAND_MADE
from ssl_demo.evaluation.matching.score import Score

UNITS = {
    "rotation": "{:g}°",
    "scale": "×\u00a0{:g}",
    "perspective": "{:g}°",
    "light": "{:.0%}",
    "contrast": "×\u00a0{:g}",
    "blur": "σ\u00a0=\u00a0{:g}",
    "noise": "{:g} levels",
    "occlusion": "{:.0%}",
}
"""How the strength of a change is written."""
MEASURES = {"accuracy": "Right, of the matches made", "found": "Found again, of the points shown"}
"""What a curve can count."""


def finding(title: str, score: Score) -> str:
    """ "SIFT: 93 % of 251 matches are right; of the 268 points that the twin shows, 87 % are found again"."""
    if reason := why_nothing(title, score):
        return reason
    if len(score.right) == 1:
        return f"{title} makes a single match, and it is {'right' if score.right[0] else 'wrong'}"
    return (
        f"{title}: {percent(score.accuracy or 0)} of {len(score.right)} matches are right; of the {score.visible} "
        f"points that the twin shows, {percent(score.found or 0)} are found again"
    )


def why_nothing(title: str, score: Score) -> str:
    """Why there is nothing to judge, in one sentence with what to do; empty where there is something."""
    if not score.points:
        return f"{title} finds no point in this picture: it is too even to tell one place from the next; take another"
    if not score.visible:
        return "The twin shows none of the picture's points: uncover it, or bring it back into the frame"
    if not score.others:
        return f"{title} finds no point in the twin: too little is left of the picture; change it less"
    if not len(score.right):
        return f"{title} has no match for any of the points that the twin shows; change the picture less"
    return ""


def curve_finding(curves: Mapping[str, Sequence[Mapping[int, float]]], knob: str, measure: str) -> str:
    """Where SIFT is ahead of every encoder, and where an encoder is ahead of it, as far as the pictures can tell.

    curves: for each kind, SIFT among them, at each strength of STRENGTHS[knob], the share by picture. measure: what
    it is a share of, one of MEASURES. Without encoders the other features that are made by hand stand in their place.
    """
    by_encoders = [name for name in curves if name not in HAND_MADE]
    rivals = by_encoders or [name for name in curves if name != "sift"]
    all_of_them = "the encoders" if by_encoders else "ORB and raw pixels"
    ahead, behind = [], []
    for place, strength in enumerate(STRENGTHS[knob]):
        sift = curves["sift"][place]
        means = {name: _mean(curves[name][place]) for name in rivals}
        best = max(means, key=means.__getitem__)
        lead = paired_lead(sift, curves[best][place])
        if lead is not None and lead.known and lead.excludes_zero:
            (ahead if lead.mean > 0 else behind).append((strength, STYLES[best].title))
    title = f"{knob.capitalize()} ({MEASURES[measure].lower()})"
    if not ahead and not behind:
        return f"{title}: SIFT and the best of {all_of_them} differ by no more than the pictures among themselves"
    said = []
    if ahead:
        said.append(f"SIFT is clearly ahead of {all_of_them} at {_strengths(ahead, knob)}")
    for name in dict.fromkeys(name for _, name in behind):
        where = _strengths([place for place in behind if place[1] == name], knob)
        said.append(f"{name} is clearly ahead of SIFT at {where}")
    return f"{title}: {'; '.join(said)}"


def _mean(values: Mapping[int, float]) -> float:
    return mean_interval(list(values.values())).mean if values else 0.0


def _strengths(places: Sequence[tuple[float, str]], knob: str) -> str:
    """ "20°, 30° and 45°", in the order of their numbers."""
    written = [UNITS[knob].format(strength) for strength in sorted(strength for strength, _ in places)]
    return f"{', '.join(written[:-1])} and {written[-1]}" if len(written) > 1 else written[0]
