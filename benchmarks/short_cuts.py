"""A short cut through the contrastive task, and what helps against it.

SimCLR on the scenes of the collapse lab's second half, 12,000 training images without their labels, whose wallpapers
give away which views belong together; then with a cure each, and each cure where there is no wallpaper. All with their
method's usual settings and as many steps as in the short runs there. Linear probe: logistic regression on the frozen
features, 10 labels per class, L2 chosen by cross-validation on the labelled images alone, mean over 3 draws of them.
kNN: the 20 most similar of the training images, with their labels, vote by the cosine of the features. Both are scored
on the 2,000 test images, which have the same wallpaper and tune nothing; chance is 10 %. Loss: mean over the last tenth
of the steps; it can be compared only between rows of the same method. Mean ± standard deviation over the seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from functools import cache
from statistics import mean

from torch import Tensor

from app.shortcut.cures import CONTROL
from app.shortcut.ladder import EPOCHS, config_at, strengths_at
from benchmarks.gauges import gauges
from benchmarks.parallel import one_per_core
from benchmarks.quality import score
from benchmarks.repapered import Repapered, papered
from benchmarks.report import keep, mean_and_std, report
from ssl_demo.config import Recipe, RunConfig, SubsetConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.frozen import FrozenProbe, encoder_features
from ssl_demo.evaluation.neighbours import classify
from ssl_demo.evaluation.verdict import Verdict, diagnose
from ssl_demo.methods import build, suited, usual_config
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator
from ssl_demo.training import Training
from ssl_demo.training.events import Step

LABELS, DRAWS, NEIGHBOURS = 10, 3, 20

NONE, PAPERED = config_at(0.0, "short"), config_at(1.0, "short")
DIFFERS = "another wallpaper for each view"


def on(data: SubsetConfig, method: str = RunConfig.method) -> RunConfig:
    """A method with its usual settings on these images, for as many steps as the others."""
    return suited(usual_config(method, data=data, epochs=EPOCHS["short"], seconds=None))


def cures(data: SubsetConfig) -> dict[str, RunConfig]:
    """What may help on these images, and training with their labels, to tell how hard they are."""
    return {
        "blur on every view": dataclasses.replace(on(data), recipe=Recipe(blur=1.0, blur_sigma=2.0)),
        "rotation": on(data, "rotation"),
        "MAE": on(data, "mae"),
        "VICReg": on(data, "vicreg"),
        "labels": on(data, "supervised"),
    }


CASES = {
    "no wallpaper": NONE,
    **{f"wallpaper {strength:g}": config_at(strength, "short") for strength in (0.1, 0.25, 0.5)},
    "wallpaper": PAPERED,
    DIFFERS: PAPERED,
    **cures(PAPERED.data),
    **{f"{case}{CONTROL}": config for case, config in cures(NONE.data).items()},
    "usual scenes": on(SubsetConfig("scenes", images=None)),
    "usual scenes, grain": on(SubsetConfig("scenes:texture=1", images=None)),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    seeds = range(parser.parse_args().seeds)
    with one_per_core() as pool:
        runs = {case: [pool.submit(one_run, case, seed) for seed in seeds] for case in CASES}
        found = {case: [run.result() for run in each] for case, each in runs.items()}
    rows = {case: {key: mean_and_std([run[key] for run in each]) for key in each[0]} for case, each in found.items()}
    keep("short_cuts", __doc__, {"labels": LABELS, "seeds": len(seeds)}, rows)
    lines = [
        [case, cell(row["probe"], 100), cell(row["untrained_probe"], 100), cell(row["knn"], 100), cell(row["loss"], 1)]
        for case, row in rows.items()
    ]
    header = ["", "probe, %", "untrained", "kNN, %", "loss at the end"]
    report("short_cuts", "A short cut, and what helps", f"{__doc__}\n{len(seeds)} seeds.", header, lines)


def cell(value: list[float], times: int) -> str:
    """Mean and standard deviation."""
    digits = 1 if times > 1 else 2
    return f"{times * value[0]:.{digits}f} ± {times * value[1]:.{digits}f}"


def one_run(case: str, seed: int) -> dict[str, float]:
    """Train one case and measure what came of it."""
    config = dataclasses.replace(CASES[case], seed=seed)
    images = load(config.data.dataset)
    method = (
        Repapered(config, images.train, sheets())
        if case == DIFFERS
        else build(config, images.train, generator(seed, "weights"))
    )
    before = probe(method.encoder, images, seed)
    seen = images.train if method.needs_labels else images.train.without_labels()
    untrained = gauges(method, images.train, config)
    losses = [sum(event.terms.values()) for event in Training(method, seen, config) if isinstance(event, Step)]
    known, asked = (embed(method.encoder, split.pixels) for split in (images.train, images.test))
    voted = classify(asked, known, images.train.labels, len(images.train.classes), NEIGHBOURS)
    found = {
        "probe": probe(method.encoder, images, seed),
        "untrained_probe": before,
        "knn": float((voted == images.test.labels).float().mean()),
        "loss": mean(losses[-max(1, len(losses) // 10) :]),
    }
    found["collapsed"] = float(diagnose(gauges(method, images.train, config), untrained) is not Verdict.HEALTHY)
    print(case, seed, json.dumps(found), flush=True)
    return found


def probe(encoder: Encoder, images: Dataset, seed: int) -> float:
    """The frozen probe's accuracy, a mean over draws of labels."""
    frozen = FrozenProbe(encoder_features(encoder, images), images, seed)
    return mean(score(frozen, images, LABELS, draw, seed) for draw in range(DRAWS))


@cache
def sheets() -> Tensor:
    """The training images with several wallpapers, drawn once by each process."""
    return papered(strengths_at(1.0), 0)


if __name__ == "__main__":
    main()
