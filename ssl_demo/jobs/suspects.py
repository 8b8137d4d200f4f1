"""The suspects job: labels are made wrong on purpose, and confident learning is to find them among all the others."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.config import SuspectsConfig, digest, from_dict, to_dict
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.confident import find_suspects, precision_recall
from ssl_demo.evaluation.features import probe_features
from ssl_demo.evaluation.flips import partners_of, shuffled_ranks, similar_flips, symmetric_flips
from ssl_demo.jobs.control import Control
from ssl_demo.jobs.journal import Journal
from ssl_demo.jobs.points import check_run
from ssl_demo.randomness import generator
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

PROTOCOL = 1
"""Counted up when the way of searching changes, so that older searches are made anew."""
RESULTS = "suspects"
MOST_IMAGES = 10_000
SHOWN = 48
AT_ONCE = 500
"""Images that are read between two looks at whether to stop."""


@dataclass(frozen=True)
class Suspect:
    """An image whose label is probably wrong. given, guess, original: classes, by number.

    place: its position in the run's training images; guess: the class that the probe holds likeliest; confidence: the
    probability that it leaves to the given label; flipped: whether the label was made wrong here, from `original`.
    """

    place: int
    given: int
    guess: int
    confidence: float
    flipped: bool
    original: int


@dataclass(frozen=True)
class Search:
    """What a search has found.

    images: how many were searched, of so many training images; flipped: how many of their labels were made wrong;
    suspected: how many the search points out. precision: of these, the share that was made wrong; recall: of the labels
    made wrong, the share that is pointed out; each None where there is nothing to take a share of. partners: for each
    class the most similar one; top: the most suspicious images, the worst first.
    """

    key: str
    wrong: float
    flips: str
    seed: int
    images: int
    of: int
    flipped: int
    suspected: int
    precision: float | None
    recall: float | None
    partners: tuple[int, ...]
    top: tuple[Suspect, ...]
    seconds: float


def suspects(run: Run, control: Control, journal: Journal) -> None:
    """Search a run's training images for wrong labels, unless that was done before; what is found is kept with the run.

    Of more images than MOST_IMAGES a sample is searched, drawn evenly from the classes. What is found is told, too, as
    {"type": "search", "flipped", "suspected", "seconds"}. Raises UserError when a run can't be searched.
    """
    store, config = RunStore(run.path.parent), run.suspects_config
    searched = store.get(config.run)
    check_run(searched)
    if search_of(searched, config) is not None:
        return
    began = time.perf_counter()
    run.beat(phase="loading the images")
    train = subset(load(searched.config.data.dataset), searched.config.data).train
    searched.check_images(train)
    sample = _sample(train.labels, config.seed)
    images = train.take(sample)
    features = torch.cat(list(_read(searched, images, run, control)))
    run.beat(phase="judging every label by probes that were not fitted on it")
    search = _search(config, features, images, sample, len(train), began)
    searched.add_result(RESULTS, to_dict(search))
    journal.write({"type": "search", **{name: getattr(search, name) for name in ("flipped", "suspected", "seconds")}})


def searches_of(run: Run) -> list[Search]:
    """The searches of this run that were made, the newest last; a row that is damaged is passed over."""
    found = []
    for row in run.results(RESULTS):
        with contextlib.suppress(UserError):
            found.append(from_dict(Search, row))
    return found


def search_of(run: Run, config: SuspectsConfig) -> Search | None:
    """What this search of the run has found; None if it was not made yet."""
    return next((search for search in searches_of(run) if search.key == key_of(config)), None)


def key_of(config: SuspectsConfig) -> str:
    """How a run is searched: searches of equal keys are the same. Where no label is made wrong, none goes anywhere."""
    how = {"protocol": PROTOCOL, "wrong": config.wrong, "seed": config.seed}
    return digest(how | ({"flips": config.flips} if config.wrong else {}))


def _sample(labels: Tensor, seed: int) -> Tensor:
    """The positions of the images that are searched, in order: all, or MOST_IMAGES, drawn evenly from the classes."""
    return shuffled_ranks(labels, generator(seed, "sample")).argsort(stable=True)[:MOST_IMAGES].sort().values


def _read(searched: Run, images: Images, run: Run, control: Control) -> Iterator[Tensor]:
    """The features that the trained encoder's probe reads, some images at a time."""
    encoder, done = encoder_of(searched), 0
    for pixels in images.pixels.split(AT_ONCE):
        control.check()
        run.beat(phase="reading the features", step=done, total_steps=len(images))
        yield probe_features(encoder, pixels)
        done += len(pixels)
    control.check()
    run.beat(step=done)


def _search(config: SuspectsConfig, features: Tensor, images: Images, places: Tensor, of: int, began: float) -> Search:
    labels, classes = images.labels, len(images.classes)
    partners = partners_of(features, labels, classes)
    drawn = generator(config.seed, "flips")
    if config.flips == "similar":
        given = similar_flips(labels, partners, config.wrong, drawn)
    else:
        given = symmetric_flips(labels, classes, config.wrong, drawn)
    flipped = given != labels
    found = find_suspects(features, given, classes, generator(config.seed, "folds"))
    precision, recall = precision_recall(found.places, flipped) if flipped.any() else (None, None)
    top = [
        Suspect(
            place=int(places[position]),
            given=int(given[position]),
            guess=int(guess),
            confidence=float(confidence),
            flipped=bool(flipped[position]),
            original=int(labels[position]),
        )
        for position, guess, confidence in zip(
            found.places[:SHOWN], found.guess[:SHOWN], found.confidence[:SHOWN], strict=True
        )
    ]
    return Search(
        key=key_of(config),
        wrong=config.wrong,
        flips=config.flips,
        seed=config.seed,
        images=len(images),
        of=of,
        flipped=int(flipped.sum()),
        suspected=len(found.places),
        precision=precision,
        recall=recall,
        partners=tuple(partners.tolist()),
        top=tuple(top),
        seconds=time.perf_counter() - began,
    )
