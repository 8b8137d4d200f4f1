"""Downloading weights: asked for, watched, resumed after a break, and of no use before every byte is checked."""

from __future__ import annotations

import errno
import http.client
import shutil
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import filelock

from ssl_demo.data.download import Progress
from ssl_demo.data.progress import ProgressFile
from ssl_demo.data.weights import PUBLISHED, Published, keep, kept_whole, published, read_published, weights_home
from ssl_demo.errors import UserError

WAIT_SECONDS = 10.0
"""For an answer, and for each next byte."""
PIECE = 1 << 18


def fetch_weights(name: str, progress: Progress, known: Mapping[str, Published] = PUBLISHED) -> None:
    """Download a network's weights and keep them as safetensors; nothing is done where they are kept already.

    `progress(done, total)` is called with bytes, and `progress_of(name)` tells the same to any process. What has come
    before the connection broke is kept, and the next call goes on from there. Raises UserError: without a network, when
    nothing comes for 10 seconds, for a file of another SHA-256 (which is deleted), a full disk, and a second download
    of the same weights.
    """
    weights, folder = published(name, known), weights_home()
    try:
        (folder.parent / "downloads").mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        with filelock.FileLock(folder.parent / "downloads" / f"{name}.lock", timeout=0):
            _reported(name, weights, progress)
    except filelock.Timeout as error:
        raise UserError(f"{weights.title} is being downloaded already; wait for it.") from error
    except OSError as error:
        raise UserError(_disk_sentence(weights, error)) from error


def _reported(name: str, weights: Published, progress: Progress) -> None:
    """Download, with every stage and the outcome in the progress file."""
    report = ProgressFile(name, weights.size)

    def tell(done: int, total: int) -> None:
        progress(done, total)
        report.write("running", done, "Downloading.")

    report.write("running", 0, "Looking for the server.")
    try:
        if not kept_whole(weights):
            _fetch(weights, tell)
    except OSError as error:
        report.write("failed", 0, _disk_sentence(weights, error))
        raise
    except UserError as error:
        report.write("failed", 0, str(error))
        raise
    except BaseException:
        report.write("failed", 0, "The download was stopped; start it again.")
        raise
    progress(weights.size, weights.size)
    report.write("done", weights.size, f"{weights.title} is here.")


def _fetch(weights: Published, tell: Progress) -> None:
    """The checked weights, kept; or an error, and of what has come only what the next try can go on from."""
    partial = weights_home() / f"{weights.file}.partial"
    if shutil.disk_usage(weights_home()).free < 2 * weights.size:  # the file, and then the same as safetensors
        raise OSError(errno.ENOSPC, "too little room")
    _download(weights, partial, tell)
    try:
        found = read_published(partial, weights)
    except UserError as error:
        partial.unlink(missing_ok=True)
        raise UserError(f"{weights.title} arrived damaged (its SHA-256 is wrong); download it again.") from error
    keep(found, weights)
    partial.unlink(missing_ok=True)


def _download(weights: Published, partial: Path, tell: Progress) -> None:
    before = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(weights.url, headers={"Range": f"bytes={before}-"} if before else {})
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
            done = before if answer.status == HTTPStatus.PARTIAL_CONTENT else 0
            total = done + (answer.length or 0)
            with partial.open("ab" if done else "wb") as file:
                while piece := _next_piece(answer):
                    file.write(piece)
                    done += len(piece)
                    tell(done, max(total, done))
    except HTTPError as error:
        error.close()
        if not before or error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise UserError(f"The server refused {weights.title} (HTTP {error.code}); try again later.") from error
        return  # what had come before is all there is
    except URLError as error:
        host = urlsplit(weights.url).hostname
        raise UserError(f"{host} can't be reached: connect this machine to the internet and try again.") from error
    if done < total:
        raise UserError(BROKEN)


def _next_piece(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(PIECE)
    except (http.client.HTTPException, OSError) as error:
        raise UserError(BROKEN) from error


BROKEN = "The connection broke before the download was complete; start it again, and it goes on where it stopped."


def _disk_sentence(weights: Published, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        needed = 2 * weights.size // 1_000_000
        return f"The disk is full: {weights.title} needs {needed} MB in {weights_home()}; make room and start again."
    return f"{weights_home()} can't be written ({error.strerror or error}); check its permissions."
