from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
import torch

from ssl_demo.config import RunConfig, SubsetConfig, SuspectsConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.confident import find_suspects
from ssl_demo.jobs.control import CANCEL, Control
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.jobs.suspects import RESULTS, Search, key_of, search_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

Tiny = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")


def search(store: RunStore, run: Run, **changes: object) -> Search:
    """Do the job and return what it kept."""
    config = SuspectsConfig(**{"run": run.id, "wrong": 0.25, **changes})  # type: ignore[arg-type]
    run_here(store.create(config, kind="suspects"))
    found = search_of(run, config)
    assert found is not None
    return found


def train_images(run: Run) -> Images:
    return subset(load(run.config.data.dataset), run.config.data).train


def test_red_and_blue_images_with_swapped_labels_are_found(store: RunStore, trained: Run) -> None:
    found, labels = search(store, trained), train_images(trained).labels
    assert (found.images, found.of, found.flipped) == (64, 64, 16)
    assert found.precision is not None and found.precision > 0.9 and found.recall is not None and found.recall > 0.9
    assert len(found.top) == min(found.suspected, 48)
    assert [one.confidence for one in found.top] == sorted(one.confidence for one in found.top)
    for one in found.top:
        assert one.original == labels[one.place]
        assert one.flipped == (one.given != one.original)
        assert one.guess != one.given
    assert found.precision == sum(one.flipped for one in found.top) / found.suspected
    assert found.recall == sum(one.flipped for one in found.top) / 16


def test_a_search_is_told_and_not_made_twice(store: RunStore, trained: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    config, told = SuspectsConfig(trained.id), []
    job = store.create(config, kind="suspects")
    run_here(job, told.append)
    kept = search_of(trained, config)
    assert kept is not None
    assert told == [{"type": "search", "flipped": kept.flipped, "suspected": kept.suspected, "seconds": kept.seconds}]
    assert job.status.step == 64
    monkeypatch.setattr("ssl_demo.jobs.suspects.probe_features", None)
    assert search(store, trained, wrong=0.2) == kept
    assert len(trained.results(RESULTS)) == 1


def test_the_seed_alone_decides_which_labels_are_wrong(store: RunStore, trained: Run, store_twin: Run) -> None:
    def content(found: Search) -> Search:
        return dataclasses.replace(found, seconds=0.0)

    assert content(search(store, trained)) == content(search(store, store_twin))
    places = {seed: {one.place for one in search(store, trained, seed=seed).top if one.flipped} for seed in (0, 1)}
    assert min(map(len, places.values())) > 13 and len(places[0] & places[1]) < 10


@pytest.fixture
def store_twin(store: RunStore, trained: Run) -> Run:
    """Another run with the same encoder on the same images."""
    return like(store, trained, trained.config)


def like(store: RunStore, run: Run, config: RunConfig) -> Run:
    """A finished run of this config with another run's encoder."""
    made = store.create(config)
    made.save_checkpoint("encoder-last", run.load_checkpoint("encoder-last"))
    made.set_status("done")
    return made


def test_where_no_label_was_made_wrong_there_is_no_precision_and_no_recall(store: RunStore, trained: Run) -> None:
    found = search(store, trained, wrong=0.0)
    assert (found.flipped, found.precision, found.recall) == (0, None, None)
    assert key_of(SuspectsConfig(trained.id, 0.0, "similar")) == key_of(SuspectsConfig(trained.id, 0.0))
    assert key_of(SuspectsConfig(trained.id, 0.2, "similar")) != key_of(SuspectsConfig(trained.id, 0.2))


def test_two_classes_with_all_labels_swapped_look_as_if_nothing_were_wrong(store: RunStore, trained: Run) -> None:
    found = search(store, trained, wrong=1.0)
    assert (found.flipped, found.suspected, found.precision, found.recall) == (64, 0, None, 0.0)


def test_similar_flips_go_to_the_partner_that_is_kept(store: RunStore, trained: Run) -> None:
    found = search(store, trained, flips="similar")
    assert found.partners == (1, 0)
    flipped = [one for one in found.top if one.flipped]
    assert flipped and all(one.given == found.partners[one.original] for one in flipped)


def test_of_too_many_images_an_even_sample_is_searched(
    store: RunStore, trained: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[torch.Tensor] = []

    def noting(features: torch.Tensor, labels: torch.Tensor, *rest: object) -> object:
        given.append(labels)
        return find_suspects(features, labels, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("ssl_demo.jobs.suspects.MOST_IMAGES", 20)
    monkeypatch.setattr("ssl_demo.jobs.suspects.find_suspects", noting)
    # All images, in the order of their files: first all of one class, then all of the other.
    data = SubsetConfig(trained.config.data.dataset, images=None)
    run = like(store, trained, dataclasses.replace(trained.config, data=data))
    assert search(store, run, wrong=0.0).images == 20
    assert given[0].bincount().tolist() == [10, 10]
    found, labels = search(store, run), train_images(run).labels
    assert (found.images, found.of, found.flipped) == (20, 64, 5)
    assert found.top and all(one.original == labels[one.place] for one in found.top)


@pytest.mark.parametrize("row", [{}, {"images": "<b>many</b>"}, {"top": [{"place": "here"}]}])
def test_a_damaged_result_is_passed_over(store: RunStore, trained: Run, row: dict) -> None:
    config = SuspectsConfig(trained.id, 0.25)
    trained.add_result(RESULTS, {"key": key_of(config), **row})
    assert search_of(trained, config) is None
    assert search(store, trained).flipped == 16


def test_a_search_that_is_stopped_keeps_nothing(store: RunStore, trained: Run) -> None:
    control = Control()
    control.ask(CANCEL)
    job = store.create(SuspectsConfig(trained.id), kind="suspects")
    execute(job, control)
    assert job.status.state == "cancelled"
    assert trained.results(RESULTS) == []


def test_what_can_not_be_searched_is_a_sentence(store: RunStore, tiny: Tiny, trained: Run) -> None:
    with pytest.raises(UserError, match="no run 'gone'"):
        run_here(store.create(SuspectsConfig("gone"), kind="suspects"))
    with pytest.raises(UserError, match="not done"):
        search(store, store.create(tiny()))
    labelled = like(store, trained, tiny(method="supervised"))
    with pytest.raises(UserError, match="trained with labels"):
        search(store, labelled)
    other = like(store, trained, tiny(encoder="M"))
    with pytest.raises(UserError, match="another version"):
        search(store, other)
    bare = store.create(tiny())
    bare.set_status("done")
    with pytest.raises(UserError, match="no trained encoder"):
        search(store, bare)
    trained.remember_images(train_images(trained).take(torch.arange(63)))
    with pytest.raises(UserError, match="have changed"):
        search(store, trained)


def test_one_label_per_class_is_too_few(store: RunStore, tiny: Tiny, trained: Run) -> None:
    data = SubsetConfig(trained.config.data.dataset, images=2)
    with pytest.raises(UserError, match="at least two images of two classes"):
        search(store, like(store, trained, dataclasses.replace(trained.config, data=data)))


def test_a_search_is_no_other_job(store: RunStore) -> None:
    job = store.create(SuspectsConfig("some", 0.4, "similar"), kind="suspects")
    assert (job.kind, job.suspects_config) == ("suspects", SuspectsConfig("some", 0.4, "similar"))
    with pytest.raises(UserError, match="is a search for wrong labels, not a training run"):
        _ = job.config
    with pytest.raises(UserError, match="is a search for wrong labels, not a label curve"):
        _ = job.curve_config
    with pytest.raises(UserError, match="wrong is 2"):
        SuspectsConfig("some", 2.0)
