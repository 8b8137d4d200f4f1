import math

import pytest
import torch
from torch.nn import functional as F

from ssl_demo.data.images import Images
from ssl_demo.models import empty_encoder, make_encoder
from ssl_demo.models.vit import TinyViT, attend, normalised, patches, positions
from ssl_demo.randomness import generator

SHAPES = [(16, 16), (16, 32), (20, 28), (24, 24), (32, 32)]


def vit(causal: bool = False) -> TinyViT:
    encoder = make_encoder("vit_causal" if causal else "vit", torch.zeros(2, 3, 32, 32), generator(0)).eval()
    assert isinstance(encoder, TinyViT)
    return encoder


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("height", "width"), SHAPES)
def test_an_image_is_a_row_of_tokens_whatever_its_sides(height: int, width: int, causal: bool) -> None:
    encoder = vit(causal)
    x = torch.rand(3, 3, height, width, generator=generator(1))
    tokens = encoder.tokens(x)
    assert (tokens.rows, tokens.columns) == (height // 4, width // 4)
    assert tokens.x.shape == (3, tokens.rows * tokens.columns, encoder.width)
    early, late = encoder.stages(x)
    assert early.shape == late.shape == (3, encoder.width, height // encoder.stride, width // encoder.stride)
    torch.testing.assert_close(late, tokens._replace(x=encoder.contextual(tokens.x)).as_map())
    torch.testing.assert_close(encoder(x), late.mean(dim=(2, 3)))
    assert not torch.allclose(early, late)


def test_patches_lie_in_reading_order() -> None:
    images = torch.rand(2, 3, 8, 12, generator=generator(0))
    cut = patches(images)
    assert cut.shape == (2, 6, 48)
    for row in range(2):
        for column in range(3):
            square = images[:, :, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
            torch.testing.assert_close(cut[:, 3 * row + column], square.flatten(1))


def test_normalised_patches_have_mean_zero_and_variance_one() -> None:
    cut = torch.rand(2, 5, 48, generator=generator(0))
    even = normalised(cut)
    for image in range(2):
        for k in range(5):
            pixels = cut[image, k].tolist()
            mean = sum(pixels) / 48
            variance = sum((p - mean) ** 2 for p in pixels) / 48
            expected = [(p - mean) / math.sqrt(variance + 1e-4) for p in pixels]
            torch.testing.assert_close(even[image, k], torch.tensor(expected), rtol=1e-4, atol=1e-5)


def test_a_patch_of_one_colour_stays_quiet() -> None:
    grain = 1e-3 * torch.randn(1, 1, 48, generator=generator(0))
    assert normalised(0.5 + grain).abs().max() < 0.5


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("length", [1, 9, 36])
def test_attention_and_its_gradient_are_pytorchs(length: int, causal: bool) -> None:
    ours = torch.randn(3, 2, 4, length, 8, generator=generator(0), dtype=torch.float64).requires_grad_()
    theirs = ours.detach().clone().requires_grad_()
    weights = torch.randn(2, 4, length, 8, generator=generator(1), dtype=torch.float64)
    seen = attend(*ours, causal=causal)
    expected = F.scaled_dot_product_attention(*theirs, is_causal=causal)
    torch.testing.assert_close(seen, expected)
    (seen * weights).sum().backward()
    (expected * weights).sum().backward()
    torch.testing.assert_close(ours.grad, theirs.grad)


def test_every_place_has_a_position_of_its_own() -> None:
    for rows, columns in ((4, 4), (6, 6), (5, 8), (8, 8)):
        where = positions(rows, columns, 128)
        assert torch.cdist(where, where).fill_diagonal_(9).min() > 0.5


def test_where_a_patch_lies_makes_a_difference() -> None:
    encoder = vit()
    x = torch.zeros(1, 3, 24, 24)
    x[:, 0, :4, :4] = 1
    moved = x.roll((8, 12), dims=(2, 3))
    assert (encoder(x) - encoder(moved)).abs().max() > 1e-3


def test_of_a_causal_encoder_no_token_sees_a_later_patch() -> None:
    encoder = vit(causal=True)
    x = torch.rand(2, 3, 24, 24, generator=generator(2))
    before = encoder.contextual(encoder.tokens(x).x)
    for k in (1, 7, 20, 35):
        row, column = divmod(k, 6)
        changed = x.clone()
        changed[:, :, 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] += 0.5
        after = encoder.contextual(encoder.tokens(changed).x)
        torch.testing.assert_close(after[:, :k], before[:, :k], rtol=0, atol=0)
        assert ((after[:, k:] - before[:, k:]).abs().amax(dim=2) > 0).all()


def test_of_the_other_every_token_sees_every_patch() -> None:
    encoder = vit()
    x = torch.rand(2, 3, 24, 24, generator=generator(2))
    changed = x.clone()
    changed[:, :, 20:, 20:] += 0.5
    before, after = (encoder.contextual(encoder.tokens(each).x) for each in (x, changed))
    assert ((after - before).abs().amax(dim=2) > 0).all()


def test_tokens_that_were_taken_away_are_not_seen() -> None:
    encoder = vit()
    x = torch.rand(2, 3, 24, 24, generator=generator(3))
    changed = x.clone()
    changed[:, :, 4:] = 0
    first_row = [encoder.contextual(encoder.tokens(each).x[:, :6]) for each in (x, changed)]
    torch.testing.assert_close(first_row[0], first_row[1], rtol=0, atol=0)


@pytest.mark.parametrize("size", ["vit", "vit_causal"])
def test_weights_come_from_the_generator_and_move_into_an_empty_encoder(size: str, coloured: Images) -> None:
    first, again, other = (make_encoder(size, coloured.pixels, generator(seed)).eval() for seed in (0, 0, 1))
    x = torch.rand(2, 3, 24, 24, generator=generator(1))
    torch.testing.assert_close(first(x), again(x), rtol=0, atol=0)
    assert not torch.allclose(first(x), other(x))
    empty = empty_encoder(size).eval()
    empty.load_state_dict(first.state_dict())
    torch.testing.assert_close(empty(x), first(x), rtol=0, atol=0)
