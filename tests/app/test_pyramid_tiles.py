"""Tiles, frames and words of the feature pyramid, against numbers worked out by hand."""

from __future__ import annotations

import pytest
import torch

from app.heat import coloured
from app.palette import SCALE
from app.pyramid.sheets import channels_sheet, colours_sheet, field_sheet, similar_sheet
from app.pyramid.tiles import TILE, enlarged_map, field_box, framed, heat, place_box
from app.pyramid.words import described, field_finding
from ssl_demo.evaluation.pyramid.levels import Level
from ssl_demo.evaluation.pyramid.maps import LevelMaps, Pyramid
from ssl_demo.evaluation.pyramid.theory import Field


def level(channels: int, side: int, field: Field | None, title: str = "Stage 1") -> LevelMaps:
    maps = torch.rand(channels, side, side, generator=torch.Generator().manual_seed(side))
    return LevelMaps(Level(title, title), maps, field, maps)


def pyramid(*levels: LevelMaps) -> Pyramid:
    return Pyramid(torch.zeros(1, 3, 32, 32), levels)


def test_every_place_of_a_map_is_a_square_of_its_tile() -> None:
    tile = enlarged_map(torch.tensor([[0.0, 1.0], [2.0, 3.0]]))
    half = TILE // 2
    assert tile.shape == (TILE, TILE)
    for row in (0, 1):
        for column in (0, 1):
            corner = tile[row * half : (row + 1) * half, column * half : (column + 1) * half]
            assert torch.equal(corner, torch.full((half, half), 2.0 * row + column))


def test_the_scale_has_the_palettes_colours_at_its_stops_and_runs_between_them() -> None:
    colours = coloured(torch.linspace(0, 1, len(SCALE))[None])[:, 0].T
    assert ["#" + "".join(f"{round(255 * float(v)):02X}" for v in colour) for colour in colours] == list(SCALE)
    middle = coloured(torch.tensor([[0.5 / (len(SCALE) - 1)]]))[:, 0, 0]
    assert torch.allclose(middle, (colours[0] + colours[1]) / 2)
    assert torch.equal(coloured(torch.tensor([[-1.0, 2.0]]))[:, 0].T, colours[[0, -1]])


def test_where_heat_is_low_the_picture_shows_through() -> None:
    picture = torch.zeros(3, TILE, TILE)
    picture[:, :, TILE // 2 :] = 1
    low, high = heat(torch.zeros(1, 1), picture), heat(torch.ones(1, 1), picture)
    contrast = [float((tile[:, 0, -1] - tile[:, 0, 0]).mean()) for tile in (low, high)]
    assert contrast[0] > 0.8 and contrast[1] < 0.2


def test_a_frame_is_white_between_black_and_leaves_the_rest_alone() -> None:
    tile = torch.full((3, TILE, TILE), 0.5)
    drawn = framed(tile, (10, 20, 40, 50))
    assert drawn[0, 30, 9:15].tolist() == [0.5, 0, 1, 1, 0, 0.5]
    assert drawn[0, 30, 35:41].tolist() == [0.5, 0, 1, 1, 0, 0.5]
    assert drawn[0, 19:25, 30].tolist() == [0.5, 0, 1, 1, 0, 0.5]
    assert torch.equal(tile, torch.full((3, TILE, TILE), 0.5))
    assert int((drawn[0] != 0.5).sum()) == 30 * 30 - 22 * 22


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (0, 0, 3, 40), (5, 5, 9, 9), (TILE - 4, 0, TILE, TILE)])
def test_a_frame_too_small_for_its_lines_is_filled(box: tuple[int, int, int, int]) -> None:
    drawn = framed(torch.full((3, TILE, TILE), 0.5), box)
    left, top, right, bottom = box
    assert bool((drawn[0, top:bottom, left:right] != 0.5).all())
    assert int((drawn[0] != 0.5).sum()) == (right - left) * (bottom - top)


def test_the_frame_of_a_place_lies_on_it_and_never_gets_too_small_to_see() -> None:
    assert place_box(level(2, 4, None), 1, 3) == (3 * TILE // 4, TILE // 4, TILE, TILE // 2)
    left, top, right, bottom = place_box(level(2, TILE, None), 50, 60)
    assert (right - left, bottom - top) == (12, 12)
    assert left < 60 < right and top < 50 < bottom
    assert place_box(level(2, TILE, None), 0, 0)[:2] == (0, 0)


def test_the_frame_of_a_field_ends_with_the_picture() -> None:
    size = TILE // 32
    assert field_box(level(2, 8, Field(10, 4, -3)), 0, 4, 32) == (13 * size, 0, 23 * size, 7 * size)
    assert field_box(level(2, 8, None), 0, 4, 32) == (0, 0, TILE, TILE)


def test_a_level_is_described_with_its_size_stride_and_field() -> None:
    assert described(level(6, 8, Field(10, 4, -3)), 32, False) == "Stage 1: 6 × 8 × 8, stride 4 px, field 10 × 10 px"
    assert described(level(6, 8, None), 32, False).endswith("field the whole picture")
    assert described(level(6, 8, None), 32, True).endswith("field all patches up to it")


def test_the_finding_compares_what_matters_with_what_could() -> None:
    last = level(6, 4, Field(40, 8, -16), "Block 3")
    assert (
        field_finding(last, 33, (2, 2), 128, False)
        == "Block 3: nine tenths of what matters lie in 33 × 33 pixels; 40 × 40 could matter"
    )
    assert "only 12 × 12 pixels; 40 × 40" in field_finding(last, 12, (2, 2), 128, False)
    # 31 of 32 pixels isn't "only", however large the theoretical field is.
    assert "only" not in field_finding(level(6, 4, Field(435, 8, -16)), 31, (0, 0), 32, False)
    assert "in only 10 × 10 pixels; all 32 × 32 could matter" in field_finding(level(6, 4, None), 10, (1, 1), 32, False)
    assert "every unit at this place is silent" in field_finding(last, 0, (2, 2), 128, False)


def test_what_could_matter_ends_with_the_picture() -> None:
    wide, narrow = level(6, 4, Field(109, 8, -50)), level(6, 4, Field(40, 8, -16))
    assert "; all 32 × 32 could matter" in field_finding(wide, 20, (1, 1), 32, False)
    # To the place at the left end, in the third row, 24 columns and all 32 rows of pixels.
    assert "; 24 × 32 could matter" in field_finding(narrow, 20, (0, 2), 32, False)
    # 20 pixels are most of the 24 that a corner can see.
    assert field_finding(narrow, 20, (0, 0), 32, False).endswith("lie in 20 × 20 pixels; 24 × 24 could matter")


def test_to_a_causal_transformer_only_the_patches_up_to_a_place_could_matter() -> None:
    finding = field_finding(level(6, 8, None, "Block 4"), 4, (0, 0), 32, True)
    assert finding == "Block 4: nine tenths of what matters lie in 4 × 4 pixels; all patches up to it could matter"


def test_every_level_has_its_tile_and_its_words() -> None:
    levels = pyramid(level(4, 16, Field(6, 2, -2), "Stem"), level(9, 4, None, "Block 1"))
    given = torch.Generator().manual_seed(0)
    picture = torch.randint(0, 256, (3, 256, 256), dtype=torch.uint8, generator=given)
    fields = [torch.zeros(32, 32), torch.rand(32, 32, generator=given)]
    sheets = [
        colours_sheet(levels, False),
        similar_sheet(levels, picture, (255, 0)),
        field_sheet(levels, picture, (0, 255), fields, False),
    ]
    for sheet in sheets:
        assert sheet.count('role="img"') == 2
        assert "Stem" in sheet and "Block 1" in sheet
        assert "nan" not in sheet.split("</style>")[-1]
    assert channels_sheet(levels, 0).count('role="img"') == 4
    assert channels_sheet(levels, 1).count('role="img"') == 8
