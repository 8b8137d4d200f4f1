import pytest
import torch

from ssl_demo.models.masking import TokenDecoder, block_places, random_order, take
from ssl_demo.randomness import generator

GRIDS = [(4, 4), (4, 6), (5, 5), (6, 6), (7, 7), (8, 8)]


def test_tokens_are_taken_place_by_place() -> None:
    tokens = torch.randn(3, 7, 5, generator=generator(0))
    places = random_order(3, 7, generator(1))[:, :4]
    taken = take(tokens, places)
    for image in range(3):
        for k in range(4):
            torch.testing.assert_close(taken[image, k], tokens[image, int(places[image, k])])


def test_an_order_holds_every_place_once_and_is_another_for_every_image() -> None:
    order = random_order(50, 36, generator(0))
    assert torch.equal(order.sort(dim=1).values, torch.arange(36).expand(50, 36))
    assert len({tuple(row.tolist()) for row in order}) == 50
    assert torch.equal(order, random_order(50, 36, generator(0)))
    assert not torch.equal(order, random_order(50, 36, generator(1)))


@pytest.mark.parametrize(("rows", "columns"), GRIDS)
@pytest.mark.parametrize("blocks", [1, 4])
def test_blocks_are_rectangles_and_what_is_seen_lies_outside_of_them(rows: int, columns: int, blocks: int) -> None:
    shapes = set()
    for seed in range(20):
        seen, hidden = block_places(8, (rows, columns), blocks, generator(seed))
        assert seen.shape[1] + hidden.shape[1] == rows * columns
        assert seen.shape[1] > 0
        for image in range(8):
            assert not set(seen[image].tolist()) & set(hidden[image].tolist())
            assert len(set(seen[image].tolist())) == seen.shape[1]
            for block in hidden[image].view(blocks, -1).tolist():
                at_rows = {place // columns for place in block}
                at_columns = {place % columns for place in block}
                assert max(at_rows) < rows and max(at_rows) - min(at_rows) + 1 == len(at_rows)
                assert max(at_columns) - min(at_columns) + 1 == len(at_columns)
                assert len(set(block)) == len(block) == len(at_rows) * len(at_columns)
                shapes.add((len(at_rows), len(at_columns)))
    areas = [height * width / (rows * columns) for height, width in shapes]
    assert len(shapes) <= 2 and min(areas) > 0.11 and max(areas) < 0.22


def test_blocks_lie_everywhere_and_elsewhere_in_every_image() -> None:
    hidden = torch.cat([block_places(64, (6, 6), 4, generator(seed))[1] for seed in range(4)])
    assert hidden.unique().numel() == 36
    assert len({tuple(row.tolist()) for row in hidden}) > 200
    standing = {int(block_places(1, (6, 6), 1, generator(seed))[1].diff().max()) for seed in range(20)}
    assert len(standing) == 2


def decode(decoder: TokenDecoder, tokens: torch.Tensor, seen: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    return decoder(tokens, seen, asked, (6, 6))


def test_an_answer_is_for_the_place_that_was_asked_about() -> None:
    decoder = TokenDecoder(16, 32, 2, 5, generator(0))
    order = random_order(3, 36, generator(1))
    seen, asked = order[:, :9], order[:, 9:]
    tokens = torch.randn(3, 9, 16, generator=generator(2))
    answers = decode(decoder, tokens, seen, asked)
    assert answers.shape == (3, 27, 5)
    assert (answers[:, 0] - answers[:, 1]).abs().max() > 1e-3
    shuffled = torch.randperm(27, generator=generator(3))
    torch.testing.assert_close(decode(decoder, tokens, seen, asked[:, shuffled]), answers[:, shuffled])
    shuffled = torch.randperm(9, generator=generator(4))
    torch.testing.assert_close(decode(decoder, tokens[:, shuffled], seen[:, shuffled], asked), answers)


def test_an_answer_hangs_on_every_token_and_on_where_it_lies() -> None:
    decoder = TokenDecoder(16, 32, 1, 5, generator(0))
    order = random_order(1, 36, generator(1))
    seen, asked = order[:, :9], order[:, 9:]
    tokens = torch.randn(1, 9, 16, generator=generator(2)).requires_grad_()
    answers = decode(decoder, tokens, seen, asked)
    (gradient,) = torch.autograd.grad(answers.square().sum(), tokens)
    assert (gradient.abs().amax(dim=2) > 0).all()
    assert (decode(decoder, tokens, seen.roll(1, dims=1), asked) - answers).abs().max() > 1e-3


def test_the_generator_alone_decides_a_decoders_weights() -> None:
    first, again, other = (TokenDecoder(16, 32, 1, 5, generator(seed)).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)
