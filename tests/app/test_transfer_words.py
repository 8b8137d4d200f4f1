"""What the page says about a transfer matrix. All numbers here are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.transfer.board import units_at_work
from app.transfer.jobs import about
from app.transfer.lessons import destroyed, lacks, own_tasks
from app.transfer.names import written
from app.transfer.why import predictions, verdict
from app.transfer.words import about_guess, all_rounder, finding, keep, left_out, said, short_scales
from app.words import listed
from ssl_demo.augment.presets import PRESETS
from ssl_demo.evaluation.transfer.table import table_of
from tests.app.transfer_board import MEANS, METRICS, TASKS, board, rows

P = "\u00a0%"
BOTH = [PRESETS["SimCLR"], PRESETS["Gentle"]]


@pytest.mark.parametrize(
    ("task", "score", "text"),
    [("class", 0.964, f"96{P}"), ("box", 0.853, "0.85"), ("depth", 0.472, f"47{P}"), ("angle", 16.54, "16.5°")],
)
def test_a_score_is_written_in_its_unit(task: str, score: float, text: str) -> None:
    assert written(METRICS[task], score) == text


def test_the_one_to_keep_has_the_best_mean_and_a_clear_lead() -> None:
    text = keep(board())
    assert text.startswith("Of all these encoders you would keep **SSL\\: Gentle**")
    assert "mean over all tasks is **0.66**, that of SSL\\: SimCLR 0.49" in text
    assert "over 3 seeds a lead of 0.1" in text and text.endswith("). The lead is clear.")


def test_a_lead_within_the_luck_of_the_seeds_is_not_called_clear() -> None:
    text = keep(board(spread={"ssl-1": 0.3, "ssl-0": 0.001}))
    assert text.startswith("**SSL\\: Gentle** comes first, but not clearly")
    assert "either may be the better one" in text


def test_one_seed_bounds_nothing_and_the_page_says_so() -> None:
    text = keep(board(seeds=1))
    assert text.startswith("By this one seed you would keep **SSL\\: Gentle**")
    assert "an interval needs two" in text
    assert "interval 0" not in text


def test_with_one_whole_row_nothing_is_compared() -> None:
    own = [row for row in rows() if row["encoder"] in ("untrained", row["task"])]
    alone = replace(board(), table=table_of(own, list(MEANS), TASKS))
    assert keep(alone) == "So far only **Untrained** was put to all tasks."


def test_before_the_specialists_are_there_nothing_is_said_of_means() -> None:
    assert keep(board({"untrained": MEANS["untrained"]}, encoders=list(MEANS))) == ""


def test_where_a_specialist_is_no_better_than_untrained_there_is_no_scale() -> None:
    dull = board({**MEANS, "light": (0.6, 0.3, 21.0)})
    assert left_out(dull).startswith("**Left out of the means**: for light, the specialist isn't clearly better")
    assert finding(dull).startswith("SSL: Gentle has the best mean over 2 of 3 tasks, 0.73")
    nobody = board({**MEANS, "class": (0.4, 0.2, 18.0), "colour": (0.4, 0.5, 20.0), "light": (0.6, 0.3, 21.0)})
    assert left_out(nobody).startswith("**No mean over all tasks**: for class, colour and light")
    assert finding(nobody) == "Mean over all tasks" and keep(nobody) == ""
    assert left_out(board()) == ""


def test_whether_an_encoder_without_labels_is_ahead_of_all_specialists() -> None:
    text = all_rounder(board())
    assert text.startswith("**The better all-rounder learned without labels**: SSL\\: Gentle is ahead of every")
    assert "of the best of them, Specialist\\: colour, by 0.322 (95" in text
    poor = {**MEANS, "ssl-0": (0.4, 0.5, 20.0), "ssl-1": (0.5, 0.5, 20.0)}
    assert all_rounder(board(poor)).startswith(
        "**Here a specialist is the better all-rounder**: Specialist\\: colour is ahead of SSL\\: Gentle by 0.278 (95"
    )
    assert "These seeds can't tell" in all_rounder(board(spread={"ssl-1": 0.4}))
    assert all_rounder(board(seeds=1)) == ""


def test_a_scale_that_is_next_to_nothing_is_warned_of() -> None:
    assert short_scales(board()) == ""
    assert "**Mind the scale** of light" in short_scales(board({**MEANS, "light": (0.6, 0.3, 19.9)}))


def test_every_specialist_is_best_at_its_own_task() -> None:
    assert own_tasks(board()).startswith("**Each specialist** is the best at its own task, or within the noise")


def test_a_specialist_that_is_beaten_is_named_with_both_scores() -> None:
    text = own_tasks(board({**MEANS, "class": (0.85, 0.2, 18.0)}))
    assert text.startswith(f"**Beaten at its own task** is the specialist for class (85{P}; SSL\\: SimCLR 90{P}).")
    assert text.endswith("the specialists for colour and light.")


def test_a_specialist_within_the_noise_of_the_best_holds_but_by_one_seed_nothing_is_noise() -> None:
    near = {**MEANS, "class": (0.899, 0.2, 18.0)}
    assert own_tasks(board(near, spread={"class": 0.02})).startswith("**Each specialist**")
    assert "With one seed, that may be luck." in own_tasks(board(near, seeds=1))


def test_where_a_specialist_is_worse_than_untrained_it_is_told_worst_first() -> None:
    text = destroyed(board())
    assert "in 2 of 6 cells a specialist is clearly worse" in text
    assert f"Furthest below: the one for class at colour (20{P}; untrained 50{P}) and the one for light at" in text


def test_in_a_task_where_less_is_better_more_is_worse() -> None:
    text = destroyed(board({**MEANS, "class": (1.0, 0.6, 25.0), "light": (0.6, 0.6, 4.0)}))
    assert "the one for class at light (25.0°; untrained 20.0°)" in text
    assert "in 1 of 6" in text


def test_where_no_task_is_destroyed_that_is_said() -> None:
    kind = {**MEANS, "class": (1.0, 0.6, 18.0), "light": (0.6, 0.6, 4.0)}
    assert destroyed(board(kind)) == "**No specialist** is clearly worse at another task than the untrained encoder."


def test_what_self_supervision_lacks_is_less_than_half_of_the_way() -> None:
    first, second = lacks(board())
    assert first == (
        "**What SSL\\: SimCLR lacks**: it gets less than half of the way to the specialist in light (0.25) and "
        "colour (0.40)."
    )
    assert second == "**SSL\\: Gentle** gets at least half of the way to the specialist in every task."


def test_an_empty_matrix_says_nothing() -> None:
    empty = board({}, encoders=list(MEANS))
    assert said(empty) == []
    assert verdict(predictions(empty, BOTH)) == ""
    assert about_guess(empty, "class") == ""


def test_the_finding_names_the_best_row_and_the_best_of_the_other_kind() -> None:
    assert finding(board()) == (
        "SSL: Gentle has the best mean over all tasks, 0.66; the best specialist, colour, has 0.33"
    )
    poor = {**MEANS, "ssl-0": (0.4, 0.5, 20.0), "ssl-1": (0.5, 0.5, 20.0)}
    assert finding(board(poor)).endswith("; the best encoder without labels, Gentle, has 0.06")


def test_a_guess_is_answered_once_all_rows_are_there() -> None:
    assert (
        about_guess(board(), "ssl-1") == ":material/check: You said **SSL\\: Gentle**, and it has the best mean, 0.66."
    )
    assert "Its mean is 0.33, number 3 of 6; the best is SSL\\: Gentle, 0.66" in about_guess(board(), "colour")
    assert about_guess(board(encoders=[*MEANS, "ssl-2"]), "ssl-1") == ""


def test_a_recipe_that_changes_an_answer_foretells_that_it_is_lost() -> None:
    found = {(each.encoder, each.task): each for each in predictions(board(), BOTH)}
    assert found["ssl-0", "class"].foretold == "kept" and found["ssl-0", "class"].held
    colour = found["ssl-0", "colour"]
    assert colour.changed_by == ("hue", "greyscale") and colour.foretold == "lost" and colour.held
    assert found["ssl-1", "colour"].came_out == "kept" and found["ssl-1", "colour"].held is False


def test_predictions_that_failed_are_counted_and_explained() -> None:
    text = verdict(predictions(board(), BOTH))
    # class is kept by both, ssl-0 loses colour and light; ssl-1 keeps both, against the prediction
    assert text.startswith("**4 of 6 predictions held.** In 2 the recipe changes the answer, and more than half")
    assert "leaves the answer alone" not in text
    other = {**MEANS, "ssl-0": (0.5, 0.7, 16.0), "ssl-1": (0.8, 0.6, 19.0)}
    assert verdict(predictions(board(other), BOTH)).startswith(
        "**5 of 6 predictions held.** In 1 the recipe leaves the answer alone"
    )


def test_at_work_are_the_first_that_lack_a_task_seed_by_seed() -> None:
    known = [row for row in rows(seeds=1) if row["encoder"] in ("untrained", "ssl-0")]
    known.append({**known[0], "encoder": "ssl-1"})
    assert units_at_work(table_of(known, list(MEANS), TASKS), 3, 2) == {"ssl-1", "class"}
    assert units_at_work(board(seeds=1).table, 2, 2) == {"untrained", "ssl-0"}
    assert units_at_work(board().table, 3, 2) == set()


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_a_list_is_joined_as_people_say_it(parts: list[str], text: str) -> None:
    assert listed(parts) == text


@pytest.mark.parametrize(("seconds", "text"), [(2, "10 s"), (44, "40 s"), (238, "4 minutes"), (9000, "2 h 30 min")])
def test_an_estimate_is_no_more_exact_than_it_can_be(seconds: float, text: str) -> None:
    assert about(seconds) == text
