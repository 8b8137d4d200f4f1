"""How a class's numbers were measured: whose runs, which images, how many draws, and what was tuned on what."""

from __future__ import annotations

from collections.abc import Iterable

from app.board.pooling import Result
from app.board.reading import Board
from app.board.titles import setting_title
from app.label_budget.read_out import title
from app.words import listed, plain
from ssl_demo.classroom.pooled.draws import Draw
from ssl_demo.evaluation.label_curve import FROM_SCRATCH, SHARED, TRAINED


def curve_protocol(board: Board, result: Result) -> str:
    """As Markdown, for the caption of the label curve."""
    curve, parts = result.curve, []
    runs = {run for found in curve.runs.values() for run in found}
    if runs:
        parts.append(
            f"**Whose runs.** {_count(len(runs), 'run')} of {_count(len(curve.runs), 'learner')}: "
            f"{plain(result.kinds[result.kind])}; {plain(setting_title(result.setting))}. "
            f"{_sharing(result.draws, runs)}A thin line is one learner, the mean over {_range(curve.draws)} of labels. "
            f"**Band.** {BAND if len(curve.runs) > 1 else ONE_ONLY}"
        )
    if shared := [title(name) for name in curve.lines if name in SHARED]:
        names = listed(shared)
        parts.append(f"{names[:1].upper()}{names[1:]} {SAME}")
    if FROM_SCRATCH & curve.lines.keys():
        differs = ", which differs a little from run to run" if result.setting.seconds else ""
        parts.append(
            f"Networks from scratch were trained for a share of each run's compute{differs}; the band is over the "
            "draws of labels, each the mean over the runs."
        )
    parts.append(SCORED)
    if TRAINED & curve.lines.keys():
        parts.append(
            f"Networks trained with labels had {board.share:.0%} of a run's compute at each point; what was measured "
            "with another share is left out."
        )
    return " ".join(parts)


SCORED = (
    "**Scored** on the test split, which nothing was tuned on; how strongly a probe is held back (L2) was chosen by "
    "cross-validation on the labelled images."
)
SAME = "know nothing of a learner's run: all learners measure the same, and the band is over the draws of labels."
BAND = (
    "The 95 % interval of the mean over the learners (Student's t): how far it could move with other seeds of "
    "training. It becomes narrower with each learner. All were handed the same draws of labels, so their luck is not "
    "in it."
)
ONE_ONLY = "One learner bounds nothing, so there is none yet; it comes with the second learner's result."


def neighbours_protocol(result: Result) -> str:
    """As Markdown, for the caption of the kNN accuracies."""
    draws = [draw for group in result.groups for draw in group.draws]
    learners = {draw.learner for draw in draws}
    least = min(group.trained.learners for group in result.groups)
    return (
        f"**Whose runs.** {_count(len(draws), 'run')} of {_count(len(learners), 'learner')}; "
        f"{plain(setting_title(result.setting))}{_epochs(draws)}. A row is a learner: the same seed before its first "
        "step (untrained) and after its last one; of several runs the mean. "
        f"**Large marks** are means over the learners{WITH_ENDS if least > 1 else ONE_OF}. **kNN accuracy**: the share "
        "of 1,000 training images (all, where there are fewer; the same for everyone) whose class their 20 nearest "
        "others vote for. Nothing was tuned; it is no test accuracy. Kinds whose intervals lie apart differ by more "
        "than the luck of a seed; a line that runs to the left would be a surprise."
    )


WITH_ENDS = " with their 95 % intervals (Student's t)"
ONE_OF = "; with their 95 % intervals (Student's t) where there is more than one learner"


def _sharing(draws: Iterable[Draw], runs: set[str]) -> str:
    shared = {learner for draw in draws if draw.run_id in runs for learner in draw.shared_with}
    if not shared:
        return ""
    who = "1 learner shares" if len(shared) == 1 else f"{len(shared)} learners share"
    return f"{who} a run with somebody who had asked for the same before; it counts once. "


def _epochs(draws: Iterable[Draw]) -> str:
    """How often the images were seen, where that was left to the clock."""
    seen = sorted(draw.config.epochs for draw in draws if draw.config.seconds and draw.config.epochs)
    if not seen:
        return ""
    low, high = f"{seen[0]:.1f}", f"{seen[-1]:.1f}"
    return f", in which each image was seen {low if low == high else f'{low} to {high}'} times"


def _range(ends: tuple[int, int]) -> str:
    low, high = ends
    return _count(high, "draw") if low == high else f"{low} to {high} draws"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
