"""Which queue the app has: this machine's, or that of a Ray cluster."""

from __future__ import annotations

import importlib.util
import os

from ssl_demo.errors import UserError
from ssl_demo.jobs.local import LocalBackend
from ssl_demo.jobs.queueing import QueueBackend
from ssl_demo.runs.store import RunStore

SETTING = "SSL_DEMO_BACKEND"
LOCAL, RAY = "local", "ray"


def make_backend(store: RunStore) -> QueueBackend:
    """The queue that $SSL_DEMO_BACKEND names, "local" unless it is set.

    Raises UserError for any other name, and where no cluster can be worked on; nothing is started then.
    """
    chosen = os.environ.get(SETTING, "").strip() or LOCAL
    if chosen == LOCAL:
        return LocalBackend(store)
    if chosen == RAY:
        return _on_cluster(store)
    raise UserError(f"{SETTING} is {chosen!r}; set it to {LOCAL} or {RAY}.")


def is_installed() -> bool:
    """Whether Ray is."""
    return importlib.util.find_spec("ray") is not None


def _on_cluster(store: RunStore) -> QueueBackend:
    if not is_installed():
        raise UserError(f"{SETTING} is {RAY}, but Ray is not installed; 'pip install -r requirements-cluster.txt'.")
    from ssl_demo.jobs.cluster.address import address
    from ssl_demo.jobs.cluster.ray_backend import RayBackend

    address()
    backend = RayBackend(store)
    try:
        backend.check()
    except UserError:
        backend.close()
        raise
    return backend
