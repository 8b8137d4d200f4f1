"""The tab "Feature pyramid" in each state. Runs here have an encoder of random weights."""

from __future__ import annotations

import io
import re
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
import streamlit as st
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from ssl_demo.data.progress import ProgressFile
from ssl_demo.data.weights import PUBLISHED, keep, weights_home
from ssl_demo.models import make_encoder
from ssl_demo.models.backbones import backbone
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import idle_app, make_run, open_page, words


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, homes: Path) -> None:
    idle_app(monkeypatch)
    monkeypatch.setenv("TORCH_HOME", str(homes / "hub"))
    st.cache_resource.clear()
    st.cache_data.clear()


def tab(**query: str) -> AppTest:
    return open_page("good_features", good="Feature pyramid", **query)


@pytest.fixture
def run(homes: Path) -> Run:
    return trained(homes, "S")


def trained(homes: Path, encoder: str, state: str = "done") -> Run:
    """A run with the checkpoints of an encoder before and after its training."""
    run = make_run(RunStore(homes / "runs"), state, name="made up", encoder=encoder)
    images = torch.randint(0, 256, (40, 3, 32, 32), dtype=torch.uint8, generator=generator(0, "images"))
    for name, seed in (("encoder-first", 0), ("encoder-last", 1)):
        weights = make_encoder(encoder, images, generator(seed, "encoder")).state_dict()
        run.save_checkpoint(name, weights)
    return run


def sheets(at: AppTest) -> list[str]:
    """The pages' sheets of tiles, in order: colours, similarity, fields, and each level's channels."""
    return [each.proto.body for each in at.get("html") if "<figure>" in each.proto.body]


def captions(sheet: str) -> list[str]:
    return re.findall(r"<figcaption>(.*?)</figcaption>", sheet)


def test_a_runs_encoder_is_shown_level_by_level(run: Run) -> None:
    at = tab()
    colours, similar, fields, *channels = sheets(at)
    assert captions(colours) == [
        "Stem: 64 × 64 × 64, stride 2 px, field 6 × 6 px",
        "Block 1: 32 × 64 × 64, stride 2 px, field 10 × 10 px",
        "Block 2: 64 × 32 × 32, stride 4 px, field 20 × 20 px",
        "Block 3: 128 × 16 × 16, stride 8 px, field 40 × 40 px",
    ]
    assert all(caption.endswith("… 1.00") for caption in captions(similar))
    assert len(captions(fields)) == len(channels) == 4
    assert "could matter" in words(at)
    assert not at.warning


def test_another_pixel_changes_what_belongs_to_it_and_nothing_else(run: Run) -> None:
    before, after = sheets(tab()), sheets(tab(pixel="200,40"))
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, False, *[True] * 4]


def test_the_untrained_encoder_and_another_size_are_a_link_away(run: Run) -> None:
    usual, untrained = tab(), tab(network="The same, untrained", given="32 × 32 pixels")
    assert "before its first step" in words(untrained)
    assert captions(sheets(untrained)[0])[-1] == "Block 3: 128 × 4 × 4, stride 8 px, field 40 × 40 px"
    assert sheets(usual)[0] != sheets(untrained)[0]


@pytest.mark.parametrize(
    ("encoder", "last", "could"),
    [
        ("resnet18", "Stage 4: 512 × 4 × 4, stride 8 px, field 109 × 109 px", "all 32 × 32"),
        ("vit", "Block 4: 128 × 8 × 8, stride 4 px, field the whole picture", "all 32 × 32"),
        ("vit_causal", "Block 4: 128 × 8 × 8, stride 4 px, field all patches up to it", "all patches up to it"),
    ],
)
def test_every_kind_of_encoder_has_levels(homes: Path, encoder: str, last: str, could: str) -> None:
    trained(homes, encoder)
    at = tab(given="32 × 32 pixels")
    assert captions(sheets(at)[0])[-1] == last
    assert f"pixels; {could} could matter" in words(at)


def test_without_a_run_torchvisions_networks_are_there_and_it_says_how_to_get_an_encoder() -> None:
    at = tab()
    assert "There is no run yet" in words(at)
    assert at.radio(key="network").options == ["ResNet-18", "ViT-B/16"]
    assert len(captions(sheets(at)[0])) == 5


def test_a_run_that_has_no_encoder_yet_is_waited_for(homes: Path) -> None:
    make_run(RunStore(homes / "runs"), "running", name="made up", steps=0)
    at = tab()
    assert "made up has no encoder to look at yet" in words(at)
    assert len(sheets(at)) == 8


def test_a_run_that_failed_before_its_encoder_says_why(homes: Path) -> None:
    make_run(RunStore(homes / "runs"), "failed", "The disk was full.", name="made up", steps=0)
    assert "made up ended before its encoder was saved. The disk was full." in words(tab())


# Weights


def test_without_its_weights_a_backbone_is_untrained_and_says_so() -> None:
    at = tab()
    assert "**Untrained**: the weights of this network are random" in words(at)
    (button,) = [each for each in at.button if each.key == "download-resnet18"]
    assert button.label == "Download its ImageNet weights, 47 MB"
    assert "resnet18-f37072fd.pth" in words(at)


def test_a_download_starts_only_on_a_click(monkeypatch: pytest.MonkeyPatch) -> None:
    started, here = Queue[str](), Event()

    def fetch(name: str, _: object) -> None:
        started.put(name)
        here.wait(60)

    monkeypatch.setattr("app.pyramid.download.fetch_weights", fetch)
    at = tab()
    assert started.empty()
    at.button(key="download-resnet18").click().run()
    assert [each.proto.text for each in at.get("progress")] == ["Looking for the server …"]
    assert started.get(timeout=30) == "resnet18" and started.empty()
    here.set()


def test_with_its_weights_it_is_pretrained_and_can_be_seen_untrained() -> None:
    keep(backbone("resnet18", seed=5).network.state_dict(), PUBLISHED["resnet18"])
    at = tab()
    assert "trained **with labels**" in words(at)
    assert not [each for each in at.button if each.key == "download-resnet18"]
    before = sheets(at)
    at.toggle(key="random_weights").set_value(True).run()
    assert "**Untrained**" in words(at)
    assert sheets(at)[0] != before[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("resnet18-f37072fd.pth", b"<html>sign in first</html>", "is not the file that torchvision publishes"),
        ("resnet18-f37072fd.safetensors", b"torn", "is damaged; delete it and download ResNet-18 again"),
    ],
)
def test_weights_that_can_not_be_used_are_one_sentence_and_the_levels_are_shown(name, content, said) -> None:
    weights_home().mkdir(parents=True)
    (weights_home() / name).write_bytes(content)
    at = tab()
    assert [said in error.value for error in at.error] == [True]
    assert "**Untrained**" in words(at)
    assert len(sheets(at)) == 8
    assert (weights_home() / name).read_bytes() == content


def test_a_download_tells_how_far_it_is_and_why_it_failed(homes: Path) -> None:
    (homes / "data" / "downloads").mkdir(parents=True)
    report = ProgressFile("resnet18", 40_000_000)
    report.write("running", 10_000_000, "Downloading.")
    at = tab()
    assert [each.proto.text for each in at.get("progress")] == ["10 of 40 MB"]
    report.write("failed", 0, "The disk is full.")
    at = tab()
    assert [error.value for error in at.error] == [r"The disk is full."]
    assert [each for each in at.button if each.key == "download-resnet18"]


# Pictures


@pytest.mark.parametrize("colour", [(0, 0, 0), (128, 128, 128), (255, 255, 255)])
def test_a_blank_picture_is_shown_without_a_hitch(run: Run, colour: tuple[int, int, int]) -> None:
    at = tab(match_from="My own image")
    assert not sheets(at)
    at.file_uploader[0].upload("blank.png", png(Image.new("RGB", (40, 40), colour)), "image/png").run()
    assert not at.exception
    assert len(sheets(at)) == 7
    assert "nan" not in " ".join(captions(sheets(at)[1]))


@pytest.mark.parametrize(
    ("content", "said"), [(b"hello", "can't be read as an image"), (None, "pixels")], ids=["text", "one pixel"]
)
def test_an_upload_that_is_no_picture_is_one_sentence(run: Run, content: bytes | None, said: str) -> None:
    at = tab(match_from="My own image")
    at.file_uploader[0].upload("a.png", content or png(Image.new("RGB", (1, 1))), "image/png").run()
    assert not at.exception
    assert [said in error.value for error in at.error] == [True]


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


# Links


@pytest.mark.parametrize(
    "query", [{"network": "AlexNet"}, {"given": "7 × 7 pixels"}, {"pixel": "999,1"}, {"pixel": "here"}]
)
def test_an_impossible_value_in_the_url_is_told_once(run: Run, query: dict[str, str]) -> None:
    at = tab(**query)
    assert [warning.value.startswith("The link asks for") for warning in at.warning] == [True]
    assert len(sheets(at)) == 7


def test_the_network_of_a_run_that_is_gone_gives_way_to_another(run: Run) -> None:
    at = tab(network="The same, untrained")
    (run.path / "checkpoints" / "encoder-first.safetensors").unlink()
    at.run()
    assert not at.exception
    assert at.radio(key="network").value == "trained"


def test_a_large_encoder_is_not_given_the_largest_pictures(homes: Path) -> None:
    trained(homes, "vit")
    at = tab(given="256 × 256 pixels")
    assert at.selectbox(key="given").options == ["32 × 32 pixels", "64 × 64 pixels", "128 × 128 pixels"]
    assert [warning.value.startswith("The link asks for given") for warning in at.warning] == [True]
    assert captions(sheets(at)[0])[-1].startswith("Block 4: 128 × 32 × 32")


def test_another_run_that_takes_no_such_picture_is_given_the_usual_one(homes: Path) -> None:
    light, heavy = trained(homes, "S"), trained(homes, "resnet18")
    at = open_page("good_features", light.id, good="Feature pyramid", given="256 × 256 pixels")
    assert captions(sheets(at)[0])[-1].startswith("Block 3: 128 × 32 × 32")
    at.session_state["run"] = heavy.id
    at.run()
    assert not at.exception
    assert captions(sheets(at)[0])[-1].startswith("Stage 4: 512 × 16 × 16")


def test_an_encoder_that_can_not_be_read_is_one_sentence(run: Run) -> None:
    run.save_checkpoint("encoder-last", {"other": torch.zeros(2)})
    at = tab()
    assert ["train it again" in error.value for error in at.error] == [True]
