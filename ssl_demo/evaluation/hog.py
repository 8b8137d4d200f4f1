"""Histograms of oriented gradients: features for which nothing is learned at all."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ssl_demo.errors import UserError

ORIENTATIONS, CELL, BLOCK = 9, 8, 3
SMALLEST = CELL * BLOCK


def hog_features(pixels: Tensor) -> Tensor:
    """How strong the edges of each direction are in each part of an image: uint8 [n, 3, h, w] → float32 [n, d].

    Dalal & Triggs 2005, "Histograms of Oriented Gradients for Human Detection", as scikit-image computes it: of the
    square roots of the pixels, the gradients of whichever colour changes most; histograms of 9 orientations in cells of
    8×8 pixels; each block of 3×3 cells normalised by itself, so that d = 324 for 32×32 pixels.

    The paper compares such settings in section 6. These were chosen by a linear probe on CIFAR-10, fitted on 10, 100
    and 400 labels per class among 5,000 training images and judged on 5,000 others: 29, 43 and 48 % were right. Blocks
    of 2×2 cells cost about one point, and so do plain pixels; blocks of 4×4 cells and 12 orientations do as well. Cells
    of 4×4 pixels cost up to three points with few labels and gain one at most with 400, for several times as many
    numbers. Raises UserError for images smaller than a block, 24×24 pixels.
    """
    from skimage.feature import hog

    height, width = pixels.shape[2:]
    if min(height, width) < SMALLEST:
        raise UserError(
            f"Images of {width}×{height} pixels are too small for histograms of gradients; "
            f"choose images of at least {SMALLEST}×{SMALLEST}."
        )
    # Threads would not help: hog is mostly Python, which runs one thread at a time.
    found = [
        hog(image, ORIENTATIONS, (CELL, CELL), (BLOCK, BLOCK), transform_sqrt=True, channel_axis=-1)
        for image in pixels.permute(0, 2, 3, 1).float().numpy()
    ]
    return torch.from_numpy(np.stack(found))
