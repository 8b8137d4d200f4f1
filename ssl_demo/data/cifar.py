"""CIFAR-10 and CIFAR-100 as torchvision keeps them (Krizhevsky, 2009, "Learning Multiple Layers of Features")."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ssl_demo.data.images import Dataset, Images
from ssl_demo.errors import UserError


@dataclass(frozen=True)
class Cifar:
    """What is known of a CIFAR without opening it or importing torchvision: sizes are in bytes."""

    name: str
    title: str
    folder: str
    archive: str
    archive_size: int
    unpacked_size: int
    classes: tuple[str, ...]
    train: int = 50_000
    test: int = 10_000

    def found(self, root: Path) -> bool:
        """Whether the root holds anything of it: the unpacked folder or the archive, whole or not."""
        return (root / self.folder).is_dir() or (root / self.archive).is_file()

    def present(self, root: Path) -> bool:
        """Whether it looks complete, by names and sizes alone."""
        archive = root / self.archive
        return (root / self.folder).is_dir() or (archive.is_file() and archive.stat().st_size == self.archive_size)

    def files(self, root: Path) -> list[Path]:
        """The files that its content depends on: the unpacked ones, or the archive."""
        return sorted((root / self.folder).iterdir()) if (root / self.folder).is_dir() else [root / self.archive]


CIFAR100_CLASSES = (
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy",
    "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock",
    "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish",
    "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion",
    "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange",
    "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate", "poppy", "porcupine",
    "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk",
    "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank",
    "telephone", "television", "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale",
    "willow_tree", "wolf", "woman", "worm",
)  # fmt: skip

CIFARS = {
    "cifar10": Cifar(
        name="cifar10",
        title="CIFAR-10",
        folder="cifar-10-batches-py",
        archive="cifar-10-python.tar.gz",
        archive_size=170_498_071,
        unpacked_size=186_000_000,
        classes=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    ),
    "cifar100": Cifar(
        name="cifar100",
        title="CIFAR-100",
        folder="cifar-100-python",
        archive="cifar-100-python.tar.gz",
        archive_size=169_001_437,
        unpacked_size=187_000_000,
        classes=CIFAR100_CLASSES,
    ),
}


def load_cifar(name: str, root: Path) -> Dataset:
    """CIFAR from a torchvision root, unpacking the archive when only that is there.

    Every file's MD5 is checked by torchvision before its content is read. Raises UserError when one is missing or
    damaged.
    """
    cifar, source = CIFARS[name], torchvision_class(name)
    try:
        if not intact(name, root):
            unpack(name, root)
        with warnings.catch_warnings():  # the batches were written by an old NumPy, of which a new one complains
            warnings.simplefilter("ignore")
            train, test = (_images(source(root, train=train)) for train in (True, False))
    except (OSError, RuntimeError) as error:
        raise UserError(f"{cifar.title} can't be read from {root} ({error}); check the disk and try again.") from error
    return Dataset(name, train, test)


def intact(name: str, root: Path) -> bool:
    """Whether all unpacked files are there and have the MD5 sums that torchvision knows."""
    source = torchvision_class(name)
    sums = [*source.train_list, *source.test_list, (source.meta["filename"], source.meta["md5"])]
    return all(_has_md5(root / source.base_folder / file, md5) for file, md5 in sums)


def unpack(name: str, root: Path) -> None:
    """Unpack the archive in this root. Raises UserError where it is missing or damaged, OSError from the disk."""
    source = torchvision_class(name)
    archive = root / source.filename
    if not _has_md5(archive, source.tgz_md5):
        raise UserError(
            f"{CIFARS[name].title} is incomplete or damaged (an MD5 sum is wrong): download it again with "
            f"'python -m ssl_demo download {name}'."
        )
    from torchvision.datasets.utils import extract_archive

    extract_archive(archive, root)


def torchvision_class(name: str) -> Any:
    """torchvision's own data set class: it knows the address, the archive and the MD5 sums."""
    from ssl_demo.torchvision_ops import torchvision

    return {"cifar10": torchvision.datasets.CIFAR10, "cifar100": torchvision.datasets.CIFAR100}[name]


def _has_md5(file: Path, md5: str) -> bool:
    from torchvision.datasets.utils import check_integrity

    return bool(check_integrity(file, md5))


def _images(split: Any) -> Images:
    pixels = torch.from_numpy(split.data).permute(0, 3, 1, 2).contiguous()
    return Images(pixels, torch.tensor(split.targets, dtype=torch.int64), tuple(split.classes))
