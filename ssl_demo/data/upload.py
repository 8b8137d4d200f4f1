"""Zips of image folders, handed over by people: unpacked with suspicion, kept under a name of their own."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import itertools
import json
import re
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any, BinaryIO

from ssl_demo.data.cache import cache_path, cached, source_key
from ssl_demo.data.folder import is_image, list_folder, load_folder
from ssl_demo.data.images import Dataset
from ssl_demo.errors import UserError
from ssl_demo.places import data_home
from ssl_demo.zips import DAMAGE

MOST_ENTRIES = 60_000
MOST_BYTES = 1 << 30
MOST_RATIO = 100
RATIO_FROM = 1 << 20
"""Bytes of one file from which on its compression ratio is looked at."""

RESERVED = ("scenes", "cifar10", "cifar100")
ABOUT = "about.json"
PIECE = 1 << 18


def add_zip(file: BinaryIO | Path, name: str) -> str:
    """Unpack a zip of `train/<class>/` (and `test/<class>/`) and return the name it can be loaded by from now on.

    The zip may have one folder around the whole; hidden files, __MACOSX and files other than images are left out.
    Raises UserError, with nothing kept, for anything that is no such zip, leads outside its folder, or is larger than
    60,000 entries or 1 GiB unpacked, and for all that `load_folder` refuses.
    """
    try:
        uploads_home().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=uploads_home(), prefix=".", ignore_cleanup_errors=True) as temporary:
            _unpack(file, Path(temporary))
            root = _without_wrapping(Path(temporary))
            dataset = load_folder(root)
            (root / ABOUT).write_text(json.dumps(_about(name, dataset)))
            folder = _settle(root, _slug(name))
    except UserError:
        raise
    except DAMAGE as error:
        raise UserError("The file is not a whole zip; make the zip again and upload that.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("The disk is full; make room and upload the zip again.") from error
        raise UserError(f"The zip can't be unpacked ({error.strerror or error}); make it again.") from error
    cached(_key(folder), lambda: dataclasses.replace(dataset, name=folder.name))
    return folder.name


def uploads_home() -> Path:
    """The folder that holds one folder per uploaded data set."""
    return data_home() / "uploads"


def uploads() -> list[str]:
    """The names of the uploaded data sets, in order."""
    if not uploads_home().is_dir():
        return []
    return sorted(f.name for f in uploads_home().iterdir() if f.is_dir() and not f.name.startswith("."))


def load_upload(name: str) -> Dataset:
    """The uploaded data set of this name, which must be one of `uploads()`."""
    folder = uploads_home() / name
    return cached(_key(folder), lambda: load_folder(folder))


def describe_upload(name: str) -> dict[str, Any]:
    """Title, classes and sizes as found when it was uploaded. Raises OSError or ValueError when that is lost."""
    about = json.loads((uploads_home() / name / ABOUT).read_text())
    if not isinstance(about, dict) or not {"title", "classes", "train", "test"} <= about.keys():
        raise ValueError("not a description of a data set")
    return about


def remove_upload(name: str) -> None:
    """Delete an uploaded data set with its cache. Raises UserError when there is none of this name."""
    if name not in uploads():
        raise UserError(f"There is no uploaded data set '{name}'; it may have been removed already.")
    folder = uploads_home() / name
    with contextlib.suppress(UserError, OSError):  # a set too damaged to be listed has no cache to be found
        cache_path(_key(folder)).unlink(missing_ok=True)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise UserError(f"'{name}' can't be removed ({error.strerror}); check its permissions.") from error


def _key(folder: Path) -> str:
    train, test = list_folder(folder)
    return source_key("upload", folder, [file for split in (train, test) for files in split.values() for file in files])


def _unpack(file: BinaryIO | Path, target: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise UserError(f"The zip has {len(entries):,} entries; {MOST_ENTRIES:,} are the most.")
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise UserError(_too_large())
        left = MOST_BYTES
        for entry in entries:
            path = _safe_path(entry)
            if any(part.startswith(".") or part == "__MACOSX" for part in path.parts):
                continue
            if entry.is_dir():
                (target / path).mkdir(parents=True, exist_ok=True)
            elif is_image(path.name):
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, (target / path).open("wb") as unpacked:
                    left -= _copy(packed, unpacked, entry, left)


def _safe_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's path inside the target folder. Raises UserError for one that could lead elsewhere."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or PureWindowsPath(name).drive or ".." in path.parts:
        raise UserError(f"The zip has a path that leads out of its folder ({entry.filename!r}); make it without.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UserError(f"The zip holds a link ({entry.filename!r}); put the file itself there.")
    if entry.flag_bits & 1:
        raise UserError("The zip is locked with a password; make it without one.")
    return path


def _copy(packed: IO[bytes], unpacked: IO[bytes], entry: zipfile.ZipInfo, left: int) -> int:
    """Copy one file and return its bytes. What counts is what comes out, not what the header promises."""
    size = 0
    while piece := packed.read(PIECE):
        size += len(piece)
        if size > left:
            raise UserError(_too_large())
        if size > RATIO_FROM and size > MOST_RATIO * entry.compress_size:
            raise UserError(f"{entry.filename!r} unpacks to over {MOST_RATIO} times its size; no image does that.")
        unpacked.write(piece)
    return size


def _without_wrapping(folder: Path) -> Path:
    """The folder that holds `train`: this one, or the only one in it."""
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and inside[0].name != "train":
        return inside[0]
    return folder


def _settle(root: Path, slug: str) -> Path:
    """Move the unpacked folder to the first free name. A folder is moved as a whole or not at all."""
    for number in itertools.count(1):
        folder = uploads_home() / (slug if number == 1 else f"{slug}-{number}")
        if folder.name in RESERVED or folder.exists():
            continue
        return root.rename(folder)
    raise AssertionError("unreachable: the count has no end")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".zip")).strip("-")[:40] or "upload"


def _about(name: str, dataset: Dataset) -> dict[str, Any]:
    sizes = {"train": len(dataset.train), "test": len(dataset.test)}
    return {"title": name.removesuffix(".zip").strip() or "Upload", "classes": dataset.train.classes, **sizes}


def _too_large() -> str:
    return f"The zip unpacks to more than {MOST_BYTES >> 30} GiB; make the images smaller or fewer."
