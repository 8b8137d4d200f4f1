"""What BYOL and SimSiam share."""

from __future__ import annotations

import pytest
import torch

from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.evaluation.collapse import feature_std
from ssl_demo.methods import Batch, build
from ssl_demo.methods.projected import Projected
from ssl_demo.randomness import generator


@pytest.mark.parametrize(("name", "lowest"), [("byol", 0.0), ("simsiam", -1.0)])
def test_batch_norm_at_the_end_leaves_one_embedding_for_all_images_possible(
    name: str, lowest: float, coloured: Images
) -> None:
    knobs = {"views": 2, "stop_gradient": "off", "predictor": "off"}
    method = build(RunConfig(method=name, encoder="S", epochs=2.0, knobs=knobs), coloured, generator(0))
    assert isinstance(method, Projected)
    views = torch.rand(2, 8, 3, 24, 24, generator=generator(1))
    gain, shift = method.projector[-1].parameters()
    with torch.no_grad():
        gain.zero_()
        shift.copy_(torch.randn(shift.shape, generator=generator(5)))
        z = method.embedding(views.flatten(0, 1))
        (loss,) = method.loss(Batch(views), 0).values()
    assert feature_std(z) == pytest.approx(0, abs=1e-6)
    assert loss.item() == pytest.approx(lowest, abs=1e-5), "no loss is lower"
