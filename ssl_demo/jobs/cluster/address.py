"""Where the cluster is: told without Ray, which takes minutes to find that nobody answers."""

from __future__ import annotations

import os
import re
import socket

from ssl_demo.errors import UserError

REACH_SECONDS = 3.0
ADDRESS = re.compile(r"\[?([^\[\]\s/]+?)\]?:(\d{1,5})")


def address() -> str:
    """What $RAY_ADDRESS says, if somebody answers there. Raises UserError with what to do otherwise."""
    where = os.environ.get("RAY_ADDRESS", "").strip()
    parts = ADDRESS.fullmatch(where)
    if parts is None:
        is_it = f"is {where!r}" if where else "is not set"
        raise UserError(
            f"RAY_ADDRESS {is_it}; set it to the address that 'ray start --head' prints, such as 192.168.1.10:6379."
        )
    try:
        socket.create_connection((parts[1], int(parts[2])), REACH_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise UserError(
            f"No Ray cluster answers at {where}; start one with 'ray start --head', or set SSL_DEMO_BACKEND to local."
        ) from error
    return where
