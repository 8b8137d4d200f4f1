import pytest
import torch

from ssl_demo.evaluation.axes import principal_axes


@pytest.mark.parametrize("n, d", [(30, 8), (8, 30), (10, 10)])
def test_axes_are_at_right_angles_and_lose_nothing(n: int, d: int) -> None:
    x = torch.randn(n, d, generator=torch.Generator().manual_seed(0)) * torch.logspace(-2, 1, d)
    coordinates, axes = principal_axes(x)
    torch.testing.assert_close(coordinates @ axes, x, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(axes @ axes.T, torch.eye(len(axes)), atol=1e-4, rtol=0)
    between = coordinates.T @ coordinates
    assert (between - between.diag().diag()).abs().max() < 1e-4 * between.max()
    assert between.diag().argmax() == len(axes) - 1


def test_directions_without_spread_are_left_out_where_images_are_few() -> None:
    repeated = torch.randn(3, 50, generator=torch.Generator().manual_seed(0)).repeat(4, 1)
    assert principal_axes(repeated)[1].shape == (3, 50)
