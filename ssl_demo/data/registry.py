"""Every data set there is on this machine, by name or by path."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ssl_demo.config import SubsetConfig
from ssl_demo.data.cache import cached, source_key
from ssl_demo.data.cifar import CIFARS, Cifar, load_cifar
from ssl_demo.data.folder import list_folder, load_folder
from ssl_demo.data.handed import handed
from ssl_demo.data.images import Dataset
from ssl_demo.data.parquet import load_parquet
from ssl_demo.data.subset import subset
from ssl_demo.data.upload import describe_upload, load_upload, remove_upload, uploads
from ssl_demo.errors import UserError
from ssl_demo.places import data_home

__all__ = ["Entry", "catalogue", "dataset_title", "images_in", "load", "remove_upload", "subset"]


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue: what can be told without decoding an image.

    present: whether it can be loaded now. train and test: numbers of images.
    """

    name: str
    title: str
    about: str
    present: bool
    classes: tuple[str, ...]
    train: int
    test: int
    downloadable: bool


def load(name_or_path: str) -> Dataset:
    """The data set of this name (scenes, cifar10, cifar100, an uploaded one) or in the folder of this path.

    "scenes:texture=0.4" are scenes with that strength; several are parted by commas, see `scenes.Strengths`. A path is
    a torchvision root with a CIFAR in it, a folder `train/<class>/`, or a folder of Hugging Face parquet.
    The first load decodes; later ones come from a cache while the files stay as they are. Raises UserError.
    """
    if (from_elsewhere := handed(name_or_path)) is not None:
        return from_elsewhere
    if is_scenes(name_or_path):
        from ssl_demo.data.scenes import load_scenes, strengths_of

        return load_scenes(strengths_of(name_or_path))
    if cifar := CIFARS.get(name_or_path):
        if not cifar.found(data_home()):
            raise UserError(
                f"{cifar.title} is not on this machine yet: download it with 'python -m ssl_demo download "
                f"{cifar.name}', or use the embedded data set 'scenes'."
            )
        return _load_cifar(cifar, data_home())
    if name_or_path in uploads():
        return load_upload(name_or_path)
    path = Path(name_or_path).expanduser()
    if not name_or_path or not path.exists():
        names = ", ".join(["scenes", *CIFARS, *uploads()])
        raise UserError(f"There is no data set '{name_or_path}'; choose one of {names}, or give the path of a folder.")
    return _load_path(path.resolve())


def is_scenes(name: str) -> bool:
    """Whether this is the name of the embedded data set, with the usual strengths or with others."""
    return name.partition(":")[0] == "scenes"


def dataset_title(name_or_path: str) -> str:
    """What people call a data set: the catalogue's title, scenes with their strengths, or the last part of a path."""
    if is_scenes(name_or_path):
        from ssl_demo.data.scenes import strengths_of, title_of

        with contextlib.suppress(UserError):
            return title_of(strengths_of(name_or_path))
    return next((entry.title for entry in catalogue() if entry.name == name_or_path), Path(name_or_path).name)


def catalogue() -> list[Entry]:
    """The embedded, the downloadable and the uploaded data sets, in this order, without opening an image."""
    return [_scenes_entry(), *map(_cifar_entry, CIFARS.values()), *_upload_entries()]


def images_in(config: SubsetConfig) -> float:
    """How many training images a config names, without opening any; infinite where that can't be told."""
    name = config.dataset.partition(":")[0] if is_scenes(config.dataset) else config.dataset
    entry = next((entry for entry in catalogue() if entry.name == name), None)
    if entry is None:
        return config.images or math.inf
    share = len(config.classes) / len(entry.classes) if config.classes else 1.0
    return min(config.images or math.inf, entry.train * share)


def _load_path(path: Path) -> Dataset:
    if path.is_file():
        raise UserError(f"{path.name} is a file; give the folder of a data set (a zip has to be unpacked first).")
    roots = [(cifar, root) for cifar in CIFARS.values() for root in (path, path.parent)]
    found = [(c, root) for c, root in roots if c.found(root) and (root == path or path.name == c.folder)]
    if len(found) > 1:
        raise UserError(f"{path.name} holds both CIFARs; give the path of the folder of one of them.")
    if found:
        return _load_cifar(*found[0])
    if files := sorted(path.glob("*.parquet")):
        return cached(source_key("parquet", path, files), lambda: load_parquet(path))
    if (path / "train").is_dir():
        listed = [file for split in list_folder(path) for files in split.values() for file in files]
        return cached(source_key("folder", path, listed), lambda: load_folder(path))
    raise UserError(
        f"{path.name} holds no data set: it needs train/<class>/ with images, train-*.parquet, or torchvision's CIFAR."
    )


def _load_cifar(cifar: Cifar, root: Path) -> Dataset:
    return cached(source_key(cifar.name, root, cifar.files(root)), lambda: load_cifar(cifar.name, root))


def _scenes_entry() -> Entry:
    from ssl_demo.data.scenes import CLASSES, TEST, TRAIN

    about = "Toys drawn by this app from a seed: always here, with their ground truth."
    return Entry("scenes", "Scenes", about, True, CLASSES, TRAIN, TEST, downloadable=False)


def _cifar_entry(cifar: Cifar) -> Entry:
    about = f"Photographs in {len(cifar.classes)} classes, a download of {cifar.archive_size // 1_000_000} MB."
    return Entry(
        cifar.name,
        cifar.title,
        about,
        cifar.present(data_home()),
        cifar.classes,
        cifar.train,
        cifar.test,
        downloadable=True,
    )


def _upload_entries() -> Iterator[Entry]:
    for name in uploads():
        try:
            found = describe_upload(name)
            classes, train, test = tuple(found["classes"]), int(found["train"]), int(found["test"])
            yield Entry(name, str(found["title"]), "Uploaded here.", True, classes, train, test, downloadable=False)
        except (OSError, ValueError, TypeError):
            about = "Uploaded here, but damaged; remove it and upload it again."
            yield Entry(name, name, about, False, (), 0, 0, downloadable=False)
