import pytest
import torch
from torch import Tensor, nn

from ssl_demo.evaluation.features import embed, probe_features, raw_pixels
from ssl_demo.models import Encoder, make_encoder


class Tiny(Encoder):
    """A convolution, batch norm and dropout: the least that behaves differently in training mode."""

    width = 7

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 7, 3, stride=4), nn.BatchNorm2d(7), nn.Dropout(0.5))

    def stages(self, x: Tensor) -> tuple[Tensor, ...]:
        return (self.layers(x),)


@pytest.fixture
def pixels() -> Tensor:
    return torch.randint(0, 256, (1100, 3, 32, 32), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def encoder() -> Tiny:
    torch.manual_seed(0)
    return Tiny()


def test_embedding_is_the_encoders_output_in_evaluation_mode(encoder: Tiny, pixels: Tensor) -> None:
    found = embed(encoder, pixels)
    with torch.no_grad():
        expected = encoder.eval()(pixels.float() / 255)
    assert found.shape == (1100, 7) and found.dtype == torch.float32
    torch.testing.assert_close(found, expected)


def test_probe_features_are_the_average_beside_the_four_quarters_of_image_and_mirror_image(
    encoder: Tiny, pixels: Tensor
) -> None:
    found = probe_features(encoder, pixels[:3])
    x = pixels[:3].float() / 255
    halves = (slice(4), slice(4, 8))
    expected = torch.zeros(3, 35)
    with torch.no_grad():
        for maps in map(encoder.eval().maps, (x, x[..., list(range(31, -1, -1))])):
            quarters = [maps[:, :, rows, columns].mean((2, 3)) for rows in halves for columns in halves]
            expected += torch.cat([maps.mean((2, 3)), torch.stack(quarters, dim=2).flatten(1)], dim=1) / 2
    torch.testing.assert_close(found, expected)


def test_probe_features_are_of_the_last_two_stages(pixels: Tensor) -> None:
    encoder = make_encoder("S", pixels, torch.Generator().manual_seed(0)).eval()
    found = probe_features(encoder, pixels[:5])
    with torch.no_grad():
        sides = [pixels[:5].float() / 255, pixels[:5].flip(3).float() / 255]
        early = sum(encoder.blocks[:2](encoder.stem(x)).mean((2, 3)) for x in sides) / 2
        last = sum(encoder(x) for x in sides) / 2
    torch.testing.assert_close(found[:, :64], early)
    torch.testing.assert_close(found[:, 5 * 64 : 5 * 64 + 128], last)


def test_a_mirror_image_has_the_same_features_where_they_are_averaged(encoder: Tiny, pixels: Tensor) -> None:
    for read in (probe_features, lambda *given: embed(*given, mirrored=True)):
        torch.testing.assert_close(read(encoder, pixels[:9].flip(3)), read(encoder, pixels[:9]))
    assert not torch.allclose(embed(encoder, pixels[:9].flip(3)), embed(encoder, pixels[:9]))


def test_each_part_is_back_in_its_own_mode_even_after_an_error(encoder: Tiny, pixels: Tensor) -> None:
    encoder.train()
    encoder.layers[1].eval()
    embed(encoder, pixels[:2])
    with pytest.raises(RuntimeError):
        embed(encoder, pixels[:2, :2])
    assert [part.training for part in encoder.modules()] == [True, True, True, False, True]


def test_reading_features_leaves_no_gradient_and_no_trace_in_the_weights(encoder: Tiny, pixels: Tensor) -> None:
    encoder.train()
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    assert not embed(encoder, pixels).requires_grad
    assert all(torch.equal(before[name], value) for name, value in encoder.state_dict().items())


def test_autocast_gives_nearly_the_same_in_float32(pixels: Tensor) -> None:
    encoder = make_encoder("S", pixels, torch.Generator().manual_seed(0))
    exact, fast = probe_features(encoder, pixels[:40]), probe_features(encoder, pixels[:40], autocast=True)
    assert fast.dtype == torch.float32 and exact.shape == (40, 5 * (64 + encoder.width))
    assert 0 < (exact - fast).norm() / exact.norm() < 0.05


def test_raw_pixels_are_the_image_in_0_to_1(pixels: Tensor) -> None:
    found = raw_pixels(pixels)
    assert found.shape == (1100, 3072)
    assert torch.equal((found * 255).round().to(torch.uint8).view_as(pixels), pixels)
