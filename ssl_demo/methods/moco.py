"""MoCo v2: a view should pick out another view of its image among many earlier images, whose keys wait in a queue. The
keys are made by a second encoder that follows the first one slowly, so that old ones still compare with new ones.

He, Fan, Wu, Xie & Girshick, "Momentum Contrast for Unsupervised Visual Representation Learning", 2020, Eq. 1 and 2,
and Chen, Fan, Girshick & He, "Improved Baselines with Momentum Contrastive Learning", 2020. Each view is a query.
One device can't shuffle batch norm (§3.3), and needn't here: keys made in other batches gave nearly the same loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Terms, register
from ssl_demo.methods.knobs import OFF, ContrastKnobs, switch
from ssl_demo.methods.projected import Projected
from ssl_demo.methods.simclr import attraction
from ssl_demo.models import Encoder, follow, target_of


def info_nce(queries: Tensor, keys: Tensor, queue: Tensor, temperature: float) -> Tensor:
    """Eq. 1: -log of the positive's share among itself and the queue, a mean over images and ordered pairs of views.

    queries, keys: float [v, b, d], of v views of b images; queue: float [n, d], keys of other images. All of length 1.
    """
    positive = torch.einsum("ibd,jbd->ijb", queries, keys).float() / temperature
    rivals = ((queries @ queue.T).float() / temperature).logsumexp(dim=2)
    pair = F.softplus(rivals[:, None] - positive).mean(dim=2)
    return (pair.sum() - pair.diagonal().sum()) / (len(pair) * (len(pair) - 1))


@register("moco", title="MoCo v2", family="tell images apart")
class MoCo(Projected):
    queue: Tensor

    @dataclass(frozen=True)
    class Knobs(ContrastKnobs):
        queue: int = knob(1024, low=16, high=65_536, help="earlier images that a view is told from", of_images=True)
        momentum: float = knob(
            0.99, low=0.0, high=0.9999, help="share of itself that the key encoder keeps", why="at 1 it is still"
        )
        negatives: str = switch("whether the queue of earlier images pushes back")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.key_network = target_of(nn.Sequential(encoder, self.projector))
        self.register_buffer("queue", torch.zeros(knobs.queue, knobs.width))

    def loss(self, batch: Batch, step: int) -> Terms:
        x, shape = batch.views.flatten(0, 1), batch.views.shape[:2]
        queries = F.normalize(self.embedding(x).float(), dim=1).unflatten(0, shape)
        with torch.no_grad():
            keys = F.normalize(self.key_network(x).float(), dim=1).unflatten(0, shape)
        if self.knobs.negatives == OFF:
            return {"attraction": attraction(queries, keys, self.knobs.temperature)}
        if step == 0:
            # Nothing is earlier yet, and random keys would be too easy to tell from.
            self.queue = keys[0][torch.arange(len(self.queue), device=x.device) % len(keys[0])]
        terms = {"contrast": info_nce(queries, keys, self.queue, self.knobs.temperature)}
        self.queue = torch.cat([self.queue, keys[0]])[-len(self.queue) :]
        return terms

    def after_step(self, step: int, total: int) -> None:
        follow(self.key_network, nn.Sequential(self.encoder, self.projector), self.knobs.momentum)

    about = About(
        paper="He, Fan, Wu, Xie & Girshick: Momentum Contrast for Unsupervised Visual Representation Learning, 2020",
        link="https://arxiv.org/abs/1911.05722",
        equation=r"\mathcal{L}_q = -\log \frac{\exp(q \cdot k_+ / \tau)}{\sum_{i=0}^{K} \exp(q \cdot k_i / \tau)}",
        computed_by=info_nce,
        symbols={
            "q": "a view seen by the query encoder, a row of `queries`",
            "k_+": "another view of the image, seen by the key encoder, a row of `keys`",
            "k_i": "the positive key, and for i = 1 … K the rows of the `queue`",
            r"\tau": "the knob `temperature`",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g"),
            target=("another view", "slow encoder", "slow projector", STOP, "key, then queue"),
            compare="which key is of the same image?",
        ),
        needs=("several views", "negatives", "queue", "momentum", "projector"),
        fails="When the queue reaches back so far that its keys are told from new ones by their age. And when it holds "
        "the image itself, from the epoch before, as it must where there are few images.",
        sabotage=(
            Sabotage(
                "Remove the negatives",
                knobs={"negatives": OFF},
                why="A query is only pulled to its key, and the key encoder follows. Nothing keeps images apart, "
                "so step by step all of them get the same embedding: complete collapse.",
                cure="The queue. If all keys were the same, to choose would cost log(queue), so it pays to differ.",
            ),
            Sabotage(
                "Make the key encoder fast",
                knobs={"momentum": 0.0},
                why="Keys now change with every step, so the old ones in the queue compare badly with new ones, and a "
                "key's age can give it away. Features stay poorer, though embeddings don't all become one.",
                cure="A momentum near 1. Keys from many steps are then made by nearly the same encoder.",
            ),
        ),
    )
