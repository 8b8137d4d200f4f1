"""Data sets that this process was handed by another machine, under the names that they have there."""

from __future__ import annotations

from collections.abc import Callable

from ssl_demo.data.cache import cached, keep_newest
from ssl_demo.data.images import Dataset

KEPT = "handed-"
MOST_KEPT = 12
_handed: dict[str, Dataset] = {}


def hand_over(name: str, key: str, fetch: Callable[[], Dataset]) -> None:
    """From now on, `load(name)` gives this data set here, whatever lies on this machine under that name.

    key: what tells its content from any other, in characters that a file name may have. `fetch` is called only if this
    machine doesn't keep the data set already.
    """
    _handed[name] = cached(f"{KEPT}{key}", fetch)
    keep_newest(KEPT, MOST_KEPT)


def handed(name: str) -> Dataset | None:
    """The data set that was handed over under this name, if one was."""
    return _handed.get(name)
