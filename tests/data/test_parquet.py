from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from ssl_demo.data import registry
from ssl_demo.data.parquet import load_parquet
from ssl_demo.errors import UserError

CIFAR = Path(__file__).resolve().parents[2] / "../shared/data/cifar10"


def write(file, images, labels, image="img", label="label", names=("cat", "dog")):
    table = pa.table({image: [{"bytes": b, "path": None} for b in images], label: labels})
    if names:
        features = {label: {"_type": "ClassLabel", "names": names}}
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    file.parent.mkdir(exist_ok=True)
    parquet.write_table(table, file)


@pytest.fixture
def root(tmp_path, image_bytes):
    write(tmp_path / "set/train-00000-of-00002.parquet", [image_bytes((i, 0, 0)) for i in range(3)], [0, 1, 0])
    write(tmp_path / "set/train-00001-of-00002.parquet", [image_bytes((9, 0, 0))], [1])
    write(tmp_path / "set/test-00000-of-00001.parquet", [image_bytes((5, 0, 0))], [1])
    return tmp_path / "set"


def test_rows_of_all_files_come_in_order_with_their_class_names(root):
    dataset = load_parquet(root)
    assert dataset.train.pixels[:, 0, 0, 0].tolist() == [0, 1, 2, 9]
    assert dataset.train.labels.tolist() == [0, 1, 0, 1]
    assert dataset.test.labels.tolist() == [1]
    assert dataset.train.classes == dataset.test.classes == ("cat", "dog")


def test_other_column_names_and_validation_are_understood(tmp_path, image_bytes):
    for split in ("train", "validation"):
        write(tmp_path / f"{split}-0.parquet", [image_bytes()] * 2, [0, 1], "image", "fine_label", names=())
    dataset = load_parquet(tmp_path)
    assert dataset.train.classes == ("0", "1")
    assert len(dataset.test) == 2


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"image": "picture"}, "no column 'img' or 'image'; its columns are picture, label"),
        ({"label": "kind"}, "no column 'label' or 'fine_label'; its columns are img, kind"),
        ({"names": ("cat", "cow")}, "name different classes"),
        ({"names": ("cat",)}, "name different classes"),
    ],
)
def test_wrong_columns_are_named(root, image_bytes, columns, sentence):
    write(root / "train-00001-of-00002.parquet", [image_bytes()], [0], **columns)
    with pytest.raises(UserError, match=sentence):
        load_parquet(root)


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        ([b"no image"], [0], "Row 0 of train-00001-of-00002.parquet can't be read as an image"),
        ([None], [0], "Row 0 of train-00001-of-00002.parquet has no image bytes"),
        (["image"], [None], "labels that aren't whole numbers"),
        (["image"], [-1], "labels that aren't whole numbers"),
        (["image"], ["cat"], "labels that aren't whole numbers"),
        (["image"], [2], "a label 2 but names only 2 classes"),
    ],
)
def test_bad_rows_are_named(root, image_bytes, images, labels, sentence):
    encoded = [image_bytes() if image == "image" else image for image in images]
    write(root / "train-00001-of-00002.parquet", encoded, labels)
    with pytest.raises(UserError, match=sentence):
        load_parquet(root)


def test_damaged_file_is_named(root):
    (root / "test-00000-of-00001.parquet").write_bytes(b"PAR1 no parquet")
    with pytest.raises(UserError, match=r"test-00000-of-00001\.parquet can't be read as parquet"):
        load_parquet(root)


def test_damaged_data_inside_a_file_is_named(root):
    file = root / "test-00000-of-00001.parquet"
    content = bytearray(file.read_bytes())
    content[4:60] = bytes(56)
    file.write_bytes(content)
    with pytest.raises(UserError, match=r"test-00000-of-00001\.parquet"):
        load_parquet(root)


def test_image_column_without_bytes_is_explained(root):
    parquet.write_table(pa.table({"img": [1], "label": [0]}), root / "test-00000-of-00001.parquet")
    with pytest.raises(UserError, match="no image bytes"):
        load_parquet(root)


def test_missing_split_is_explained(root):
    (root / "test-00000-of-00001.parquet").unlink()
    with pytest.raises(UserError, match=r"no test images; add files named test-\*.parquet or validation-\*.parquet"):
        load_parquet(root)


@pytest.mark.skipif(not CIFAR.is_dir(), reason="the shared images are not here")
def test_shared_cifar_has_its_images_and_classes(home):
    dataset = registry.load(str(CIFAR))
    assert (len(dataset.train), len(dataset.test)) == (12_000, 3_000)
    assert dataset.train.labels.bincount().tolist() == [1200] * 10
    assert dataset.train.classes[-1] == "truck"
    assert registry.load(str(CIFAR)).train.fingerprint == dataset.train.fingerprint
