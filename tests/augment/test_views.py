import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as tv

from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.views import make_view, make_view_with_parameters, make_views
from ssl_demo.config import Recipe
from ssl_demo.errors import UserError

EVERYTHING = Recipe(blur=0.5, solarise=0.3, cutout=0.4)
EXTREME = Recipe(
    crop_min=0.05, jitter=1, brightness=1, contrast=1, saturation=1, hue=0.5, blur=1, blur_sigma=2, cutout=0.75
)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pixels(count: int = 8, height: int = 32, width: int = 32) -> Tensor:
    return torch.randint(0, 256, (count, 3, height, width), dtype=torch.uint8, generator=seeded(7))


def test_the_preset_none_gives_the_pixels_over_255_exactly() -> None:
    images = pixels()
    assert torch.equal(make_view(images, PRESETS["None"], seeded()), images.float() / 255)


def test_the_preset_none_at_a_smaller_side_is_torchvisions_resize() -> None:
    images = pixels()
    theirs = tv.resize(images.float() / 255, [24, 24], antialias=True)
    torch.testing.assert_close(make_view(images, PRESETS["None"], seeded(), side=24), theirs, atol=2e-6, rtol=0)


@pytest.mark.parametrize("recipe", [*PRESETS.values(), EVERYTHING, EXTREME], ids=str)
@pytest.mark.parametrize(("height", "width", "side"), [(32, 32, 32), (32, 32, 16), (48, 20, 24), (1, 1, 16)])
def test_every_recipe_gives_float_views_in_0_to_1(recipe: Recipe, height: int, width: int, side: int) -> None:
    views = make_views(pixels(8, height, width), recipe, seeded(), views=3, side=side)
    assert views.shape == (3, 8, 3, side, side)
    assert views.dtype == torch.float32
    assert views.isfinite().all()
    assert views.min() >= 0
    assert views.max() <= 1


def test_each_view_is_torchvisions_pipeline_with_the_drawn_parameters() -> None:
    images = 110 + pixels(64) // 8
    recipe = Recipe(brightness=0.2, contrast=0.2, hue=0.0, blur=0.5, solarise=0.3)
    views, p = make_view_with_parameters(images, recipe, seeded(), side=24)
    for i, image in enumerate(images):
        box = [int(values[i]) for values in (p.crop_top, p.crop_left, p.crop_height, p.crop_width)]
        view = tv.resized_crop(image.float() / 255, *box, [24, 24], antialias=True)
        view = tv.horizontal_flip(view) if p.flip[i] else view
        view = tv.adjust_brightness(view, float(p.brightness[i]))
        view = tv.adjust_contrast(view, float(p.contrast[i]))
        view = tv.adjust_saturation(view, float(p.saturation[i]))
        view = tv.rgb_to_grayscale(view, 3) if p.greyscale[i] else view
        sigma = float(p.blur_sigma[i])
        view = tv.gaussian_blur(view, [13, 13], [sigma, sigma]) if sigma else view
        # Away from the threshold, where rounding may decide either way.
        near = (view - 0.5).abs() < 1e-3
        view = tv.solarize(view, 0.5) if p.solarise[i] else view
        assert ((views[i] - view).abs()[~near] < 5e-4).all()


def test_the_same_seed_gives_the_same_views_and_another_seed_others() -> None:
    images = pixels()
    first = make_views(images, EVERYTHING, seeded(3))
    assert torch.equal(first, make_views(images, EVERYTHING, seeded(3)))
    assert not torch.equal(first, make_views(images, EVERYTHING, seeded(4)))


def test_nothing_is_drawn_from_the_global_generator() -> None:
    before = torch.get_rng_state()
    make_views(pixels(), EVERYTHING, seeded())
    assert torch.equal(before, torch.get_rng_state())


def test_views_of_one_image_differ_from_each_other_and_so_do_those_of_equal_images() -> None:
    views = make_views(pixels(1).expand(20, -1, -1, -1), Recipe(), seeded(), views=2)
    assert len(views.flatten(0, 1).flatten(1).unique(dim=0)) == 40


def test_views_of_an_image_do_not_depend_on_the_images_after_it() -> None:
    images = pixels(8)
    alone, together = (make_views(images[:n], EVERYTHING, seeded(), views=2, side=24) for n in (3, 8))
    torch.testing.assert_close(alone, together[:, :3], atol=1e-6, rtol=0)
    others = images.clone()
    others[1:] = 255 - others[1:]
    assert torch.equal(make_view(images, EVERYTHING, seeded())[0], make_view(others, EVERYTHING, seeded())[0])


def test_view_v_of_image_i_shows_image_i() -> None:
    levels = torch.arange(0, 250, 50, dtype=torch.uint8)
    flat = levels[:, None, None, None].expand(-1, 3, 32, 32)
    views = make_views(flat, PRESETS["Crop only"], seeded(), views=3)
    torch.testing.assert_close(views, (flat.float() / 255).expand(3, -1, -1, -1, -1), atol=1e-6, rtol=0)


def test_one_view_is_the_first_of_many_asked_for_one_at_a_time() -> None:
    images = pixels(1)
    assert torch.equal(make_view(images, Recipe(), seeded()), make_views(images, Recipe(), seeded(), views=1)[0])


def test_autocast_around_does_not_round_the_views() -> None:
    images = pixels()
    plain = make_view(images, EVERYTHING, seeded())
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(make_view(images, EVERYTHING, seeded()), plain)


def test_the_pixels_are_left_as_they_were() -> None:
    images = pixels()
    make_views(images, EVERYTHING, seeded())
    assert torch.equal(images, pixels())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_cuda_device_gives_the_views_of_the_cpu() -> None:
    images, recipe = pixels(64), Recipe(blur=0.5, cutout=0.4)
    views = make_views(images.cuda(), recipe, seeded(), side=24)
    torch.testing.assert_close(views.cpu(), make_views(images, recipe, seeded(), side=24), atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    "wrong",
    [torch.zeros(2, 3, 8, 8), torch.zeros(3, 8, 8, dtype=torch.uint8), torch.zeros(0, 3, 8, 8, dtype=torch.uint8)],
    ids=["float", "one image without a batch", "no images"],
)
def test_what_is_no_batch_of_pixels_is_refused(wrong: Tensor) -> None:
    with pytest.raises(UserError, match="uint8 pixels"):
        make_view(wrong, Recipe(), seeded())


def test_no_views_at_all_are_refused() -> None:
    with pytest.raises(UserError, match="at least one view"):
        make_views(pixels(), Recipe(), seeded(), views=0)
