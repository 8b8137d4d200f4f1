from __future__ import annotations

import psutil
import pytest

from ssl_demo.training.cores import usable_cores


def test_there_is_at_least_one_core_and_the_usual_variable_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert usable_cores() == 3
    for nothing in ("", "0", "many"):
        monkeypatch.setenv("OMP_NUM_THREADS", nothing)
        assert 1 <= usable_cores() <= (psutil.cpu_count() or 1)
