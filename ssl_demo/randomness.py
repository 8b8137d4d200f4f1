"""Randomness as an argument: a generator for every purpose, told apart by name and number.

Nothing draws from a global generator, and a step's generator depends on the seed and the step alone. So a run that
was stopped and resumed goes on with the very numbers that it would have drawn.
"""

import hashlib

import torch


def generator(seed: int, *purpose: str | int) -> torch.Generator:
    """A CPU generator that depends on the seed and the purpose, as in `generator(seed, "augment", step)`."""
    named = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(named[:8], "big") & (2**63 - 1))
