"""The optimiser: Muon for the weight matrices, AdamW for all else, as one."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer

from ssl_demo.config import RunConfig
from ssl_demo.training.muon import Muon
from ssl_demo.training.schedule import Schedule


class Optimiser:
    """Steps a module's weights along a schedule; its state is flat, to be saved as safetensors.

    dtype: in which Muon works out its steps.
    """

    def __init__(self, module: nn.Module, config: RunConfig, schedule: Schedule, dtype: torch.dtype) -> None:
        trained = [p for p in module.parameters() if p.requires_grad]
        matrices, rest = [p for p in trained if p.ndim >= 2], [p for p in trained if p.ndim < 2]
        decay = config.weight_decay
        self._optimisers: list[Optimizer] = [Muon(matrices, config.muon_rate, weight_decay=decay, dtype=dtype)]
        if rest:
            self._optimisers.append(AdamW(rest, config.learning_rate, weight_decay=decay, foreach=True))
        self._peaks = (config.muon_rate, config.learning_rate)
        self._schedule = schedule
        self._module = module

    def step(self, step: int) -> None:
        """Update the weights from their gradients at the rate of this step, then forget the gradients."""
        for optimiser, peak in zip(self._optimisers, self._peaks, strict=False):
            for group in optimiser.param_groups:
                group["lr"] = peak * self._schedule.rate(step)
            optimiser.step()
        self._module.zero_grad(set_to_none=True)

    def state(self) -> dict[str, Tensor]:
        """Every tensor of both optimisers' state, by names such as "0.12.momentum_buffer"."""
        return {
            f"{which}.{index}.{key}": value
            for which, optimiser in enumerate(self._optimisers)
            for index, entry in optimiser.state_dict()["state"].items()
            for key, value in entry.items()
        }

    def load(self, state: dict[str, Tensor]) -> None:
        """Take up what `state` gave."""
        for which, optimiser in enumerate(self._optimisers):
            entries: dict[int, dict[str, Tensor]] = {}
            for name, value in state.items():
                owner, index, key = name.split(".", 2)
                if int(owner) == which:
                    entries.setdefault(int(index), {})[key] = value
            optimiser.load_state_dict({**optimiser.state_dict(), "state": entries})
