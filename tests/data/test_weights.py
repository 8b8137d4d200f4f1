"""Weights: whose file they are, where they are found, and their download from a server on this machine."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from pickle import UnpicklingError
from types import SimpleNamespace

import filelock
import pytest
import torch

from ssl_demo.data import fetch_weights as fetching
from ssl_demo.data import progress
from ssl_demo.data.fetch_weights import fetch_weights
from ssl_demo.data.progress import progress_of
from ssl_demo.data.weights import PUBLISHED, Published, keep, kept_whole, published, read_weights, weights_version
from ssl_demo.errors import UserError
from ssl_demo.torchvision_ops import torchvision

TENSORS = {"a": torch.arange(30_000.0), "b": torch.tensor(3)}


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, homes: Path) -> Path:
    monkeypatch.setenv("TORCH_HOME", str(homes / "hub"))
    (homes / "hub" / "checkpoints").mkdir(parents=True)
    return homes / "hub" / "checkpoints"


@pytest.fixture
def content(homes: Path) -> bytes:
    """A small file as torchvision would publish it."""
    torch.save(TENSORS, homes / "made.pth")
    return (homes / "made.pth").read_bytes()


@pytest.fixture
def small(content: bytes) -> Published:
    return Published("Small", "https://example.org/small.pth", hashlib.sha256(content).hexdigest(), len(content))


def same(found: dict[str, torch.Tensor] | None) -> bool:
    assert found is not None and found.keys() == TENSORS.keys()
    return all(torch.equal(values, TENSORS[name]) for name, values in found.items())


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


# What is known


def test_what_is_known_of_the_weights_is_what_torchvision_says() -> None:
    for name, weights in PUBLISHED.items():
        theirs = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]
        assert weights.url == theirs.url
        assert round(weights.size / 2**20, 3) == theirs.meta["_file_size"]
        # The name of a published file ends with the first digits of its SHA-256 (torch.hub's convention).
        assert weights.sha256.startswith(weights.file.rsplit("-", 1)[1].removesuffix(".pth"))
        assert len(weights.sha256) == 64


def test_an_unknown_name_is_refused(small: Published) -> None:
    with pytest.raises(UserError, match="choose one of resnet18, vit_b_16"):
        published("vgg")


# What is found


def test_without_a_file_there_are_no_weights(small: Published) -> None:
    assert read_weights(small) is None
    assert weights_version(small) is None


@pytest.mark.parametrize("place", [0, 1])
def test_a_published_file_is_read_once_and_kept_as_safetensors(small: Published, content: bytes, place: int) -> None:
    put(small.places[place], content)
    before = weights_version(small)
    assert same(read_weights(small))
    assert kept_whole(small)
    assert weights_version(small) != before
    small.places[place].unlink()
    assert same(read_weights(small))


class Trap:
    """Runs code when it is unpickled by anyone who trusts it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def test_a_file_with_another_digest_is_never_opened(small: Published, homes: Path, monkeypatch) -> None:
    torch.save(Trap(homes / "sprung"), homes / "trap.pth")
    put(small.places[0], (homes / "trap.pth").read_bytes())
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(UserError, match="is not the file that torchvision publishes"):
        read_weights(small)
    assert small.places[0].exists()
    assert not (homes / "sprung").exists()


def test_even_a_file_with_the_right_digest_runs_no_code(small: Published, homes: Path) -> None:
    torch.save(Trap(homes / "sprung"), homes / "trap.pth")
    content = (homes / "trap.pth").read_bytes()
    put(small.places[0], content)
    with pytest.raises(UnpicklingError, match="Weights only load failed"):
        read_weights(dataclasses.replace(small, sha256=hashlib.sha256(content).hexdigest()))
    assert not (homes / "sprung").exists()


@pytest.mark.parametrize("torn", [b"", b"<html>404</html>", b"half"])
def test_a_torn_file_is_one_sentence(small: Published, content: bytes, torn: bytes) -> None:
    put(small.places[1], content[: len(content) // 2] if torn == b"half" else torn)
    with pytest.raises(UserError, match="delete it and download it again"):
        read_weights(small)


def test_torn_safetensors_are_one_sentence(small: Published) -> None:
    keep(TENSORS, small)
    small.kept.write_bytes(small.kept.read_bytes()[:-100])
    assert not kept_whole(small)
    with pytest.raises(UserError, match="is damaged; delete it"):
        read_weights(small)


def test_on_a_full_disk_the_weights_are_used_all_the_same(small: Published, content: bytes, monkeypatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    put(small.places[0], content)
    monkeypatch.setattr("ssl_demo.data.weights.save_file", full)
    assert same(read_weights(small))
    assert not small.kept.exists()
    assert [path.name for path in small.kept.parent.iterdir()] == ["small.pth"]


# Downloading


class Server(http.server.ThreadingHTTPServer):
    """Sends `body`; the first `broken` answers stop in the middle. `asked`: what ranges it was asked for.

    reply: where there is one, all it sends, without a header.
    """

    body = b""
    reply: bytes | None = None
    status = 200
    broken = 0
    ranges = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str | None] = []
        self.release = threading.Event()
        self.hold = False


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server, wanted = self.server, self.headers["Range"]
        server.asked.append(wanted)
        if server.reply is not None:
            self._send(server.reply)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and server.ranges else 0
        rest = server.body[start:]
        status = 416 if start and not rest else 206 if start else server.status
        self.send_response(status)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if server.broken:
            server.broken -= 1
            rest = rest[: len(rest) // 2]
        self._send(rest)

    def _send(self, content: bytes) -> None:
        self.wfile.write(content)
        if self.server.hold:
            self.wfile.flush()
            self.server.release.wait(20)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, content: bytes) -> Iterator[Server]:
    running = Server()
    running.body = content
    thread = threading.Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield running
    running.release.set()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def known(server: Server, small: Published, monkeypatch: pytest.MonkeyPatch) -> Published:
    """The small file on the server, among the published ones."""
    weights = dataclasses.replace(small, url=f"http://127.0.0.1:{server.server_port}/small.pth")
    monkeypatch.setitem(PUBLISHED, "small", weights)
    return weights


def ignore(done: int, total: int) -> None:
    """A progress that nobody watches."""


def partial(weights: Published) -> Path:
    return weights.places[0].with_name("small.pth.partial")


def test_downloaded_weights_are_kept_and_their_progress_is_told(server, known, content) -> None:
    seen: list[tuple[int, int]] = []
    fetch_weights("small", lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(content), len(content))
    assert all(0 < done <= total == len(content) for done, total in seen)
    assert same(read_weights(known))
    assert [path.name for path in known.kept.parent.iterdir()] == ["small.safetensors"]
    told = progress_of("small")
    assert told is not None and (told["state"], told["done"]) == ("done", len(content))


def test_what_is_kept_is_not_downloaded_again_and_what_is_damaged_is(server, known) -> None:
    keep(TENSORS, known)
    fetch_weights("small", ignore)
    assert server.asked == []
    known.kept.write_bytes(b"torn")
    fetch_weights("small", ignore)
    assert same(read_weights(known))


def test_a_broken_download_goes_on_where_it_stopped(server, known, content) -> None:
    server.broken = 1
    with pytest.raises(UserError, match="it goes on where it stopped"):
        fetch_weights("small", ignore)
    assert partial(known).stat().st_size == len(content) // 2
    fetch_weights("small", ignore)
    assert server.asked == [None, f"bytes={len(content) // 2}-"]
    assert same(read_weights(known))


def test_a_server_that_knows_no_ranges_sends_it_all_again(server, known, content) -> None:
    put(partial(known), content[:1000])
    server.ranges = False
    fetch_weights("small", ignore)
    assert same(read_weights(known))


def test_what_had_come_whole_is_not_sent_again(server, known, content) -> None:
    put(partial(known), content)
    fetch_weights("small", ignore)
    assert same(read_weights(known))


def test_a_file_of_another_digest_is_deleted(server, known, content) -> None:
    server.body = bytes(len(content))
    with pytest.raises(UserError, match="arrived damaged"):
        fetch_weights("small", ignore)
    assert not partial(known).exists()
    assert read_weights(known) is None
    told = progress_of("small")
    assert told is not None and told["state"] == "failed" and "arrived damaged" in told["message"]


def test_a_refusal_of_the_server_is_told(server, known) -> None:
    server.status, server.body = 404, b"<html>nothing here</html>"
    with pytest.raises(UserError, match="HTTP 404"):
        fetch_weights("small", ignore)


def test_a_download_that_stalls_is_given_up_and_kept(server, known, content, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "WAIT_SECONDS", 0.3)
    server.broken, server.hold = 1, True
    with pytest.raises(UserError, match="The connection broke"):
        fetch_weights("small", ignore)
    assert partial(known).exists()


@pytest.mark.parametrize(("reply", "hold"), [(b"", True), (b"", False), (b"garbage\r\n\r\n", False)])
def test_a_server_without_a_proper_answer_is_no_fault_of_the_disk(server, known, monkeypatch, reply, hold) -> None:
    monkeypatch.setattr(fetching, "WAIT_SECONDS", 0.3)
    server.reply, server.hold = reply, hold
    with pytest.raises(UserError, match="The connection broke"):
        fetch_weights("small", ignore)
    told = progress_of("small")
    assert told is not None and (told["state"], told["message"]) == ("failed", fetching.BROKEN)


def test_without_a_network_that_is_one_sentence(server, known, monkeypatch) -> None:
    monkeypatch.setitem(PUBLISHED, "small", dataclasses.replace(known, url="http://127.0.0.1:9/small.pth"))
    with pytest.raises(UserError, match="can't be reached: connect this machine to the internet"):
        fetch_weights("small", ignore)
    told = progress_of("small")
    assert told is not None and told["state"] == "failed"


def disk_with(free: int) -> SimpleNamespace:
    """What stands for `shutil` where so many bytes are left."""
    return SimpleNamespace(disk_usage=lambda path: SimpleNamespace(free=free))


def test_too_little_room_is_told_before_anything_is_fetched(server, known, monkeypatch) -> None:
    monkeypatch.setattr(progress, "shutil", disk_with(10))
    with pytest.raises(UserError, match="The disk is full"):
        fetch_weights("small", ignore)
    assert server.asked == []


def test_what_has_come_already_needs_no_more_room(server, known, content, monkeypatch) -> None:
    put(partial(known), content[:1000])
    monkeypatch.setattr(progress, "shutil", disk_with(2 * len(content) - 1001))
    with pytest.raises(UserError, match="The disk is full"):
        fetch_weights("small", ignore)
    assert server.asked == []
    monkeypatch.setattr(progress, "shutil", disk_with(2 * len(content) - 1000))
    fetch_weights("small", ignore)
    assert same(read_weights(known))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_disk_that_fills_up_on_the_way_is_told_as_that(server, known) -> None:
    put(partial(known), b"")
    partial(known).unlink()
    partial(known).symlink_to("/dev/full")
    with pytest.raises(UserError, match="The disk is full"):
        fetch_weights("small", ignore)
    told = progress_of("small")
    assert told is not None and told["state"] == "failed" and "The disk is full" in told["message"]


def test_a_disk_that_fills_up_at_the_end_loses_nothing(server, known, content, monkeypatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "keep", full)
        with pytest.raises(UserError, match="The disk is full"):
            fetch_weights("small", ignore)
    fetch_weights("small", ignore)
    assert server.asked == [None, f"bytes={len(content)}-"]
    assert same(read_weights(known))


def test_a_home_that_can_not_be_written_is_told(homes: Path, known) -> None:
    (homes / "data").write_text("a file where the folder should be")
    with pytest.raises(UserError, match=r"can't be written .*or set SSL_DEMO_DATA to another folder"):
        fetch_weights("small", ignore)


def test_a_second_download_at_once_is_refused(homes: Path, known) -> None:
    (homes / "data" / "downloads").mkdir(parents=True)
    with (
        filelock.FileLock(homes / "data" / "downloads" / "small.lock"),
        pytest.raises(UserError, match="being downloaded already"),
    ):
        fetch_weights("small", ignore)
