from __future__ import annotations

import builtins
import io
import os
import subprocess
import sys

import psutil
import pytest

from ssl_demo.training.cores import usable_cores


def test_there_is_at_least_one_core_and_the_usual_variable_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert usable_cores() == 3
    for nothing in ("", "0", "many"):
        monkeypatch.setenv("OMP_NUM_THREADS", nothing)
        assert 1 <= usable_cores() <= (psutil.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes are bound to cores on Linux only")
def test_a_process_that_is_bound_to_one_core_uses_one() -> None:
    code = """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from ssl_demo.training.cores import set_threads
import torch
set_threads()
print(torch.get_num_threads())
"""
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="containers' quotas are Linux's")
@pytest.mark.parametrize(("quota", "cores"), [("100000 100000", 1), ("150000 100000", 2), ("max 100000", 2)])
def test_a_container_s_quota_counts(quota: str, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told, exists, reading = "/sys/fs/cgroup/cpu.max", os.path.exists, builtins.open
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    monkeypatch.setattr(os.path, "exists", lambda path: path == told or exists(path))
    monkeypatch.setattr(
        builtins,
        "open",
        lambda path, *rest, **more: io.StringIO(quota) if path == told else reading(path, *rest, **more),
    )
    assert usable_cores() == cores
