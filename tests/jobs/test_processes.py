from __future__ import annotations

import subprocess
import sys
import time

import psutil

from ssl_demo.jobs.processes import is_alive, this_process


def test_a_process_is_known_by_pid_and_start_time() -> None:
    pid, started = this_process()
    assert is_alive(pid, started)
    assert not is_alive(pid, started - 3600)
    assert not is_alive(None, None) and not is_alive(2**40, started) and not is_alive(-1, started)


def test_a_process_that_ended_is_not_alive_even_before_it_is_waited_for() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = psutil.Process(process.pid).create_time()
    assert is_alive(process.pid, started)
    process.kill()
    deadline = time.monotonic() + 10
    while is_alive(process.pid, started) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_alive(process.pid, started)
    process.communicate()
