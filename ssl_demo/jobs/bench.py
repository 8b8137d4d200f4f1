"""The bench on which points of a label curve are measured: images, features and contenders, made when needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from torch import Tensor

from ssl_demo.config import CurveConfig
from ssl_demo.data.images import Dataset
from ssl_demo.data.registry import load, subset
from ssl_demo.evaluation import frozen
from ssl_demo.evaluation.flips import partners_of, similar_flips, symmetric_flips
from ssl_demo.evaluation.label_draws import draw_labels, feasible, takes_all
from ssl_demo.evaluation.score import Contender
from ssl_demo.evaluation.supervised import FineTuned, FromScratch
from ssl_demo.jobs.points import Point, encoder_size
from ssl_demo.jobs.spread import Check
from ssl_demo.models import Encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore


@dataclass(frozen=True)
class _Place:
    """A contender on its run's images, ready to be measured. partners: each class's most similar one, where asked."""

    images: Dataset
    contender: Contender
    partners: Tensor | None


class Bench:
    """Measures points. What one group of them needs is kept until it is another's turn."""

    def __init__(self, store: RunStore, config: CurveConfig, check: Check) -> None:
        self._store, self._config, self._check = store, config, check
        self._images = lru_cache(maxsize=1)(self._load_images)
        self._encoder = lru_cache(maxsize=2)(self._load_encoder)
        self._features = lru_cache(maxsize=2)(self._read_features)
        self._places: dict[tuple[str, str], _Place] = {}

    @classmethod
    def of(cls, run: Run, check: Check) -> Self:
        """The bench of a curve, beside whose folder lie those of the runs that it measures."""
        return cls(RunStore(run.path.parent), run.curve_config, check)

    def counts(self, run_id: str) -> dict[int, bool]:
        """The label counts that the run's data allow, and whether they leave no image out."""
        labels = self._images(run_id).train.labels
        return {count: takes_all(labels, count) for count in feasible(labels, self._config.labels)}

    def prepare(self, items: Sequence[Point]) -> None:
        """Make, on all cores, what measuring these points takes."""
        wanted = sorted({(point.run, point.contender) for point in items})
        # What the next group needs as well stays; the rest makes room before anything is made.
        self._places = {name: place for name, place in self._places.items() if name in wanted}
        for run_id, contender in wanted:
            if (run_id, contender) not in self._places:
                images, made = self._images(run_id), self._make_contender(run_id, contender)
                self._places[run_id, contender] = _Place(images, made, self._partners(run_id))

    def measure(self, point: Point) -> dict[str, Any]:
        """A point of those prepared, as a row of results. May be called from several threads at once."""
        self._check()
        place = self._places[point.run, point.contender]
        train = place.images.train
        labelled = draw_labels(train.labels, point.labels_per_class, point.draw, self._config.seed)
        given = train.labels[labelled]
        if point.wrong:
            drawn = generator(self._config.seed, "flips", point.draw)
            given = (
                symmetric_flips(given, len(train.classes), point.wrong, drawn)
                if place.partners is None
                else similar_flips(given, place.partners, point.wrong, drawn)
            )
        score = place.contender.score(labelled, given, point.draw)
        return {
            "key": point.key,
            "contender": point.contender,
            "run": point.run,
            "labels_per_class": point.labels_per_class,
            "wrong": point.wrong,
            "draw": point.draw,
            "accuracy": score.accuracy,
            **score.tuned,
        }

    def _load_images(self, run_id: str) -> Dataset:
        run = self._store.get(run_id)
        images = subset(load(run.config.data.dataset), run.config.data)
        run.check_images(images.train)
        return images

    def _load_encoder(self, run_id: str, which: str) -> Encoder:
        return encoder_of(self._store.get(run_id), which)

    def _read_features(self, run_id: str, which: str) -> frozen.Features:
        return frozen.encoder_features(self._encoder(run_id, which), self._images(run_id))

    def _partners(self, run_id: str) -> Tensor | None:
        if self._config.flips != "similar" or not any(self._config.wrong):
            return None
        train = self._images(run_id).train
        return partners_of(self._features(run_id, "trained").train, train.labels, len(train.classes))

    def _make_contender(self, run_id: str, name: str) -> Contender:
        run, seed, images = self._store.get(run_id), self._config.seed, self._images(run_id)
        share, check = self._config.supervised_share, self._check
        match name:
            case "ssl" | "untrained":
                features = self._features(run_id, "trained" if name == "ssl" else "untrained")
                return frozen.FrozenProbe(features, images, seed)
            case "knn":
                width = self._encoder(run_id, "trained").width
                return frozen.NearestNeighbours.by_embedding(self._features(run_id, "trained"), width, images)
            case "pixels":
                return frozen.FrozenProbe(frozen.pixel_features(images), images, seed)
            case "hog":
                return frozen.FrozenProbe(frozen.gradient_features(images), images, seed)
            case "kmeans":
                return frozen.FrozenProbe(frozen.patch_features(images, seed), images, seed)
            case "finetuned":
                features = self._features(run_id, "trained")
                encoder = self._encoder(run_id, "trained")
                return FineTuned(run.config, encoder, features.train, images, share, seed, check)
        config = dataclasses.replace(run.config, encoder=encoder_size(run, name))
        return FromScratch(config, images, share, seed, check)
