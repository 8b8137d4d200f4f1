"""What is said of label curves that were made up, so that what should be said is known."""

from __future__ import annotations

import random
from itertools import product

import pytest

from app.label_budget.read_out import read_out

STEADY, TURNED = (0.01, -0.01, 0.0), (-0.01, 0.0, 0.01)
"""How three draws scatter. Where SSL has the first and another the second, their lead is known to ± 4.3 points."""


def rows(contender: str, means: dict[int, float], draws: int = 3, run: str = "r") -> list[dict]:
    scatter = STEADY if contender in ("ssl", "finetuned") else TURNED
    by_count = {count: {d: mean + scatter[d] * (draws > 1) for d in range(draws)} for count, mean in means.items()}
    return [
        {"contender": contender, "run": run, "labels_per_class": count, "accuracies": accuracies}
        for count, accuracies in by_count.items()
    ]


def said(draws: int = 3, classes: int | None = None, **means: dict[int, float]) -> list[str]:
    made = [row for contender, by_count in means.items() for row in rows(contender, by_count, draws)]
    return read_out(made, "r", "the run", classes)


SSL = {1: 0.4, 10: 0.6, 100: 0.7, 1000: 0.75}
OVERTAKES = {1: 0.2, 10: 0.4, 100: 0.65, 1000: 0.85}


def test_of_a_run_that_is_overtaken_the_lead_what_it_saves_and_its_end_are_told() -> None:
    # 5 points ahead with 100 labels become 10 behind with 1000, so the curves cross a third of the way between them.
    assert said(ssl=SSL, supervised=OVERTAKES, classes=5) == [
        "With 10 labels per class (50 in all), **the run** is 20.0 points ahead of training from scratch "
        "(95 % interval 15.7 to 24.3).",
        "To match it, training from scratch needs about 63 labels per class (95 % interval 42 to 94): "
        "84 % of the labels saved.",
        "From about 220 labels per class on, training from scratch is ahead.",
    ]


def test_the_lead_told_is_that_at_ten_labels_or_nearest_to_it_be_it_clear_or_not() -> None:
    wild = rows("ssl", {10: 0.6}) + rows("supervised", {10: 0.5})
    wild[0]["accuracies"] = {0: 0.3, 1: 0.6, 2: 0.9}
    steady = rows("ssl", {100: 0.7}) + rows("supervised", {100: 0.6})
    first, *rest = read_out(wild + steady, "r", "the run")
    assert first.startswith("With 10 labels per class, **the run** is 10.0 points ahead of training from scratch (95 %")
    assert first.endswith("too little for so few draws to be sure.")
    assert not any("labels saved" in sentence for sentence in rest)
    assert said(ssl={2: 0.5, 200: 0.6}, supervised={2: 0.4, 200: 0.5})[0].startswith("With 2 labels per class")


def test_labels_that_are_never_matched_within_what_was_measured_are_not_made_up() -> None:
    far, near = (said(ssl={10: 0.6, 100: 0.7}, supervised={10: 0.4, 100: top})[1] for top in (0.5, 0.58))
    assert far == "To match it, training from scratch needs more than 100 labels per class, the most measured here."
    assert near == (
        "To match it, training from scratch needs at least about 74 labels per class; "
        "up to 100 labels per class it doesn't on average."
    )
    upwards = said(ssl={10: 0.6, 100: 0.7}, supervised={10: 0.4, 100: 0.61})[1]
    assert "needs about 90 labels per class (95 % interval 56 upwards): 89 % of the labels saved" in upwards


def test_where_training_from_scratch_was_as_good_with_fewer_labels_nothing_is_saved() -> None:
    assert "Training from scratch is as good with 1 label per class already: no labels are saved." in said(
        ssl={1: 0.5, 10: 0.5}, supervised={1: 0.52, 10: 0.4}
    )


@pytest.mark.parametrize(
    ("scratch", "sentence"),
    [
        (
            {1: 0.2, 10: 0.4, 100: 0.6, 1000: 0.7},
            "Up to 1,000 labels per class, training from scratch never overtakes **the run**.",
        ),
        (
            {1: 0.2, 10: 0.4, 100: 0.6, 1000: 0.74},
            "Up to 1,000 labels per class, training from scratch never overtakes **the run**; "
            "the draws can't tell them apart with 1,000 labels per class.",
        ),
        (
            {1: 0.2, 10: 0.59, 100: 0.69, 1000: 0.76},
            "From 10 labels per class on, the draws can't tell **the run** and training from scratch apart.",
        ),
        (
            {1: 0.2, 10: 0.58, 100: 0.72, 1000: 0.9},
            "From about 32 labels per class on, training from scratch is ahead on average, "
            "clearly so with 1,000 labels per class.",
        ),
        (
            {1: 0.5, 10: 0.5, 100: 0.6, 1000: 0.6},
            "From about 3.2 labels per class on, **the run** is ahead of training from scratch.",
        ),
        (
            {1: 0.2, 10: 0.7, 100: 0.6, 1000: 0.74},
            "**the run** is clearly ahead with 1 and 100 labels per class and training from scratch is clearly ahead "
            "with 10 labels per class; elsewhere the draws can't tell.",
        ),
        (
            {1: 0.2, 10: 0.61, 100: 0.69, 1000: 0.76},
            "**the run** is clearly ahead with 1 label per class; elsewhere the draws can't tell.",
        ),
    ],
    ids=["never", "never, but near", "level", "hardly", "the run overtakes", "each leads somewhere", "the run leads"],
)
def test_where_the_lead_changes_is_told_as_far_as_the_draws_tell_it(scratch, sentence) -> None:
    assert said(ssl=SSL, supervised=scratch)[-1] == sentence


@pytest.mark.parametrize(
    ("scratch", "sentence"),
    [
        (
            {count: accuracy + 0.1 for count, accuracy in SSL.items()},
            "training from scratch is clearly ahead of **the run** at every count, by 10.0 points.",
        ),
        (
            {1: 0.41, 10: 0.7, 100: 0.82, 1000: 0.74},
            "training from scratch is clearly ahead of **the run** with 10 and 100 labels per class, "
            "by 10.0 to 12.0 points; elsewhere the draws can't tell.",
        ),
    ],
    ids=["everywhere", "somewhere"],
)
def test_it_is_said_as_plainly_when_self_supervision_wins_nothing(scratch, sentence) -> None:
    assert said(ssl=SSL, supervised=scratch) == [f"Self-supervision wins nothing here: {sentence}"]


def test_of_a_tie_it_is_said_that_the_draws_cannot_tell() -> None:
    tie = {1: 0.41, 10: 0.59, 100: 0.7, 1000: 0.76}
    assert said(ssl=SSL, supervised=tie) == [
        "With 10 labels per class, **the run** is 1.0 points ahead of training from scratch (95 % interval −3.3 to "
        "5.3); at no count can the draws tell the two apart. More draws would show more."
    ]


def test_a_single_draw_is_said_to_be_one_and_has_no_interval() -> None:
    everything = {"supervised": OVERTAKES, "untrained": {1: 0.1}, "hog": {1: 0.3}, "finetuned": {1: 0.6}}
    sentences = said(1, ssl=SSL, **everything)
    assert not any("interval" in sentence or "clear" in sentence for sentence in sentences)
    assert [s for s in sentences if "in a single draw that may be luck" not in s] == [
        "To match it, training from scratch needs about 63 labels per class: 84 % of the labels saved."
    ]
    behind = said(1, ssl={5: 0.2, 50: 0.5}, supervised={5: 0.4, 50: 0.3})
    assert behind == [
        "With 5 labels per class, **the run** is 20.0 points behind training from scratch, in a single draw that may "
        "be luck.",
        "From about 16 labels per class on, **the run** is ahead of training from scratch, in a single draw that may "
        "be luck.",
    ]


@pytest.mark.parametrize(
    ("tuned", "sentence"),
    [
        (
            {1: 0.3, 10: 0.65, 100: 0.78, 1000: 0.92},
            "Fine-tuning **the run** pays with 10, 100 and 1,000 labels per class: it gains 5.0 to 17.0 points over "
            "the frozen features and 7.0 to 25.0 points over training from scratch.",
        ),
        (
            {1: 0.4, 10: 0.6, 100: 0.7, 1000: 0.85},
            "Fine-tuning **the run** is clearly ahead of the frozen features with 1,000 labels per class "
            "and clearly ahead of training from scratch with 1, 10 and 100 labels per class.",
        ),
        (
            {1: 0.1, 10: 0.2, 100: 0.3, 1000: 0.4},
            "Fine-tuning **the run** is nowhere clearly ahead of the frozen features "
            "and nowhere clearly ahead of training from scratch.",
        ),
    ],
    ids=["it pays", "never against both", "it loses"],
)
def test_fine_tuning_is_weighed_against_both_its_rivals(tuned, sentence) -> None:
    # Its draws scatter as those of the frozen features do, so that even small gains over them are clear.
    made = rows("ssl", SSL) + rows("supervised", OVERTAKES) + rows("finetuned", tuned)
    assert read_out(made, "r", "the run")[3] == sentence


def test_fine_tuning_is_weighed_against_what_there_is() -> None:
    assert said(finetuned={1: 0.5, 10: 0.7}, supervised={1: 0.3, 10: 0.5}) == [
        "Fine-tuning **the run** pays at every count: it gains 20.0 points over training from scratch."
    ]


@pytest.mark.parametrize(
    ("untrained", "sentence"),
    [
        (
            {1: 0.2, 10: 0.3, 100: 0.3, 1000: 0.4},
            "Over the same encoder before training, **the run** gains 20.0 to 40.0 points at every count, without "
            "having seen a label.",
        ),
        (
            {1: 0.2, 10: 0.59, 100: 0.8, 1000: 0.76},
            "Over the same encoder before training, **the run** gains 20.0 points with 1 label per class, without "
            "having seen a label; training made it worse with 100 labels per class; elsewhere the draws can't tell.",
        ),
        (
            {1: 0.5, 10: 0.7, 100: 0.71, 1000: 0.76},
            "**the run** is nowhere better than its own encoder was before training; training made it worse with 1 and "
            "10 labels per class.",
        ),
        (
            {1: 0.41, 10: 0.59, 100: 0.71, 1000: 0.76},
            "The draws can't tell that **the run** is anywhere better than its own encoder was before training.",
        ),
    ],
    ids=["gain", "gain and loss", "loss", "neither"],
)
def test_what_training_without_labels_has_brought_is_told(untrained, sentence) -> None:
    assert said(ssl=SSL, untrained=untrained) == [sentence]


@pytest.mark.parametrize(
    ("classics", "sentence"),
    [
        (
            {"pixels": {1: 0.2, 10: 0.3}},
            "The probe on raw pixels, which needs no network, is clearly behind **the run** at every count, "
            "by 20.0 to 30.0 points.",
        ),
        (
            {"pixels": {1: 0.2, 10: 0.3}, "hog": {1: 0.5, 10: 0.4}, "kmeans": {1: 0.39, 10: 0.59}},
            "The probe on HOG features, the best that needs no network, is clearly ahead of **the run** with 1 label "
            "per class, by 10.0 points; it is behind with 10 labels per class.",
        ),
        (
            {"pixels": {1: 0.2, 10: 0.3}, "kmeans": {1: 0.39, 10: 0.5}},
            "The probe on k-means patches, the best that needs no network, is clearly behind **the run** with 10 "
            "labels per class, by 10.0 points; elsewhere the draws can't tell.",
        ),
        (
            {"hog": {1: 0.41}},
            "At no count can the draws tell **the run** from the probe on HOG features, which needs no network.",
        ),
    ],
    ids=["behind", "ahead somewhere", "near", "level"],
)
def test_the_best_classic_is_named(classics, sentence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.label_budget.read_out.CONTENDERS", {})
    assert said(ssl=SSL, **classics) == [sentence]


def test_four_counts_or_more_that_follow_one_another_are_told_by_their_ends() -> None:
    counts = (1, 2, 5, 10, 25, 50)
    sentence = said(ssl=dict.fromkeys(counts, 0.5), pixels={count: 0.4 if count > 1 else 0.5 for count in counts})[0]
    assert "behind **the run** with 2 to 50 labels per class, by 10.0 points" in sentence


def test_of_a_single_count_no_more_is_said_than_how_it_stands_there() -> None:
    assert said(ssl={10: 0.6}, supervised={10: 0.4}) == [
        "With 10 labels per class, **the run** is 20.0 points ahead of training from scratch "
        "(95 % interval 15.7 to 24.3).",
        "To match it, training from scratch needs more than 10 labels per class, the most measured here.",
    ]


def test_rows_of_other_runs_are_left_out_and_those_of_no_run_taken() -> None:
    mine = rows("ssl", {5: 0.6}) + rows("pixels", {5: 0.3}, run="")
    others = rows("ssl", {5: 0.1}, run="x") + rows("supervised", {5: 0.9}, run="x")
    assert read_out(mine + others, "r", "the run") == read_out(mine, "r", "the run") != []


def test_without_anything_to_compare_nothing_is_said() -> None:
    no_draws = [{"contender": "supervised", "run": "r", "labels_per_class": 1}]
    other_draw = [{"contender": "untrained", "run": "r", "labels_per_class": 1, "accuracies": {9: 0.5}}]
    elsewhere = rows("pixels", {7: 0.3})
    assert read_out(rows("ssl", SSL) + no_draws + other_draw + elsewhere, "r", "the run") == []
    assert read_out([], "r", "the run", 10) == []


def test_whatever_is_missing_sentences_are_whole() -> None:
    chance = random.Random(0)
    contenders = ("ssl", "finetuned", "knn", "supervised", "untrained", "pixels", "hog", "kmeans", "something new")
    for _ in range(300):
        made = [
            {
                "contender": contender,
                "run": "r",
                "labels_per_class": count,
                "accuracies": {
                    d: chance.choice((0.3, 0.4, chance.random())) for d in range(4) if chance.random() < 0.5
                },
            }
            for contender, count in product(contenders, (1, 2, 5, 10, 100))
            if chance.random() < 0.6
        ]
        for sentence in read_out(made, "r", "the run", chance.choice((None, 10))):
            assert sentence.endswith(".") and sentence[:1] in "*WSTUFAO"
            assert not any(flaw in sentence for flaw in ("  ", "nan", "inf", "None", "..", " ,", "{", "-0.0"))
