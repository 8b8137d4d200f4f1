"""Every way to break every method in the collapse lab: what has become of it, beside the healthy run.

The lab's usual settings: 10,000 training images of Scenes without their labels, each method's own settings, as many
steps as all cores do in these seconds, the same seed and as many steps for what was broken. Verdict, spread (1 is even,
0 collapse) and effective rank are the lab's, read off 256 training images' embeddings, before training (in brackets)
and after. kNN: 1,000 training images by the cosine of their features, leave-one-out, 20 neighbours.
"""

from __future__ import annotations

import argparse
from functools import cache

import torch

from benchmarks.parallel import one_per_core
from benchmarks.report import report
from ssl_demo.augment.views import make_views
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation.compared import compared, settled
from ssl_demo.evaluation.features import embed
from ssl_demo.evaluation.neighbours import knn_accuracy
from ssl_demo.evaluation.verdict import Readings, diagnose, read
from ssl_demo.jobs.watch import COMPARED, WATCHED
from ssl_demo.methods import METHODS, Method, build, suited, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.randomness import generator
from ssl_demo.training import Diverged, Training
from ssl_demo.training.calibration import measure_speed, with_epochs
from ssl_demo.training.cores import set_threads

DATA = SubsetConfig("scenes", images=10_000)


def main() -> None:
    unlabelled = [name for name, method in METHODS.items() if not method.needs_labels]
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--methods", nargs="*", default=unlabelled)
    options = parser.parse_args()
    set_threads()
    cases: list[tuple[str, str, RunConfig]] = []
    for name in options.methods:
        config = suited(usual_config(name, data=DATA, seconds=options.seconds, seed=options.seed))
        config = with_epochs(config, len(images()), measure_speed(config, images()))
        cases.append((METHODS[name].title, "", config))
        cases += [(METHODS[name].title, way.title, sabotaged(config, way)) for way in sabotages_of(config)]
    with one_per_core() as pool:
        rows = [[*case[:2], *run] for case, run in zip(cases, pool.map(outcome, [c[2] for c in cases]), strict=True)]
    header = ["method", "broken", "verdict", "spread", "effective rank", "kNN, %", "steps"]
    report("collapses", "What becomes of broken methods", f"{__doc__}\nSeed {options.seed}.", header, rows)


@cache
def images() -> Images:
    """The training images of the lab, read once by each process."""
    return subset(load(DATA.dataset), DATA).train


def outcome(config: RunConfig) -> list[str]:
    """Train, and read the lab's gauges: verdict, spread, effective rank, kNN accuracy and steps, as words."""
    method = build(config, images(), generator(config.seed, "weights"))
    before = gauges(method, config)
    training, diverged = Training(method, images().without_labels(), config), False
    try:
        for _ in training:
            pass
    except Diverged:
        diverged = True
    now = gauges(method, config)
    watched = images().take(torch.randperm(len(images()), generator=generator(0, "watched"))[:WATCHED])
    knn = knn_accuracy(embed(method.encoder, watched.pixels), watched.labels)
    found = [
        str(diagnose(now, before, diverged)),
        f"{now.spread:.2f} ({before.spread:.2f})",
        f"{now.rank:.1f} ({before.rank:.1f})",
        f"{100 * knn:.1f}",
        f"{training.step:,}",
    ]
    print(config.method, config.knobs, *found, flush=True)
    return found


def gauges(method: Method, config: RunConfig) -> Readings:
    """What the lab reads off the embeddings."""
    some = images().pixels[torch.randperm(len(images()), generator=generator(0, "compared"))[:COMPARED]]
    views = make_views(some, config.recipe, generator(0, "watched views"), views=2)
    with settled(method, (views * 255).round().to(torch.uint8).flatten(0, 1)):
        return read(compared(method, some))


if __name__ == "__main__":
    main()
