"""What the lab of the wrong thing works out of its runs' numbers, and how it says and draws it."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from app.collapse.gauges import Diagnosis
from app.palette import LINES
from app.runs.view import RunView
from app.shortcut.figure import accuracy_figure
from app.shortcut.ladder import POSITIONS, config_at, ladder_of, strengths_at, style_of
from app.shortcut.readings import Reading, knn_readings, loss_at_the_end, probe_readings, smoothed_loss
from app.shortcut.words import said, said_of_gauges
from ssl_demo.config import RunConfig
from ssl_demo.data.scenes import strengths_of
from ssl_demo.evaluation.verdict import Readings, diagnose
from ssl_demo.runs.run import Run
from ssl_demo.runs.status import Status
from ssl_demo.runs.store import RunStore


def view(losses: list[float], total: int | None = None, state: str = "done", **figures: float) -> RunView:
    events = [{"type": "step", "step": i, "terms": {"a": x / 2, "b": x / 2}} for i, x in enumerate(losses, 1)]
    return RunView(Run(Path("run")), RunConfig(), Status(state, total_steps=total, figures=figures), events)


def reading(wallpaper: float, value: float) -> Reading:
    return Reading(wallpaper, value, value - 0.02, value + 0.02, draws=3)


# The loss


def test_the_moving_mean_is_that_of_the_steps_before() -> None:
    losses = [float(i * i % 17) for i in range(200)]
    found = smoothed_loss(view(losses, total=200))
    # A fortieth of 200 steps
    assert found == [(end, pytest.approx(mean(losses[end - 5 : end]))) for end in range(5, 201)]


def test_a_run_at_its_beginning_has_a_line_already() -> None:
    assert smoothed_loss(view([])) == []
    assert smoothed_loss(view([6.0, 4.0], total=400)) == [(2, 5.0)]
    assert smoothed_loss(view([6.0, 4.0], total=None)) == [(1, 6.0), (2, 4.0)]


def test_the_loss_at_the_end_is_the_mean_over_the_last_tenth() -> None:
    assert loss_at_the_end(view([9.0] * 90 + [2.0, 4.0] * 5)) == pytest.approx(3.0)
    assert loss_at_the_end(view([3.0])) == pytest.approx(3.0)
    assert loss_at_the_end(view([])) is None


# Accuracies


def test_knn_is_read_of_runs_that_are_done() -> None:
    views = {
        0.0: view([1.0], knn=0.8, untrained_knn=0.3),
        0.5: view([1.0], state="running", knn=0.1, untrained_knn=0.1),
        1.0: view([1.0]),
    }
    assert knn_readings(views) == {"ssl": [Reading(0.0, 0.8, 0.8, 0.8)], "untrained": [Reading(0.0, 0.3, 0.3, 0.3)]}


def test_probes_are_read_by_their_labels_in_the_order_of_the_strengths() -> None:
    rows = [
        {"contender": c, "run": run, "labels_per_class": n, "accuracy_mean": m, "accuracy_std": 0.01, "draws": 3}
        for c, run, n, m in (
            ("ssl", "b", 10, 0.2),
            ("ssl", "a", 10, 0.7),
            ("ssl", "a", 50, 0.9),
            ("untrained", "a", 10, 0.3),
            ("ssl", "elsewhere", 10, 0.5),
            ("hog", "a", 10, 0.5),
        )
    ]
    found = probe_readings(rows, {"a": 0.0, "b": 1.0}, labels=10)
    assert [(r.wallpaper, r.mean) for r in found["ssl"]] == [(0.0, 0.7), (1.0, 0.2)]
    assert [(r.wallpaper, r.mean) for r in found["untrained"]] == [(0.0, 0.3)]
    # t(0.975, 2) / √3 · 0.01
    assert found["ssl"][0].low == pytest.approx(0.7 - 4.3027 / 3**0.5 * 0.01, abs=1e-5)


# Words


def test_it_says_that_the_loss_fell_and_the_accuracy_too() -> None:
    readings = {
        "ssl": [reading(0.0, 0.8), reading(0.5, 0.3), reading(1.0, 0.11)],
        "untrained": [reading(0.0, 0.3), reading(1.0, 0.16)],
    }
    first, second = said({0.0: 3.0, 0.5: 2.7, 1.0: 2.4}, readings, "kNN")
    assert first == (
        "From no wallpaper to wallpaper 1, the loss at the end **fell** from 3.00 to 2.40, and the accuracy (kNN) fell "
        "from 80.0% to **11.0%**. Chance is 10%."
    )
    assert "5.0 points **below**" in second and "(16.0%)" in second


@pytest.mark.parametrize(
    ("losses", "accuracies", "sentence"),
    [
        ((3.0, 3.05), (0.8, 0.2), "the loss at the end stayed about the same (from 3.00 to 3.05)"),
        ((3.0, 3.5), (0.8, 0.2), "the loss at the end rose from 3.00 to 3.50"),
        ((3.0, 2.0), (0.5, 0.52), "(kNN) hardly moved, from 50.0% to **52.0%**"),
        ((3.0, 2.0), (0.5, 0.7), "(kNN) rose from 50.0% to **70.0%**"),
    ],
)
def test_what_did_not_happen_is_not_said(losses, accuracies, sentence) -> None:
    readings = {"ssl": [reading(w, a) for w, a in zip((0.0, 1.0), accuracies, strict=True)], "untrained": []}
    assert sentence in said(dict(zip((0.0, 1.0), losses, strict=True)), readings, "kNN")[0]


def test_one_run_alone_is_compared_with_its_own_beginning() -> None:
    sentences = said({1.0: 2.4}, {"ssl": [reading(1.0, 0.3)], "untrained": [reading(1.0, 0.16)]}, "kNN")
    assert "14.0 points above" in sentences[0] and "One run is one point" in sentences[1]
    assert said({}, {"ssl": [], "untrained": []}, "kNN") == []


def test_the_gauges_are_quiet_only_where_they_are() -> None:
    untrained = Readings(0.8, 45.0, 64, 5.0)

    def found(spread: float, rank: float, scatter: float = 25.0) -> Diagnosis:
        now = Readings(spread, rank, 64, scatter)
        return Diagnosis(diagnose(now, untrained), now, untrained, "embeddings")

    calm = {0.0: found(0.98, 32.0), 1.0: found(0.95, 28.2)}
    (sentence,) = said_of_gauges(calm)
    assert sentence == (
        "**No gauge of collapse gives an alarm**: from no wallpaper to wallpaper 1, the spread of the embeddings goes "
        "from 0.98 to 0.95 (0 is collapse, 1 the widest), their effective rank from 32 to 28."
    )
    for alarming in (found(0.02, 28.0), found(0.9, 3.0), found(0.9, 28.0, scatter=0.1)):
        assert "alarm" not in said_of_gauges({**calm, 1.0: alarming})[0]
    assert said_of_gauges({**calm, 1.0: found(0.9, 3.0)})[0].startswith("That is dimensional collapse: from no")
    assert said_of_gauges({1.0: calm[1.0]}) == []


# The ladder


def test_strengths_differ_in_the_wallpaper_alone() -> None:
    configs = [config_at(wallpaper, "short") for wallpaper in POSITIONS]
    assert [strengths_of(config.data.dataset) for config in configs] == [strengths_at(w) for w in POSITIONS]
    assert len({(c.epochs, c.seconds, c.seed, c.method, c.data.images) for c in configs}) == 1
    assert [style_of(wallpaper) for wallpaper in POSITIONS] == list(LINES)


def test_of_several_runs_at_one_strength_the_finished_one_is_taken_then_the_active_one(homes: Path) -> None:
    store = RunStore(homes / "runs")

    def make(state: str, wallpaper: float = 1.0) -> Run:
        run = store.create(config_at(wallpaper, "short"))
        run.set_status(state)
        return run

    failed = make("failed")
    assert ladder_of(store.list(), "short").runs[1.0].id == failed.id
    queued, _ = make("queued"), make("cancelled")
    assert ladder_of(store.list(), "short").runs[1.0].id == queued.id
    done, _ = make("done"), make("running")
    ladder = ladder_of(store.list(), "short")
    assert {place: run.id for place, run in ladder.runs.items()} == {1.0: done.id}
    assert ladder.missing() == [0.0, 0.25, 0.5, 0.1]
    assert ladder_of(store.list(), "long").runs == {}


# The figure


def test_the_figure_has_both_encoders_and_chance_on_the_whole_scale() -> None:
    readings = {"ssl": [reading(0.0, 0.8), reading(1.0, 0.11)], "untrained": [Reading(1.0, 0.16, 0.16, 0.16)]}
    figure = accuracy_figure(readings, "kNN accuracy")
    lines = {trace.name: trace for trace in figure.data if trace.mode == "lines+markers"}
    assert list(lines["Self-supervised"].x) == [0, 4] and list(lines["Self-supervised"].y) == [0.8, 0.11]
    assert list(lines["Untrained encoder"].x) == [4]
    # Only where labels were drawn several times there is an interval.
    assert sum(trace.fill == "toself" for trace in figure.data) == 1
    assert list(figure.layout.xaxis.ticktext) == ["none", "0.1", "0.25", "0.5", "1"]
    assert figure.layout.shapes[0].y0 == pytest.approx(0.1)
