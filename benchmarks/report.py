"""How every benchmark's table is printed and kept."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from ssl_demo.training.cores import usable_cores

RESULTS = Path(__file__).parent / "results"


def report(
    name: str, title: str, about: str, header: Sequence[object], rows: Sequence[Sequence[object]], file: str = ""
) -> None:
    """Print a table in Markdown and write it to results/<file or name>.md, with the machine and the command."""
    lines = [f"# {title}", "", about.strip(), ""]
    lines += [_row(header), _row(["---"] * len(header)), *map(_row, rows)]
    lines += ["", f"{machine()}. Again: `python -m benchmarks.{' '.join([name, *sys.argv[1:]])}`."]
    text = "\n".join(lines) + "\n"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{file or name}.md").write_text(text, encoding="utf-8")


def keep(name: str, doc: str | None, budget: Mapping[str, object], rows: object) -> None:
    """Write rows for the pages as results/<name>.json, with how they were measured: the second paragraph of the doc."""
    about = " ".join((doc or "").split("\n\n")[1].split())
    saved = {"about": about, "machine": machine(), **budget, "rows": rows}
    (RESULTS / f"{name}.json").write_text(json.dumps(saved, indent=1) + "\n", encoding="utf-8")


def rows_kept(name: str, budget: Mapping[str, object]) -> list[dict[str, Any]]:
    """The rows that an earlier call with the same budget has kept."""
    file = RESULTS / f"{name}.json"
    saved = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return saved["rows"] if saved and all(saved.get(key) == value for key, value in budget.items()) else []


def mean_and_std(values: Sequence[float]) -> list[float]:
    """Over the seeds; of a single one the standard deviation is 0."""
    return [mean(values), stdev(values) if len(values) > 1 else 0.0]


def machine() -> str:
    """The processor, the cores in use and PyTorch's version, as one clause."""
    cores = usable_cores()
    return f"{_processor()}, {cores} core{'s' * (cores > 1)}, PyTorch {torch.__version__}"


def _processor() -> str:
    try:
        described = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    found = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in described.splitlines())}
    instructions = [name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if name in found.get("flags", "")]
    return f"{found.get('model name', platform.machine())} ({', '.join(instructions) or platform.machine()})"


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
