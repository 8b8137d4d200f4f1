"""A method that is really broken, on real images, beside its healthy twin."""

from __future__ import annotations

import pytest

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.images import Images
from ssl_demo.data.scenes import generate
from ssl_demo.evaluation.compared import compared, settled
from ssl_demo.evaluation.verdict import Readings, Verdict, diagnose, read
from ssl_demo.methods import Method, build
from ssl_demo.methods.sabotage import sabotaged, sabotages_of
from ssl_demo.randomness import generator
from ssl_demo.training import Training


@pytest.fixture(scope="module")
def toys() -> Images:
    return generate(500, seed=0)


def verdict_after(config: RunConfig, images: Images) -> Verdict:
    method = build(config, images, generator(config.seed, "weights"))
    untrained = readings(method, images)
    for _ in Training(method, images.without_labels(), config):
        pass
    return diagnose(readings(method, images), untrained)


def readings(method: Method, images: Images) -> Readings:
    seen = images.pixels[:256]
    with settled(method, seen):
        return read(compared(method, seen))


def test_simclr_without_negatives_collapses_completely_and_with_them_it_does_not(toys: Images) -> None:
    healthy = RunConfig(data=SubsetConfig(images=500), epochs=6.0, batch_size=32, seconds=None)
    without_negatives = sabotaged(healthy, sabotages_of(healthy)[0])
    assert without_negatives.knobs == {"negatives": "off"}
    assert verdict_after(healthy, toys) is Verdict.HEALTHY
    assert verdict_after(without_negatives, toys) is Verdict.COMPLETE


@pytest.mark.parametrize(
    ("method", "way", "verdict", "epochs"),
    [
        ("vicreg", "Remove the covariance term", Verdict.DIMENSIONAL, 6.0),
        ("nnclr", "Remove the negatives", Verdict.COMPLETE, 6.0),
        ("swav", "Remove the balancing", Verdict.COMPLETE, 6.0),
        ("lejepa", "Remove the normal shape", Verdict.COMPLETE, 10.0),  # it shrinks, in whatever directions
    ],
)
def test_what_other_methods_lose_decides_how_they_collapse(
    method: str, way: str, verdict: Verdict, epochs: float, toys: Images
) -> None:
    healthy = RunConfig(method=method, data=SubsetConfig(images=500), epochs=epochs, batch_size=32, seconds=None)
    (broken,) = (sabotaged(healthy, sabotage) for sabotage in sabotages_of(healthy) if sabotage.title == way)
    assert verdict_after(healthy, toys) is Verdict.HEALTHY
    assert verdict_after(broken, toys) is verdict
