import io
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app import download
from app.backend import store
from app.home import datasets
from app.home.picture import ssl_picture
from ssl_demo.augment.views import make_views
from ssl_demo.config import Recipe, RunConfig
from ssl_demo.data.scenes import generate
from ssl_demo.data.upload import add_zip, uploads
from ssl_demo.places import data_home
from ssl_demo.randomness import generator


def button(app: AppTest, words: str):
    return next(button for button in app.button if words in button.label)


def test_home_opens_with_no_data_and_no_runs(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert not app.error
    assert {"Scenes", "CIFAR\\-10"} & {text.value.removeprefix("#### ") for text in app.markdown}


def test_one_button_starts_the_default_run(app: AppTest) -> None:
    app.run()
    button(app, "Train on Scenes").click().run()
    assert [run.config for run in store().list()] == [RunConfig()]
    assert store().list()[0].status.state == "queued"
    assert app.session_state["run"] == store().list()[0].id


def test_an_unwritable_run_folder_is_one_sentence(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app.run()
    data_home().mkdir(parents=True, exist_ok=True)
    blocked = data_home() / "a_file"
    blocked.touch()
    monkeypatch.setenv("SSL_DEMO_RUNS", str(blocked))
    button(app, "Train on Scenes").click().run()
    assert not app.exception
    assert len(app.error) == 1


def test_a_download_starts_only_on_a_click_and_in_a_process_of_its_own(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Process:
        def __init__(self, command: list[str], **_: object) -> None:
            started.append(command)

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(datasets.subprocess, "Popen", Process)
    app.run()
    assert started == []
    button(app, "Download CIFAR-10").click().run()
    assert started == [[sys.executable, "-m", "ssl_demo", "download", "cifar10"]]


def test_a_failed_download_says_why_and_can_be_tried_again(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"state": "failed", "done": 0, "total": 9, "message": "There is no network."}
    monkeypatch.setattr(download, "progress_of", lambda name: failed if name == "cifar10" else None)
    app.run()
    assert [error.value for error in app.error] == ["There is no network."]
    assert button(app, "Download CIFAR-10")


def test_a_running_download_shows_how_far_it_is_and_no_button(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    running = {"state": "running", "done": 85_000_000, "total": 170_000_000, "message": "Downloading."}
    monkeypatch.setattr(download, "progress_of", lambda name: running if name == "cifar10" else None)
    app.run()
    assert not [b for b in app.button if b.label == "Download CIFAR-10"]
    assert [(bar.value, bar.text) for bar in app.get("progress")] == [(50, "85 of 170 MB")]


def zipped(**classes: int) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, count in classes.items():
            for number in range(count):
                picture = io.BytesIO()
                Image.fromarray(np.full((32, 32, 3), 40 * number, dtype=np.uint8)).save(picture, "PNG")
                archive.writestr(f"train/{name}/{number}.png", picture.getvalue())
    file.seek(0)
    return file


def test_an_uploaded_data_set_has_a_card(app: AppTest) -> None:
    add_zip(zipped(cats=4, dogs=4), "My *pets*.zip")
    app.run()
    assert not app.exception
    assert "#### My \\*pets\\*" in [text.value for text in app.markdown]
    assert any("cats, dogs" in caption.value for caption in app.caption)


def test_an_uploaded_data_set_can_be_removed(app: AppTest) -> None:
    name = add_zip(zipped(cats=4, dogs=4), "pets.zip")
    app.run()
    button(app, "Remove").click().run()
    assert not app.exception
    assert name not in uploads()
    assert "#### pets" not in [text.value for text in app.markdown]


def test_the_picture_holds_real_views_and_words_for_each() -> None:
    toys = generate(2, seed=1).pixels
    html = ssl_picture(toys, make_views(toys, Recipe(), generator(0)))
    assert html.count('role="img"') == html.count("aria-label") - 1 == 9
    assert "pulled together" in html
    assert "pushed apart" in html
    assert not {"SHEET", "WIDE", "ARROWS"} & set(html.replace("(", " ").replace('"', " ").split())
