"""The weights of two known networks, trained on ImageNet with labels: found on this machine, or downloaded on request.

torchvision publishes them as files that PyTorch unpickles. Such a file can run code, so one is opened only if the
SHA-256 of all its bytes is the published one, once, and kept as safetensors from then on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from ssl_demo.errors import UserError
from ssl_demo.places import data_home


@dataclass(frozen=True)
class Published:
    """A file of weights as torchvision publishes it. size: its bytes. sha256: of all of them."""

    title: str
    url: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        return PurePosixPath(self.url).name

    @property
    def kept(self) -> Path:
        """Where the same weights lie as safetensors, once they are here."""
        return weights_home() / Path(self.file).with_suffix(".safetensors")

    @property
    def places(self) -> tuple[Path, Path]:
        """Where the file itself may lie: beside the data sets, or where torchvision keeps its downloads."""
        return weights_home() / self.file, Path(torch.hub.get_dir()) / "checkpoints" / self.file


PUBLISHED: dict[str, Published] = {
    "resnet18": Published(
        "ResNet-18",
        "https://download.pytorch.org/models/resnet18-f37072fd.pth",
        "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec",
        46_830_571,
    ),
    "vit_b_16": Published(
        "ViT-B/16",
        "https://download.pytorch.org/models/vit_b_16-c867db91.pth",
        "c867db91d3e12c6cbadabb610d73c24a546bf82d8c03a9fea34f43a712ddb0e9",
        346_328_529,
    ),
}
"""By torchvision's names for the networks."""


def weights_home() -> Path:
    """The folder of downloaded weights."""
    return data_home() / "weights"


def published(name: str) -> Published:
    """What is known of a network's weights. Raises UserError for a network that isn't among them."""
    if name not in PUBLISHED:
        raise UserError(f"There is no network {name[:40]!r} here; choose one of {', '.join(PUBLISHED)}.")
    return PUBLISHED[name]


def weights_version(weights: Published) -> tuple[str, int, int] | None:
    """Which file the weights would be read from, when it was written and its size; None where there is none."""
    for path in (weights.kept, *weights.places):
        with contextlib.suppress(OSError):
            found = path.stat()
            return str(path), found.st_mtime_ns, found.st_size
    return None


def read_weights(weights: Published) -> dict[str, Tensor] | None:
    """The tensors by name, float on the CPU; None where this machine doesn't have them.

    Raises UserError for a file that is torn or isn't the one that torchvision publishes; that one is left as it is.
    """
    try:
        if weights.kept.exists():
            return load_file(weights.kept)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{weights.kept} is damaged; delete it and download {weights.title} again.") from error
    for path in weights.places:
        if path.exists():
            found = read_published(path, weights)
            with contextlib.suppress(OSError):  # on a full disk they are read and checked again the next time
                keep(found, weights)
            return found
    return None


def read_published(path: Path, weights: Published) -> dict[str, Tensor]:
    """The tensors in a file that torchvision published. Raises UserError for any other file, which is not opened."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{path} can't be read ({error.strerror}); check its permissions.") from error
    if digest != weights.sha256:
        raise UserError(
            f"{path} is not the file that torchvision publishes (its SHA-256 is another), so it was not opened; "
            "delete it and download it again."
        )
    found: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return found


def kept_whole(weights: Published) -> bool:
    """Whether the weights are kept as safetensors in one piece, by the file's size and table of contents."""
    try:
        with safe_open(weights.kept, framework="pt"):
            return True
    except (SafetensorError, OSError):
        return False


def keep(found: Mapping[str, Tensor], weights: Published) -> None:
    """Write the tensors as safetensors, whole or not at all. Raises OSError where the disk refuses."""
    weights.kept.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=weights.kept.parent, prefix=".", suffix=".partial")
    os.close(handle)
    try:
        save_file({name: values.contiguous() for name, values in found.items()}, temporary)
        Path(temporary).replace(weights.kept)
    except SafetensorError as error:  # its way to say that the disk is full
        raise OSError(str(error)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
