import math

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import Batch, build
from ssl_demo.methods.build import make_knobs
from ssl_demo.methods.mae import MAE, painting_error
from ssl_demo.models.masking import random_order
from ssl_demo.randomness import generator


def mae(images: Images, **knobs: float) -> MAE:
    made = build(RunConfig(method="mae", encoder="S", epochs=1.0, knobs=knobs), images, generator(0))
    assert isinstance(made, MAE)
    return made


def pictures(b: int, height: int, width: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(b, 3, height, width, generator=generator(seed))


def by_the_paper(painted: torch.Tensor, images: torch.Tensor, hidden: torch.Tensor) -> float:
    """§3: the mean squared error on masked patches, pixel by pixel, each patch less its mean, over its deviation."""
    errors = []
    columns = images.shape[3] // 4
    for image, places, guesses in zip(images, hidden.tolist(), painted.tolist(), strict=True):
        for place, guess in zip(places, guesses, strict=True):
            top, left = 4 * (place // columns), 4 * (place % columns)
            pixels = [float(image[c, top + y, left + x]) for c in range(3) for y in range(4) for x in range(4)]
            mean = sum(pixels) / len(pixels)
            deviation = math.sqrt(sum((p - mean) ** 2 for p in pixels) / len(pixels) + 1e-4)
            errors += [(g - (p - mean) / deviation) ** 2 for g, p in zip(guess, pixels, strict=True)]
    return sum(errors) / len(errors)


@pytest.mark.parametrize(("b", "height", "width", "count"), [(1, 16, 16, 12), (3, 16, 24, 5)])
def test_the_error_is_that_of_the_paper(b: int, height: int, width: int, count: int) -> None:
    images = pictures(b, height, width)
    hidden = random_order(b, height * width // 16, generator(1))[:, :count]
    painted = torch.randn(b, count, 48, generator=generator(2))
    assert float(painting_error(painted, images, hidden)) == pytest.approx(by_the_paper(painted, images, hidden), 1e-4)


def test_the_gradient_is_that_of_a_mean_over_hidden_patches_alone() -> None:
    images = pictures(2, 16, 16)
    mask = torch.zeros(2, 16)
    hidden = random_order(2, 16, generator(1))[:, :6]
    mask.scatter_(1, hidden, 1.0)
    everywhere = torch.randn(2, 16, 48, generator=generator(2)).requires_grad_()
    (ours,) = torch.autograd.grad(
        painting_error(everywhere[torch.arange(2)[:, None], hidden], images, hidden), everywhere
    )
    # The authors' code: the error of all patches, and then a mean over those that the mask is 1 for.
    target = images.view(2, 3, 4, 4, 4, 4).permute(0, 2, 4, 1, 3, 5).reshape(2, 16, 48)
    target = (target - target.mean(-1, keepdim=True)) / (target.var(-1, correction=0, keepdim=True) + 1e-4).sqrt()
    by_mask = ((everywhere - target).square().mean(-1) * mask).sum() / mask.sum()
    (theirs,) = torch.autograd.grad(by_mask, everywhere)
    torch.testing.assert_close(ours, theirs)
    assert (ours[mask == 0] == 0).all()


def watched(made: MAE, batch: torch.Tensor, step: int = 0) -> dict[str, torch.Tensor]:
    """The loss of one step, and what went into the encoder and the decoder."""
    found: dict[str, torch.Tensor] = {}
    watch_encoder = made.encoder.blocks[0].register_forward_pre_hook(lambda _, args: found.update(encoded=args[0]))
    watch_decoder = made.decoder.register_forward_hook(
        lambda _, args, out: found.update(visible=args[1], hidden=args[2], painted=out)
    )
    with torch.no_grad():
        found["loss"] = made.loss(Batch(batch), step)["painting"]
    watch_encoder.remove()
    watch_decoder.remove()
    return found


@pytest.mark.parametrize(("masked", "side", "seen"), [(0.75, 24, 9), (0.75, 32, 16), (0.9, 16, 2), (0.1, 24, 32)])
def test_the_encoder_sees_the_visible_patches_and_no_others(
    coloured: Images, masked: float, side: int, seen: int
) -> None:
    found = watched(mae(coloured, masked=masked), pictures(5, side, side)[None])
    patches = (side // 4) ** 2
    assert found["encoded"].shape == (5, seen, 128)
    assert found["visible"].shape == (5, seen) and found["hidden"].shape == (5, patches - seen)
    both = torch.cat([found["visible"], found["hidden"]], dim=1)
    assert torch.equal(both.sort(dim=1).values, torch.arange(patches).expand(5, patches))


def test_what_is_painted_does_not_hang_on_hidden_patches_nor_the_target_on_visible_ones(coloured: Images) -> None:
    made, images = mae(coloured), pictures(4, 24, 24)
    before = watched(made, images[None])
    for which in ("visible", "hidden"):
        changed = images.clone()
        for image, places in enumerate(before[which].tolist()):
            for place in places:
                top, left = 4 * (place // 6), 4 * (place % 6)
                changed[image, :, top : top + 4, left : left + 4] = 0
        after = watched(made, changed[None])
        same = torch.equal(after["painted"], before["painted"])
        assert same == (which == "hidden")
        error = painting_error(before["painted"], changed, before["hidden"])
        assert torch.equal(error, before["loss"]) == (which == "visible")


def test_masks_differ_between_images_and_steps_and_hang_on_the_step_alone(coloured: Images) -> None:
    made, images = mae(coloured), pictures(8, 24, 24)[None]
    first, again, later = (watched(made, images, step) for step in (3, 3, 4))
    assert len({frozenset(row) for row in first["visible"].tolist()}) == 8
    assert torch.equal(first["visible"], again["visible"]) and torch.equal(first["loss"], again["loss"])
    assert not torch.equal(first["visible"], later["visible"])


def test_hiding_everything_is_refused_with_a_reason() -> None:
    with pytest.raises(UserError, match=r"masked is 1; it has to lie between .*: with every patch masked the encoder"):
        make_knobs(MAE, {"masked": 1.0})
