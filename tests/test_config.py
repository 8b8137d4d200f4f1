import dataclasses

import pytest

from ssl_demo.config import CurveConfig, Recipe, RunConfig, SubsetConfig, differences, digest, from_dict, to_dict
from ssl_demo.errors import UserError

CHANGED = RunConfig(
    data=SubsetConfig("cifar10", ("cat", "dog"), 100),
    knobs={"temperature": 0.5, "views": 4},
    recipe=Recipe(hue=0.0),
    epochs=2.5,
)


@pytest.mark.parametrize("config", [RunConfig(), CHANGED, CurveConfig(runs=("a", "b"))])
def test_a_config_survives_saving(config: RunConfig | CurveConfig) -> None:
    import json

    assert from_dict(type(config), json.loads(json.dumps(to_dict(config)))) == config


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 99}, "newer version"),
        ({"surprise": 1}, "can't be read"),
        ({"seed": "three"}, "can't be read"),
        ({"batch_size": 1}, "between 2 and 1024"),
        ({"muon_rate": float("nan")}, "has to be a number"),
        ({"encoder": "XXL"}, "choose one of S, M, L"),
    ],
)
def test_a_bad_saved_config_is_one_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as caught:
        from_dict(RunConfig, {**to_dict(RunConfig()), **change})
    assert "\n" not in str(caught.value)


def test_equal_configs_and_only_they_have_equal_digests() -> None:
    assert digest(RunConfig()) == digest(RunConfig())
    for name, value in (("seed", 1), ("recipe", Recipe(hue=0.2)), ("data", SubsetConfig(images=10))):
        assert digest(dataclasses.replace(RunConfig(), **{name: value})) != digest(RunConfig())


def test_differences_name_exactly_what_differs() -> None:
    found = {name: (left, right) for name, left, right in differences(RunConfig(), CHANGED)}
    assert found["recipe.hue"] == (0.1, 0.0)
    assert found["knobs.views"] == (None, 4)
    assert "seed" not in found
    assert list(differences(CHANGED, CHANGED)) == []
