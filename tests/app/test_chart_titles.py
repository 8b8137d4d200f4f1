"""What the titles of finished figures say. All numbers here are made up."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from app.collapse import inside
from app.export import for_print
from app.label_budget import finding as label_budget
from app.methods import league
from app.methods.ours import Benchmark
from app.palette import CONTENDERS
from app.scaling import finding as scaling
from app.scaling.lines import Dot, Line
from app.shortcut import words as shortcut
from app.shortcut.readings import Reading
from app.wrong_labels import finding as wrong_labels

P = "\u00a0%"


def curve(contender: str, run: str | None = "r1", **means: float) -> list[dict]:
    """Rows of two draws each, at the counts that the names end in: l1, l10."""
    rows = []
    for name, accuracy in means.items():
        by_draw = {0: accuracy - 0.02, 1: accuracy + 0.02}
        rows.append({"contender": contender, "run": run, "labels_per_class": int(name[1:]), "accuracies": by_draw})
    return rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [*curve("ssl", l1=0.6, l10=0.96, l500=1.0), *curve("supervised", l1=0.1, l10=0.55, l500=1.0)],
            f"With 10 labels per class: self-supervised 96{P}, training from scratch 55{P}",
        ),
        (
            [*curve("ssl", l1=0.6, l10=0.96), *curve("supervised", l1=0.1)],
            f"With 1 label per class: self-supervised 60{P}, training from scratch 10{P}",
        ),
        (curve("ssl", l1=0.6, l50=0.96), f"Self-supervised: 60{P} with 1 label per class, 96{P} with 50"),
        (curve("hog", l5=0.7), f"HOG: 70{P} with 5 labels per class"),
        (curve("ssl", run="another", l5=0.7), "Test accuracy against labels per class"),
    ],
)
def test_the_label_budget_is_told_at_ten_labels_or_nearest_to_it(rows: list[dict], said: str) -> None:
    assert label_budget.finding(rows, "r1") == said


def test_of_several_runs_the_one_told_of_is_named_and_what_is_no_runs_own_is_not() -> None:
    rows = [*curve("ssl", l10=0.9), *curve("ssl", run="r2", l10=0.7), *curve("supervised", l10=0.5)]
    assert label_budget.finding(rows, "r1", "my_run") == (
        f"With 10 labels per class: self-supervised (my_run) 90{P}, training from scratch 50{P}"
    )
    alone = label_budget.finding(curve("ssl", run="r2", l5=0.7, l10=0.8), "r2", "other")
    assert alone == f"Self-supervised (other): 70{P} with 5 labels per class, 80{P} with 10"
    assert label_budget.finding(curve("hog", run=None, l5=0.7), "r1", "my_run") == f"HOG: 70{P} with 5 labels per class"


def test_while_a_curve_fills_two_are_compared_over_the_draws_that_both_have() -> None:
    (ssl,) = curve("ssl", l10=0.9)
    (scratch,) = curve("supervised", l10=0.5)
    ssl["accuracies"], scratch["accuracies"] = {0: 0.6, 1: 0.9, 2: 0.96}, {0: 0.3}
    assert label_budget.finding([ssl, scratch], "r1") == (
        f"With 10 labels per class: self-supervised 60{P}, training from scratch 30{P}"
    )
    scratch["accuracies"] = {3: 0.3}
    assert label_budget.finding([ssl, scratch], "r1") == f"Self-supervised: 82{P} with 10 labels per class"


def flips(contender: str, *accuracies: float) -> list[dict]:
    return [
        {"contender": contender, "wrong": wrong, "accuracy_mean": accuracy}
        for wrong, accuracy in zip((0.0, 0.2, 0.6), accuracies, strict=False)
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [*flips("ssl", 0.9, 0.88, 0.85), *flips("supervised", 0.8, 0.7, 0.3)],
            f"From 0{P} to 60{P} wrong labels, self-supervised loses 5, supervised from scratch loses 50 points",
        ),
        (
            [*flips("ssl", 0.9, 0.95), *flips("supervised", 0.8)],
            f"With 0{P} wrong labels: self-supervised 90{P}, supervised from scratch 80{P}",
        ),
        (flips("hog", 0.5, 0.55), f"From 0{P} to 20{P} wrong labels, HOG gains 5 points"),
        (flips("hog", 0.5, 0.51), f"From 0{P} to 20{P} wrong labels, HOG gains 1 point"),
        (flips("hog", 0.5, 0.501), f"From 0{P} to 20{P} wrong labels, HOG loses 0 points"),
        (
            [*flips("ssl", 0.9, 0.88, 0.85), *flips("supervised", 0.8, 0.7), *flips("hog", 0.5)],
            f"From 0{P} to 20{P} wrong labels, self-supervised loses 2, supervised from scratch loses 10 points",
        ),
    ],
)
def test_what_wrong_labels_cost_is_told_between_shares_that_all_have(rows: list[dict], said: str) -> None:
    assert wrong_labels.finding(rows) == said


def line(key: str, name: str, **accuracies: float) -> Line:
    dots = [Dot(int(at[1:]), 10, {"accuracy_mean": accuracy}, "") for at, accuracy in accuracies.items()]
    return Line(key, name, CONTENDERS["ssl"], tuple(dots))


def test_more_images_are_told_between_the_ends_that_a_classic_and_a_network_share() -> None:
    lines = [
        line("hog", "HOG", i100=0.5, i1000=0.6, i5000=0.58),
        line("kmeans", "k-means", i100=0.1, i1000=0.9),
        line("supervised_S", "encoder S", i100=0.2, i1000=0.7),
        line("supervised_L", "encoder L", i100=0.3, i1000=0.9, i5000=0.95),
    ]
    said = scaling.finding(lines, "labelled images")
    assert said == "From 100 to 5,000 labelled images, in points: HOG +8, encoder L +65"
    falls = scaling.finding([line("S", "encoder S", i500=0.5, i2000=0.41)], "unlabelled images")
    assert falls == "From 500 to 2,000 unlabelled images, in points: encoder S −9"
    stays = scaling.finding([line("S", "encoder S", i500=0.5, i2000=0.498)], "unlabelled images")
    assert stays == "From 500 to 2,000 unlabelled images, in points: encoder S +0"


def test_one_point_is_told_as_it_is() -> None:
    assert scaling.finding([line("S", "encoder S", i500=0.5)], "unlabelled images") == (
        f"With 500 unlabelled images: encoder S 50{P}"
    )
    alone = [Reading(0.5, 0.31, 0.3, 0.32)]
    assert shortcut.finding({"ssl": alone, "untrained": []}, "kNN") == f"kNN: 31{P} with wallpaper 0.5"
    assert shortcut.finding({"ssl": alone, "untrained": [Reading(0.5, 0.2, 0.2, 0.2)]}, "kNN") == (
        f"kNN: 31{P} with wallpaper 0.5 (untrained: 20{P})"
    )


def test_the_short_cut_is_told_from_the_weakest_to_the_strongest_wallpaper() -> None:
    trained = [Reading(1.0, 0.31, 0.3, 0.32), Reading(0.0, 0.93, 0.9, 0.95)]
    said = f"From no wallpaper to wallpaper 1, kNN goes from 93{P} to 31{P}"
    assert shortcut.finding({"ssl": trained, "untrained": []}, "kNN") == said


def test_what_the_untrained_encoder_does_is_told_where_it_was_measured_at_both_ends() -> None:
    trained = [Reading(1.0, 0.31, 0.3, 0.32), Reading(0.0, 0.93, 0.9, 0.95)]
    untrained = [Reading(0.0, 0.43, 0.4, 0.5), Reading(0.5, 0.35, 0.3, 0.4), Reading(1.0, 0.27, 0.2, 0.3)]
    said = f"From no wallpaper to wallpaper 1, kNN goes from 93{P} to 31{P}"
    assert shortcut.finding({"ssl": trained, "untrained": untrained}, "kNN") == (f"{said} (untrained: 43{P} to 27{P})")
    assert shortcut.finding({"ssl": trained, "untrained": untrained[:2]}, "kNN") == said


def row(accuracy: float, std: float = 0.001) -> Benchmark:
    return Benchmark("", "", "S", {"m": (accuracy, std)}, {"m": (0.3, 0.0)}, 1.0, 1.0)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"simclr": row(0.58), "byol": row(0.5), "supervised": row(0.7)}, f"SimCLR comes highest: 58{P}"),
        ({"simclr": row(0.58), "byol": row(0.579)}, f"SimCLR and BYOL come highest, too close to call: 58{P}"),
        (
            {"simclr": row(0.58), "byol": row(0.579), "dino": row(0.579), "mae": row(0.579)},
            f"SimCLR and 3 others come highest, too close to call: 58{P}",
        ),
    ],
)
def test_the_league_names_who_is_ahead_without_labels(rows: dict[str, Benchmark], said: str) -> None:
    assert league.finding(rows, "m") == f"Without labels, {said}"


def test_the_spectrum_is_told_by_the_directions_that_hold_nine_tenths() -> None:
    flat = [(place, (1 / 20) ** 0.5) for place in range(1, 21)]
    one = [(1, 0.99), (2, 0.1)]
    assert inside.finding(one, flat) == (
        f"90{P} of the embeddings' squared length lies along 1 direction; of the healthy twin's, along 18 directions"
    )
    assert inside.finding(flat[:10], []) == (
        f"90{P} of the embeddings' squared length lies along more than 10 directions"
    )
    assert inside.finding([], one) == f"90{P} of the healthy twin's squared length lies along 1 direction"
    assert inside.finding([], []) == "Spectrum"


def page() -> None:
    import plotly.graph_objects as go

    from app.chart import show_figure

    show_figure(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), "mine", "It rose from 3 to 4")
    show_figure(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), "other", "Most are of the class *my_toys*")


def test_a_figure_stands_under_its_finding_and_can_be_taken_along() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [text.value for text in app.markdown] == [
        "**It rose from 3 to 4**",
        "**Most are of the class \\*my\\_toys\\***",
    ]
    assert [len(app.get(kind)) for kind in ("plotly_chart", "bidi_component")] == [2, 2]


def test_a_finding_is_taken_along_as_plain_text() -> None:
    app = AppTest.from_function(page).run()
    assert [chart.proto.alt for chart in app.get("plotly_chart")][1] == "Most are of the class *my_toys*"
    pictures = [json.loads(json.loads(buttons.proto.json)["figure"]) for buttons in app.get("bidi_component")]
    assert pictures[1]["layout"]["title"]["text"] == "Most are of the class *my_toys*"


def test_a_saved_picture_has_its_title_as_plain_text() -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))
    assert for_print(figure, "<b>toys</b> & 3 points").layout.title.text == "&lt;b&gt;toys&lt;/b&gt; &amp; 3 points"
    assert figure.layout.title.text is None
