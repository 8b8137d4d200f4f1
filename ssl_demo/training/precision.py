"""Where and how exactly to compute: the device, and bf16 or fp32 by whichever is faster there."""

from __future__ import annotations

import time
from functools import cache

import torch
from torch.nn import functional as F


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
    return min((torch.float32, torch.bfloat16), key=_seconds)


def _seconds(dtype: torch.dtype, repeats: int = 3) -> float:
    x = torch.rand(32, 64, 16, 16).to(dtype).contiguous(memory_format=torch.channels_last)
    weight = torch.rand(64, 64, 3, 3).to(dtype).requires_grad_()
    F.conv2d(x, weight, padding=1).sum().backward()
    began = time.perf_counter()
    for _ in range(repeats):
        F.conv2d(x, weight, padding=1).sum().backward()
    return time.perf_counter() - began
