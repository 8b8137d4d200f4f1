import pytest
import torch

from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.models import empty_encoder, make_encoder
from ssl_demo.models.encoders import SIZES
from ssl_demo.randomness import generator


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("side", [16, 24, 32])
def test_every_encoder_turns_images_of_any_side_into_features(size: str, side: int, coloured: Images) -> None:
    encoder = make_encoder(size, coloured.pixels, generator(0)).eval()
    x = torch.rand(2, 3, side, side, generator=generator(1))
    features, maps = encoder(x), encoder.maps(x)
    assert features.shape == (2, encoder.width) == maps.shape[:2]
    torch.testing.assert_close(features, torch.nn.functional.adaptive_avg_pool2d(maps, 1).flatten(1))
    assert features.isfinite().all()


@pytest.mark.parametrize("size", SIZES)
def test_the_generator_alone_decides_the_weights(size: str, coloured: Images) -> None:
    first, again, other = (make_encoder(size, coloured.pixels, generator(seed)).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


@pytest.mark.parametrize("size", SIZES)
def test_weights_move_into_an_empty_encoder(size: str, coloured: Images) -> None:
    full, empty = make_encoder(size, coloured.pixels, generator(0)).eval(), empty_encoder(size).eval()
    empty.load_state_dict(full.state_dict())
    x = torch.rand(2, 3, 32, 32, generator=generator(1))
    torch.testing.assert_close(empty(x), full(x), rtol=0, atol=0)


def test_sizes_grow() -> None:
    weights = [sum(p.numel() for p in empty_encoder(size).parameters()) for size in ("S", "M", "L", "resnet18")]
    assert weights == sorted(weights)
    assert 0.9e6 < weights[1] < 1.1e6
    assert 11.1e6 < weights[3] < 11.3e6


def test_an_unknown_size_is_one_sentence() -> None:
    with pytest.raises(UserError, match="choose one of S, M, L, resnet18"):
        empty_encoder("XXL")
