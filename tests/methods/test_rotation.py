import math
from itertools import pairwise

import torch
from torch import Tensor, nn

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build
from ssl_demo.methods.rotation import quarter_turns, turn_loss
from ssl_demo.randomness import generator


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(*shape, generator=generator(seed))


def by_the_paper(logits: Tensor) -> float:
    """Eq. 2 over images and Eq. 3 over turns, share by share."""
    total = 0.0
    for image in range(logits.shape[1]):
        for turn in range(4):
            shares = [math.exp(x) for x in logits[turn, image].tolist()]
            total -= math.log(shares[turn] / sum(shares)) / 4
    return total / logits.shape[1]


def test_the_loss_is_equation_3_of_the_paper() -> None:
    for images in (1, 2, 7):
        logits = 3 * torch.randn(4, images, 4, generator=generator(images))
        assert math.isclose(float(turn_loss(logits)), by_the_paper(logits), rel_tol=1e-5)


def test_the_gradient_is_share_minus_truth() -> None:
    logits = torch.randn(4, 5, 4, generator=generator(1), requires_grad=True)
    turn_loss(logits).backward()
    truth = torch.eye(4)[:, None].expand(4, 5, 4)
    torch.testing.assert_close(logits.grad, (logits.detach().softmax(2) - truth) / 20)


def test_each_view_is_a_quarter_turn_to_the_left_of_the_one_before() -> None:
    images = noise(3, 3, 24, 24)
    turned = quarter_turns(images)
    assert turned.shape == (4, 3, 3, 24, 24)
    assert torch.equal(turned[0], images)
    for before, after in pairwise(turned):
        for row in range(24):
            # The last column becomes the first row.
            assert torch.equal(after[:, :, row], before[:, :, :, 23 - row])


def test_four_quarter_turns_are_none() -> None:
    images = noise(2, 3, 16, 16)
    once = images
    for _ in range(4):
        assert not torch.equal(quarter_turns(once)[1], once)
        once = quarter_turns(once)[1]
    assert torch.equal(once, images)
    assert torch.equal(quarter_turns(quarter_turns(images)[1])[3], images)


class Corners(nn.Module):
    """Tells a turn by the corner that is lit: to the left it goes round from the top left to the bottom left."""

    def forward(self, x: Tensor) -> Tensor:
        corners = ((0, 0), (-1, 0), (-1, -1), (0, -1))
        return 20 * torch.stack([x[:, :, row, column].mean(1) for row, column in corners], dim=1)


def test_who_sees_the_turn_has_no_loss_and_who_is_a_quarter_off_has_much(coloured: Images) -> None:
    method = build(RunConfig(method="rotation"), coloured, generator(0))
    method.encoder, method.head = Corners(), nn.Identity()  # type: ignore[assignment]
    views = torch.zeros(1, 5, 3, 24, 24)
    views[:, :, :, :8, :8] = 1.0
    assert method.loss(Batch(views), 0)["rotation"] < 1e-6
    assert method.loss(Batch(views.rot90(1, (3, 4))), 0)["rotation"] > 10


def test_an_image_that_looks_the_same_from_all_sides_teaches_nothing(coloured: Images) -> None:
    method = build(RunConfig(method="rotation"), coloured, generator(0)).eval()
    with torch.no_grad():
        loss = method.loss(Batch(noise(1, 6, 3, 1, 1).expand(-1, -1, -1, 24, 24)), 0)["rotation"]
    assert loss >= math.log(4) - 1e-5
