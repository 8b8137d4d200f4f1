"""The ways to break a method that all methods share, and that every way leads to settings that can be trained."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import METHODS, Sabotage, build, usual_config
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.randomness import generator


def titles(method: str) -> list[str]:
    return [sabotage.title for sabotage in sabotages_of(usual_config(method))]


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_sabotage_changes_what_it_names_and_nothing_else(name: str, coloured: Images) -> None:
    healthy = usual_config(name)
    ways = sabotages_of(healthy)
    assert len({way.title for way in ways}) == len(ways) and all(way.why and way.cure for way in ways)
    for way in ways:
        broken = sabotaged(healthy, way)
        assert broken != healthy
        assert dict(broken.knobs) == {**healthy.knobs, **way.knobs}
        changed = {f.name for f in dataclasses.fields(broken) if getattr(broken, f.name) != getattr(healthy, f.name)}
        assert changed - {"knobs"} == set(way.settings)
        assert isinstance(build(broken, coloured.take(torch.arange(8)), generator(0)), METHODS[name])


def test_rates_grow_thirtyfold_as_far_as_they_may() -> None:
    usual, fast = usual_config("simclr"), usual_config("simclr", muon_rate=0.1, learning_rate=1e-2)
    for healthy, rates in ((usual, (1.5, 0.06)), (fast, (2.0, 0.1))):
        broken = sabotaged(healthy, sabotages_of(healthy)[-1])
        assert (broken.muon_rate, broken.learning_rate) == pytest.approx(rates)


def test_temperatures_are_turned_only_where_images_are_told_apart() -> None:
    assert {"Set the temperature to 0.01", "Set the temperature to 10"} <= set(titles("simclr"))
    assert not any("temperature" in title for title in titles("byol"))


def test_a_knob_that_the_method_does_not_have_is_refused() -> None:
    with pytest.raises(UserError, match="no knob"):
        sabotaged(usual_config("byol"), Sabotage("Unplug it", knobs={"plug": "off"}, why="?", cure="!"))
