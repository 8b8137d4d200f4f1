"""How a transfer matrix was measured, in full."""

from __future__ import annotations

from app.names import ENCODERS, dataset_title, method_title
from app.state import dataset
from app.transfer.board import titles_of
from app.transfer.plan import Plan
from app.words import plain
from ssl_demo.evaluation.transfer.label_budget import COUNTS
from ssl_demo.evaluation.transfer.tasks import Tasks


def protocol(plan: Plan, tasks: Tasks) -> str:
    """As a list in Markdown."""
    config, images = plan.config, dataset(plan.config.data)
    probed = tasks.asked[0].images
    names = " and ".join(plain(named.name) for named in plan.recipes)
    lines = [
        f"**Images**: {len(images.train):,} training images of {plain(dataset_title(config.data.dataset))} train the "
        f"encoders. Features are probed on {len(probed.train):,} of them and scored on {len(probed.test):,} test "
        "images, drawn by lot, the same for all encoders and seeds.",
        f"**Encoders**: {ENCODERS.get(config.encoder, config.encoder)}, each from new random weights for every seed "
        f"({config.seeds}). Each that is trained sees {config.views:,} images, a view counted as an image: all have "
        "had about as much compute.",
        f"**Specialists**: one for each task ({titles_of([task.name for task in tasks.asked])}), trained with the true "
        "answers of all training images on the images as they are: a crop would move the box. Cross-entropy for "
        "categories, the squared error for numbers. Nothing is tuned.",
        f"**Self-supervised**: {method_title(config.method)} with the usual settings, no labels, recipes {names}.",
        "**Probe**: all encoders are frozen. What is read is the embedding of the image as it is, not the mean with "
        "its mirror image, as then nothing could tell left from right. Categories: logistic regression, its L2 chosen "
        "by cross-validation. Numbers: ridge regression, its penalty chosen by leaving out one image at a time. Both "
        "are fitted and tuned on training images alone; the test images are scored once and tune nothing.",
        "**Scores**: accuracy; IoU, the area that two boxes share over the area that they cover together (Everingham "
        "et al. 2010); relative error, |said - true| / true over all pixels (Eigen et al. 2014); the angle between two "
        "directions.",
        "**Between 0 and 1**: scores of different tasks can't be averaged, as a degree is no per cent. So each task "
        "has a scale of its own: 0 is the untrained encoder of the same seed, from whose weights all begin, and the "
        "unit is how far the specialist is ahead of it, on average over the seeds, so that it is at 1. Where it isn't "
        "ahead by two standard errors over the test images, there is no scale. A matrix of tasks was first drawn by "
        "Zamir et al. 2018 (Taskonomy).",
        "**Intervals**: 95\u00a0%, of the mean over the seeds (Student's t). They tell the luck of training, not "
        "that of the test images, and take the unit of each scale as given. A lead is compared seed by seed. A mean "
        "over tasks weighs each task alike; other tasks would make another mean.",
        f"**Label budget**: {', '.join(f'{count:,}' for count in COUNTS)} labelled images, drawn anew with "
        "each seed; those of a smaller count are among those of a larger one. All that is tuned is tuned on them; "
        "where one of the categories has a single one of them, nothing is (L2 is 1).",
    ]
    return "\n".join(f"- {line}" for line in lines)
