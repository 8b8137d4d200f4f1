"""Every way to learn, given two minutes: what its frozen features are worth, beside the untrained encoder's.

CIFAR-10, 10,000 training images, without their labels except for the methods that learn with labels. Each method trains
with its own default settings for as many steps as all cores do in these seconds, timed before the first run by the
calibration that the app uses. The runs then share the cores, one core each, which changes how long the same steps take.
Linear probe: multinomial logistic regression on the frozen features, L2 chosen by cross-validation on the labelled
images alone, mean over draws of these. kNN: the 20 most similar of all 10,000 training images, with their labels, vote
by the cosine of the embeddings. Both are scored on all test images, which tune nothing. Effective rank: RankMe of the
test images' embeddings. "Untrained" is the same encoder before its first step, measured in the same way. Mean ±
standard deviation over the seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterable, Mapping
from functools import cache
from statistics import mean
from typing import Any

from benchmarks.images import cifar10
from benchmarks.parallel import one_per_core
from benchmarks.quality import score, train, untrained
from benchmarks.report import keep, mean_and_std, report, rows_kept
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Dataset
from ssl_demo.evaluation.collapse import effective_rank
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.frozen import FrozenProbe, encoder_features
from ssl_demo.evaluation.neighbours import classify
from ssl_demo.methods import FAMILIES, METHODS, suited, usual_config
from ssl_demo.models import Encoder
from ssl_demo.training.calibration import measure_speed, with_epochs
from ssl_demo.training.cores import set_threads

IMAGES, DRAWS, NEIGHBOURS = 10_000, 5, 20
COUNTS = (10, 50)
ENOUGH = 0.03
"""The probe of a method should be so far above the untrained encoder's, at 50 labels per class."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--methods", nargs="*", default=list(METHODS), help="only these; the others' rows are kept")
    options = parser.parse_args()
    set_threads()
    budget = {"seconds": options.seconds, "images": IMAGES, "seeds": options.seeds}
    kept = {row["method"]: row for row in rows_kept("methods", budget) if row["method"] in METHODS}
    configs = {name: calibrated(name, options.seconds) for name in options.methods}
    with one_per_core() as pool:
        seeds = range(options.seeds)
        runs = {name: [pool.submit(one_run, config, seed) for seed in seeds] for name, config in configs.items()}
        for name, each in runs.items():
            kept[name] = {"method": name, **summary(run.result() for run in each)}
            keep("methods", __doc__, budget, [kept[name] for name in in_order(kept)])
    rows = [cells(kept[name]) for name in in_order(kept)]
    about = (
        f"{__doc__}\n{options.seeds} seeds, {DRAWS} draws of labels each. `+` marks what is at least 3 points above."
    )
    report("methods", f"What {options.seconds:.0f} seconds of each method buy", about, HEADER, rows)


def calibrated(name: str, seconds: float) -> RunConfig:
    """A method with its own settings, for as many epochs as fit into the seconds when all cores work on it."""
    train = images().train
    config = suited(usual_config(name, seconds=seconds))
    return with_epochs(config, len(train), measure_speed(config, train))


@cache
def images() -> Dataset:
    """The images of the benchmark, read once by each process."""
    return cifar10(IMAGES)


def one_run(config: RunConfig, seed: int) -> dict[str, Any]:
    """Train with these settings and this seed, and measure what came of it."""
    config = dataclasses.replace(config, seed=seed)
    training = train(config, images())
    found = {
        "encoder": config.encoder,
        "width": training.method.encoder.width,
        "images_per_second": training.step * training.batch / (config.seconds or 1),
        "steps": training.step,
        **readings(training.method.encoder, seed),
        **untrained_readings(config.encoder, seed),
    }
    print(config.method, seed, json.dumps(found), flush=True)
    return found


@cache
def untrained_readings(encoder: str, seed: int) -> dict[str, float]:
    """The same of an encoder before its first step, which is the same for every method."""
    found = readings(untrained(RunConfig(encoder=encoder, seed=seed), images()), seed)
    return {f"untrained_{key.removeprefix('probe_')}": value for key, value in found.items()}


def readings(encoder: Encoder, seed: int) -> dict[str, float]:
    """What the frozen features of an encoder are worth."""
    all_images = images()
    train, test = all_images.train, all_images.test
    probe = FrozenProbe(encoder_features(encoder, all_images), all_images, seed)
    known, asked = embed(encoder, train.pixels, autocast=True), embed(encoder, test.pixels)
    voted = classify(asked, known, train.labels, len(train.classes), NEIGHBOURS)
    probed = {
        f"probe_{count}": mean(score(probe, all_images, count, draw, seed) for draw in range(DRAWS)) for count in COUNTS
    }
    knn = float((voted == test.labels).float().mean())
    return {**probed, "knn": knn, "effective_rank": effective_rank(asked)}


def summary(found: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Over the seeds: of each accuracy the mean and the standard deviation, of all other numbers the mean."""
    runs = list(found)
    over = {key: [run[key] for run in runs] for key in runs[0] if key != "encoder"}
    told = {key: mean_and_std(values) if key in ACCURACIES else mean(values) for key, values in over.items()}
    return {"encoder": runs[0]["encoder"], **told}


ACCURACIES = ("probe_10", "probe_50", "knn", "untrained_10", "untrained_50", "untrained_knn")


def in_order(rows: Iterable[str]) -> list[str]:
    """The methods family by family."""
    families = list(FAMILIES)
    return sorted(rows, key=lambda name: (families.index(METHODS[name].family), name))


HEADER = (
    "method",
    "encoder",
    "probe at 10, %",
    "untrained",
    "probe at 50, %",
    "untrained",
    "above it",
    "kNN, %",
    "untrained",
    "images/s",
    "effective rank",
)


def cells(row: Mapping[str, Any]) -> list[str]:
    """A method's row of the table."""
    gain = row["probe_50"][0] - row["untrained_50"][0]
    return [
        METHODS[row["method"]].title,
        row["encoder"],
        per_cent(row["probe_10"]),
        per_cent(row["untrained_10"]),
        per_cent(row["probe_50"]),
        per_cent(row["untrained_50"]),
        f"{100 * gain:+.1f}" + (" +" if gain >= ENOUGH else ""),
        per_cent(row["knn"]),
        per_cent(row["untrained_knn"]),
        f"{row['images_per_second']:,.0f}",
        f"{row['effective_rank']:.0f} of {row['width']:.0f}",
    ]


def per_cent(value: tuple[float, float]) -> str:
    """Mean and standard deviation in per cent."""
    return f"{100 * value[0]:.1f} ± {100 * value[1]:.1f}"


if __name__ == "__main__":
    main()
