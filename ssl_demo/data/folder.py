"""A folder of image files, one folder per class."""

from __future__ import annotations

from pathlib import Path

import torch

from ssl_demo.data.decode import decode_all
from ssl_demo.data.images import Dataset, Images
from ssl_demo.errors import UserError

SUFFIXES = (".png", ".jpg", ".jpeg")

TEST_EVERY = 5

Listing = dict[str, list[Path]]


def load_folder(root: Path) -> Dataset:
    """The images under `train/<class>/` and `test/<class>/` (.png, .jpg, .jpeg), as 32×32 RGB.

    Classes are the folders of `train`, by name; images are in the order of their file names. Without a folder `test`,
    a fixed fifth of every class is set aside for it: the 2nd, 7th, 12th, … image. Raises UserError for missing
    folders, fewer than two classes, an empty class, a class that is in `test` alone and an image that can't be used.
    """
    train, test = list_folder(root)
    classes = tuple(train)
    return Dataset(root.resolve().name, _decode(root, train, classes), _decode(root, test, classes))


def list_folder(root: Path) -> tuple[Listing, Listing]:
    """The files of both splits by class, without opening any. Raises UserError as `load_folder` does."""
    if not (root / "train").is_dir():
        raise UserError(f"{root.name} has no folder 'train'; put the images into train/<class>/, one folder per class.")
    train = _classes(root, "train")
    if len(train) < 2:
        raise UserError(f"{root.name} has {_count(train)} in 'train'; two classes are the least.")
    if not (root / "test").is_dir():
        return _set_aside(train)
    test = _classes(root, "test")
    if not test:
        raise UserError("The folder 'test' is empty; fill it, or remove it to have a fifth of 'train' set aside.")
    for name in test:
        if name not in train:
            raise UserError(f"The class '{name}' is in 'test' but not in 'train'; add it there or remove it.")
    return train, test


def is_image(name: str) -> bool:
    """Whether a file of this name counts as an image. Hidden files don't."""
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _classes(root: Path, split: str) -> Listing:
    found: Listing = {}
    try:
        for folder in sorted((root / split).iterdir()):
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            found[folder.name] = sorted(file for file in folder.iterdir() if is_image(file.name))
            if not found[folder.name]:
                raise UserError(
                    f"The class folder {split}/{folder.name} holds no .png, .jpg or .jpeg; add images or remove it."
                )
    except OSError as error:
        raise UserError(f"{root.name}/{split} can't be read ({error.strerror}); check its permissions.") from error
    return found


def _set_aside(files: Listing) -> tuple[Listing, Listing]:
    train = {name: [f for i, f in enumerate(fs) if i % TEST_EVERY != 1] for name, fs in files.items()}
    test = {name: fs[1::TEST_EVERY] for name, fs in files.items()}
    if not any(test.values()):
        raise UserError("Every class has a single image; add more, so that some can be set aside for testing.")
    return train, test


def _decode(root: Path, listing: Listing, classes: tuple[str, ...]) -> Images:
    files = [file for group in listing.values() for file in group]
    labels = [classes.index(name) for name, group in listing.items() for _ in group]
    pixels = decode_all(files, [file.relative_to(root).as_posix() for file in files])
    return Images(pixels, torch.tensor(labels, dtype=torch.int64), classes)


def _count(classes: Listing) -> str:
    return "only one class" if classes else "no class folders"
