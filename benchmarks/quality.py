"""What a minute buys: the frozen SSL probe beside training from scratch, given equally long on equally many cores.

CIFAR-10, 10,000 training images without their labels for SSL. Linear probe: multinomial logistic regression on the
frozen features, L2 chosen by cross-validation on the labelled images alone. Training from scratch gets the same encoder
with new weights, the same time, milder augmentation, and the labelled images alone. Accuracy is on all test images,
which tune nothing; mean ± standard deviation over the seeds, each with label draws of its own.
"""

from __future__ import annotations

import argparse
import dataclasses
from statistics import mean, stdev

from benchmarks.images import cifar10
from benchmarks.report import report
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.frozen import FrozenProbe, encoder_features
from ssl_demo.evaluation.label_draws import draw_labels
from ssl_demo.evaluation.score import Contender
from ssl_demo.evaluation.supervised import FromScratch
from ssl_demo.methods import build
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.randomness import generator
from ssl_demo.training import Training
from ssl_demo.training.calibration import measure_speed, with_epochs
from ssl_demo.training.cores import set_threads

COUNTS = (1, 5, 10, 50, 100, 500)
SCRATCH_AT = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--draws", type=int, default=5, help="draws of labels per seed, for the probes")
    parser.add_argument("--method", default=RunConfig.method)
    parser.add_argument("--encoder", default=RunConfig.encoder)
    options = parser.parse_args()
    set_threads()
    images = cifar10(10_000)
    asked = RunConfig(method=options.method, encoder=options.encoder, seconds=options.seconds)
    found: dict[str, dict[int, list[float]]] = {}
    took, steps = [], []
    for seed in range(options.seeds):
        config = dataclasses.replace(asked, seed=seed)
        config = with_epochs(config, len(images.train), measure_speed(config, images.train))
        training = train(config, images)
        took.append(training.seconds)
        steps.append(training.total_steps)
        contenders = {
            "SSL, frozen": FrozenProbe(encoder_features(training.method.encoder, images), images, seed),
            "untrained": FrozenProbe(encoder_features(untrained(config, images), images), images, seed),
        }
        for name, contender in contenders.items():
            for count in COUNTS:
                each = [score(contender, images, count, draw, seed) for draw in range(options.draws)]
                found.setdefault(name, {}).setdefault(count, []).append(mean(each))
        scratch = score(FromScratch(config, images, 1.0, seed), images, SCRATCH_AT, 0, seed)
        found.setdefault("from scratch", {}).setdefault(SCRATCH_AT, []).append(scratch)
        print(f"seed {seed}: {training.total_steps} steps in {training.seconds:.1f} s", flush=True)
    rows = [[name, *(cell(by_count.get(count)) for count in COUNTS)] for name, by_count in found.items()]
    about = (
        f"{__doc__}\n{asked.method}, encoder {asked.encoder}, {mean(steps):,.0f} steps in {mean(took):.1f} s, "
        f"{options.seeds} seeds, {options.draws} draws of labels each (from scratch: one). A column for each number of "
        "labels per class."
    )
    usual = asked.method == RunConfig.method and asked.encoder == RunConfig.encoder
    name = f"quality_{options.seconds:.0f}s" + ("" if usual else f"_{asked.method}_{asked.encoder}")
    report("quality", f"What {options.seconds:.0f} seconds buy", about, ["accuracy, %", *COUNTS], rows, file=name)


def train(config: RunConfig, images: Dataset) -> Training:
    """The training of a config, done; without labels but where the method learns from them."""
    method = build(config, images.train, generator(config.seed, "weights"))
    training = Training(method, images.train if method.needs_labels else images.train.without_labels(), config)
    for _ in training:
        pass
    return training


def score(contender: Contender, images: Dataset, count: int, draw: int, seed: int) -> float:
    """The accuracy of a contender that is given so many labels of each class."""
    labelled = draw_labels(images.train.labels, count, draw, seed)
    return contender.score(labelled, images.train.labels[labelled], draw).accuracy


def untrained(config: RunConfig, images: Dataset) -> Encoder:
    """The encoder that the training of this config started from."""
    return make_encoder(config.encoder, images.train.pixels, generator(config.seed, "weights"))


def cell(values: list[float] | None) -> str:
    """Mean and standard deviation in per cent."""
    if not values:
        return ""
    return f"{100 * mean(values):.1f}" + (f" ± {100 * stdev(values):.1f}" if len(values) > 1 else "")


if __name__ == "__main__":
    main()
