from __future__ import annotations

import pytest

from ssl_demo.data import registry, upload
from ssl_demo.errors import UserError


def test_unknown_name_lists_the_known_ones(home, folder, zipped):
    (home / "uploads" / "pets").mkdir(parents=True)
    with pytest.raises(UserError, match="no data set 'mnist'; choose one of scenes, cifar10, cifar100, pets"):
        registry.load("mnist")


def test_absent_cifar_says_how_to_get_it(home):
    with pytest.raises(UserError) as caught:
        registry.load("cifar10")
    assert str(caught.value) == (
        "CIFAR-10 is not on this machine yet: download it with 'python -m ssl_demo download cifar10', "
        "or use the embedded data set 'scenes'."
    )


def test_path_of_a_folder_is_loaded_and_cached(home, folder, monkeypatch):
    root = folder({"train/cat": 3, "train/dog": 2, "test/dog": 1})
    first = registry.load(str(root))
    monkeypatch.setattr(registry, "load_folder", lambda root: pytest.fail("decoded again"))
    assert registry.load(str(root)).train.fingerprint == first.train.fingerprint
    monkeypatch.chdir(root)
    assert registry.load(".").name == "toys"


def test_changed_folder_is_decoded_again(home, folder, image_bytes):
    root = folder({"train/cat": 3, "train/dog": 2, "test/dog": 1})
    registry.load(str(root))
    (root / "train/dog/new.png").write_bytes(image_bytes())
    assert len(registry.load(str(root)).train) == 6


def test_torchvision_root_and_the_folder_in_it_are_the_same_data_set(home, fake_cifar, tmp_path):
    inner = fake_cifar.unpack(tmp_path / "torchvision")
    assert registry.load(str(tmp_path / "torchvision")).train.fingerprint == registry.load(str(inner)).train.fingerprint


def test_root_with_both_cifars_is_ambiguous(home, tmp_path):
    for name in ("cifar-10-batches-py", "cifar-100-python"):
        (tmp_path / "both" / name).mkdir(parents=True)
    with pytest.raises(UserError, match="both holds both CIFARs"):
        registry.load(str(tmp_path / "both"))


def test_path_without_a_data_set_is_explained(home, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.zip").write_bytes(b"")
    with pytest.raises(UserError, match="empty holds no data set"):
        registry.load(str(tmp_path / "empty"))
    with pytest.raises(UserError, match=r"a\.zip is a file"):
        registry.load(str(tmp_path / "a.zip"))
    with pytest.raises(UserError, match="There is no data set ''"):
        registry.load("")


def test_folder_with_a_dangling_link_names_it(home, folder):
    root = folder({"train/cat": 3, "train/dog": 2, "test/dog": 1})
    (root / "train/dog/gone.png").symlink_to(root / "nowhere.png")
    with pytest.raises(UserError, match=r"train/dog/gone\.png can't be read"):
        registry.load(str(root))


def test_catalogue_of_an_empty_machine_names_what_can_be_had(home, scenes):
    entries = {entry.name: entry for entry in registry.catalogue()}
    assert list(entries) == ["scenes", "cifar10", "cifar100"]
    assert [entry.present for entry in entries.values()] == [True, False, False]
    assert [entry.downloadable for entry in entries.values()] == [False, True, True]
    assert not home.exists()


def test_catalogue_tells_of_uploads_and_survives_a_broken_one(home, scenes, zipped, image_bytes):
    files = {f"train/{kind}/{i}.png": image_bytes() for kind in ("cat", "dog") for i in range(5)}
    upload.add_zip(zipped(files), "Pets")
    (home / "uploads" / "broken").mkdir()
    broken, pets = registry.catalogue()[-2:]
    assert (pets.title, pets.present, pets.classes, pets.train, pets.test) == ("Pets", True, ("cat", "dog"), 8, 2)
    assert (broken.name, broken.present) == ("broken", False)
    with pytest.raises(UserError):
        registry.load("broken")


def test_catalogue_shows_a_downloaded_cifar_as_present(home, scenes, fake_cifar):
    fake_cifar.unpack(home)
    assert {entry.name: entry.present for entry in registry.catalogue()}["cifar10"]
