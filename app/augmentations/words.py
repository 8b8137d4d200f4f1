"""What the encoders said, as the titles of their figures. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping

from app.findings import percent
from ssl_demo.evaluation.invariance import Invariance

TELLING: dict[str, tuple[float, str]] = {
    "crop": (0.35, "crop to 35\u00a0%"),
    "flip": (1.0, "mirrored"),
    "brightness": (1.5, "brightness ×\u00a01.5"),
    "contrast": (0.5, "contrast ×\u00a00.5"),
    "saturation": (2.0, "saturation ×\u00a02"),
    "hue": (0.25, "hue, a quarter turn"),
    "greyscale": (1.0, "greyscale"),
    "blur": (1.0, "blur of 1\u00a0px"),
    "solarise": (1.0, "solarised"),
    "cutout": (0.45, "cutout of 20\u00a0%"),
}
"""One strength of each operation, fixed beforehand, at which encoders are compared; and what that is called."""
MEASURES = {"found": "Found again", "similar": "Similarity"}
CALLED = {"ssl": "self-supervised", "supervised": "supervised", "untrained": "untrained"}


def finding(results: Mapping[str, Invariance], operation: str, measure: str) -> str:
    """ "Crop to 35 %: self-supervised finds 97 % of images again, supervised 60 %, untrained 21 %", or the same in
    similarities. results: by contender, at least one, each with the operation's telling strength."""
    strength, when = TELLING[operation]
    told = []
    for name, result in results.items():
        place = result.strengths.index(strength)
        if measure == "found":
            share = percent(result.found[place])
            told.append(f"{CALLED[name]} {share}" if told else f"{CALLED[name]} finds {share} of images again")
        else:
            own, other = f"{result.similar[place]:.2f}", f"{result.strangers:.2f}"
            told.append(
                f"{CALLED[name]} {own} ({other})" if told else f"{CALLED[name]} {own} (two different images {other})"
            )
    return f"{when[:1].upper()}{when[1:]}: {', '.join(told)}"


def glance(found: Mapping[str, Mapping[str, float]]) -> str:
    """ "Hardest for self-supervised: crop to 35 % (57 % found again); for untrained: hue, a quarter turn (20 %)".

    found: the share of images found again, by contender, at least one, and by operation at its telling strength.
    """
    told = []
    for name, shares in found.items():
        worst = min(shares, key=shares.__getitem__)
        what = f"{TELLING[worst][1]} ({percent(shares[worst])}"
        told.append(f"for {CALLED[name]}: {what})" if told else f"Hardest for {CALLED[name]}: {what} found again)")
    return "; ".join(told)


def drawn_in_words(drawn: tuple[float, float] | None, title: str, switch: bool) -> str:
    """Whether the encoder met the operation of this title in training, and thus what to look for."""
    if drawn is None:
        return (
            f"{title} is **not in this run's recipe**: the encoder never met it in training. Where its line is above "
            "the untrained one's all the same, other changes have taught it that."
        )
    if switch:
        return f"{title} is in this run's recipe: the encoder has met it in training."
    return (
        "**Grey**: the strengths that this run's recipe drew in training. Changes as strong as that the encoder has "
        "met; how far beyond them does it know an image?"
    )
