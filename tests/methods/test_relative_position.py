import math

import torch
from torch import Tensor, nn

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.relative_position import DIRECTION, DIRECTIONS, FIRST, SECOND, direction_loss
from ssl_demo.randomness import generator

NAMES = ["above left", "above", "above right", "left", "right", "below left", "below", "below right"]
BY_HAND = {
    (0, 1): "right",
    (0, 2): "below",
    (0, 3): "below right",
    (1, 0): "left",
    (1, 2): "below left",
    (1, 3): "below",
    (2, 0): "above",
    (2, 1): "above right",
    (2, 3): "right",
    (3, 0): "above left",
    (3, 1): "above",
    (3, 2): "left",
}


def test_the_label_names_where_the_second_tile_lies() -> None:
    pairs = list(zip(FIRST.tolist(), SECOND.tolist(), strict=True))
    assert {pair: NAMES[d] for pair, d in zip(pairs, DIRECTION.tolist(), strict=True)} == BY_HAND
    assert set(DIRECTION.tolist()) == set(range(8))


def test_seen_from_the_other_tile_the_direction_is_the_opposite_one() -> None:
    found = {(a, b): DIRECTIONS[d] for a, b, d in zip(*(t.tolist() for t in (FIRST, SECOND, DIRECTION)), strict=True)}
    for (a, b), (down, right) in found.items():
        assert found[b, a] == (-down, -right)


def test_the_loss_is_the_cross_entropy_of_the_right_direction() -> None:
    for images in (1, 4):
        logits = 2 * torch.randn(12, images, 8, generator=generator(images))
        expected = 0.0
        for pair, (first, second) in enumerate(zip(FIRST.tolist(), SECOND.tolist(), strict=True)):
            for image in range(images):
                shares = [math.exp(x) for x in logits[pair, image].tolist()]
                right = shares[NAMES.index(BY_HAND[first, second])]
                expected -= math.log(right / sum(shares)) / (12 * images)
        assert math.isclose(float(direction_loss(logits)), expected, rel_tol=1e-5)


def test_the_gradient_is_share_minus_truth() -> None:
    logits = torch.randn(12, 5, 8, generator=generator(1), requires_grad=True)
    direction_loss(logits).backward()
    truth = torch.eye(8)[DIRECTION][:, None].expand(12, 5, 8)
    torch.testing.assert_close(logits.grad, (logits.detach().softmax(2) - truth) / 60)


class ByShade(nn.Module):
    """Knows a quarter by how bright it is: features are its row and its column."""

    def forward(self, x: Tensor) -> Tensor:
        quarter = (4 * x.mean(dim=(1, 2, 3))).long()
        return torch.stack([quarter // 2, quarter % 2], dim=1).float()


class ByPlace(nn.Module):
    """The nearer a direction to the difference of places, the more points."""

    def forward(self, x: Tensor) -> Tensor:
        return -20 * torch.cdist(x[:, 2:] - x[:, :2], torch.tensor(DIRECTIONS).float())


def test_who_knows_every_place_has_no_loss(coloured: Images) -> None:
    method = build(RunConfig(method="relative_position"), coloured, generator(0))
    method.encoder, method.head = ByShade(), ByPlace()  # type: ignore[assignment]
    shades = torch.tensor([[0.1, 0.35], [0.6, 0.85]]).kron(torch.ones(12, 12)).expand(1, 5, 3, 24, 24)
    assert method.loss(Batch(shades), 0)["direction"] < 1e-6
    assert method.loss(Batch(shades.flip(4)), 0)["direction"] > 10


def test_tiles_are_cut_anew_in_every_step_and_as_before_in_the_same(coloured: Images) -> None:
    method = build(RunConfig(method="relative_position"), coloured, generator(0)).eval()
    batch = Batch(torch.rand(1, 4, 3, 32, 32, generator=generator(4)))
    with torch.no_grad():
        losses = [float(method.loss(batch, step)["direction"]) for step in (0, 1, 0)]
    assert losses[0] == losses[2] != losses[1]
