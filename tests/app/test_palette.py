import itertools

import numpy as np
import pytest

from app.linechart import DASHES, MARKERS
from app.palette import (
    CLASS_COLOURS,
    CLASS_MARKERS,
    CONTENDERS,
    DARK_BACKGROUND,
    FAMILIES,
    HAND_MADE,
    LIGHT_BACKGROUND,
    LINES,
    SCALE,
    SCALE_MARKERS,
    class_colour,
    class_marker,
    transparent,
)
from ssl_demo import methods
from tests.app.conftest import ROOT

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# severity 1.0, for linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson (2020), "A perceptual color space for image processing"."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(cones @ rgb)


def distance(one: str, other: str, vision: str) -> float:
    seen = [oklab(np.clip(VISION[vision] @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


STYLES = (CONTENDERS, HAND_MADE, FAMILIES)
COLOURS = [*CLASS_COLOURS, *(style.colour for styles in STYLES for style in styles.values()), *SCALE]


@pytest.mark.parametrize("background", [LIGHT_BACKGROUND, DARK_BACKGROUND])
def test_every_colour_stands_out_from_both_backgrounds(background: str) -> None:
    assert {colour: contrast(colour, background) for colour in COLOURS if contrast(colour, background) < 3} == {}


@pytest.mark.parametrize("vision", VISION)
def test_any_two_class_colours_differ_for_all_kinds_of_vision(vision: str) -> None:
    assert min(distance(a, b, vision) for a, b in itertools.combinations(CLASS_COLOURS, 2)) > 0.07


@pytest.mark.parametrize("vision", VISION)
def test_any_two_contenders_differ_for_all_kinds_of_vision(vision: str) -> None:
    curves = [style.colour for name, style in CONTENDERS.items() if name != "chance"]
    assert min(distance(a, b, vision) for a, b in itertools.combinations(curves, 2)) > 0.11


@pytest.mark.parametrize("vision", VISION)
def test_features_made_by_hand_differ_from_all_that_they_are_drawn_beside(vision: str) -> None:
    looks = [*HAND_MADE.values(), *(CONTENDERS[name] for name in ("ssl", "supervised", "untrained", "pixels"))]
    assert min(distance(a.colour, b.colour, vision) for a, b in itertools.combinations(looks, 2)) > 0.1
    assert len({look.marker for look in looks}) == len({look.dash for look in looks}) == len(looks)


@pytest.mark.parametrize("vision", VISION)
def test_any_two_families_and_the_untrained_encoder_differ_for_all_kinds_of_vision(vision: str) -> None:
    looks = [CONTENDERS["untrained"], *FAMILIES.values()]
    assert min(distance(a.colour, b.colour, vision) for a, b in itertools.combinations(looks, 2)) > 0.1
    assert len({look.marker for look in looks}) == len(looks)


@pytest.mark.parametrize("vision", VISION)
def test_a_scale_of_numbers_goes_one_way_for_all_kinds_of_vision(vision: str) -> None:
    from_the_lowest = [distance(SCALE[0], colour, vision) for colour in SCALE]
    assert from_the_lowest == sorted(from_the_lowest)
    assert min(distance(a, b, vision) for a, b in itertools.pairwise(SCALE)) > 0.035
    assert len(set(SCALE_MARKERS)) == len(SCALE) == len(SCALE_MARKERS)


def test_every_family_of_the_engine_has_its_look() -> None:
    assert list(FAMILIES) == list(methods.FAMILIES)
    assert [style.title for style in FAMILIES.values()] == [name.capitalize() for name in methods.FAMILIES]


def test_colour_is_never_the_only_sign() -> None:
    for styles in (tuple(CONTENDERS.values()), tuple(FAMILIES.values()), LINES):
        assert len({style.dash for style in styles}) == len({style.marker for style in styles}) == len(styles)
    assert len(set(CLASS_MARKERS)) == len(CLASS_MARKERS) == len(CLASS_COLOURS)


def test_a_hundred_classes_have_a_hundred_looks() -> None:
    assert len({(class_colour(n), class_marker(n)) for n in range(100)}) == 100


def test_every_style_can_be_drawn_by_the_live_charts() -> None:
    for style in (*CONTENDERS.values(), *HAND_MADE.values(), *FAMILIES.values(), *LINES):
        assert style.dash in DASHES
        assert style.marker in MARKERS


def test_the_scatter_component_knows_every_marker() -> None:
    script = (ROOT / "app/scatter/markers.js").read_text()
    assert all(name == "circle" or name in script for name in CLASS_MARKERS)


def test_the_theme_has_the_backgrounds_that_the_palette_was_made_for() -> None:
    config = (ROOT / ".streamlit/config.toml").read_text()
    assert f'backgroundColor = "{LIGHT_BACKGROUND}"' in config
    assert f'backgroundColor = "{DARK_BACKGROUND}"' in config
    assert all(colour in config for colour in CLASS_COLOURS)


def test_a_colour_becomes_transparent() -> None:
    assert transparent("#0B62E0", 0.25) == "rgba(11,98,224,0.25)"
