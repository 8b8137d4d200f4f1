"""The verdict in words, with the numbers and the thresholds that it rests on. Knows no Streamlit."""

from __future__ import annotations

from app.collapse.gauges import EMBEDDINGS, Diagnosis
from ssl_demo.evaluation.verdict import (
    FEW_DIRECTIONS,
    MOSTLY_SHARED,
    NO_SCATTER,
    NO_SPREAD,
    ONE_DIRECTION,
    WIDE,
    Readings,
    Verdict,
    few_directions,
    is_nearly_one,
)
from ssl_demo.jobs.watch import COMPARED

TITLES = {
    Verdict.HEALTHY: "Healthy",
    Verdict.DIMENSIONAL: "Dimensional collapse",
    Verdict.COMPLETE: "Complete collapse",
    Verdict.DIVERGED: "Diverged",
}
ICONS = {
    Verdict.HEALTHY: ":material/favorite:",
    Verdict.DIMENSIONAL: ":material/compress:",
    Verdict.COMPLETE: ":material/adjust:",
    Verdict.DIVERGED: ":material/bolt:",
}
MEANINGS = {
    Verdict.HEALTHY: "embeddings differ in many ways",
    Verdict.DIMENSIONAL: "they differ in a few ways only",
    Verdict.COMPLETE: "all images get the same one",
    Verdict.DIVERGED: "the loss runs off to infinity",
}

RULES = (
    f"The gauges are read off the embeddings of {COMPARED} training images, before training and at every look. The "
    "first of these that holds is the verdict:\n"
    "1. **Diverged**: the loss, or an embedding, is no longer a number.\n"
    f"2. **Complete collapse**: the spread is below {NO_SPREAD:g}, so that what all images share makes up more than "
    f"99 % of an embedding; or embeddings lie nearer to their mean than {NO_SCATTER:.0%} of what it was before "
    f"training; or the spread is below {MOSTLY_SHARED:g} and the effective rank below {ONE_DIRECTION:g}.\n"
    f"3. **Dimensional collapse**: the effective rank is below {FEW_DIRECTIONS:.1%} of what it was before training "
    f"(of {WIDE:g}, where it was more), or below {ONE_DIRECTION:g}.\n"
    "4. **Healthy**: none of these.\n\n"
    "Where a line is drawn is a choice. By these, every healthy twin in the table below is healthy. They say nothing "
    "of what the features are good for: for that there is kNN accuracy."
)
"""How a verdict is found."""


def in_words(found: Diagnosis) -> str:
    """Why the verdict is what it is, in a sentence or two."""
    if found.verdict is Verdict.DIVERGED or found.now is None:
        return _diverged(found)
    said = {
        Verdict.HEALTHY: _healthy,
        Verdict.DIMENSIONAL: _dimensional,
        Verdict.COMPLETE: _complete,
    }[found.verdict](found.now, found.untrained)
    what = "embeddings, which the loss works on," if found.of == EMBEDDINGS else "features"
    return said.format(what=what)


def _diverged(found: Diagnosis) -> str:
    if found.diverged_at is None:
        return "What it makes of the images is no longer made of numbers."
    return f"At step {found.diverged_at:,} the loss stopped being a number, and there the training ended."


def _complete(now: Readings, untrained: Readings | None) -> str:
    before = f"; before training it was {untrained.spread:.2f}" if untrained else ""
    if now.spread < NO_SPREAD:
        return (
            f"The {{what}} hardly differ from image to image: their spread is {now.spread:.2g}, with 1 for an even "
            f"one{before}. Below {NO_SPREAD:g} is called complete collapse."
        )
    if is_nearly_one(now):
        return (
            f"The {{what}} point nearly the same way for all images: their spread is {now.spread:.2f}, with 1 for an "
            f"even one{before}, and their effective rank {now.rank:.1f}. Below {MOSTLY_SHARED:g} and "
            f"{ONE_DIRECTION:g} together is called complete collapse."
        )
    share = now.scatter / untrained.scatter if untrained and untrained.scatter and now.scatter else 0.0
    return (
        f"The {{what}} have shrunk to one point: they lie {now.scatter or 0.0:.2g} from their mean, {share:.0%} of "
        f"what it was before training. Below {NO_SCATTER:.0%} is called complete collapse; only the direction of what "
        "is left still differs."
    )


def _dimensional(now: Readings, untrained: Readings | None) -> str:
    before = f", and {untrained.rank:.0f} before training" if untrained else ""
    return (
        f"The {{what}} still differ (spread {now.spread:.2f}), but along few directions: the effective rank is "
        f"{now.rank:.1f} of {now.directions:.0f}{before}. Below {few_directions(now, untrained):.1f} is called "
        "dimensional collapse."
    )


def _healthy(now: Readings, untrained: Readings | None) -> str:
    return (
        f"The {{what}} differ: their spread is {now.spread:.2f}, with 1 for an even one, and their effective rank "
        f"{now.rank:.0f} of {now.directions:.0f}. Collapse would be a spread below {NO_SPREAD:g} or a rank below "
        f"{few_directions(now, untrained):.1f}."
    )
