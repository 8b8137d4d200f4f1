import math
from itertools import permutations

import torch
from torch import Tensor, nn

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.methods import Batch, build, usual_config
from ssl_demo.methods.jigsaw import ORDERS, order_loss, shuffle
from ssl_demo.randomness import generator
from ssl_demo.training import Step, Training


def test_the_loss_is_the_cross_entropy_of_the_right_order() -> None:
    for images in (1, 3):
        logits = 2 * torch.randn(24, images, 24, generator=generator(images))
        expected = 0.0
        for order in range(24):
            for image in range(images):
                shares = [math.exp(x) for x in logits[order, image].tolist()]
                expected -= math.log(shares[order] / sum(shares)) / (24 * images)
        assert math.isclose(float(order_loss(logits)), expected, rel_tol=1e-5)


def test_the_gradient_is_share_minus_truth() -> None:
    logits = torch.randn(24, 5, 24, generator=generator(1), requires_grad=True)
    order_loss(logits).backward()
    truth = torch.eye(24)[:, None].expand(24, 5, 24)
    torch.testing.assert_close(logits.grad, (logits.detach().softmax(2) - truth) / 120)


def test_the_label_names_the_order_that_was_made() -> None:
    features = torch.randn(4, 3, 5, generator=generator(2))
    shuffled = shuffle(features)
    assert shuffled.shape == (24, 3, 20)
    seen = set()
    for label, order in enumerate(ORDERS.tolist()):
        for image in range(3):
            expected = torch.cat([features[tile, image] for tile in order])
            assert torch.equal(shuffled[label, image], expected)
        seen.add(tuple(order))
    assert seen == set(permutations(range(4)))


def test_shuffling_features_is_shuffling_tiles(coloured: Images) -> None:
    method = build(RunConfig(method="jigsaw"), coloured, generator(0)).eval()
    tiles = torch.rand(4, 2, 3, 16, 16, generator=generator(3))
    with torch.no_grad():
        features = method.encoder(tiles.flatten(0, 1)).unflatten(0, (4, 2))
        for label, order in enumerate(ORDERS):
            of_shuffled = method.encoder(tiles[order].flatten(0, 1)).unflatten(0, (4, 2))
            torch.testing.assert_close(shuffle(features)[label], of_shuffled.transpose(0, 1).flatten(1))


class ByShade(nn.Module):
    """Knows a quarter by how bright it is: features one-hot in reading order."""

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.one_hot((4 * x.mean(dim=(1, 2, 3))).long(), 4).float()


class ByPlace(nn.Module):
    """Gives each order as many points as tiles that are where it has them."""

    def forward(self, x: Tensor) -> Tensor:
        return 20 * x @ nn.functional.one_hot(ORDERS, 4).float().flatten(1).T


def test_who_knows_every_quarter_has_no_loss(coloured: Images) -> None:
    method = build(RunConfig(method="jigsaw"), coloured, generator(0))
    method.encoder, method.head = ByShade(), ByPlace()  # type: ignore[assignment]
    shades = torch.tensor([[0.1, 0.35], [0.6, 0.85]]).kron(torch.ones(12, 12)).expand(1, 5, 3, 24, 24)
    assert method.loss(Batch(shades), 0)["order"] < 1e-6
    assert method.loss(Batch(shades.flip(4)), 0)["order"] > 10


def test_tiles_are_cut_anew_in_every_step_and_as_before_in_the_same(coloured: Images) -> None:
    method = build(RunConfig(method="jigsaw"), coloured, generator(0)).eval()
    batch = Batch(torch.rand(1, 4, 3, 32, 32, generator=generator(4)))
    with torch.no_grad():
        losses = [float(method.loss(batch, step)["order"]) for step in (0, 1, 0)]
    assert losses[0] == losses[2] != losses[1]


def test_where_light_comes_from_one_side_the_order_is_soon_known() -> None:
    slope = torch.linspace(0, 200, 32)
    pixels = (slope[:, None] + 0.25 * slope).expand(64, 3, 32, 32) + torch.rand(64, 3, 1, 1, generator=generator(5)) * 5
    images = Images(pixels.to(torch.uint8), torch.empty(0, dtype=torch.int64), ())
    config = usual_config("jigsaw", recipe=PRESETS["None"], batch_size=32, warmup=0, epochs=15.0)
    training = Training(build(config, images, generator(0)), images, config)
    losses = [event.terms["order"] for event in training if isinstance(event, Step)]
    assert losses[0] > math.log(24)
    assert losses[-1] < 0.5 * math.log(24)
