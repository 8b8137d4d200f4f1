"""The figures, sentences and table of the tab "More data, bigger models". All numbers here are made up."""

from __future__ import annotations

import dataclasses
import math
from statistics import mean, stdev

import pytest
import torch
from scipy.stats import ttest_ind

from app.figures import interval
from app.palette import CONTENDERS
from app.scaling.figure import scaling_figure
from app.scaling.gains import gain_between_runs, gain_by_draw, last_step, welch
from app.scaling.lines import COMPARED, Dot, Line, style_of, with_labels, without_labels
from app.scaling.siblings import Family, family_of, on_images
from app.scaling.table import table
from app.scaling.took import seconds_by_size
from app.scaling.words import said_with_labels, said_without_labels
from ssl_demo.config import CurveConfig, Recipe, RunConfig, SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

SCATTER = (-0.01, 0.0, 0.01)
ALL_OF_IT = Images(torch.zeros(240, 3, 4, 4, dtype=torch.uint8), torch.arange(240) % 2, ("red", "blue"))


def row(contender: str, count: int, accuracies: tuple[float, ...], run: str | None = None) -> dict:
    return {
        "contender": contender,
        "run": run,
        "labels_per_class": count,
        "accuracy_mean": mean(accuracies),
        "accuracy_std": stdev(accuracies) if len(accuracies) > 1 else 0.0,
        "draws": len(accuracies),
        "accuracies": dict(enumerate(accuracies)),
    }


def curves(scatter: tuple[float, ...] = SCATTER, **means: tuple[float, float]) -> list[Line]:
    """Lines at 200 and 1,000 labels for each of ten classes; the luck of a draw is the same in both."""
    rows = [
        row(contender, count, tuple(accuracy + luck for luck in scatter))
        for contender, both in means.items()
        for count, accuracy in zip((200, 1000), both, strict=True)
    ]
    return with_labels(rows, classes=10)


def sizes(*accuracies: tuple[float, ...], key: str = "S") -> Line:
    """A line of self-supervised runs on 500, 5,000, 50,000 … images."""
    dots = [Dot(5 * 10 ** (2 + i), 10, row("ssl", 10, a), "", f"r{i}", 40.0 / 10**i) for i, a in enumerate(accuracies)]
    return Line(key, f"encoder {key}", CONTENDERS["ssl"], tuple(dots))


# The lines


def test_labels_per_class_become_labelled_images() -> None:
    (line,) = with_labels([row("hog", 50, (0.4,)), row("hog", 10, (0.3,)), row("pixels", 10, (0.2,))], classes=10)
    assert [(dot.images, dot.labels_per_class) for dot in line.dots] == [(100, 10), (500, 50)]


def test_every_line_can_be_told_from_the_others_without_its_colour() -> None:
    looks = {(style_of(contender).dash, style_of(contender).marker) for contender in COMPARED}
    assert len(looks) == len(COMPARED)


# The figure


def drawn(lines: list[Line], **other):
    return scaling_figure(lines, **{"along": "images", "places": (), "classes": 10, "noun": "images", **other})


def test_the_band_is_students_interval_over_the_draws() -> None:
    figure = drawn(curves(hog=(0.40, 0.41)))
    # t(0.975, 2 degrees of freedom) = 4.302653, from the table of the distribution
    half = 4.302653 * 0.01 / math.sqrt(3)
    band = next(trace for trace in figure.data if trace.fill == "toself")
    assert list(band.x) == [2000, 10_000, 10_000, 2000]
    assert list(band.y) == pytest.approx([0.40 + half, 0.41 + half, 0.41 - half, 0.40 - half])


def test_hover_tells_the_protocol_the_draws_and_the_interval() -> None:
    trace = drawn([sizes((0.3, 0.32, 0.34))]).data[1]
    assert "test split, which nothing was tuned on" in trace.hovertemplate
    # t(0.975, 2 degrees of freedom) · 0.02 / √3 is 5.0 points
    assert trace.customdata[0][1] == "mean of 3 draws of labels, spread ±2.0%<br>95 % interval 27.0% – 37.0%"


def test_hover_does_not_make_a_single_draw_look_sure() -> None:
    assert "no interval" in drawn([sizes((0.3,))]).data[1].customdata[0][1]


def test_a_single_dot_has_its_interval_as_a_bar() -> None:
    one, two = (drawn([line]).data[1].error_y for line in (sizes((0.3, 0.32)), sizes((0.3, 0.32), (0.4, 0.42))))
    assert one.visible and not two.visible
    assert one.array[0] == pytest.approx(interval(0.31, stdev((0.3, 0.32)), 2)[1] - 0.31)


def test_chance_is_drawn_and_the_scale_begins_at_zero() -> None:
    figure = drawn(curves(hog=(0.40, 0.41)), classes=4)
    assert figure.layout.shapes[0].y0 == 0.25
    assert figure.layout.yaxis.range[0] == 0


def test_counts_that_are_asked_for_have_their_place_before_they_are_measured() -> None:
    axis = drawn(curves(hog=(0.40, 0.41)), places=(100, 9_000, 20_000)).layout.xaxis
    # 9,000 would touch 10,000
    assert list(axis.ticktext) == ["100", "2,000", "10,000", "20,000"]
    assert axis.range[0] < math.log10(100) and axis.range[1] > math.log10(20_000)


# Gains


def test_welchs_interval_is_scipys() -> None:
    before, after = (0.31, 0.36, 0.34), (0.40, 0.41, 0.45, 0.38)
    theirs = ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert welch(before, after)[1:] == pytest.approx((theirs.low, theirs.high))


def test_a_single_draw_bounds_no_gain() -> None:
    assert not welch((0.3,), (0.4, 0.5)).known


def test_draws_that_agree_leave_no_doubt() -> None:
    assert welch((0.3, 0.3), (0.4, 0.4)) == pytest.approx((0.1, 0.1, 0.1))


def test_the_luck_of_a_draw_cancels_in_a_gain_from_labels() -> None:
    (line,) = curves(hog=(0.40, 0.45))
    assert list(gain_by_draw(line, 2000, 10_000).values()) == pytest.approx([0.05] * 3)


def test_where_all_images_are_labelled_one_draw_stands_for_all() -> None:
    rows = [row("hog", 10, (0.30, 0.32, 0.28)), row("hog", 50, (0.40,)), row("supervised_S", 50, (0.5,))]
    (hog, network), (smaller, _) = with_labels(rows, classes=10, images=500), with_labels(rows, classes=10, images=600)
    assert list(gain_by_draw(hog, 100, 500).values()) == pytest.approx([0.10, 0.08, 0.12])
    assert list(gain_by_draw(smaller, 100, 500).values()) == pytest.approx([0.10])
    assert "one draw only" in drawn([hog]).data[1].customdata[1][1]
    assert not network.dots[0].only_draw


def test_a_run_whose_images_are_all_labelled_is_known_but_for_the_other_runs_draws() -> None:
    some, alone = Dot(500, 10, row("ssl", 10, (0.30, 0.32, 0.28)), ""), Dot(100, 10, row("ssl", 10, (0.25,)), "")
    every = dataclasses.replace(alone, only_draw=True)
    half = 4.302653 * 0.02 / math.sqrt(3)
    assert gain_between_runs(every, some) == pytest.approx((0.05, 0.05 - half, 0.05 + half), abs=1e-6)
    assert gain_between_runs(some, every) == pytest.approx((-0.05, -0.05 - half, -0.05 + half), abs=1e-6)
    assert not gain_between_runs(alone, some).known


def test_the_last_step_is_one_that_all_lines_have_made() -> None:
    rows = [row(c, n, (0.3,)) for c, counts in {"hog": (1, 5, 50), "kmeans": (1, 5)}.items() for n in counts]
    assert last_step(with_labels(rows, classes=10)) == (10, 50)
    assert last_step(with_labels(rows[:1], classes=10)) is None


# What it says


def test_classic_features_that_level_off_are_said_to() -> None:
    lines = curves(hog=(0.40, 0.408), supervised_S=(0.5, 0.53), supervised_L=(0.5, 0.561))
    verdict, gains, size = said_with_labels(lines)
    assert verdict.startswith("**Classic features level off, the network goes on**")
    assert "**encoder L** gained 5.3 points more than **HOG**" in verdict
    assert "From 2,000 to 10,000 labelled images" in gains
    assert "**HOG** gained 0.8 points" in gains and "**encoder L** gained 6.1 points" in gains
    assert "**encoder L** is 3.1 points ahead of **encoder S**" in size and "here size pays" in size


def test_classic_features_that_still_rise_are_not_said_to_level_off() -> None:
    verdict = said_with_labels(curves(hog=(0.40, 0.45), supervised_M=(0.5, 0.58)))[0]
    assert "classic features have not levelled off" in verdict


def test_it_says_so_when_classic_features_gain_more() -> None:
    verdict = said_with_labels(curves(kmeans=(0.40, 0.48), hog=(0.3, 0.3), supervised_S=(0.5, 0.51)))[0]
    assert verdict.startswith("**Not the usual picture**")
    assert "7.0 points less than **k-means**" in verdict


def test_what_the_draws_cannot_tell_is_not_said() -> None:
    lines = with_labels(
        [
            *(row("hog", n, a) for n, a in ((200, (0.40, 0.41)), (1000, (0.41, 0.41)))),
            *(row("supervised_L", n, a) for n, a in ((200, (0.50, 0.53)), (1000, (0.58, 0.56)))),
        ],
        classes=10,
    )
    verdict, gains = said_with_labels(lines)
    assert verdict.startswith("**No verdict yet**") and "less than a third as wide" in verdict
    assert gains.count("perhaps nothing") == 2


def test_a_single_draw_is_said_to_be_one() -> None:
    verdict, gains, size = said_with_labels(
        curves((0.0,), hog=(0.4, 0.4), supervised_S=(0.5, 0.5), supervised_L=(0.5, 0.6))
    )
    assert verdict.startswith("**No verdict yet**")
    assert all("single draw" in said for said in (verdict, gains, size))


def test_size_that_does_not_pay_is_said_not_to() -> None:
    assert "here size does not pay" in said_with_labels(curves(supervised_S=(0.5, 0.6), supervised_L=(0.5, 0.55)))[-1]


def test_images_without_labels_that_help_are_said_to() -> None:
    (said,) = said_without_labels([sizes((0.30, 0.31, 0.29), (0.41, 0.40, 0.39))])
    assert "From 500 to 5,000 unlabelled images, **encoder S** gained 10.0 points" in said
    assert "more images helped, without a single further label" in said
    assert "seen 4.0 times instead of 40 times" in said


def test_a_flat_line_is_called_flat_and_a_falling_one_not_helped() -> None:
    flat, whole = said_without_labels([sizes((0.2, 0.21, 0.22), (0.30, 0.34, 0.29), (0.32, 0.29, 0.33))])
    assert "**flat**" in flat and "From 5,000 to 50,000" in flat
    assert "From 500 to 50,000 images, **encoder S** gained" in whole
    assert "did not help" in said_without_labels([sizes((0.40, 0.41, 0.42), (0.30, 0.31, 0.30))])[0]


def test_encoders_are_compared_where_they_saw_the_same_images() -> None:
    small = sizes((0.30, 0.31, 0.29), (0.41, 0.40, 0.39))
    large = dataclasses.replace(sizes((0.35, 0.36, 0.34), key="L"))
    said = said_without_labels([small, large])[-1]
    assert "With 500 unlabelled images, **encoder L** is 5.0 points ahead of **encoder S**" in said


def test_one_point_says_nothing() -> None:
    assert said_without_labels([sizes((0.3, 0.4))]) == [] == said_without_labels([])


# Siblings


@pytest.fixture
def store(homes) -> RunStore:
    return RunStore(homes / "runs")


def made(store: RunStore, images: int | None, state: str = "done", **settings) -> Run:
    run = store.create(RunConfig(**{"data": SubsetConfig(images=images), "epochs": 9.0, **settings}))
    run.set_status(state, figures={"seconds": 20.0})
    return run


def family(store: RunStore, chosen: Run) -> Family:
    return family_of(chosen, store.list(), ALL_OF_IT)


def test_siblings_differ_in_images_epochs_and_encoder_alone(store: RunStore) -> None:
    chosen = made(store, 100)
    siblings = {made(store, 200, epochs=4.5).id, made(store, 200, encoder="L").id, made(store, None).id, chosen.id}
    made(store, 300)  # more than there are by now
    for other in (
        {"method": "vicreg"},
        {"seconds": 20.0},
        {"seed": 1},
        {"batch_size": 32},
        {"recipe": Recipe(flip=0.0)},
        {"knobs": {"temperature": 0.3}},
        {"data": SubsetConfig(classes=("red", "blue"), images=200)},
    ):
        made(store, 200, **other)
    found = family(store, chosen)
    assert {run.id for run in found.runs} == siblings
    assert [found.images(run) for run in found.in_state("done")] == [100, 200, 240]


def test_runs_trained_for_epochs_have_siblings_of_as_many_epochs(store: RunStore) -> None:
    chosen = made(store, 100, seconds=None)
    made(store, 200, seconds=None, epochs=4.0)
    as_many = made(store, 240, seconds=None)
    assert {run.id for run in family(store, chosen).runs} == {chosen.id, as_many.id}
    assert on_images(chosen.config, 240) == as_many.config
    assert family(store, chosen).seconds(200) == 40.0


def test_of_several_on_as_many_images_the_chosen_one_counts_then_a_finished_one(store: RunStore) -> None:
    chosen, done = made(store, 100), made(store, 200)
    made(store, 100)
    made(store, 200, "running")
    assert {run.id for run in family(store, chosen).runs} == {chosen.id, done.id}


def test_only_what_is_neither_trained_nor_on_its_way_is_missing(store: RunStore) -> None:
    chosen = made(store, 100)
    made(store, 200, "queued")
    made(store, 150, "failed")
    made(store, 240, encoder="L")
    assert family(store, chosen).missing((100, 150, 200, 240)) == [150, 240]


def test_a_run_with_too_few_images_for_the_labels_is_left_out(store: RunStore) -> None:
    chosen, larger = made(store, 100), made(store, 200)
    found = family(store, chosen)
    assert [run.id for run in found.measurable(50)] == [chosen.id, larger.id]
    assert [run.id for run in found.measurable(51)] == [larger.id]
    assert [run.id for run in found.too_small(51)] == [chosen.id]


def test_each_size_of_encoder_has_a_line_of_its_own(store: RunStore) -> None:
    chosen, large = made(store, 100), made(store, 200, encoder="L")
    rows = [row("ssl", 10, (0.5, 0.6), run.id) for run in (chosen, large)]
    small_line, large_line = without_labels(rows, family(store, chosen))
    assert (small_line.key, large_line.key) == ("S", "L")
    assert small_line.style.dash != large_line.style.dash and small_line.style.marker != large_line.style.marker
    assert large_line.dots[0].images == 200 and "each seen 9.0 times" in large_line.dots[0].about


# Numbers


def test_the_table_holds_every_dot_of_both_panels() -> None:
    lines = table(curves(hog=(0.40, 0.41), supervised_L=(0.5, 0.6)), [sizes((0.3,))], {"r0": "my run"}, share=0.25)
    assert list(lines["Labelled images"][:4]) == [2000, 10_000, 2000, 10_000]
    assert lines["Mean"][0] == pytest.approx(40.0)
    assert "25% of the run's compute" in lines["Protocol"][2] and "compute" not in lines["Protocol"][0]
    last = lines.iloc[-1]
    assert (last["Run"], last["Unlabelled images"], last["Draws"]) == ("my run", 500, 1)
    assert math.isnan(last["Spread"])


def test_the_time_of_each_size_is_that_of_the_newest_job_that_tells(store: RunStore) -> None:
    def job(*events: tuple[str, float], run: str = "r") -> None:
        made = store.create(CurveConfig(runs=(run,)), kind="curve")
        for contender, seconds in events:
            made.append({"type": "point", "contender": contender, "seconds": seconds})

    job(("supervised_S", 100.0), ("supervised_M", 200.0))
    job(("hog", 9.0), ("supervised_L", 6.0), ("supervised_S", 1.0), ("supervised_S", 2.0))
    job(("supervised_L", 70.0))
    job(("supervised_L", 70.0), ("supervised_S", 1.0), run="another")
    assert seconds_by_size(store.list(kind="curve"), "r") == {"S": 1.5, "L": 6.0}
    assert seconds_by_size(store.list(kind="curve"), "unknown") == {}
