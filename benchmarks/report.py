"""How every benchmark's table is printed and kept."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev

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
