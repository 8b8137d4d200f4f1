"""How a label curve was measured, in full: what every one of its numbers means."""

from __future__ import annotations

from collections.abc import Sequence

from app.names import dataset_title
from app.state import dataset
from app.words import plain
from ssl_demo.config import CurveConfig
from ssl_demo.evaluation.supervised import FINETUNE_EPOCHS, SCRATCH_EPOCHS
from ssl_demo.runs.run import Run


def protocol(config: CurveConfig, runs: Sequence[Run]) -> str:
    """As a list in Markdown."""
    share = "as much compute as the run" if config.supervised_share == 1 else f"{config.supervised_share:.0%} of that"
    asked = {*config.contenders}
    lines = [
        f"**Images**: {'; '.join(dict.fromkeys(map(_images, runs)))}.",
        f"**Labels**: drawn from the training images, equally many in each class, {_draws(config)}. All contenders get "
        "the same ones, and a larger count contains the smaller ones. With all labels there is one draw, and only what "
        "is trained still varies.",
        "**Linear probe** (frozen features): multinomial logistic regression. How strongly its weights are held small "
        "(L2) is chosen by cross-validation on the labelled images alone; with one label per class it is fixed. "
        "Features are brought to one scale over all training images, which takes no label.",
    ]
    if asked & {"ssl", "untrained", "finetuned", "supervised"}:
        lines.append(
            "**An encoder's features**: the maps of its last two stages, averaged over the whole image and over its "
            "four quarters, and over the image and its mirror image. Networks trained with labels read the same ones."
        )
    if "knn" in asked:
        lines.append(
            "**Nearest neighbours**: cosine similarity of the frozen embedding; a vote weighs exp(similarity / 0.07) "
            "(Wu et al. 2018). How many vote is chosen on the labelled images, each named by the others."
        )
    if asked & {"hog", "kmeans"}:
        lines.append(
            "**Classic features**: HOG by scikit-image (Dalal & Triggs 2005). k-means patches: 400 clusters of "
            "whitened 6×6 patches, triangle activation, summed over the four quarters (Coates, Ng & Lee 2011)."
        )
    if "supervised" in asked:
        lines.append(
            f"**From scratch**: the same network with new weights, on milder views, at most {share} at each point and "
            f"{SCRATCH_EPOCHS} epochs. Learning rate and length are chosen on a fifth of the labelled images; then it "
            "is trained anew on all of them. That choosing counts as compute, too."
        )
    if "finetuned" in asked:
        lines.append(
            "**Fine-tuned**: starts from the trained encoder with its probe on top and trains both on. Chosen in the "
            f"same way, from not at all to {FINETUNE_EPOCHS} epochs."
        )
    lines.append(
        "**Score**: the share of the test images that are named rightly. Each measurement is scored on them once; "
        "nothing is tuned or chosen by them."
    )
    return "\n".join(f"- {line}" for line in lines)


def _draws(config: CurveConfig) -> str:
    return "once" if config.draws == 1 else f"{config.draws} times anew"


def _images(run: Run) -> str:
    images, title = dataset(run.config.data), plain(dataset_title(run.config.data.dataset))
    classes = len(images.train.classes)
    return f"{len(images.train):,} training and {len(images.test):,} test images of {title}, {classes} classes"
