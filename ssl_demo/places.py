"""Where data sets and runs lie on this machine."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data_home() -> Path:
    """The folder of downloaded, uploaded and cached data sets: $SSL_DEMO_DATA, or data/ beside the app."""
    return Path(os.environ.get("SSL_DEMO_DATA") or ROOT / "data")


def runs_home() -> Path:
    """The folder of runs: $SSL_DEMO_RUNS, or runs/ beside the app."""
    return Path(os.environ.get("SSL_DEMO_RUNS") or ROOT / "runs")
