"""DINO: say which group a slow teacher puts another view of the image in; nobody said what the groups are. The teacher
is a copy of the student that follows it slowly, and the surer one of the two.

Caron et al., "Emerging Properties in Self-Supervised Vision Transformers", 2021, Eq. 1 to 4, without multi-crop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from ssl_demo.config import knob
from ssl_demo.methods.about import STOP, About, Flow, Sabotage
from ssl_demo.methods.base import Batch, DataShape, Method, Terms, register
from ssl_demo.methods.knobs import OFF, ON, ProjectorKnobs, softness, switch
from ssl_demo.methods.projected import mean_of_others
from ssl_demo.models import Encoder, Prototypes, follow, projector, rising, target_of


def cross_entropy(student: Tensor, teacher: Tensor, centre: Tensor, tau_s: float, tau_t: float) -> Tensor:
    """H(P_t, P_s) of Eq. 2 and 3, a mean over images and ordered pairs of two different views.

    student, teacher: float [v, b, k], the scores of v views of b images for k prototypes; centre: float [k].
    """
    p_t = ((teacher.float() - centre) / tau_t).softmax(dim=2)
    return -(mean_of_others(p_t) * (student.float() / tau_s).log_softmax(dim=2)).sum(dim=2).mean()


@register("dino", title="DINO", family="agree with yourself")
class DINO(Method):
    usual: ClassVar = {"muon_rate": 0.02}

    @dataclass(frozen=True)
    class Knobs(ProjectorKnobs):
        views: int = knob(4, choices=(2, 4), help="views of each image in a step")
        prototypes: int = knob(1024, choices=(64, 128, 256, 512, 1024), help="groups that images can be in")
        student_temperature: float = softness(0.1, high=1.0, help="how softly the student chooses")
        teacher_temperature: float = softness(0.03, high=1.0, help="how softly the teacher chooses")
        momentum: float = knob(0.99, low=0.0, high=1.0, help="share of itself that the teacher keeps in each step")
        centre_momentum: float = knob(0.9, low=0.0, high=0.999, help="share of itself that the centre keeps")
        centring: str = switch("whether what the teacher says of all images alike is taken off its scores")

    def __init__(self, encoder: Encoder, knobs: Knobs, data: DataShape, generator: torch.Generator) -> None:
        super().__init__(encoder, knobs, data, generator)
        self.views = knobs.views
        prototypes = Prototypes(knobs.width, knobs.prototypes, bias=False)
        nn.init.normal_(prototypes.weight, std=knobs.width**-0.5, generator=generator)
        self.head = nn.Sequential(projector(encoder.width, knobs.hidden, knobs.width, generator), prototypes)
        self.teacher_encoder, self.teacher_head = target_of(encoder), target_of(self.head)
        self.centre = nn.Buffer(torch.zeros(knobs.prototypes))

    def embedding(self, x: Tensor) -> Tensor:
        # Of the projector's output images may differ and yet all choose alike, so the student's choice P_s is watched.
        return (self.head(self.encoder(x)).float() / self.knobs.student_temperature).softmax(dim=1)

    def loss(self, batch: Batch, step: int) -> Terms:
        x, shape, knobs = batch.views.flatten(0, 1), batch.views.shape[:2], self.knobs
        student = self.head(self.encoder(x)).unflatten(0, shape)
        with torch.no_grad():
            teacher = self.teacher_head(self.teacher_encoder(x)).unflatten(0, shape)
            of_all = teacher.float().mean(dim=(0, 1)) if knobs.centring == ON else self.centre
        centre = of_all if step == 0 else self.centre.clone()  # zero is far from an untrained teacher's scores
        self.centre.copy_(centre.lerp(of_all, 1 - knobs.centre_momentum))
        taus = knobs.student_temperature, knobs.teacher_temperature
        return {"cross-entropy": cross_entropy(student, teacher, centre, *taus)}

    def after_step(self, step: int, total: int) -> None:
        for target, network in (self.teacher_encoder, self.encoder), (self.teacher_head, self.head):
            follow(target, network, rising(self.knobs.momentum, step, total))

    about = About(
        paper="Caron et al.: Emerging Properties in Self-Supervised Vision Transformers, 2021",
        link="https://arxiv.org/abs/2104.14294",
        equation=r"\min_{\theta_s} \sum_{x} \sum_{x' \neq x} -P_t(x) \log P_s(x'), \quad P_t = \mathrm{softmax}"
        r"\left(\frac{g_t - c}{\tau_t}\right), \quad P_s = \mathrm{softmax}\left(\frac{g_s}{\tau_s}\right)",
        computed_by=cross_entropy,
        symbols={
            "g_s, g_t": "scores of a view for every prototype: `student`, `teacher`",
            "c": "the `centre`, a moving average of the teacher's scores",
            r"\tau_s, \tau_t": "the knobs `student_temperature` and `teacher_temperature`; the lower one sharpens",
        },
        flow=Flow(
            predicts=("a view", "encoder f", "projector g", "prototypes"),
            target=("another view", "slow copy of all three", "centre, sharpen", STOP),
            compare="the same group?",
        ),
        needs=("several views", "momentum", "stop-gradient", "projector", "clusters"),
        fails="When centring and sharpening are out of balance: one of them alone leads to collapse.",
        sabotage=(
            Sabotage(
                "Remove the centring",
                knobs={"centring": OFF},
                why="A group that is a little ahead wins more and more images, until a few have nearly all of them.",
                cure="What the teacher says of all images alike is subtracted, so no group is ahead for long.",
            ),
            Sabotage(
                "Remove the sharpening",
                knobs={"teacher_temperature": 1.0},
                why="The teacher hardly prefers any group, and soon the student finds all alike, for every image.",
                cure="A teacher temperature below the student's, so that the teacher is the surer one.",
            ),
        ),
    )
