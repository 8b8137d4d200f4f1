"""One function per command; each takes the parsed options and prints its result."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from typing import Any

from tqdm import tqdm

from ssl_demo.cli.printing import print_result
from ssl_demo.cli.settings import curve_config, run_config
from ssl_demo.config import CurveConfig, RunConfig, knobs, to_dict
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, suited
from ssl_demo.places import runs_home
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


def train(options: argparse.Namespace) -> None:
    """Train a run in this process and print its id."""
    config = run_config(options)
    if (fitting := suited(config)) != config:
        needs = f"{METHODS[config.method].title} can't train the encoder {config.encoder}"
        print(f"{needs}; it trains {fitting.encoder} instead.", file=sys.stderr)
    run = _work(options, fitting, "train", options.name)
    steps = [event for event in run.events()[0] if event["type"] == "step"]
    figures = run.status.figures
    result = {
        "run": run.id,
        "seconds": figures["seconds"],
        "steps": steps[-1]["step"],
        "epochs": run.config.epochs,
        "images_per_second": figures["images_per_second"],
        "terms": steps[-1]["terms"],
        "knn": figures["knn"],
        "untrained_knn": figures["untrained_knn"],
    }
    lines = [
        f"run {run.id}: {result['steps']} steps in {result['seconds']:.1f} s, "
        f"{result['images_per_second']:.0f} images per second",
        f"kNN accuracy on its own training images: {figures['knn']:.1%} (untrained encoder: "
        f"{figures['untrained_knn']:.1%})",
    ]
    print_result(options, result, lines)


def curve(options: argparse.Namespace) -> None:
    """Measure label curves of runs that are done and print the table."""
    from ssl_demo.jobs.curve import rows_of

    config = curve_config(options)
    _work(options, config, "curve", None)
    rows = rows_of(_store(options), config)
    columns = ["contender", "run", "labels_per_class", "accuracy_mean", "accuracy_std", "draws"]
    columns += ["wrong"] if any(config.wrong) else []
    plain = [{name: row[name] for name in columns} for row in rows]
    lines = [f"{'contender':<14}{'labels per class':>17}{'wrong':>7}{'accuracy':>10}{'± sd':>8}{'draws':>7}  run"]
    lines += [
        f"{row['contender']:<14}{row['labels_per_class']:>17}{row['wrong']:>7.0%}{row['accuracy_mean']:>10.1%}"
        f"{row['accuracy_std']:>8.1%}{row['draws']:>7}  {row['run'] or ''}"
        for row in rows
    ]
    print_result(options, {"rows": plain}, lines)


def methods(options: argparse.Namespace) -> None:
    """List the methods and their knobs."""
    found: list[dict[str, Any]] = []
    lines = []
    for name, cls in sorted(METHODS.items()):
        defaults = cls.Knobs()
        settings = {k: {"default": getattr(defaults, k), **dataclasses.asdict(v)} for k, v in knobs(defaults).items()}
        about = {"title": cls.title, "family": cls.family, "needs_labels": cls.needs_labels}
        found.append({"name": name, **about, "knobs": settings})
        lines.append(f"{name:<14}{cls.title} ({cls.family})")
        lines += [f"  {knob} = {about['default']}: {about['help']}" for knob, about in settings.items()]
    print_result(options, {"methods": found}, lines)


def datasets(options: argparse.Namespace) -> None:
    """List the data sets and whether they are on this machine."""
    from ssl_demo.data.registry import catalogue

    found = [dataclasses.asdict(entry) for entry in catalogue()]
    lines = [
        f"{entry['name']:<14}{'here' if entry['present'] else 'absent':<8}{entry['train']:>7} training images, "
        f"{len(entry['classes'])} classes. {entry['about']}"
        for entry in found
    ]
    print_result(options, {"datasets": found}, lines)


def runs(options: argparse.Namespace) -> None:
    """List all runs, newest first."""
    found = [_summary(run) for run in _store(options).list()]
    lines = [f"{run['run']}  {run['state']:<10}{run['problem'] or run['name']}" for run in found]
    print_result(options, {"runs": found}, lines or ["No runs yet."])


def download(options: argparse.Namespace) -> None:
    """Download a data set, with a progress bar on a terminal."""
    from ssl_demo.data.download import download as fetch

    with tqdm(unit="B", unit_scale=True, desc=options.name, disable=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        fetch(options.name, progress)
    print(f"{options.name} is here.")


def _work(options: argparse.Namespace, config: RunConfig | CurveConfig, kind: str, name: str | None) -> Run:
    """Do a job in this process, with a progress bar, and return its run."""
    from ssl_demo.jobs.execute import run_here

    run = _store(options).create(config, kind=kind, name=name)
    with tqdm(desc=kind, disable=not sys.stderr.isatty()) as bar:

        def show(event: dict[str, Any]) -> None:
            bar.total = event.get("total_steps", event.get("total", bar.total))
            done = event.get("done", event.get("step", bar.n))
            bar.set_postfix({k: f"{v:.3f}" for k, v in event.get("terms", {}).items()}, refresh=False)
            bar.update(max(0, done - bar.n))

        run_here(run, show)
    return run


def _summary(run: Run) -> dict[str, Any]:
    row = {"run": run.id, "name": run.name, "state": run.status.state, "problem": run.problem}
    try:
        return row | {"config": to_dict(run.config), "figures": dict(run.status.figures)}
    except UserError:
        return row


def _store(options: argparse.Namespace) -> RunStore:
    return RunStore(options.runs or runs_home())
