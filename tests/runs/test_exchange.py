from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import torch

from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.errors import UserError
from ssl_demo.runs import exchange
from ssl_demo.runs.exchange import export_run, import_run
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore

STEP = {
    "type": "step",
    "step": 1,
    "epoch": 0.1,
    "terms": {"loss": 2.0},
    "images_per_second": 9.0,
    "seconds": 1.0,
    "remaining": 2.0,
}


def finished(store: RunStore) -> Run:
    run = store.create(RunConfig(data=SubsetConfig(images=100)), name="mine")
    run.append(STEP)
    run.save_checkpoint("encoder-last", {"weight": torch.ones(2)})
    run.save_snapshot(0, {"index": torch.arange(3), "features": torch.ones(3, 4), "map": torch.zeros(3, 2)})
    run.add_result("label_curve", {"contender": "ssl", "accuracy": 0.5})
    run.set_status("done", figures={"knn": 0.4})
    return run


def changed(packed: bytes, change: Callable[[dict[str, bytes]], Any]) -> io.BytesIO:
    """The zip with its parts, by name inside the run, changed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        parts = {e.filename.split("/", 1)[1]: archive.read(e) for e in archive.infolist()}
        prefix = archive.infolist()[0].filename.split("/")[0]
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"{prefix}/{name}", content)
    out.seek(0)
    return out


def test_a_run_survives_the_journey_and_the_same_folder_packs_to_the_same_bytes(store: RunStore, tmp_path) -> None:
    run = finished(store)
    packed = export_run(run)
    assert packed == export_run(run)
    there = import_run(RunStore(tmp_path / "there"), io.BytesIO(packed))
    assert (there.id, there.name, there.config, there.status.state) == (run.id, "mine", run.config, "done")
    assert there.status.figures == {"knn": 0.4} and there.problem is None
    assert there.events()[0] == [STEP] and there.results("label_curve") == run.results("label_curve")
    assert torch.equal(there.snapshot(0)["features"], run.snapshot(0)["features"])
    assert export_run(there) == packed


def test_importing_beside_the_original_makes_a_second_run(store: RunStore) -> None:
    run = finished(store)
    copy = import_run(store, io.BytesIO(export_run(run)))
    assert {r.id for r in store.list()} == {run.id, copy.id} and copy.id != run.id


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_imported_run_never_claims_to_be_at_work(store: RunStore, state: str) -> None:
    run = finished(store)
    run.set_status(state, pid=1, started=1.0, queued_at=5.0)
    status = import_run(store, io.BytesIO(export_run(run))).status
    assert (status.state, status.pid, status.queued_at) == ("cancelled", None, None)


def put(name: str, content: bytes | str) -> Callable[[dict[str, bytes]], Any]:
    return lambda parts: parts.update({name: content.encode() if isinstance(content, str) else content})


def edit(name: str, **fields: Any) -> Callable[[dict[str, bytes]], Any]:
    return lambda parts: parts.update({name: json.dumps({**json.loads(parts[name]), **fields}).encode()})


def tensors(**named: torch.Tensor) -> bytes:
    from safetensors.torch import save

    return save(named)


HOSTILE = {
    "a path upwards": put("../../evil.json", "{}"),
    "an absolute path": put("/evil.json", "{}"),
    "a script": put("worker.py", "print(1)"),
    "a pickle": put("checkpoints/last.pt", b"\x80\x04."),
    "a hidden file": put("checkpoints/.x.safetensors", b""),
    "no config": lambda parts: parts.pop("config.json"),
    "a damaged config": put("config.json", "{"),
    "a deep config": put("config.json", "[" * 100_000),
    "an unknown setting": edit("config.json", surprise=1),
    "a setting out of range": edit("config.json", batch_size=10**9),
    "a newer version": edit("config.json", format=99),
    "an unknown kind": edit("about.json", kind="virus"),
    "a folder of this machine": edit("config.json", data={"dataset": "/etc", "classes": [], "images": 10}),
    "a damaged checkpoint": put("checkpoints/encoder-last.safetensors", b"\xff" * 64),
    "a huge header": put("checkpoints/encoder-last.safetensors", (2**62).to_bytes(8, "little") + b"{}"),
    "a snapshot without features": put("snapshots/step-0000005.safetensors", tensors(index=torch.arange(3))),
    "a snapshot that points outside": put(
        "snapshots/step-0000005.safetensors",
        tensors(index=torch.tensor([10**6]), features=torch.ones(1, 4), map=torch.zeros(1, 2)),
    ),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_does_not_belong_into_a_run_is_refused_and_leaves_nothing(
    store: RunStore, tmp_path, change: Callable[[dict[str, bytes]], Any]
) -> None:
    hostile = changed(export_run(finished(store)), change)
    there = RunStore(tmp_path / "there" / "runs")
    with pytest.raises(UserError):
        import_run(there, hostile)
    left = [p for p in (tmp_path / "there").rglob("*") if p.is_file()]
    assert left == [] and there.list() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"x" * 1000])
def test_a_file_that_is_no_zip_is_refused(store: RunStore, content: bytes) -> None:
    with pytest.raises(UserError, match="zip"):
        import_run(store, io.BytesIO(content))


def test_a_zip_with_damaged_content_is_refused(store: RunStore) -> None:
    packed = bytearray(export_run(finished(store)))
    packed[len(packed) // 3] ^= 0xFF
    with pytest.raises(UserError):
        import_run(store, io.BytesIO(bytes(packed)))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_another_way_and_damaged_is_refused_in_a_sentence(store: RunStore, method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(export_run(finished(store)))) as plain, zipfile.ZipFile(packed, "w") as archive:
        for name in plain.namelist():
            archive.writestr(name, plain.read(name), compress_type=method)
    whole, refused = packed.getvalue(), 0
    for place in range(0, len(whole), 5):  # some bytes matter to nobody; none may raise anything but a sentence
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            import_run(store, io.BytesIO(bytes(damaged)))
        except UserError:
            refused += 1
    assert refused > len(range(0, len(whole), 5)) / 2


def test_too_many_files_and_too_many_bytes_are_refused(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = export_run(finished(store))
    monkeypatch.setattr(exchange, "MOST_BYTES", 1000)
    with pytest.raises(UserError, match="unpacks to more"):
        import_run(store, io.BytesIO(packed))
    monkeypatch.setattr(exchange, "MOST_FILES", 3)
    with pytest.raises(UserError, match="more than 3 files"):
        import_run(store, io.BytesIO(packed))


def test_events_that_a_page_can_not_rely_on_are_dropped(store: RunStore) -> None:
    bad = [
        {"type": "step", "step": "one", "terms": {}},
        {"type": "step", **{k: v for k, v in STEP.items() if k != "terms"}},
        {**STEP, "terms": {"loss": "<script>"}},
        {"type": "evaluation", "step": 1},
        {"type": ["step"]},
        {"type": "x", "deep": {"a": {"b": {}}}},
        {"type": "x", "long": "x" * 5000},
    ]
    lines = b"".join(json.dumps(e).encode() + b"\n" for e in [STEP, *bad])
    got = import_run(store, changed(export_run(finished(store)), put("events.jsonl", lines)))
    assert got.events()[0] == [STEP]


def test_a_folder_that_a_run_here_has_used_may_be_imported(store: RunStore) -> None:
    run = store.create(RunConfig(data=SubsetConfig(dataset="../photos", images=10)))
    copy = import_run(store, io.BytesIO(export_run(run)))
    assert copy.config.data.dataset == "../photos"
