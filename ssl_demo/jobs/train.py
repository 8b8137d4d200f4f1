"""The training job: the one place that joins training, which sees no labels, with evaluation, which does."""

from __future__ import annotations

import copy
import dataclasses
import time

import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.jobs.control import Control, Stopped
from ssl_demo.jobs.journal import Journal
from ssl_demo.jobs.maps import draw_maps
from ssl_demo.jobs.watch import Watch, milestones
from ssl_demo.methods import METHODS, Method, build, refuse_nonsense, suited
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.story import straighten
from ssl_demo.training import Diverged, Finished, Step, Training, to_json
from ssl_demo.training.calibration import needs_timing, remember_speed, resolve_budget, speed_of_run

CHECKPOINT_SECONDS = 30.0
STEPS_TO_TRUST = 10
"""A training of fewer steps tells less of this machine's speed than the calibration did."""


def train(run: Run, control: Control, journal: Journal) -> None:
    """Train a run from its beginning or its last checkpoint to its end, and draw its maps.

    Raises Stopped when asked to, after writing a checkpoint; UserError when the settings or the data don't allow it.
    """
    run.beat(phase="data")
    data = run.config.data
    images = subset(load(data.dataset), data).train
    resumes = "last" in run.checkpoints()
    if resumes:
        run.check_images(images)
    run.remember_images(images)
    training = (_go_on if resumes else _begin)(run, images, control, journal)
    control.check()
    run.beat(phase="training", step=training.step, total_steps=training.total_steps)
    try:
        finished = _train_on(run, training, Watch(run, images), control, journal)
    except Diverged as diverged:
        journal.write({"type": "diverged", "step": diverged.step + 1})
        raise
    if finished.step >= STEPS_TO_TRUST:
        remember_speed(training.config, speed_of_run(training))
    run.beat(phase="maps", figures=_figures(run, finished))
    draw_maps(run, control, training.config.seed)


def _begin(run: Run, images: Images, control: Control, journal: Journal) -> Training:
    """The training at its beginning, with an encoder that its method can train."""
    run.update_config(suited(run.config))
    refuse_nonsense(run.config, len(images))
    if run.events()[0]:
        journal.write({"type": "resumed", "step": -1})
    if needs_timing(run.config):
        _show_a_first_step(run.config, images, journal)
        run.beat(phase="timing")
    return _build(_planned(run, images, control), images)


def _go_on(run: Run, images: Images, control: Control, journal: Journal) -> Training:
    """The training where its last checkpoint left it."""
    training = _build(_planned(run, images, control), images)
    training.load(run.load_checkpoint("last"))
    earlier, _ = run.events()
    # The precision was chosen by a timing, which might come out otherwise today.
    chosen = next((e["precision"] for e in earlier if e.get("type") == "started"), None)
    training.precision = getattr(torch, chosen) if chosen in ("float32", "bfloat16") else training.precision
    if earlier:
        journal.write({"type": "resumed", "step": training.step or -1})
    return training


def _show_a_first_step(config: RunConfig, images: Images, journal: Journal) -> None:
    """Make step 1 before this machine is timed, so that nobody waits for a first loss. The training makes it again.

    The loss of that step is the same under any plan, as the plan changes the weights only after it.
    """
    for event in _build(dataclasses.replace(config, epochs=1.0), images):
        if isinstance(event, Step):
            journal.step(to_json(event))
            return


def _planned(run: Run, images: Images, control: Control) -> RunConfig:
    """The run's config with its epochs, which are kept with the run."""
    config = resolve_budget(run.config, images, control.check)
    run.update_config(config)
    return config


def _build(config: RunConfig, images: Images) -> Training:
    method = build(config, images, generator(config.seed, "weights"))
    return Training(method, images if METHODS[config.method].needs_labels else images.without_labels(), config)


def _train_on(run: Run, training: Training, watch: Watch, control: Control, journal: Journal) -> Finished:
    method = training.method
    untrained = copy.deepcopy(method) if training.step == 0 else None
    looks = milestones(training.total_steps)
    saved = time.monotonic()
    for event in training:
        if isinstance(event, Finished):
            journal.write(to_json(event))
            return event
        if not isinstance(event, Step):
            journal.write(to_json(event))
            continue
        journal.step(to_json(event))
        if untrained is not None:
            # Only now, so that the first loss is on screen before the untrained method has been looked at.
            _look_at_untrained(run, untrained, watch, journal)
            untrained = None
        if event.step in looks:
            journal.write(watch.look(event.step, method, event.seconds))
        if event.step in looks or time.monotonic() - saved > CHECKPOINT_SECONDS:
            _save(run, training)
            saved = time.monotonic()
        if event.step < training.total_steps:
            _stop_if_asked(run, training, control, journal)
    raise AssertionError("a training ends with Finished")


def _look_at_untrained(run: Run, method: Method, watch: Watch, journal: Journal) -> None:
    run.save_checkpoint("encoder-first", method.encoder.state_dict())
    journal.write(watch.look(0, method, seconds=0.0))


def _stop_if_asked(run: Run, training: Training, control: Control, journal: Journal) -> None:
    try:
        control.check()
    except Stopped:
        journal.flush()
        _save(run, training)
        raise


def _save(run: Run, training: Training) -> None:
    run.save_checkpoint("encoder-last", training.method.encoder.state_dict())
    run.save_checkpoint("last", training.state())
    run.beat(step=training.step)


def _figures(run: Run, finished: Finished) -> dict[str, float]:
    looks = [event for event in straighten(run.events()[0]) if event["type"] == "evaluation"]
    return {
        "knn": looks[-1]["knn"],
        "untrained_knn": looks[0]["knn"],
        "images_per_second": finished.images_per_second,
        "seconds": finished.seconds,
    }
