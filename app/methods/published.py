"""What others measured with a method, each number with its protocol and its source. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping

from app.methods.numbers import Number

SOLO_LEARN = ("solo-learn, README", "https://github.com/vturrisi/solo-learn#results")
LIGHTLY = ("Lightly, docs", "https://docs.lightly.ai/self-supervised-learning/getting_started/benchmarks.html")
AMSTERDAM = (
    "University of Amsterdam, tutorial 17",
    "https://uvadlc-notebooks.readthedocs.io/en/latest/tutorial_notebooks/tutorial17/SimCLR.html",
)
KERAS = ("Keras, SimCLR example", "https://keras.io/examples/vision/semisupervised_simclr/")
EB_JEPA = ("eb_jepa, README", "https://github.com/facebookresearch/eb_jepa")

LINEAR = "CIFAR-10, ResNet-18, 1,000 epochs; linear classifier, trained alongside on all labels (“online”)"
NEIGHBOURS = (
    "CIFAR-10, ResNet-18, 200 / 800 epochs in batches of 512; vote of the 200 nearest of all labelled images, at the "
    "best epoch, which was chosen on the test images"
)
FEW_LABELS = "STL-10, ResNet-18; {what}; one run, chosen on the test images"

LINEAR_ACCURACY: Mapping[str, Mapping[str, str]] = {
    "moco": {"MoCo v2+": "92.94", "MoCo v3": "93.10"},
    "byol": {"": "92.58"},
    "barlow_twins": {"": "92.10"},
    "vicreg": {"": "92.07"},
    "nnclr": {"": "91.88"},
    "simclr": {"": "90.74"},
    "simsiam": {"": "90.51"},
    "dino": {"": "89.52"},
    "swav": {"": "89.17"},
    "deepcluster": {"DeepCluster v2": "88.85"},
    "supcon": {"": "93.82"},
}
"""By method, and by what the source calls it where that is another version."""

NEIGHBOUR_ACCURACY: Mapping[str, tuple[str, str]] = {
    "simclr": ("84.8", "87.9"),
    "byol": ("86.8", "91.0"),
    "simsiam": ("76.4", "90.4"),
    "barlow_twins": ("81.9", "85.9"),
    "nnclr": ("81.5", "89.2"),
    "moco": ("84.7", "89.9"),
    "dino": ("81.3", "84.8"),
    "swav": ("84.2", "88.4"),
}
"""By method, after 200 and after 800 epochs."""

MORE: Mapping[str, tuple[Number, ...]] = {
    "simclr": (
        Number(
            "62.8 / 74.4 / 81.3 %",
            FEW_LABELS.format(what="logistic regression on frozen features, 10 / 50 / 500 labels per class"),
            *AMSTERDAM,
        ),
        Number("56.2 / 67.0 %", "STL-10, 20 epochs; probe on frozen features / all fine-tuned", *KERAS),
    ),
    "supervised": (
        Number("73.3 %", FEW_LABELS.format(what="from scratch, 500 labels per class"), *AMSTERDAM),
        Number("60.1 %", "STL-10, 20 epochs; from scratch", *KERAS),
    ),
    "vicreg": (Number("10.0 %", "CIFAR-10; both weights, of variance and covariance, at 100: chance", *EB_JEPA),),
    "lejepa": (Number("91.0 / 27.2 %", "CIFAR-10; SIGReg at its best λ / with λ = 0.1", *EB_JEPA),),
}


def published(method: str) -> list[Number]:
    """The numbers known of the method of this name; none for a method that these sources don't have."""
    linear = [
        Number(f"{number} %", f"{version}: {LINEAR}" if version else LINEAR, *SOLO_LEARN)
        for version, number in LINEAR_ACCURACY.get(method, {}).items()
    ]
    votes = NEIGHBOUR_ACCURACY.get(method)
    neighbours = [Number(" / ".join(votes) + " %", NEIGHBOURS, *LIGHTLY)] if votes else []
    return [*linear, *neighbours, *MORE.get(method, ())]
