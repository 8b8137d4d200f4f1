"""The training loop: draw a batch, make its views, step; one event each.

The images are one uint8 tensor and both views of a batch are made at once, so there is no loader and no worker. All
randomness of a step depends on the seed and the step's number alone: a resumed training draws the same batches.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import torch
from torch import Tensor

from ssl_demo.augment.views import make_views
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.errors import UserError
from ssl_demo.methods import Batch, Method
from ssl_demo.randomness import generator
from ssl_demo.training.events import Event, Finished, Started, Step
from ssl_demo.training.optimiser import Optimiser
from ssl_demo.training.precision import best_device, best_precision
from ssl_demo.training.schedule import Schedule

SLOW_STEPS = 5
"""Convolutions prepare themselves for a new size, and a page that is just opened takes its time from the training."""


class Diverged(UserError):
    """The loss is no longer a number. The weights are those from before the step that it happened in."""

    def __init__(self, step: int) -> None:
        super().__init__(
            f"The loss stopped being a number at step {step}: lower the learning rates and start again; "
            "the last good checkpoint is kept."
        )
        self.step = step


class Training:
    """One training, iterated event by event; between two events its state can be taken and put back.

    The config needs its `epochs`. Raises UserError if there are fewer than two images, Diverged at a non-finite loss.
    """

    def __init__(self, method: Method, images: Images, config: RunConfig) -> None:
        if config.epochs is None:
            raise UserError("The budget is still in seconds; give it in epochs, or let the calibration work it out.")
        if len(images) < 2:
            raise UserError("Training needs at least two images.")
        self.device = best_device()
        self.precision = best_precision(self.device.type)
        # A small encoder's step is a seventh faster with the channels of a pixel side by side.
        self.method = method.to(self.device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
        self.images = images.pixels.to(self.device)
        self.labels = images.labels.to(self.device) if method.needs_labels else None
        self.config = config
        self.batch = min(config.batch_size, len(images))
        self.steps_per_epoch = len(images) // self.batch
        self.total_steps = max(1, round(config.epochs * self.steps_per_epoch))
        self.schedule = Schedule.of(config, self.total_steps)
        self.optimiser = Optimiser(method, config, self.schedule, self.precision)
        self.step = 0
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Event]:
        precision = str(self.precision).removeprefix("torch.")
        yield Started(self.step, self.total_steps, self.steps_per_epoch, str(self.device), precision)
        first = self.step
        paced_from = first, self.seconds
        while self.step < self.total_steps:
            if self.step == first + SLOW_STEPS:
                paced_from = self.step, self.seconds
            began = time.perf_counter()
            terms = self._one_step()
            took = time.perf_counter() - began
            self.step += 1
            self.seconds += took
            yield Step(
                step=self.step,
                epoch=self.step / self.steps_per_epoch,
                terms=terms,
                images_per_second=self.batch / took,
                seconds=self.seconds,
                remaining=self._remaining(*paced_from, early=self.step <= first + SLOW_STEPS),
            )
        yield Finished(self.step, self.seconds, self.step * self.batch / max(self.seconds, 1e-9))

    def state(self) -> dict[str, Tensor]:
        """Everything that resuming needs: weights, optimiser, step and seconds, as flat named tensors."""
        # Batch norm's running statistics change in place at the next step, so what is handed out is a copy.
        weights = {f"method.{name}": value.detach().clone() for name, value in self.method.state_dict().items()}
        optimiser = {f"optimiser.{name}": value.detach().clone() for name, value in self.optimiser.state().items()}
        clock = {"step": torch.tensor(self.step), "seconds": torch.tensor(self.seconds, dtype=torch.float64)}
        return weights | optimiser | clock

    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from what `state` gave. Raises UserError if it is another model's."""
        try:
            self.method.load_state_dict(_under("method.", state))
        except RuntimeError as error:
            raise UserError("This checkpoint belongs to another model; start the run anew.") from error
        self.optimiser.load(_under("optimiser.", state))
        self.step = int(state["step"])
        self.seconds = float(state["seconds"])

    def _remaining(self, step: int, seconds: float, early: bool) -> float:
        """Seconds that the rest will take: early on, what is left of the budget; then at the pace since that `step`."""
        rest = self.schedule.work(self.step, self.total_steps)
        if early and self.config.seconds is not None:
            return self.config.seconds * rest / self.schedule.work(0, self.total_steps)
        return (self.seconds - seconds) / self.schedule.work(step, self.step) * rest

    def _one_step(self) -> dict[str, float]:
        index = self._batch_index()
        views = make_views(
            self.images[index],
            self.config.recipe,
            generator(self.config.seed, "augment", self.step),
            views=self.method.views,
            side=self.schedule.side(self.step),
        )
        batch = Batch(views, None if self.labels is None else self.labels[index], index)
        enabled = self.precision != torch.float32
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=enabled):
            terms = self.method.loss(batch, self.step)
        values = {name: float(term.detach()) for name, term in terms.items()}
        if not all(map(math.isfinite, values.values())):
            raise Diverged(self.step)
        torch.stack(list(terms.values())).sum().backward()
        self.optimiser.step(self.step)
        self.method.after_step(self.step, self.total_steps)
        return values

    def _batch_index(self) -> Tensor:
        epoch, place = divmod(self.step, self.steps_per_epoch)
        order = torch.randperm(len(self.images), generator=generator(self.config.seed, "order", epoch))
        return order[place * self.batch : (place + 1) * self.batch].to(self.device)


def train(method: Method, images: Images, config: RunConfig) -> Iterator[Event]:
    """Train a method on images, as a stream of events. Labels reach only a method that needs them."""
    return iter(Training(method, images, config))


def _under(prefix: str, state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
