"""The command line as people call it, on small images."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ssl_demo.classroom.classes import Classes
from ssl_demo.cli.main import main
from ssl_demo.config import CurveConfig
from ssl_demo.data.images import Images

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path, coloured: Images) -> Path:
    """The coloured images as a folder of PNG files."""
    for place, (pixels, label) in enumerate(zip(coloured.pixels, coloured.labels, strict=True)):
        split = "train" if place < 48 else "test"
        file = tmp_path / "images" / split / coloured.classes[label] / f"{place}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels.permute(1, 2, 0).numpy()).save(file)
    return tmp_path / "images"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command that has to succeed, and return the JSON object on its last line."""

    def call(*arguments: str) -> dict[str, Any]:
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return call


SMALL = ("--method", "simclr", "--encoder", "S", "--epochs", "2", "--set", "batch_size=16", "--seed", "3")


def test_a_run_is_trained_listed_and_measured(folder: Path, call: Call) -> None:
    trained = call("train", "--dataset", str(folder), *SMALL)
    assert trained["steps"] == 6
    assert set(trained["terms"]) == {"contrast"}
    assert trained["seconds"] > 0 and trained["images_per_second"] > 0

    (listed,) = call("runs")["runs"]
    assert listed["run"] == trained["run"] and listed["state"] == "done"
    assert listed["config"]["seed"] == 3

    rows = call("curve", "--run", trained["run"], "--labels", "1,4", "--draws", "2")["rows"]
    assert {row["contender"] for row in rows} == {*CurveConfig().contenders}
    assert {row["labels_per_class"] for row in rows} == {1, 4}
    for row in rows:
        assert set(row) == {"contender", "run", "labels_per_class", "accuracy_mean", "accuracy_std", "draws"}
        assert 0 <= row["accuracy_mean"] <= 1 and row["draws"] == 2

    noisy = call("curve", "--run", trained["run"], "--labels", "4", "--contenders", "ssl", "--wrong", "0,1")["rows"]
    assert [row["wrong"] for row in noisy] == [0.0, 1.0]


def test_thirty_images_are_enough_and_a_larger_batch_takes_them_all(folder: Path, call: Call) -> None:
    trained = call("train", "--dataset", str(folder), *SMALL[:-4], "--images", "30")
    assert trained["steps"] == 2
    rows = call("curve", "--run", trained["run"], "--labels", "1,5", "--draws", "1", "--contenders", "ssl,untrained")
    assert len(rows["rows"]) == 4


def test_the_same_seed_trains_to_the_same_numbers(folder: Path, call: Call) -> None:
    first, second = (call("train", "--dataset", str(folder), *SMALL) for _ in range(2))
    assert first["terms"] == second["terms"]
    assert first["knn"] == second["knn"]


def test_listings_name_what_there_is(call: Call) -> None:
    assert {m["name"] for m in call("methods")["methods"]} >= {"simclr", "supervised"}
    found = {d["name"]: d["present"] for d in call("datasets")["datasets"]}
    assert found == {"scenes": True, "cifar10": False, "cifar100": False}
    assert call("runs") == {"runs": []}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--dataset", "nowhere", "--method", "simclr", "--epochs", "1"], "There is no data set 'nowhere'"),
        (["train", "--dataset", "cifar10", "--method", "simclr", "--epochs", "1"], "not on this machine yet"),
        (["train", "--dataset", "scenes", "--method", "magic", "--epochs", "1"], "There is no method 'magic'"),
        (["train", "--dataset", "scenes", *SMALL, "--set", "surprise=1"], "There is no knob 'surprise'"),
        (["train", "--dataset", "scenes", *SMALL, "--set", "temperature=90"], "has to lie between 0.005 and 20"),
        (["train", "--dataset", "scenes", *SMALL, "--set", "batch_size=many"], "it has to be a number"),
        (["train", "--dataset", "scenes", *SMALL, "--recipe", "spicy"], "There is no recipe 'spicy'"),
        (["train", "--dataset", "scenes", *SMALL, "--images", "99999999"], "images is 1e+08"),
        (["curve", "--run", "nobody"], "There is no run 'nobody'"),
        (["curve", "--run", "../../etc"], "There is no run"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    ("method", "setting", "reason"),
    [
        ("simclr", "temperature=0", "20: similarities are divided by it"),
        ("simclr", "batch_size=1", "one image alone has no other to differ from"),
        ("mae", "masked=1", "with every patch masked"),
        ("moco", "queue=4096", "queue is 4,096, more than the 500 training images"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_before_there_is_a_run(
    method: str, setting: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--dataset", "scenes", "--images", "500", "--epochs", "1", "--method", method, "--set", setting]
    assert main(["train", *asked]) == 2
    assert reason in capsys.readouterr().err
    assert main(["runs"]) == 0
    assert capsys.readouterr().out == "No runs yet.\n"


def test_labels_that_a_class_cannot_give_are_skipped_with_a_reason(folder: Path, call: Call) -> None:
    trained = call("train", "--dataset", str(folder), *SMALL)
    rows = call("curve", "--run", trained["run"], "--labels", "1,400", "--draws", "1", "--contenders", "ssl,pixels")
    assert {row["labels_per_class"] for row in rows["rows"]} == {1}


def test_help_answers_without_loading_torch() -> None:
    check = "import sys; from ssl_demo.cli.main import parser; parser(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_a_class_is_opened_listed_and_deleted(call: Call, homes: Path) -> None:
    opened = call("open-class", "Monday", "--address", "http://10.0.0.5:8501/")
    assert opened["join"] == f"http://10.0.0.5:8501/workshop?class={opened['code']}"
    classes = Classes(homes / "runs")
    assert classes.get(opened["code"]).is_teacher(opened["teach"].rpartition("=")[2])
    classes.get(opened["code"]).join("Ann")
    assert call("classes")["classes"] == [{"code": opened["code"], "name": "Monday", "learners": 1}]
    fresh = call("teacher-link", opened["code"])["teach"].rpartition("=")[2]
    assert classes.get(opened["code"]).is_teacher(fresh)
    assert main(["delete-class", opened["code"]]) == 0
    assert call("classes")["classes"] == []
    assert main(["delete-class", opened["code"]]) == 2
