"""Downloading a data set: asked for, watched, and never left half done.

torchvision downloads and checks the MD5 sum; this adds what a person waiting needs: a quick answer when there is no
network, progress that another process can read, and one sentence for whatever goes wrong.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from ssl_demo.data.cifar import CIFARS, Cifar, intact, torchvision_class, unpack
from ssl_demo.data.progress import Progress, ProgressFile, check_room, reported
from ssl_demo.errors import UserError
from ssl_demo.places import data_home

SERVER = "https://www.cs.toronto.edu"
"""Where torchvision's addresses of both CIFARs lead; asked before torchvision is imported, which takes seconds."""

CONNECT_SECONDS = 2.5
STALL_SECONDS = 30.0
POLL_SECONDS = 0.2


def download(name: str, progress: Progress) -> None:
    """Download `cifar10` or `cifar100` into `data_home()` and unpack it; nothing is done where it is whole already.

    `progress(done, total)` is called with bytes of the archive, and `progress_of(name)` tells the same to any process.
    Raises UserError: within 5 seconds where there is no network, when no byte arrives for 30 seconds, for a wrong MD5
    sum, a full disk and a second download of the same data set. A partial archive is removed.
    """
    if name not in CIFARS:
        raise UserError(f"'{name}' can't be downloaded; choose one of {', '.join(CIFARS)}.")
    cifar, root = CIFARS[name], data_home()
    needed = cifar.archive_size + cifar.unpacked_size
    with reported(name, cifar.title, cifar.archive_size, needed, root) as report:
        check_room(needed, root)
        if not cifar.found(root) or not intact(name, root):
            _fetch(cifar, root, progress, report)
            report.write("running", cifar.archive_size, "Unpacking.")
            unpack(name, root)
    progress(cifar.archive_size, cifar.archive_size)


def _fetch(cifar: Cifar, root: Path, progress: Progress, report: ProgressFile) -> None:
    """The archive, whole, in `root`; or an error, and no partial archive."""
    _check_network()
    source = torchvision_class(cifar.name)
    archive = root / source.filename
    outcome: list[BaseException | None] = []
    thread = threading.Thread(target=_run, args=(source, root, outcome), daemon=True)
    with _without_bar():
        thread.start()
        try:
            _watch(thread, archive, cifar.archive_size, progress, report)
        except BaseException:
            _remove(archive)
            raise
    if error := outcome[0]:
        _remove(archive)
        raise _explained(error, cifar) from error


def _remove(archive: Path) -> None:
    with contextlib.suppress(OSError):  # the next download replaces what can't be removed now
        archive.unlink(missing_ok=True)


def _run(source: Any, root: Path, outcome: list[BaseException | None]) -> None:
    from torchvision.datasets.utils import download_url

    try:
        download_url(source.url, root, filename=source.filename, md5=source.tgz_md5)
        outcome.append(None)
    except BaseException as error:
        outcome.append(error)


def _watch(thread: threading.Thread, archive: Path, total: int, progress: Progress, report: ProgressFile) -> None:
    """Report the growing file until the thread ends. Raises UserError when it has stopped growing."""
    size, grown = -1, time.monotonic()
    while thread.is_alive():
        now = archive.stat().st_size if archive.exists() else 0
        if now != size:
            size, grown = now, time.monotonic()
            progress(min(size, total), total)
            report.write("running", min(size, total), "Downloading.")
        elif size < total and time.monotonic() - grown > STALL_SECONDS:
            raise UserError(f"No data came for {STALL_SECONDS:.0f} seconds; check the network and start again.")
        thread.join(POLL_SECONDS)


def _check_network() -> None:
    """Raise UserError within `CONNECT_SECONDS` when the server, or the proxy that leads to it, can't be reached."""
    address = _gateway(SERVER)
    reached = threading.Event()

    def connect() -> None:
        with contextlib.suppress(OSError), socket.create_connection(address, CONNECT_SECONDS):
            reached.set()

    # In a thread of its own, since looking up a name has no time limit.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if not reached.is_set():
        raise UserError(
            f"{address[0]} can't be reached: connect this machine to the internet and try again, "
            "or use the embedded data set 'scenes'."
        )


def _gateway(url: str) -> tuple[str, int]:
    """The host and port that a request for this address goes to first."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and parts.hostname and not urllib.request.proxy_bypass(parts.hostname):
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _explained(error: BaseException, cifar: Cifar) -> Exception:
    """What to raise for an error of torchvision's downloader; errors of the disk stay what they are."""
    if isinstance(error, HTTPError):
        error.close()
        return UserError(f"The server refused {cifar.title} (HTTP {error.code}); try again later.")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
        return error
    if isinstance(error, RuntimeError):
        return UserError(f"{cifar.title} arrived damaged (its MD5 sum is wrong); download it again.")
    return UserError("The connection broke before the download was complete; start it again.")


@contextlib.contextmanager
def _without_bar() -> Iterator[None]:
    """Keep torchvision from drawing its own progress bar."""
    from torchvision.datasets import utils

    bar = utils.tqdm
    utils.tqdm = functools.partial(bar, disable=True)
    try:
        yield
    finally:
        utils.tqdm = bar
