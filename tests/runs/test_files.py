from pathlib import Path

import pytest
import torch

from ssl_demo.errors import UserError
from ssl_demo.runs import files


def test_a_torn_last_line_is_left_for_later_and_spoils_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    files.append_line(path, {"step": 1})
    with path.open("ab") as file:
        file.write(b'{"step": 2, "lo')
    first, offset = files.read_lines(path)
    assert first == [{"step": 1}]
    files.append_line(path, {"step": 3})
    assert files.read_lines(path, offset)[0] == [{"step": 3}]
    assert files.read_lines(path)[0] == [{"step": 1}, {"step": 3}]


def test_reading_on_from_the_offset_gives_every_line_once(tmp_path: Path) -> None:
    path, seen, offset = tmp_path / "events.jsonl", [], 0
    for step in range(5):
        files.append_line(path, {"step": step})
        new, offset = files.read_lines(path, offset)
        seen += new
    assert seen == [{"step": step} for step in range(5)]


@pytest.mark.parametrize("line", [b"nonsense", b"[1, 2]", b"3", b"[" * 100_000, b"\xff\xfe"])
def test_a_broken_line_is_skipped(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(line + b'\n{"step": 1}\n')
    assert files.read_lines(path)[0] == [{"step": 1}]


def test_a_replaced_file_leaves_nothing_else_behind(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        files.replace(tmp_path / "status.json", content)
    assert [p.name for p in tmp_path.iterdir()] == ["status.json"]
    assert (tmp_path / "status.json").read_bytes() == b"two"


def test_tensors_come_back_as_they_were_whatever_their_layout(tmp_path: Path) -> None:
    shared = torch.arange(24.0).view(1, 2, 3, 4)
    tensors = {
        "a": shared.contiguous(memory_format=torch.channels_last),
        "b": shared.mT,
        "c": shared,
        "d": torch.tensor(3),
    }
    files.write_tensors(tmp_path / "x.safetensors", tensors)
    found = files.read_tensors(tmp_path / "x.safetensors")
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 100, (10).to_bytes(8, "little") + b"{}        "[:5]])
def test_a_damaged_tensor_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.safetensors").write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        files.read_tensors(tmp_path / "x.safetensors")


def test_a_full_disk_is_a_sentence() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("only where there is a device that is always full")
    with pytest.raises(UserError, match="full; free some space"), files.writing(full), full.open("wb", 0) as file:
        file.write(b"x")
