"""Data sets small enough to make anew for every test."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import pickle
import sys
import tarfile
import types
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ssl_demo.data import cifar as cifar_module


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home, not yet made."""
    monkeypatch.setenv("SSL_DEMO_DATA", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def scenes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the embedded data set: what the catalogue reads of it."""
    fake = types.ModuleType("ssl_demo.data.scenes")
    fake.CLASSES, fake.TRAIN, fake.TEST = ("ball", "car"), 12_000, 2_000
    monkeypatch.setitem(sys.modules, "ssl_demo.data.scenes", fake)


@pytest.fixture
def image_bytes() -> Callable[..., bytes]:
    """An encoded picture of one colour."""

    def make(
        colour: tuple[int, int, int] = (200, 30, 60), size: tuple[int, int] = (32, 32), kind: str = "PNG"
    ) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", size, colour).save(buffer, kind)
        return buffer.getvalue()

    return make


@pytest.fixture
def folder(tmp_path: Path, image_bytes: Callable[..., bytes]) -> Callable[..., Path]:
    """A folder of images: `folder({"train/cat": 3})`; the i-th image of a class has red = i."""

    def make(counts: dict[str, int], name: str = "toys") -> Path:
        for path, count in counts.items():
            (tmp_path / name / path).mkdir(parents=True)
            for i in range(count):
                (tmp_path / name / path / f"{i:03}.png").write_bytes(image_bytes((i, 0, len(path))))
        return tmp_path / name

    return make


@pytest.fixture
def zipped() -> Callable[[dict[str, bytes]], io.BytesIO]:
    """A zip of these files."""

    def make(files: dict[str, bytes]) -> io.BytesIO:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        buffer.seek(0)
        return buffer

    return make


@dataclasses.dataclass(frozen=True)
class FakeCifar:
    """A CIFAR-10 of 20 train and 4 test images whose archive and MD5 sums torchvision takes for the real ones."""

    archive: bytes
    pixels: np.ndarray
    labels: list[int]

    def unpack(self, root: Path) -> Path:
        root.mkdir(parents=True, exist_ok=True)
        with tarfile.open(fileobj=io.BytesIO(self.archive)) as archive:
            # Not an argument: Python 3.11 has one only from 3.11.4 on.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(root)
        return root / "cifar-10-batches-py"


@pytest.fixture
def fake_cifar(monkeypatch: pytest.MonkeyPatch) -> FakeCifar:
    source = cifar_module.torchvision_class("cifar10")
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (24, 3 * 32 * 32), dtype=np.uint8)
    labels = [i % 10 for i in range(24)]
    names = [name for name, _ in [*source.train_list, *source.test_list]]
    files = {
        name: pickle.dumps({"data": pixels[4 * i : 4 * i + 4], "labels": labels[4 * i : 4 * i + 4]})
        for i, name in enumerate(names)
    }
    files["batches.meta"] = pickle.dumps({"label_names": list(cifar_module.CIFARS["cifar10"].classes)})
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    md5 = {name: hashlib.md5(content).hexdigest() for name, content in files.items()}
    monkeypatch.setattr(source, "train_list", [[name, md5[name]] for name in names[:-1]])
    monkeypatch.setattr(source, "test_list", [[names[-1], md5[names[-1]]]])
    monkeypatch.setattr(source, "meta", {**source.meta, "md5": md5["batches.meta"]})
    monkeypatch.setattr(source, "tgz_md5", hashlib.md5(buffer.getvalue()).hexdigest())
    known = cifar_module.CIFARS["cifar10"]
    small = dataclasses.replace(known, archive_size=len(buffer.getvalue()), unpacked_size=100_000)
    monkeypatch.setitem(cifar_module.CIFARS, "cifar10", small)
    return FakeCifar(buffer.getvalue(), pixels.reshape(24, 3, 32, 32), labels)
