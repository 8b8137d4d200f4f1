import torch

from ssl_demo.augment.cutout import cut_out


def test_cutout_fills_one_whole_square_with_the_mean_and_leaves_the_rest() -> None:
    images = torch.rand(4, 3, 24, 24, generator=torch.Generator().manual_seed(0))
    left, top = torch.tensor([0.0, 0.25, 0.5, 0.3]), torch.tensor([0.5, 0.0, 0.25, 0.7])
    side = torch.tensor([0.5, 0.75, 0.25, 0.0])
    cut = cut_out(images, left, top, side)
    for i, image in enumerate(images):
        expected, length = image.clone(), round(24 * float(side[i]))
        x, y = round(24 * float(left[i])), round(24 * float(top[i]))
        expected[:, y : y + length, x : x + length] = image.mean()
        torch.testing.assert_close(cut[i], expected)
