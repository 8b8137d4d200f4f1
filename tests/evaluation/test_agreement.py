import math

import pytest
import torch
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from torch import Tensor

from ssl_demo.evaluation.agreement import agreement

GROUPS = torch.arange(60) % 6


def spread(seed: int, d: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    centres, sizes = torch.randn(6, d, generator=generator), torch.rand(6, 1, generator=generator)
    return centres[GROUPS] + sizes[GROUPS] * torch.randn(60, d, generator=generator)


def test_it_is_scipys_correlation_of_scipys_distances() -> None:
    one, other = spread(0, 8), spread(1, 2)
    centres = [torch.stack([space[g == GROUPS].mean(dim=0) for g in range(6)]).numpy() for space in (one, other)]
    sizes = [[space[g == GROUPS].var(dim=0, correction=0).sum().item() for g in range(6)] for space in (one, other)]
    found = agreement(one, other, GROUPS)
    assert found.between == pytest.approx(spearmanr(*map(pdist, centres)).statistic)
    assert found.sizes == pytest.approx(spearmanr(*sizes).statistic)


def test_a_space_agrees_with_itself_however_it_is_turned_and_scaled() -> None:
    space = spread(2, 2)
    turn = torch.tensor([[math.cos(1.0), math.sin(1.0)], [-math.sin(1.0), math.cos(1.0)]])
    assert agreement(space, 5 * space @ turn + 3, GROUPS) == pytest.approx((1.0, 1.0))


def test_where_there_is_no_order_there_is_no_number() -> None:
    assert agreement(spread(0), spread(1), GROUPS % 2) == (None, None)
    assert agreement(torch.zeros(60, 3), spread(1), GROUPS) == (None, None)
