"""What the Augmentation lab tells of encoders, in each state that a run can be in. All runs here are made up."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest
from torch import Tensor

from app.augmentations.asking import Sample
from app.augmentations.contenders import Contender
from app.augmentations.draws import VIEWS
from app.runs.alike import supervised_on_its_way
from app.state import dataset
from app.words import plain
from ssl_demo.augment.presets import PRESETS
from ssl_demo.augment.views import make_view
from ssl_demo.config import Recipe, RunConfig, SubsetConfig
from ssl_demo.data.scenes import generate
from ssl_demo.evaluation.invariance import as_pixels
from ssl_demo.models import empty_encoder
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.app.conftest import open_page
from tests.app.lab import photograph, pictures
from tests.pages.made_up_runs import untaught, words


@pytest.fixture(scope="module")
def weights() -> dict[str, dict[str, Tensor]]:
    """Of two encoders, one for each checkpoint."""
    return untaught(generate(60, 1).pixels)


@pytest.fixture
def trained(homes: Path, weights: dict[str, dict[str, Tensor]]) -> Callable[..., Run]:
    """Makes a run with encoders on fifty scenes, unless the settings say otherwise."""
    st.cache_data.clear()

    def make(state: str = "done", reason: str = "", encoders: bool = True, name: str = "made up", **more: Any) -> Run:
        settings: dict[str, Any] = {"data": SubsetConfig(images=50), "seconds": 20.0, **more}
        run = RunStore(homes / "runs").create(RunConfig(**settings), name=name)
        for checkpoint, tensors in weights.items() if encoders else ():
            run.save_checkpoint(checkpoint, tensors)
        run.set_status(state, reason, step=40, total_steps=40)
        return run

    return make


def open_encoder(app: AppTest, **url: str) -> AppTest:
    open_page(app, "augmentations", lab="What does the encoder think?", **url)
    assert not app.exception
    return app


def charts(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def line_names(chart: dict[str, Any]) -> list[str]:
    return [trace["name"] for trace in chart["data"] if trace.get("showlegend") is not False]


def test_without_a_run_it_says_what_will_be_seen(app: AppTest) -> None:
    open_encoder(app)
    assert "There is no run yet" in words(app)
    assert "how alike the encoder finds an image and each of its views" in words(app)


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_run_without_a_checkpoint_is_waited_for(app: AppTest, trained: Callable[..., Run], state: str) -> None:
    trained(state, encoders=False)
    open_encoder(app)
    assert "made up has no encoder to ask yet" in words(app)


def test_a_run_that_failed_too_early_says_why(app: AppTest, trained: Callable[..., Run]) -> None:
    trained("failed", "The loss was no number at step 1.", encoders=False)
    open_encoder(app)
    assert "The loss was no number at step 1." in words(app)
    assert not app.get("plotly_chart")


def test_views_are_sorted_by_their_similarity_and_the_ends_are_named(
    app: AppTest, trained: Callable[..., Run], weights: dict[str, dict[str, Tensor]]
) -> None:
    trained()
    open_encoder(app, image="7", draw="3")
    encoder = empty_encoder("S").eval()
    encoder.load_state_dict(weights["encoder-last"])
    image = generate(60, 1).pixels[7:8]
    views = make_view(image.expand(VIEWS, -1, -1, -1), Recipe(), generator(3, "page"))
    with torch.no_grad():
        alike = torch.cosine_similarity(encoder(views), encoder(image.float() / 255))
    captions = next(
        found
        for found in (re.findall(r"<figcaption>(.*?)</figcaption>", picture) for picture in pictures(app))
        if found[:1] == ["image"]
    )
    shown = [float(caption) for caption in captions[1:]]
    assert shown == pytest.approx(sorted(alike.tolist(), reverse=True), abs=0.006)
    assert f"view {int(alike.argmax()) + 1} (" in next(t for t in words(app).splitlines() if "Most alike" in t)
    assert f"view {int(alike.argmin()) + 1} (" in next(t for t in words(app).splitlines() if "Least alike" in t)
    # The image itself may be one of the fifty.
    fifty = dataset(SubsetConfig(images=50)).train.pixels
    others = fifty[(fifty != image).flatten(1).any(dim=1)]
    with torch.no_grad():
        theirs = torch.cosine_similarity(encoder(views)[:, None], encoder(others.float() / 255), dim=2)
    kept = int((theirs.amax(dim=1) < alike).sum())
    assert f"**{kept} of 38** views are nearer to their own image than to any of {len(others)} training" in words(app)
    assert 0 < kept < VIEWS
    framed = next(picture for picture in pictures(app) if "<figcaption>image<" in picture).count("0 0 0 3px")
    assert framed == VIEWS - kept


def test_two_encoders_are_asked_and_a_third_is_offered(app: AppTest, trained: Callable[..., Run]) -> None:
    run = trained()
    open_encoder(app, operation="Hue")
    glance, curve = charts(app)
    assert line_names(glance) == line_names(curve) == ["Self-supervised", "Untrained encoder"]
    assert plain("Hardest for self-supervised: ") in words(app)
    assert plain("Hue, a quarter turn: self-supervised finds ") in words(app)
    assert "50 training images of Scenes" in words(app)
    assert "**Grey**: the strengths that this run's recipe drew" in words(app)
    app.button(key="lab_supervised").click().run()
    assert not app.exception
    other = next(found for found in RunStore(run.path.parent).list() if found.id != run.id)
    assert other.config == dataclasses.replace(run.config, method="supervised")
    assert other.status.state == "queued"
    assert app.query_params["run"] == run.id
    assert "The encoder with labels" in app.get("progress")[0].proto.text
    assert not [button for button in app.button if button.key == "lab_supervised"]


def test_an_encoder_of_another_architecture_does_not_stand_beside(app: AppTest, trained: Callable[..., Run]) -> None:
    trained(method="supervised", name="deeper", encoder="M")
    trained("running", method="supervised", name="deeper and on its way", encoder="M")
    run = trained()
    open_encoder(app, run=run.id)
    assert line_names(charts(app)[0]) == ["Self-supervised", "Untrained encoder"]
    assert "deeper" not in words(app) and not app.get("progress")
    assert app.button(key="lab_supervised").label == "Train one with labels"
    assert supervised_on_its_way(run) is None
    like_it = trained("running", method="supervised", name="like it")
    assert [found.id for found in [supervised_on_its_way(run)] if found] == [like_it.id]


def test_runs_without_a_name_are_called_by_what_they_are(app: AppTest, trained: Callable[..., Run]) -> None:
    other = trained(method="supervised", name="")
    run = trained(name="")
    open_encoder(app, run=run.id)
    said = words(app)
    assert "The encoder of **SimCLR on Scenes, " in said
    assert "Supervised from scratch: Supervised on Scenes, " in said
    assert run.id not in said and other.id not in said


def told_by_encoders(app: AppTest) -> list[Any]:
    """All numbers in the tab that come from the encoders."""
    traces = [{"x": trace["x"], "y": trace["y"]} for chart in charts(app) for trace in chart["data"]]
    return [traces, [line for line in words(app).splitlines() if "alike**, " in line]]


def test_new_weights_are_asked_anew_though_the_step_is_the_same(
    app: AppTest, trained: Callable[..., Run], weights: dict[str, dict[str, Tensor]]
) -> None:
    """The step is written each second, the encoder at every evaluation: during the last one both stand like this."""
    run = trained("running")
    before = told_by_encoders(open_encoder(app))
    run.save_checkpoint("encoder-last", weights["encoder-first"])
    after = told_by_encoders(app.run())
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False]
    run.save_checkpoint("encoder-last", weights["encoder-last"])
    assert told_by_encoders(app.run()) == before


def test_the_same_weights_are_asked_once_though_the_step_moves_on(
    app: AppTest, trained: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained("running")
    before = told_by_encoders(open_encoder(app))
    run.beat(step=41)
    monkeypatch.setattr("app.runs.encoders.encoder_of", lambda *_: pytest.fail("asked again"))
    assert told_by_encoders(app.run()) == before
    assert not app.exception


def test_views_are_lost_by_exact_distances_where_an_encoder_finds_all_alike(
    app: AppTest, trained: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All cosines of this one are 1 to the last bit, so by them every view is as near to any other image."""

    def collapsed(_: Contender | None, sample: Sample) -> Tensor:
        pixels = torch.nn.functional.avg_pool2d(sample.pixels.float() / 255, 8).flatten(1)
        return torch.nn.functional.normalize(1 + 1e-4 * pixels, dim=1)

    trained()
    monkeypatch.setattr("app.augmentations.views_alike.directions_of", collapsed)
    open_encoder(app, image="7", recipe="Gentle")
    image = generate(60, 1).pixels[7:8]
    views = as_pixels(make_view(image.expand(VIEWS, -1, -1, -1), PRESETS["Gentle"], generator(0, "page")))
    fifty = dataset(SubsetConfig(images=50)).train.pixels
    others = fifty[(fifty != image).flatten(1).any(dim=1)]
    said, own, theirs = (collapsed(None, Sample(shown, "")) for shown in (views, image, others))
    assert (said @ own.T <= said @ theirs.T).any(dim=1).all()
    said, own, theirs = said.double(), own.double(), theirs.double()
    distances = (said[:, None] - torch.cat([own, theirs])).norm(dim=2)
    kept = int((distances[:, 0] < distances[:, 1:].amin(dim=1)).sum())
    assert kept > 0
    assert f"**{kept} of 38** views are nearer to their own image than to any of {len(others)} training" in words(app)


def test_a_supervised_encoder_on_the_same_images_is_the_third_line(app: AppTest, trained: Callable[..., Run]) -> None:
    trained(method="supervised", name="older")
    trained(method="supervised", name="with labels")
    trained("failed", method="supervised", name="failed")
    trained(method="supervised", name="elsewhere", data=SubsetConfig(images=40))
    run = trained()
    open_encoder(app, run=run.id, measure="Similarity")
    for chart in charts(app):
        assert line_names(chart) == ["Self-supervised", "Supervised from scratch", "Untrained encoder"]
    assert "Supervised from scratch: with labels;" in words(app)
    assert "two different images" in words(app)
    assert not [button for button in app.button if button.key == "lab_supervised"]


def test_where_the_current_run_is_the_one_with_labels_a_self_supervised_one_joins_it(
    app: AppTest, trained: Callable[..., Run]
) -> None:
    trained(name="without")
    run = trained(method="supervised", name="with labels")
    open_encoder(app, run=run.id)
    assert line_names(charts(app)[1]) == ["Self-supervised", "Supervised from scratch", "Untrained encoder"]
    assert "untrained: with labels before its first step" in words(app)


def test_a_run_whose_images_are_gone_still_looks_at_the_views(app: AppTest, trained: Callable[..., Run]) -> None:
    trained(data=SubsetConfig("gone"))
    open_encoder(app)
    assert "Most alike" in words(app)
    assert "training images; before" not in words(app)
    assert len(app.error) == 1
    assert "There is no data set 'gone'" in app.error[0].value
    assert not charts(app)


def test_images_that_have_changed_since_are_refused(app: AppTest, trained: Callable[..., Run]) -> None:
    run = trained()
    run.remember_images(generate(50, 7))
    open_encoder(app)
    assert [("have changed since" in error.value) for error in app.error] == [True]
    assert not charts(app)


def test_an_encoder_of_another_version_is_one_sentence(app: AppTest, trained: Callable[..., Run]) -> None:
    run = trained()
    run.save_checkpoint("encoder-last", {"other": torch.zeros(3)})
    open_encoder(app)
    assert [("another version of this app" in error.value) for error in app.error] == [True]


def test_an_own_image_is_asked_about_too(app: AppTest, trained: Callable[..., Run]) -> None:
    trained()
    open_encoder(app, source="My own image")
    app.file_uploader[0].upload("me.jpg", photograph(), "image/jpeg").run()
    assert not app.exception
    assert "**Your image**" in words(app)
    assert "to any of 50 training images" in words(app)
