"""What stands around the figures: what they show, how it was measured, and where the likeness to large models ends."""

from __future__ import annotations

from collections.abc import Mapping

from app.names import dataset_title, duration
from app.scaling.form import PROBE_DRAWS
from app.scaling.siblings import Family
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.supervised import SCRATCH_EPOCHS

INTRO = (
    "Many talks on **foundation models**, large networks that learn from very many images before anyone says what "
    "for, open with one picture: classic features level off as data grow, deep networks go on, larger ones further, "
    "and with self-supervision even images **without** a label help. Here is that picture from your own runs. It may "
    "come out differently, and then it is worth asking why."
)

WITH_LABELS = (
    "**More labelled images.** Two kinds of classic features with a linear probe, and networks of three sizes, S, M "
    "and L, trained from scratch. All are given the same images with their labels."
)
WITHOUT_LABELS = (
    "**More unlabelled images.** The labels stay as few as they are; what grows is the number of images that "
    "self-supervision learns from. Each point is a training run of its own, like yours in all else."
)

BEFORE_LABELLED = (
    "The figure appears with its first point. Make a guess before you look: from how many images on do HOG and k-means "
    "stop gaining, and is the largest network the best one where labels are few?"
)
BEFORE_UNLABELLED = (
    "The figure appears with its first point: accuracy against the images that the encoder learned from. Make a guess "
    "before you look: rising, or flat?"
)

LOOK_LABELLED = (
    "Look at the right end: which lines still rise there? Each step to the right costs several times more. The "
    "**band** is the 95 % interval of the mean over the draws of labels (Student's t); the dotted line is **chance**. "
    "A surprise would be HOG or k-means rising as steeply as the networks, or L falling behind S on many images."
)
LOOK_UNLABELLED = (
    "Look at the slope: every point has equally many labels, so what it gains comes from images alone. The "
    "**band** is the 95 % interval over the draws of labels; how much "
    "another training run would differ it doesn't tell. A surprise would be a steep rise, or few images doing best."
)

SEEN_LESS = (
    "With a fixed training time, more images are each seen less often, so the figure without labels may be flat. For a "
    "foundation model the compute grows along with the data."
)
SEEN_ALIKE = (
    "These runs see each image equally often, so the compute grows with the images, as it does for a foundation model; "
    "the figure without labels shows what both bring together."
)


def limits(family: Family, config: CurveConfig) -> str:
    """In a list: why this is a sketch of that picture and no more."""
    seconds = family.chosen.config.seconds
    time = f"{duration(seconds)} of training" if seconds else "a short training"
    return (
        f"- **All is small**: {time}, small networks, small images. What happens with a thousand times more of each "
        "can't be read off here.\n"
        f"- **Time and data**: {SEEN_LESS if seconds else SEEN_ALIKE}\n"
        f"- **A network may lack compute, not data**: from scratch it may take {config.supervised_share:.0%} of your "
        "run's compute at most, however many images are labelled. With a larger share its line may go on rising.\n"
        f"- **Few draws**: labels were drawn {_times(config.draws)} for the first figure and {_times(PROBE_DRAWS)} for "
        "the second, where each point is a single training run, moreover: another seed would move it.\n"
        "- **With many labels the draws are alike**: once nearly all of the run's images have one, hardly any others "
        "can be drawn, and the bands become narrower than the truth. Where all have one, there is a single draw; only "
        "networks then still differ, by their training."
    )


def protocol(family: Family, images: Dataset, config: CurveConfig) -> str:
    """In a list: which images, which labels, what was fitted and chosen on what."""
    title = plain(dataset_title(family.chosen.config.data.dataset))
    return (
        f"- **Images**: {title}, {family.classes} classes. With labels, the {len(images.train):,} training images of "
        f"your run; without, each run's own. The {len(images.test):,} test images are the same for all.\n"
        "- **Labels of the first figure**: drawn from the training images, equally many in each class, "
        f"{_times(config.draws)}. All lines get the same ones, and a larger number contains the smaller ones.\n"
        f"- **Labels of the second figure**: drawn from each run's own training images, {_times(PROBE_DRAWS)}. A "
        "smaller set of images is the beginning of a larger one, but other images of it are drawn, so neighbouring "
        "points differ by the luck of the draw as well.\n"
        "- **Classic features**: HOG, histograms of edge directions, learns nothing. k-means finds typical patches in "
        "all training images, without labels. A linear probe, logistic regression, reads the class off either.\n"
        "- **Self-supervised features**: the frozen encoder's last two stages, read by the same probe. Networks from "
        "scratch are read at the same place, and both see each test image and its mirror image.\n"
        "- **Probe**: how strongly its weights are held small (L2) is chosen by cross-validation on the labelled "
        "images alone; with one label per class it is fixed.\n"
        "- **Networks from scratch**: new weights, trained on the labelled images alone, at most "
        f"{SCRATCH_EPOCHS} times each, within {config.supervised_share:.0%} of the run's compute, counted in views, "
        "the same number for S, M and L. Learning rate and length are chosen on labelled images that are held out "
        "meanwhile, within that budget.\n"
        "- **Score**: the share of the test images that are named correctly. The test split tunes nothing and chooses "
        "nothing."
    )


def _times(draws: int) -> str:
    return {1: "once", 2: "twice"}.get(draws, f"{draws} times")


def costs(seconds: Mapping[str, float]) -> str:
    """What a network of each size took, by its letter, or that it isn't measured."""
    if len(seconds) < 2:
        return "Larger networks take longer for as many steps; how much longer, the first measurement will tell."
    listed = ", ".join(f"{size} {took:.1f} s" for size, took in seconds.items())
    return f"Larger networks take longer for as many steps: in the last measurement, on average, {listed} a point."
