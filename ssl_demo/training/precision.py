"""Where and how exactly to compute: the device, and bf16 or fp32 by whichever is faster there."""

from __future__ import annotations

import time
from functools import cache

import torch
from torch.nn import functional as F

ROUNDS = 6


def best_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


@cache
def best_precision(device_type: str) -> torch.dtype:
    """bf16 where it is faster than fp32, timed once on a convolution like the encoder's; fp32 elsewhere.

    A CPU without bf16 instructions emulates them, slower than fp32. MPS stays with fp32.
    """
    if device_type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    if device_type != "cpu":
        return torch.float32
    # By turns, and the quickest of each: a busy moment then seldom speaks for one of the two alone.
    rounds = [(_seconds(torch.float32), _seconds(torch.bfloat16)) for _ in range(ROUNDS)]
    exact, short = (min(times) for times in zip(*rounds, strict=True))
    return torch.bfloat16 if short < exact else torch.float32


def _seconds(dtype: torch.dtype) -> float:
    x = torch.ones(32, 64, 16, 16, dtype=dtype).contiguous(memory_format=torch.channels_last)
    weight = torch.ones(64, 64, 3, 3, dtype=dtype).requires_grad_()
    began = time.perf_counter()
    F.conv2d(x, weight, padding=1).sum().backward()
    return time.perf_counter() - began
