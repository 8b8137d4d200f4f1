"""The tab "Match two pictures" in each state that it can be in."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest
from torch import Tensor

from app.matching.kinds import Features, scored
from app.matching.tab import START
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.scenes import generate
from ssl_demo.evaluation.matching.curve import Pair
from ssl_demo.evaluation.matching.describe import HAND_MADE, Picture
from ssl_demo.evaluation.matching.photographs import photograph
from ssl_demo.evaluation.matching.score import Score
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.app.conftest import open_page
from tests.pages.made_up_runs import untaught, words


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """No curve is known from another test, nor left to one."""
    st.cache_data.clear()
    yield
    st.cache_data.clear()


@pytest.fixture(scope="module")
def weights() -> dict[str, dict[str, Tensor]]:
    """Of two encoders, one for each checkpoint."""
    return untaught(generate(60, 1).pixels)


@pytest.fixture
def trained(homes: Path, weights: dict[str, dict[str, Tensor]]) -> Callable[..., Run]:
    """Makes a run with encoders, unless it is told otherwise."""

    def make(state: str = "done", reason: str = "", encoders: bool = True, name: str = "made up", **more: Any) -> Run:
        settings: dict[str, Any] = {"data": SubsetConfig(images=50), "seconds": 20.0, **more}
        run = RunStore(homes / "runs").create(RunConfig(**settings), name=name)
        for checkpoint, tensors in weights.items() if encoders else ():
            run.save_checkpoint(checkpoint, tensors)
        run.set_status(state, reason, step=40, total_steps=40)
        return run

    return make


def opened(app: AppTest, **url: str) -> AppTest:
    open_page(app, "good_features", **url)
    assert not app.exception
    return app


def table(app: AppTest) -> dict[str, dict[str, Any]]:
    """The scores of all kinds, by title."""
    return app.dataframe[0].value.set_index("Features").to_dict("index")


def board(app: AppTest) -> str:
    return next(element.proto.body for element in app.get("html") if 'class="match"' in element.proto.body)


def picture_of(colours: tuple[int, int, int], kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 90), colours).save(buffer, kind)
    return buffer.getvalue()


# Without encoders


def test_without_a_run_the_hand_made_features_are_matched_and_train_is_named(app: AppTest) -> None:
    opened(app)
    assert list(table(app)) == ["SIFT", "ORB", "Raw pixels"]
    assert "need no training" in words(app)
    assert [link.proto.label for link in app.get("page_link")].count("Train an encoder") == 1
    assert not app.warning and not app.error


def test_the_numbers_are_the_engines(app: AppTest) -> None:
    opened(app)
    pair = Pair.of(Picture(photograph("chelsea.png")), START)
    for name, title in (("sift", "SIFT"), ("orb", "ORB"), ("pixels", "Raw pixels")):
        score = pair.scored(HAND_MADE[name])
        row = table(app)[title]
        assert (row["Right"], row["Found again"]) == pytest.approx((100 * score.accuracy, 100 * score.found))
        assert (row["Matches"], row["Points shown"], row["Points"]) == (len(score.right), score.visible, score.points)
    sift = table(app)["SIFT"]
    assert f"SIFT: {sift['Right']:.0f}\u00a0% of {sift['Matches']} matches are right" in words(app)
    assert f"60 of {sift['Matches']} drawn" in board(app)


def test_with_all_changes_undone_every_kind_is_perfect(app: AppTest, trained: Callable[..., Run]) -> None:
    trained()
    opened(app).button(key="undo_changes").click().run()
    assert not app.exception
    assert len(table(app)) == 5
    assert all(row["Right"] == 100 for row in table(app).values())
    assert app.slider(key="twin_rotation").value == 0


def test_a_slider_redraws_the_matches(app: AppTest) -> None:
    before = board(opened(app))
    app.slider(key="twin_rotation").set_value(-45).run()
    assert board(app) != before
    score = Pair.of(Picture(photograph("chelsea.png")), replace(START, rotation=-45)).scored(HAND_MADE["sift"])
    assert table(app)["SIFT"]["Matches"] == len(score.right)


def test_at_a_change_every_kind_matches_the_pictures_once(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(app)
    asked: list[str] = []

    def noted(features: Features, pair: Pair) -> Score:
        asked.append(features.name)
        return scored(features, pair)

    monkeypatch.setattr("app.matching.tab.scored", noted)
    app.slider(key="twin_rotation").set_value(-45).run()
    assert not app.exception
    assert sorted(asked) == sorted(HAND_MADE)


def test_a_link_brings_picture_change_and_features(app: AppTest) -> None:
    opened(app, photograph="Coins", twin_scale="0.7", features="ORB")
    score = Pair.of(Picture(photograph("coins.png")), replace(START, scale=0.7)).scored(HAND_MADE["orb"])
    assert f"ORB: {100 * score.accuracy:.0f}\u00a0% of {len(score.right)} matches" in words(app)
    assert not app.warning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("photograph", "A dog"),
        ("match_from", "Mars"),
        ("twin_rotation", "720"),
        ("twin_scale", "big"),
        ("features", "<b>SURF</b>"),
        ("features", "Self-supervised"),
        ("stronger", "Fog"),
        ("counted", "x"),
    ],
)
def test_nonsense_in_the_link_is_told_and_not_used(app: AppTest, name: str, value: str) -> None:
    opened(app, **{name: value})
    assert len(app.warning) == 1
    assert app.warning[0].value.startswith("The link asks for")
    assert table(app)["SIFT"]["Matches"] > 100


def test_a_hidden_scene_is_one_clear_sentence(app: AppTest) -> None:
    opened(app, twin_occlusion="1.0")
    assert "The twin shows none of the picture's points" in words(app)
    assert table(app)["SIFT"]["Matches"] == 0
    assert "nan" not in words(app).lower()


def test_the_matches_can_be_read_one_by_one(app: AppTest) -> None:
    app.session_state["matches_listed"] = True
    opened(app)
    assert len(app.dataframe[1].value) == table(app)["SIFT"]["Matches"]


# Other pictures


def test_an_image_of_a_data_set_is_enlarged_and_the_page_says_so(app: AppTest) -> None:
    opened(app, match_from="A data set", image="3")
    assert "The image has only 32 × 32 pixels" in words(app)
    assert table(app)["SIFT"]["Points"] > 0


def test_an_upload_is_matched(app: AppTest) -> None:
    opened(app, match_from="My own image")
    assert "Upload a picture" in words(app)
    assert not app.dataframe
    buffer = io.BytesIO()
    Image.fromarray(photograph("coins.png").permute(1, 2, 0).numpy()).save(buffer, "PNG")
    app.file_uploader[0].upload("coins_1.png", buffer.getvalue(), "image/png").run()
    assert not app.exception
    assert r"coins\_1.png" in words(app)
    assert table(app)["SIFT"]["Points"] > 200


@pytest.mark.parametrize("features", ["SIFT", "ORB", "Raw pixels", "Self-supervised"])
def test_a_blank_upload_is_one_clear_sentence(app: AppTest, trained: Callable[..., Run], features: str) -> None:
    trained()
    opened(app, match_from="My own image", features=features)
    app.file_uploader[0].upload("blank.png", picture_of((90, 120, 200)), "image/png").run()
    assert not app.exception and not app.error
    assert f"{features} finds no point in this picture" in words(app)
    assert all(row["Points"] == 0 for row in table(app).values())


def test_a_text_that_is_called_an_image_is_one_sentence(app: AppTest) -> None:
    opened(app, match_from="My own image")
    app.file_uploader[0].upload("notes.png", b"hello", "image/png").run()
    assert not app.exception
    assert ["can't be read as an image" in error.value for error in app.error] == [True]


# With encoders


def test_a_finished_run_brings_its_encoder_before_and_after_training(app: AppTest, trained: Callable[..., Run]) -> None:
    trained()
    opened(app)
    assert list(table(app)) == ["SIFT", "ORB", "Raw pixels", "Self-supervised", "Untrained encoder"]
    assert "The encoders are those of **made up**" in words(app)
    assert "trained *with labels* on the same images" in words(app)


def test_one_with_labels_on_the_same_images_joins_them(app: AppTest, trained: Callable[..., Run]) -> None:
    trained(method="supervised", name="with labels")
    run = trained()
    opened(app, run=run.id, features="Supervised from scratch")
    assert "Supervised from scratch" in table(app)
    assert "Supervised from scratch:" in words(app) or "Supervised from scratch makes" in words(app)
    assert "trained *with labels* on the same images" not in words(app)


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_run_without_an_encoder_is_waited_for(app: AppTest, trained: Callable[..., Run], state: str) -> None:
    trained(state, encoders=False)
    opened(app)
    assert "made up has no encoder yet" in words(app)
    assert len(table(app)) == 3


def test_a_run_that_failed_before_its_encoder_says_why(app: AppTest, trained: Callable[..., Run]) -> None:
    trained("failed", "The loss was no number at step 1.", encoders=False)
    opened(app)
    assert "The loss was no number at step 1." in words(app)
    assert len(table(app)) == 3


def test_a_lost_encoder_is_told_and_the_others_are_still_matched(app: AppTest, trained: Callable[..., Run]) -> None:
    run = trained()
    (run.path / "checkpoints" / "encoder-first.safetensors").write_bytes(b"torn")
    opened(app)
    assert len(app.warning) == 1
    assert list(table(app)) == ["SIFT", "ORB", "Raw pixels", "Self-supervised"]


def test_a_damaged_run_is_told_and_the_others_are_matched(app: AppTest, trained: Callable[..., Run]) -> None:
    (trained().path / "config.json").write_text("{")
    opened(app)
    assert len(app.warning) == 1
    assert list(table(app)) == ["SIFT", "ORB", "Raw pixels"]


def test_features_of_an_encoder_that_is_gone_give_way_to_sift(app: AppTest, trained: Callable[..., Run]) -> None:
    run = trained()
    opened(app, features="Self-supervised")
    assert "Self-supervised" in table(app)
    RunStore(run.path.parent).delete(run.id)
    app.run()
    assert not app.exception
    assert "SIFT: " in words(app)


# Curves


def test_curves_are_drawn_when_they_are_asked_for(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {"chelsea.png": "A cat", "coins.png": "Coins"}
    monkeypatch.setattr("app.matching.curves.PHOTOGRAPHS", few)
    opened(app, stronger="Noise")
    assert not app.get("plotly_chart")
    app.button(key="draw_curves").click().run()
    assert not app.exception
    (chart,) = [json.loads(each.proto.spec) for each in app.get("plotly_chart")]
    lines = [trace for trace in chart["data"] if trace.get("showlegend") is not False]
    assert [line["name"] for line in lines] == ["SIFT", "ORB", "Raw pixels"]
    assert all(line["y"][0] == 1 for line in lines)
    assert r"**Noise \(right, of the matches made\)\: " in words(app)
    next(group for group in app.get("button_group") if group.key == "counted").set_value("found").run()
    assert not app.exception
    (found,) = [json.loads(each.proto.spec) for each in app.get("plotly_chart")]
    assert found["data"] != chart["data"]
    assert r"**Noise \(found again, of the points shown\)\: " in words(app)
