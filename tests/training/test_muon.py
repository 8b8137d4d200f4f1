import pytest
import torch
from torch import nn

from ssl_demo.randomness import generator
from ssl_demo.training.muon import ITERATIONS, Muon, orthogonalise

SHAPES = [(8, 8), (64, 432), (256, 128), (1, 5), (5, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_singular_vectors_stay_and_singular_values_come_near_one(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=generator(0))
    u, _, v = torch.linalg.svd(matrix, full_matrices=False)
    in_their_axes = u.T @ orthogonalise([matrix])[0] @ v.T
    assert torch.all((in_their_axes.diagonal() > 0.5) & (in_their_axes.diagonal() < 1.5))
    assert (in_their_axes - in_their_axes.diagonal().diag()).abs().max() < 1e-3


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("rank", [3, 64])
def test_neither_precision_is_thrown_by_singular_values_of_all_sizes(dtype: torch.dtype, rank: int) -> None:
    left = torch.linalg.qr(torch.randn(64, rank, generator=generator(0)))[0]
    right = torch.linalg.qr(torch.randn(576, rank, generator=generator(1)))[0]
    matrix = left @ torch.logspace(0, -6, rank).diag() @ right.T
    assert torch.linalg.matrix_norm(orthogonalise([matrix], dtype)[0].float(), 2) < 1.6


def test_matrices_together_become_what_each_becomes_alone() -> None:
    matrices = [
        torch.randn(shape, generator=generator(i)) for i, shape in enumerate([(8, 30), (5, 9), (40, 8), (8, 8)])
    ]
    together = orthogonalise(matrices)
    for matrix, found in zip(matrices, together, strict=True):
        torch.testing.assert_close(found, orthogonalise([matrix])[0])
    assert orthogonalise([]) == []


def test_a_matrix_of_zeros_stays_one() -> None:
    assert torch.equal(orthogonalise([torch.zeros(3, 4)])[0], torch.zeros(3, 4))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("shape", SHAPES)
def test_its_steps_are_those_of_pytorchs_muon(shape: tuple[int, int], dtype: torch.dtype) -> None:
    start = torch.randn(shape, generator=generator(0))
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    muon = Muon([ours], lr=0.05, weight_decay=0.1, dtype=dtype)
    reference = torch.optim.Muon([theirs], lr=0.05, weight_decay=0.1, ns_steps=ITERATIONS)
    for step in range(4):
        ours.grad = torch.randn(shape, generator=generator(1, step))
        theirs.grad = ours.grad.clone()
        muon.step()
        reference.step()
    assert (ours - theirs).norm() < 0.06 * (theirs - start).norm()


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_a_convolution_is_a_matrix_with_a_row_for_each_output(layout: torch.memory_format) -> None:
    def as_matrix(tensor: torch.Tensor) -> torch.Tensor:
        return tensor.permute(0, 2, 3, 1).reshape(6, -1)

    start, gradient = (torch.randn(6, 4, 3, 3, generator=generator(i)).to(memory_format=layout) for i in range(2))
    kernel, matrix = nn.Parameter(start.clone()), nn.Parameter(as_matrix(start).clone())
    kernel.grad, matrix.grad = gradient.clone(), as_matrix(gradient).clone()
    Muon([kernel], lr=0.1).step()
    Muon([matrix], lr=0.1).step()
    assert torch.equal(as_matrix(kernel), matrix)
    assert not torch.equal(kernel, start)
