"""To the cluster that $RAY_ADDRESS names."""

from __future__ import annotations

import logging

import ray

import ssl_demo
from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster.address import address
from ssl_demo.jobs.cluster.remote_run import NAMESPACE


def connect() -> None:
    """Connect this process, and hand the cluster this app's code. Raises UserError with what to do."""
    where = address()
    try:
        ray.init(
            address=where,
            namespace=NAMESPACE,
            runtime_env={"py_modules": [ssl_demo]},
            configure_logging=False,
            logging_level=logging.ERROR,
            log_to_driver=False,
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UserError(
            f"The Ray cluster at {where} doesn't take this app ({' '.join(str(error).split())[:300]}); this machine "
            "has to be one of its nodes, with the same versions of Python and Ray."
        ) from error
