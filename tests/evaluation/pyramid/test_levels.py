"""Every level read through the graph is what the network's own layers give."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor, nn

from ssl_demo.evaluation.pyramid import levels
from ssl_demo.evaluation.pyramid.levels import extractor_of, levels_of, looks_everywhere
from ssl_demo.evaluation.pyramid.maps import as_map, pyramid_of
from ssl_demo.models import Encoder, make_encoder
from ssl_demo.models.backbones import backbone
from ssl_demo.models.encoders import SIZES
from ssl_demo.randomness import generator

PICTURE = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def encoder(size: str) -> Encoder:
    images = torch.randint(0, 256, (40, 3, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    return make_encoder(size, images, generator(0, "encoder")).eval().requires_grad_(False)


def hooked(network: nn.Module, picture: Tensor, names: list[str]) -> dict[str, Tensor]:
    """What these parts of a network give when it is simply called."""
    seen: dict[str, Tensor] = {}

    def listener(name: str):
        return lambda _, __, output: seen.__setitem__(name, output.clone())

    handles = [network.get_submodule(name).register_forward_hook(listener(name)) for name in names]
    network(picture)
    for handle in handles:
        handle.remove()
    return seen


@pytest.mark.parametrize("size", SIZES)
def test_the_last_two_stages_of_an_encoder_are_levels_of_its_pyramid(size: str) -> None:
    network = encoder(size)
    levels = pyramid_of(network, PICTURE).levels
    early, last = network.stages(PICTURE)
    assert torch.equal(levels[-1].maps, last[0])
    # Of the tiny ViT's four blocks, the stage before the last ends after the second.
    assert torch.equal(levels[-3 if size.startswith("vit") else -2].maps, early[0])


@pytest.mark.parametrize("size", SIZES)
def test_tracing_changes_no_number(size: str) -> None:
    network = encoder(size)
    named = dict(network.named_modules())
    nodes = [level.node for level in levels_of(network) if level.node in named]
    assert len(nodes) >= 3
    before = network(PICTURE)
    outputs = extractor_of(network)(PICTURE)
    for name, output in hooked(network, PICTURE, nodes).items():
        assert torch.equal(as_map(outputs[name]), as_map(output)), name
    assert torch.equal(network(PICTURE), before)


@pytest.mark.parametrize("name", ["resnet18", "vit_b_16"])
def test_the_levels_of_a_backbone_are_the_outputs_of_its_layers(name: str) -> None:
    network = backbone(name).network
    picture = torch.rand(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    nodes = [level.node for level in levels_of(network)]
    outputs = extractor_of(network)(picture)
    for node, output in hooked(network, picture, [node for node in nodes if node != "relu"]).items():
        assert torch.equal(outputs[node], output), node
    sides = [as_map(outputs[node]).shape[1:] for node in nodes]
    if name == "vit_b_16":
        assert sides == [(768, 14, 14)] * 5
    else:
        assert sides == [(64, 112, 112), (64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]


def test_a_network_of_a_kind_that_was_traced_before_gives_its_own_maps() -> None:
    traced = [pyramid_of(encoder(size), PICTURE).levels[-1].maps for size in ("S", "M", "vit", "vit_causal")]
    direct = [encoder(size).maps(PICTURE)[0] for size in ("S", "M", "vit", "vit_causal")]
    assert all(torch.equal(one, other) for one, other in zip(traced, direct, strict=True))
    other = make_encoder("S", torch.zeros(9, 3, 32, 32, dtype=torch.uint8), generator(7, "encoder")).eval()
    assert torch.equal(pyramid_of(other, PICTURE).levels[-1].maps, other.maps(PICTURE)[0])


def test_tokens_lie_in_their_rows_and_the_class_token_is_dropped() -> None:
    tokens = torch.arange(1 + 9).float().view(1, 10, 1)
    assert as_map(tokens).tolist() == [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]


@pytest.mark.parametrize(("size", "everywhere"), [("S", 0), ("resnet18", 0), ("vit", 4)])
def test_only_blocks_of_attention_look_everywhere(size: str, everywhere: int) -> None:
    network = encoder(size)
    assert sum(looks_everywhere(network, level) for level in levels_of(network)) == everywhere
    assert not looks_everywhere(network, levels_of(network)[0])


def test_what_has_no_known_levels_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="Linear"):
        levels_of(nn.Linear(2, 2))


@pytest.mark.parametrize("pixel", [0, 15, 16, 31])
def test_a_pixel_lies_in_the_square_of_its_place(pixel: int) -> None:
    for level in pyramid_of(encoder("S"), PICTURE).levels:
        patch = 32 // level.side
        assert level.place(pixel, 32) == pixel // patch


def test_a_network_at_work_in_another_thread_notices_nothing_of_the_tracing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssl_demo.evaluation.pyramid.levels._graphs", {})
    traced, at_work = encoder("resnet18"), encoder("S")
    expected, begun, over, outcomes = at_work(PICTURE), threading.Event(), threading.Event(), list[bool]()

    def work() -> None:
        while not over.is_set():
            outcomes.append(torch.equal(at_work(PICTURE), expected))
            begun.set()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            assert begun.wait(30)
            for _ in range(5):
                extractor_of(traced)
                levels._graphs.clear()
        finally:
            over.set()
        working.result()
    assert outcomes and all(outcomes)
