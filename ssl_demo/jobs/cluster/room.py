"""How much a cluster can do at once, and how much of it one run takes."""

from __future__ import annotations

import os

import ray

from ssl_demo.errors import UserError

SHARE = "SSL_DEMO_GPU_SHARE"
USUAL_SHARE = 0.5


def share_of_gpu(wanted: float) -> float:
    """The part of a GPU that one run takes: the wanted one, or 0 while the cluster has no GPU."""
    return wanted if ray.cluster_resources().get("GPU") else 0.0


def places(share: float) -> int:
    """How many runs the cluster can work on at once: one on each core, or on each such share of a GPU. At least 1."""
    there = ray.cluster_resources()
    cores = int(there.get("CPU", 0))
    if not share:
        return max(1, cores)
    on_each = int(1 / share + 1e-9)  # no share lies on two GPUs
    return max(1, min(cores, int(there.get("GPU", 0)) * on_each))


def wanted_share() -> float:
    """What $SSL_DEMO_GPU_SHARE says. Raises UserError where that is no share."""
    wanted = os.environ.get(SHARE, str(USUAL_SHARE))
    try:
        share = float(wanted)
    except ValueError:
        share = 0.0
    if not 0.01 <= share <= 1.0:
        raise UserError(f"{SHARE} is {wanted!r}; give the part of a GPU that one run takes, from 0.01 to 1.")
    return share
