"""A run as one zip file: out as it lies on disk, in as if a stranger had made it."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RUN_ID, RunStore
from ssl_demo.runs.untrusted import check_run
from ssl_demo.zips import DAMAGE

PARTS = re.compile(
    r"(about|config|status)\.json|events\.jsonl|results/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.jsonl"
    r"|(checkpoints|snapshots)/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.safetensors"
)
NEEDED = ("about.json", "config.json", "status.json")
MOST_FILES = 500
MOST_BYTES = 500_000_000
CHUNK = 1 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)


def export_run(run: Run) -> bytes:
    """The run as a zip file; the same folder gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(run.path.rglob("*")):
            part = path.relative_to(run.path).as_posix()
            if not path.is_file() or not PARTS.fullmatch(part):
                continue
            entry = zipfile.ZipInfo(f"{run.id}/{part}", EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".safetensors" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def import_run(store: RunStore, file: BinaryIO | Path) -> Run:
    """Add the run in a zip file that `export_run` made, under a new id if its own is taken.

    The file is not trusted: anything that doesn't belong into a run raises UserError, and nothing is left behind.
    """
    fresh = store.root / f".import-{uuid4().hex[:8]}"
    try:
        run_id = _unpack(file, fresh)
        check_run(Run(fresh), known_datasets=_datasets(store))
        return store.adopt(fresh, store.free_id(run_id))
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unpack(file: BinaryIO | Path, folder: Path) -> str:
    """Unpack what belongs to a run, and return the run's id."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
            run_id = _check_entries(entries)
            left = MOST_BYTES
            for entry in entries:
                content = _read(archive, entry, left)
                left -= len(content)
                files.replace(folder / entry.filename.removeprefix(f"{run_id}/"), content)
    except UserError:
        raise
    except (*DAMAGE, RuntimeError, OSError) as error:  # a locked zip raises a RuntimeError
        raise UserError("This is not a readable zip file; export the run again.") from error
    return run_id


def _check_entries(entries: list[zipfile.ZipInfo]) -> str:
    if len(entries) > MOST_FILES:
        raise UserError(f"This zip holds more than {MOST_FILES} files, so it is not an exported run.")
    if sum(e.file_size for e in entries) > MOST_BYTES:
        raise UserError(f"This zip unpacks to more than {MOST_BYTES // 1_000_000} MB, so it is not taken.")
    names = [e.filename for e in entries]
    run_id = names[0].split("/")[0] if names else ""
    parts = [name.removeprefix(f"{run_id}/") for name in names]
    if not RUN_ID.fullmatch(run_id) or len(set(parts)) < len(parts) or not set(NEEDED) <= set(parts):
        raise UserError("This zip is not an exported run; export one on the Runs page.")
    for part in parts:
        if not PARTS.fullmatch(part):
            raise UserError(f"{part[:80]!r} doesn't belong into a run, so this zip is not taken.")
    return run_id


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    # The size that a zip declares may be a lie, so count what really comes out.
    content = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            content += chunk
            if len(content) > most:
                raise UserError(f"This zip unpacks to more than {MOST_BYTES // 1_000_000} MB, so it is not taken.")
    return bytes(content)


def _datasets(store: RunStore) -> set[str]:
    return {run.config.data.dataset for run in [*store.list(), *store.deleted()] if run.problem is None}
