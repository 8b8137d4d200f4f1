"""What a command prints: lines for people and, where asked, one JSON object as the last line for programs."""

from __future__ import annotations

import argparse
import json
from typing import Any


def print_result(options: argparse.Namespace, result: dict[str, Any], lines: list[str]) -> None:
    print("\n".join(lines))
    if options.json:
        print(json.dumps(result))
