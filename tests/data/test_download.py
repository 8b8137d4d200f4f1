from __future__ import annotations

import errno
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace
from urllib.parse import urlsplit

import filelock
import pytest

from ssl_demo.data import cifar, download, progress, registry
from ssl_demo.errors import UserError


@pytest.fixture
def server(monkeypatch, fake_cifar):
    """A server on this machine in the place of CIFAR's; `server.body` is what it sends, `server.status` how."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(running.status)
            self.send_header("Content-Length", str(len(fake_cifar.archive)))
            self.end_headers()
            self.wfile.write(running.body)
            running.requests += 1
            if running.hold:
                running.release.wait(20)

        def log_message(self, *_):
            pass

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.body, running.status, running.requests, running.hold = fake_cifar.archive, 200, 0, False
    running.release = threading.Event()
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    address = f"http://127.0.0.1:{running.server_port}"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(download, "SERVER", address)
    monkeypatch.setattr(cifar.torchvision_class("cifar10"), "url", f"{address}/cifar-10-python.tar.gz")
    yield running
    running.release.set()
    running.shutdown()
    thread.join()
    running.server_close()


def ignore(done: int, total: int) -> None:
    """A progress that nobody watches."""


def test_downloaded_data_set_loads_and_its_progress_is_told(home, server, fake_cifar):
    seen: list[tuple[int, int]] = []
    download.download("cifar10", lambda done, total: seen.append((done, total)))
    size = len(fake_cifar.archive)
    assert seen[-1] == (size, size)
    assert all(0 <= done <= total == size for done, total in seen)
    told = progress.progress_of("cifar10")
    assert (told["state"], told["done"], told["total"]) == ("done", size, size)
    assert len(registry.load("cifar10").train) == 20


def test_what_is_whole_already_is_not_downloaded_again(home, server, fake_cifar):
    fake_cifar.unpack(home)
    download.download("cifar10", ignore)
    assert server.requests == 0


def test_partial_archive_and_damaged_files_are_replaced(home, server, fake_cifar):
    (fake_cifar.unpack(home) / "batches.meta").write_bytes(b"")
    (home / "cifar-10-python.tar.gz").write_bytes(fake_cifar.archive[:1000])
    download.download("cifar10", ignore)
    assert len(registry.load("cifar10").train) == 20


def test_wrong_md5_is_told_and_the_archive_removed(home, server, fake_cifar):
    server.body = bytes(len(fake_cifar.archive))
    with pytest.raises(UserError, match="arrived damaged"):
        download.download("cifar10", ignore)
    assert not (home / "cifar-10-python.tar.gz").exists()
    told = progress.progress_of("cifar10")
    assert (told["state"], "arrived damaged" in told["message"]) == ("failed", True)


def test_refusal_of_the_server_is_told(home, server):
    server.status = 404
    with pytest.raises(UserError, match="HTTP 404"):
        download.download("cifar10", ignore)


def test_download_that_stalls_is_given_up(home, server, fake_cifar, monkeypatch):
    monkeypatch.setattr(download, "STALL_SECONDS", 0.3)
    server.body, server.hold = fake_cifar.archive[:1000], True
    with pytest.raises(UserError, match="No data came"):
        download.download("cifar10", ignore)
    assert not (home / "cifar-10-python.tar.gz").exists()


def test_closed_port_is_no_network(home, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(download, "SERVER", f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(UserError, match="can't be reached: connect this machine to the internet"):
            download.download("cifar10", ignore)
    assert progress.progress_of("cifar10")["state"] == "failed"


def test_name_lookup_that_hangs_is_no_network(home, monkeypatch):
    release = threading.Event()

    def hang(*_args):
        release.wait(20)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "create_connection", hang)
    monkeypatch.setattr(download, "CONNECT_SECONDS", 0.1)
    with pytest.raises(UserError, match="can't be reached"):
        download.download("cifar10", ignore)
    release.set()


def test_proxy_is_asked_where_there_is_one(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "")
    assert download._gateway("https://www.cs.toronto.edu") == ("proxy.example", 3128)
    monkeypatch.setenv("no_proxy", "toronto.edu")
    assert download._gateway("https://www.cs.toronto.edu") == ("www.cs.toronto.edu", 443)


def test_server_that_is_asked_is_torchvisions():
    for name in cifar.CIFARS:
        assert urlsplit(cifar.torchvision_class(name).url).hostname == urlsplit(download.SERVER).hostname


def test_waiting_for_the_server_leaves_time_within_five_seconds():
    assert download.CONNECT_SECONDS <= 3


def test_too_little_room_is_told_before_anything_is_fetched(home, server, monkeypatch):
    monkeypatch.setattr(progress, "shutil", SimpleNamespace(disk_usage=lambda path: SimpleNamespace(free=10)))
    with pytest.raises(UserError, match="The disk is full"):
        download.download("cifar10", ignore)
    assert server.requests == 0
    assert "The disk is full" in progress.progress_of("cifar10")["message"]


def test_disk_that_fills_up_on_the_way_is_told(home, server, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("torchvision.datasets.utils.download_url", full)
    with pytest.raises(UserError, match="The disk is full"):
        download.download("cifar10", ignore)


def test_a_download_that_is_interrupted_is_told_as_failed(home, server):
    def interrupt(*_args):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download.download("cifar10", interrupt)
    told = progress.progress_of("cifar10")
    assert (told["state"], told["message"]) == ("failed", "The download was stopped; start it again.")


def test_unwritable_data_home_is_told(home):
    home.write_text("a file where the folder should be")
    with pytest.raises(UserError, match="can't be written"):
        download.download("cifar10", ignore)


def test_second_download_at_once_is_refused(home):
    (home / "downloads").mkdir(parents=True)
    with (
        filelock.FileLock(home / "downloads" / "cifar10.lock"),
        pytest.raises(UserError, match="being downloaded already"),
    ):
        download.download("cifar10", ignore)


def test_unknown_name_is_refused(home):
    with pytest.raises(UserError, match="choose one of cifar10, cifar100"):
        download.download("imagenet", ignore)


def write_progress(home, **changes):
    (home / "downloads").mkdir(parents=True, exist_ok=True)
    progress.ProgressFile("cifar10", 100).write("running", 10, "Downloading.")
    path = home / "downloads" / "cifar10.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_progress_of_a_living_process_is_running(home):
    write_progress(home)
    assert progress.progress_of("cifar10") == {
        "state": "running",
        "done": 10,
        "total": 100,
        "message": "Downloading.",
    }


def test_progress_of_a_dead_process_is_failed(home):
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    write_progress(home, pid=process.pid)
    assert progress.progress_of("cifar10")["state"] == "failed"


def test_progress_of_a_process_whose_number_was_given_anew_is_failed(home):
    write_progress(home, pid=os.getpid(), started=0.0)
    assert progress.progress_of("cifar10")["state"] == "failed"


def test_absent_or_torn_progress_is_none(home):
    assert progress.progress_of("cifar10") is None
    write_progress(home)
    (home / "downloads" / "cifar10.json").write_text('{"state": "run')
    assert progress.progress_of("cifar10") is None
