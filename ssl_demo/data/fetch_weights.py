"""Downloading weights: asked for, watched, resumed after a break, and of no use before every byte is checked."""

from __future__ import annotations

import contextlib
import http.client
import urllib.request
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from ssl_demo.data.progress import Progress, check_room, reported
from ssl_demo.data.weights import Published, keep, kept_whole, published, read_published, weights_home
from ssl_demo.errors import UserError

WAIT_SECONDS = 10.0
"""For an answer, and for each next byte."""
PIECE = 1 << 18


def fetch_weights(name: str, progress: Progress) -> None:
    """Download a network's weights and keep them as safetensors; nothing is done where they are kept already.

    `progress(done, total)` is called with bytes, and `progress_of(name)` tells the same to any process. What has come
    before the connection broke is kept, and the next call goes on from there. Raises UserError: without a network, when
    nothing comes for 10 seconds, for a file of another SHA-256 (which is deleted), a full disk, and a second download
    of the same weights.
    """
    weights, folder = published(name), weights_home()
    partial = folder / f"{weights.file}.partial"
    needed = 2 * weights.size - _size(partial)  # the file, and then the same as safetensors
    with reported(name, weights.title, weights.size, needed, folder) as report:

        def tell(done: int, total: int) -> None:
            progress(done, total)
            report.write("running", done, "Downloading.")

        if not kept_whole(weights):
            check_room(needed, folder)
            _fetch(weights, partial, tell)
    progress(weights.size, weights.size)


def _fetch(weights: Published, partial: Path, tell: Progress) -> None:
    """The checked weights, kept; or an error, and of what has come only what the next try can go on from."""
    _download(weights, partial, tell)
    try:
        found = read_published(partial, weights)
    except UserError as error:
        partial.unlink(missing_ok=True)
        raise UserError(f"{weights.title} arrived damaged (its SHA-256 is wrong); download it again.") from error
    keep(found, weights)
    partial.unlink(missing_ok=True)


def _download(weights: Published, partial: Path, tell: Progress) -> None:
    before = _size(partial)
    answer = _answer(weights, before)
    if answer is None:
        return
    with answer:
        done = before if answer.status == HTTPStatus.PARTIAL_CONTENT else 0
        total = done + (answer.length or 0)
        with partial.open("ab" if done else "wb") as file:
            while piece := _next_piece(answer):
                file.write(piece)
                done += len(piece)
                tell(done, max(total, done))
    if done < total:
        raise UserError(BROKEN)


def _answer(weights: Published, before: int) -> http.client.HTTPResponse | None:
    """The server's answer when asked for what follows on so many bytes; None where they are all there is."""
    request = urllib.request.Request(weights.url, headers={"Range": f"bytes={before}-"} if before else {})
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=WAIT_SECONDS)
    except HTTPError as error:
        error.close()
        if before and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return None
        raise UserError(f"The server refused {weights.title} (HTTP {error.code}); try again later.") from error
    except URLError as error:
        host = urlsplit(weights.url).hostname
        raise UserError(f"{host} can't be reached: connect this machine to the internet and try again.") from error
    except (
        http.client.HTTPException,
        OSError,
    ) as error:  # of the wait for an answer, which urllib leaves be
        raise UserError(BROKEN) from error
    return answer


def _next_piece(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(PIECE)
    except (http.client.HTTPException, OSError) as error:
        raise UserError(BROKEN) from error


BROKEN = "The connection broke before the download was complete; start it again, and it goes on where it stopped."


def _size(partial: Path) -> int:
    """Bytes that have come already."""
    with contextlib.suppress(OSError):
        return partial.stat().st_size
    return 0
