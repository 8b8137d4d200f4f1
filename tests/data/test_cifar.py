from __future__ import annotations

import numpy as np
import pytest

from ssl_demo.data import cifar, registry
from ssl_demo.errors import UserError


def test_pixels_and_labels_are_those_of_the_batches(fake_cifar, home):
    fake_cifar.unpack(home)
    dataset = cifar.load_cifar("cifar10", home)
    assert np.array_equal(dataset.train.pixels.numpy(), fake_cifar.pixels[:20])
    assert np.array_equal(dataset.test.pixels.numpy(), fake_cifar.pixels[20:])
    assert dataset.train.labels.tolist() == fake_cifar.labels[:20]
    assert dataset.train.classes[:2] == ("airplane", "automobile")


def test_whole_archive_is_unpacked_without_a_download(fake_cifar, home):
    home.mkdir()
    (home / "cifar-10-python.tar.gz").write_bytes(fake_cifar.archive)
    assert len(registry.load("cifar10").train) == 20


@pytest.mark.parametrize("name", ["data_batch_3", "test_batch", "batches.meta"])
def test_damaged_file_asks_to_download_again(fake_cifar, home, name):
    file = fake_cifar.unpack(home) / name
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(UserError, match="download it again"):
        registry.load("cifar10")


def test_damaged_unpacked_files_are_mended_from_a_whole_archive(fake_cifar, home):
    (fake_cifar.unpack(home) / "batches.meta").write_bytes(b"")
    (home / "cifar-10-python.tar.gz").write_bytes(fake_cifar.archive)
    assert len(cifar.load_cifar("cifar10", home).test) == 4


def test_half_downloaded_archive_asks_to_download_again_and_is_not_present(fake_cifar, home):
    home.mkdir()
    (home / "cifar-10-python.tar.gz").write_bytes(fake_cifar.archive[:-100])
    assert not cifar.CIFARS["cifar10"].present(home)
    with pytest.raises(UserError, match="download it again"):
        registry.load("cifar10")


def test_what_is_known_beforehand_agrees_with_torchvision():
    for name, known in cifar.CIFARS.items():
        source = cifar.torchvision_class(name)
        assert (known.folder, known.archive) == (source.base_folder, source.filename)
        assert len(set(known.classes)) == int(name.removeprefix("cifar"))
