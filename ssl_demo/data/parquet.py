"""A folder of parquet files in the layout of the Hugging Face hub."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ssl_demo.data.decode import decode_all
from ssl_demo.data.images import Dataset, Images
from ssl_demo.errors import UserError

IMAGE_COLUMNS = ("img", "image")
LABEL_COLUMNS = ("label", "fine_label")
SPLITS = {"train": ("train",), "test": ("test", "validation")}

ROWS = 4096


def load_parquet(root: Path) -> Dataset:
    """The rows of `train*.parquet` and `test*.parquet` (or `validation*.parquet`), as 32×32 RGB.

    Columns: `img` or `image`, a struct {bytes, path} holding an encoded picture, and `label` or `fine_label`, a whole
    number. Class names come from the schema's metadata under "huggingface"; without it the numbers are the names.
    Raises UserError for a missing split or column, an unreadable file, and labels without a class.
    """
    train, names = _read(parquet_files(root, "train"))
    test, test_names = _read(parquet_files(root, "test"))
    if test_names != names:
        raise UserError(f"The train and test files of {root.name} name different classes; they have to agree.")
    count = int(torch.cat([train[1], test[1]]).max()) + 1
    classes = names or tuple(map(str, range(count)))
    if count > len(classes):
        raise UserError(f"{root.name} has a label {count - 1} but names only {len(classes)} classes.")
    if len(classes) < 2:
        raise UserError(f"{root.name} has only one class; two classes are the least.")
    return Dataset(root.resolve().name, Images(*train, classes), Images(*test, classes))


def parquet_files(root: Path, split: str) -> list[Path]:
    """The files of a split, in order; UserError when there are none."""
    for word in SPLITS[split]:
        if files := sorted(root.glob(f"{word}*.parquet")):
            return files
    expected = " or ".join(f"{word}-*.parquet" for word in SPLITS[split])
    raise UserError(f"{root.name} has no {split} images; add files named {expected}.")


def _read(files: Sequence[Path]) -> tuple[tuple[torch.Tensor, torch.Tensor], tuple[str, ...]]:
    """(pixels uint8 [n, 3, 32, 32], labels int64 [n]) and the class names, none where the schema has none."""
    import pyarrow as pa
    from pyarrow import parquet

    pixels, labels, names = [], [], set()
    for file in files:
        try:
            with parquet.ParquetFile(file) as table:
                image, label = _columns(file, table.schema_arrow)
                names.add(_class_names(table.schema_arrow.metadata, label))
                row = 0
                for rows in table.iter_batches(ROWS, columns=[image, label]):
                    encoded = [_bytes(cell, file, row + i) for i, cell in enumerate(rows[image].to_pylist())]
                    pixels.append(decode_all(encoded, [_name(file, row + i) for i in range(len(encoded))]))
                    labels.append(_labels(rows[label].to_pylist(), file))
                    row += len(encoded)
        except (pa.ArrowException, OSError) as error:
            raise UserError(f"{file.name} can't be read as parquet; fetch it again.") from error
    if not pixels:
        raise UserError(f"{files[0].name} has no rows; fetch it again.")
    if len(names) > 1:
        raise UserError(f"{files[0].name} and the files beside it name different classes; they have to agree.")
    return (torch.cat(pixels), torch.cat(labels)), names.pop()


def _columns(file: Path, schema: Any) -> tuple[str, str]:
    chosen = []
    for wanted in (IMAGE_COLUMNS, LABEL_COLUMNS):
        present = [column for column in wanted if column in schema.names]
        if not present:
            raise UserError(
                f"{file.name} has no column '{wanted[0]}' or '{wanted[1]}'; its columns are {', '.join(schema.names)}."
            )
        chosen.append(present[0])
    return chosen[0], chosen[1]


def _class_names(metadata: dict[bytes, bytes] | None, label: str) -> tuple[str, ...]:
    try:
        features = json.loads((metadata or {})[b"huggingface"])["info"]["features"]
        return tuple(map(str, features[label]["names"]))
    except (KeyError, TypeError, ValueError):
        return ()


def _bytes(cell: Any, file: Path, row: int) -> bytes:
    content = cell.get("bytes") if isinstance(cell, dict) else None
    if not isinstance(content, bytes):
        raise UserError(f"{_name(file, row)} has no image bytes; the image column has to be {{bytes, path}}.")
    return content


def _labels(cells: list[Any], file: Path) -> torch.Tensor:
    if not all(isinstance(cell, int) and cell >= 0 for cell in cells):
        raise UserError(f"{file.name} has labels that aren't whole numbers from 0; every image needs one.")
    return torch.tensor(cells, dtype=torch.int64)


def _name(file: Path, row: int) -> str:
    return f"Row {row} of {file.name}"
