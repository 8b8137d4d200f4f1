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
from ssl_demo.methods import METHODS, build
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.story import straighten
from ssl_demo.training import Finished, Step, Training, to_json
from ssl_demo.training.calibration import needs_timing, remember_speed, resolve_budget, speed_of_run

CHECKPOINT_SECONDS = 30.0
STEPS_TO_TRUST = 10
"""A training of fewer steps tells less of this machine's speed than the calibration did."""


def train(run: Run, control: Control, journal: Journal) -> None:
    """Train a run from its beginning or its last checkpoint to its end, and draw its maps.

    Raises Stopped when asked to, after writing a checkpoint; UserError when the settings or the data don't allow it.
    """
    run.beat(phase="data")
    config = run.config
    images = subset(load(config.data.dataset), config.data).train
    if "last" in run.checkpoints():
        run.check_images(images)
    run.remember_images(images)
    _mark_what_was_in_vain(run, journal)
    if needs_timing(config):
        _show_a_first_step(config, images, journal)
        run.beat(phase="timing")
    config = resolve_budget(config, images, control.check)
    run.update_config(config)
    training = _resumed(run, _training(config, images))
    control.check()
    run.beat(phase="training", step=training.step, total_steps=training.total_steps)
    finished = _train_on(run, training, Watch(run, images, config.seed), control, journal)
    if finished.step >= STEPS_TO_TRUST:
        remember_speed(config, speed_of_run(training))
    run.beat(phase="maps", figures=_figures(run, finished))
    draw_maps(run, control, config.seed)


def _mark_what_was_in_vain(run: Run, journal: Journal) -> None:
    """Where earlier work goes on, tell from which step: what a killed worker did after its checkpoint is done again."""
    if run.events()[0]:
        last = run.load_checkpoint("last")["step"] if "last" in run.checkpoints() else -1
        journal.write({"type": "resumed", "step": int(last)})


def _show_a_first_step(config: RunConfig, images: Images, journal: Journal) -> None:
    """Make step 1 before this machine is timed, so that nobody waits for a first loss. The training makes it again.

    The loss of that step is the same under any plan, as the plan changes the weights only after it.
    """
    for event in _training(dataclasses.replace(config, epochs=1.0), images):
        if isinstance(event, Step):
            journal.step(to_json(event))
            return


def _training(config: RunConfig, images: Images) -> Training:
    method = build(config, images, generator(config.seed, "weights"))
    return Training(method, images if METHODS[config.method].needs_labels else images.without_labels(), config)


def _resumed(run: Run, training: Training) -> Training:
    """The training where its last checkpoint left it, if there is one."""
    if "last" in run.checkpoints():
        training.load(run.load_checkpoint("last"))
        # The precision was chosen by a timing, which might come out otherwise today.
        chosen = next((e["precision"] for e in run.events()[0] if e.get("type") == "started"), None)
        training.precision = getattr(torch, chosen) if chosen in ("float32", "bfloat16") else training.precision
    return training


def _train_on(run: Run, training: Training, watch: Watch, control: Control, journal: Journal) -> Finished:
    encoder = training.method.encoder
    untrained = copy.deepcopy(encoder) if training.step == 0 else None
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
            # Only now, so that the first loss is on screen before the untrained encoder has been looked at.
            _look_at_untrained(run, untrained, watch, journal)
            untrained = None
        if event.step in looks:
            journal.write(watch.look(event.step, encoder, event.seconds))
        if event.step in looks or time.monotonic() - saved > CHECKPOINT_SECONDS:
            _save(run, training)
            saved = time.monotonic()
        if event.step < training.total_steps:
            _stop_if_asked(run, training, control, journal)
    raise AssertionError("a training ends with Finished")


def _look_at_untrained(run: Run, encoder: Encoder, watch: Watch, journal: Journal) -> None:
    run.save_checkpoint("encoder-first", encoder.state_dict())
    journal.write(watch.look(0, encoder, seconds=0.0))


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
