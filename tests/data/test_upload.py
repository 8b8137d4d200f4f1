from __future__ import annotations

import io
import stat
import zipfile

import pytest

from ssl_demo.data import registry, upload
from ssl_demo.errors import UserError


@pytest.fixture
def files(image_bytes):
    """The files of a good zip."""
    return {
        f"{split}/{kind}/{i}.png": image_bytes((i, 0, 0))
        for split, count in (("train", 3), ("test", 1))
        for kind in ("cat", "dog")
        for i in range(count)
    }


def kept(home) -> list[str]:
    return sorted(path.name for path in (home / "uploads").iterdir())


def test_uploaded_zip_is_loaded_by_its_name(home, zipped, files):
    assert upload.add_zip(zipped(files), "My Pets!.zip") == "my-pets"
    dataset = registry.load("my-pets")
    assert (dataset.name, len(dataset.train), len(dataset.test)) == ("my-pets", 6, 2)
    assert dataset.train.classes == ("cat", "dog")


def test_zip_may_be_a_path_and_may_have_one_folder_around_it(home, zipped, files, tmp_path):
    wrapped = {f"pets/{path}": content for path, content in files.items()}
    junk = {"__MACOSX/pets/._0.png": b"junk", "pets/.DS_Store": b"junk", "pets/notes.txt": b"junk"}
    (tmp_path / "pets.zip").write_bytes(zipped(wrapped | junk).getvalue())
    assert len(registry.load(upload.add_zip(tmp_path / "pets.zip", "pets")).train) == 6
    assert not list((home / "uploads").rglob("*.txt"))


def test_name_that_is_taken_gets_a_number(home, zipped, files):
    assert [upload.add_zip(zipped(files), name) for name in ("pets", "Pets", "cifar10", "…")] == [
        "pets",
        "pets-2",
        "cifar10-2",
        "upload",
    ]
    assert kept(home) == ["cifar10-2", "pets", "pets-2", "upload"]


def test_first_load_after_an_upload_comes_from_the_cache(home, zipped, files, monkeypatch):
    name = upload.add_zip(zipped(files), "pets")
    monkeypatch.setattr(upload, "load_folder", lambda root: pytest.fail("decoded again"))
    assert len(registry.load(name).train) == 6


def test_removed_upload_is_gone_with_its_cache(home, zipped, files):
    registry.remove_upload(upload.add_zip(zipped(files), "pets"))
    assert kept(home) == []
    assert list((home / "cache").iterdir()) == []
    with pytest.raises(UserError, match="no uploaded data set 'pets'"):
        registry.remove_upload("pets")


@pytest.mark.parametrize("name", ["..", "../other", "."])
def test_nothing_but_an_upload_can_be_removed(home, zipped, files, name):
    upload.add_zip(zipped(files), "pets")
    with pytest.raises(UserError, match="no uploaded data set"):
        registry.remove_upload(name)


@pytest.mark.parametrize("path", ["../evil.png", "train/../../evil.png", "/evil.png", "C:\\evil.png", "..\\evil.png"])
def test_path_that_leads_out_is_refused(home, zipped, files, path):
    with pytest.raises(UserError, match="leads out of its folder"):
        upload.add_zip(zipped(files | {path: b"x"}), "pets")
    assert kept(home) == []
    assert not list(home.parent.rglob("evil.png"))


def test_link_is_refused(home, zipped, files):
    buffer = zipped(files)
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("train/cat/link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UserError, match="holds a link"):
        upload.add_zip(buffer, "pets")
    assert kept(home) == []


def test_too_many_entries_are_refused(home, zipped):
    with pytest.raises(UserError, match="100,000 entries; 60,000 are the most"):
        upload.add_zip(zipped({f"{i}": b"" for i in range(100_000)}), "pets")


def test_compression_bomb_is_refused_while_it_is_unpacked(home, zipped, files):
    with pytest.raises(UserError, match="over 100 times its size"):
        upload.add_zip(zipped(files | {"train/cat/bomb.png": bytes(20 << 20)}), "pets")
    assert kept(home) == []


def test_size_promised_by_the_headers_is_limited(home, zipped, files, monkeypatch):
    monkeypatch.setattr(upload, "MOST_BYTES", 300)
    with pytest.raises(UserError, match="unpacks to more than"):
        upload.add_zip(zipped(files), "pets")


def test_header_that_lies_about_the_size_is_refused(home, zipped, files):
    """The directory at the end promises 10 bytes for a file of a million."""
    buffer = zipped(files)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train/cat/bomb.png", bytes(1_000_000))
        archive.getinfo("train/cat/bomb.png").file_size = 10
    with pytest.raises(UserError, match="not a whole zip"):
        upload.add_zip(buffer, "pets")
    assert kept(home) == []


@pytest.mark.parametrize("damage", [lambda b: b"no zip", lambda b: b"", lambda b: b[:-50], lambda b: b[200:]])
def test_damaged_zip_is_refused(home, zipped, files, damage):
    with pytest.raises(UserError, match="not a whole zip"):
        upload.add_zip(io.BytesIO(damage(zipped(files).getvalue())), "pets")
    assert kept(home) == []


def test_damaged_content_is_refused(home, zipped, files):
    content = bytearray(zipped(files).getvalue())
    content[60:90] = bytes(30)
    with pytest.raises(UserError):
        upload.add_zip(io.BytesIO(content), "pets")
    assert kept(home) == []


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"train/cat/bad.png": b"text"}, "train/cat/bad.png can't be read as an image"),
        ({"train/cow/": b""}, "train/cow holds no .png"),
        ({"train/cat/0.png/x.png": b"x"}, "can't be unpacked"),
    ],
)
def test_zip_with_unusable_content_is_refused_and_not_kept(home, zipped, files, extra, sentence):
    with pytest.raises(UserError, match=sentence):
        upload.add_zip(zipped(files | extra), "pets")
    assert kept(home) == []
