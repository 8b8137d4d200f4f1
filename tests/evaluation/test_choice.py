"""Choosing how long and how fast to train, with made-up networks whose skill is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from ssl_demo.evaluation.choice import _preferred, choose_plan, steps_with_choice
from ssl_demo.evaluation.classifier import Plan
from ssl_demo.randomness import generator

GIVEN = torch.arange(40) % 2
RATES = (1.0, 0.3)


class Networks:
    """Name this share of images rightly, as the plan has it; note what they were trained and asked on."""

    def __init__(self, skill: dict[Plan, float]) -> None:
        self.skill = skill
        self.trained: list[tuple[Plan, set[int]]] = []
        self.asked: list[set[int]] = []

    def __call__(self, places: Tensor, plan: Plan) -> Callable[[Tensor], Tensor]:
        self.trained.append((plan, set(places.tolist())))

        def name(others: Tensor) -> Tensor:
            self.asked.append(set(others.tolist()))
            right = torch.arange(len(others)) < round(self.skill.get(plan, 0.0) * len(others))
            return torch.where(right, GIVEN[others], 1 - GIVEN[others])

        return name


def choose(skill: dict[Plan, float], may_rest: bool = False) -> tuple[Plan, Networks]:
    networks = Networks(skill)
    return choose_plan(networks, GIVEN, 100, RATES, generator(0), may_rest), networks


@pytest.mark.parametrize(
    ("skill", "chosen"),
    [
        ({Plan(25, 1.0): 0.5, Plan(25, 0.3): 0.25, Plan(50, 1.0): 0.75}, Plan(100, 1.0)),
        ({Plan(25, 1.0): 0.25, Plan(25, 0.3): 0.5, Plan(50, 0.3): 0.75}, Plan(100, 0.3)),
        ({Plan(25, 1.0): 0.75, Plan(25, 0.3): 0.25, Plan(50, 1.0): 0.5}, Plan(50, 1.0)),
        ({Plan(25, 1.0): 0.5, Plan(25, 0.3): 0.5, Plan(50, 1.0): 0.5}, Plan(100, 1.0)),
        ({}, Plan(100, 1.0)),
    ],
    ids=["longer is better", "slower is better", "longer is worse", "all alike", "all useless"],
)
def test_the_plan_that_names_more_held_out_images_wins(skill: dict[Plan, float], chosen: Plan) -> None:
    assert choose(skill)[0] == chosen


def test_not_training_at_all_can_win_where_that_is_a_plan() -> None:
    skill = {Plan(0, 1.0): 1.0, Plan(50, 1.0): 0.75}
    assert choose(skill, may_rest=True)[0] == Plan(0, 1.0)
    assert choose(skill)[0] == Plan(100, 1.0)
    assert choose({Plan(0, 1.0): 0.5, Plan(50, 1.0): 0.75}, may_rest=True)[0] == Plan(100, 1.0)


def test_what_is_usual_is_not_given_up_for_a_difference_that_luck_makes() -> None:
    """Of 8 images that are held out, four are named rightly by each plan, or five by the unusual one, each others."""
    first, second = torch.zeros(9, dtype=torch.bool), torch.zeros(9, dtype=torch.bool)
    first[:4], second[4:] = True, True
    assert _preferred({"usual": first, "other": second}) == "usual"
    second[3] = True
    assert _preferred({"usual": first, "other": second}) == "other"


def test_nothing_is_judged_on_images_that_it_was_trained_on() -> None:
    _, networks = choose({})
    for (_, trained), asked in zip(networks.trained, networks.asked, strict=True):
        assert not trained & asked and len(trained | asked) == len(GIVEN) and len(asked) == 8


def test_one_label_per_class_leaves_nothing_to_choose_by() -> None:
    networks = Networks({})
    assert choose_plan(networks, torch.tensor([0, 1]), 100, RATES, generator(0)) == Plan(100, 1.0)
    assert choose_plan(networks, torch.tensor([0, 1]), 100, RATES, generator(0), may_rest=True) == Plan(0, 1.0)
    assert not networks.trained


def test_what_choosing_costs_is_foretold() -> None:
    chosen, networks = choose({})
    assert steps_with_choice(100, len(RATES)) == chosen.steps + sum(plan.steps for plan, _ in networks.trained)
