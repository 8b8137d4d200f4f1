"""K-means patches: features that are learned without labels, and without training a network.

Cut small patches out of images, even out their brightness and contrast, whiten them, and let k-means find the typical
ones. An image is then described by how much its four quarters hold of each. Coates, Lee & Ng 2011, "An Analysis of
Single-Layer Networks in Unsupervised Feature Learning": with 4,000 typical patches this was better on CIFAR-10 than
all that had been published before, deep networks included.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.evaluation.threads import threads_for
from ssl_demo.models.stem import zca

PATCH = 6
CENTRES = 400
"""Half as many are half a point worse in a linear probe on 100 labels per class of CIFAR-10, and as good on 10."""

PATCHES, MINIBATCH = 80_000, 4096
FLAT = 10.0
"""Added to a patch's variance, of pixels in 0…255: else what hardly varies would be blown up to full contrast."""

TOGETHER = 4
"""Images described at a time: few, so that the numbers on the way stay in a core's cache."""


@dataclass(frozen=True)
class KMeansPatches:
    """What is learned from patches of d = 108 numbers. mean: float32 [d]; whitening: [d, d]; centres: [K, d]."""

    mean: Tensor
    whitening: Tensor
    centres: Tensor

    @classmethod
    def learn(cls, pixels: Tensor, generator: torch.Generator, centres: int = CENTRES) -> KMeansPatches:
        """From patches at 80,000 random places of these images, uint8 [n, 3, h, w]; the paper's section 3.1.

        The same images and generator give the same numbers. Raises UserError for images smaller than a patch.
        """
        from sklearn.cluster import MiniBatchKMeans

        places = _places(pixels)
        drawn = [torch.randint(size, (PATCHES,), generator=generator) for size in places.shape[:3]]
        patches = normalised(places[tuple(drawn)])
        seed = int(torch.randint(2**31, (), generator=generator))
        kmeans = MiniBatchKMeans(centres, batch_size=MINIBATCH, n_init=1, random_state=seed)
        # Sums that threads share differ in their last digits from time to time, and k-means can make much of that.
        with threads_for(0):
            mean, whitening = patches.mean(dim=0), zca(patches)
            kmeans.fit(((patches - mean) @ whitening).numpy())
        return cls(mean, whitening, torch.from_numpy(kmeans.cluster_centers_))

    @torch.no_grad()
    def activations(self, patches: Tensor) -> Tensor:
        """How much nearer than the average centre each one is, zero if it is farther: uint8 [m, …] → float32 [m, K].

        The "triangle" of section 3.1: f_k = max(0, mean(z) - z_k), where z_k is the distance to centre k.
        """
        distances = torch.cdist((normalised(patches) - self.mean) @ self.whitening, self.centres)
        return distances.mean(dim=1, keepdim=True).sub(distances).relu_()

    def __call__(self, pixels: Tensor) -> Tensor:
        """Activations of the patches at all places, summed over quarters: uint8 [n, 3, h, w] → float32 [n, 4 · K].

        Quarter by quarter in reading order; where places are odd in number, the upper and the left ones have one more
        (section 3.2). Every second place only, in rows and columns, would cost such a probe one to two points.
        Raises UserError for images smaller than a patch.
        """
        chunks = _places(pixels).split(TOGETHER)
        # To split each of many short steps among threads takes longer than it saves: every thread has its own images.
        threads = torch.get_num_threads()
        with threads_for(0), ThreadPoolExecutor(threads) as pool:
            return torch.cat(list(pool.map(self._quarters, chunks)))

    def _quarters(self, places: Tensor) -> Tensor:
        n, rows, columns = places.shape[:3]
        maps = self.activations(places.flatten(0, 2)).view(n, rows, columns, -1)
        upper, left = (rows + 1) // 2, (columns + 1) // 2
        halves = (maps[:, :upper], maps[:, upper:])
        quarters = [part for half in halves for part in (half[:, :, :left], half[:, :, left:])]
        return torch.cat([quarter.sum(dim=(1, 2)) for quarter in quarters], dim=1)


def normalised(patches: Tensor) -> Tensor:
    """Patches of mean zero and of variance nearly one: uint8 [m, …] → float32 [m, d]; section 3.1."""
    x = patches.flatten(1).float()
    x -= x.mean(dim=1, keepdim=True)
    variance = x.square().sum(dim=1, keepdim=True) / (x.shape[1] - 1)
    return x.mul_((variance + FLAT).rsqrt_())


def _places(pixels: Tensor) -> Tensor:
    """The patches at all places of each image, as a view: uint8 [n, 3, h, w] → [n, h - 5, w - 5, 6, 18]."""
    height, width = pixels.shape[2:]
    if min(height, width) < PATCH:
        raise UserError(f"Images of {width}×{height} pixels hold no patch; choose images of at least {PATCH}×{PATCH}.")
    # With the colours side by side, a row of a patch is one piece of memory, and copying it is several times as fast.
    rows_of_colours = pixels.permute(0, 2, 3, 1).flatten(2)
    return rows_of_colours.unfold(1, PATCH, 1).unfold(2, 3 * PATCH, 3)
