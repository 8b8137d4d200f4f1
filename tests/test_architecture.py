"""The house's rules about who may know whom, read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("data", "augment", "models", "methods", "training", "evaluation", "runs", "jobs", "classroom", "cli")
GROUND = {"config", "errors", "places", "randomness", "torchvision_ops", "zips"}


def imports(path: Path) -> Iterator[str]:
    """Every dotted name that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_itself_and_rooms_before_it(room: str) -> None:
    allowed = GROUND | set(ROOMS[: ROOMS.index(room) + 1])
    for path in files(f"ssl_demo/{room}"):
        for name in imports(path):
            if name.startswith("ssl_demo."):
                assert name.split(".")[1] in allowed, f"{path.relative_to(ROOT)} imports {name}"


def test_the_ground_floor_imports_no_room() -> None:
    for path in (ROOT / "ssl_demo").glob("*.py"):
        if path.stem in GROUND:
            known = {name.split(".")[1] for name in imports(path) if name.startswith("ssl_demo.")}
            assert known <= GROUND, path


@pytest.mark.parametrize("unknown", ["streamlit", "app", "pages"])
def test_the_engine_knows_nothing_of_the_app(unknown: str) -> None:
    for path in files("ssl_demo"):
        assert not any(name.split(".")[0] == unknown for name in imports(path)), path


def test_the_app_knows_no_page() -> None:
    for path in files("app"):
        assert not any(name.split(".")[0] == "pages" for name in imports(path)), path


def test_labels_and_training_meet_in_jobs_alone() -> None:
    for path in files("ssl_demo/training"):
        assert not any(name.startswith("ssl_demo.evaluation") for name in imports(path)), path


def test_figures_can_be_made_without_streamlit() -> None:
    assert not any(name.startswith("streamlit") for name in imports(ROOT / "app" / "figures.py"))


@pytest.mark.parametrize("folder", ["ssl_demo", "app", "pages"])
def test_nothing_is_pickled(folder: str) -> None:
    for path in files(folder):
        text = path.read_text(encoding="utf-8")
        assert not any(name.split(".")[0] == "pickle" for name in imports(path)), path
        if path == ROOT / "ssl_demo/data/weights.py":  # opens only a file whose SHA-256 torchvision has published
            assert text.count("torch.load(") == text.count("weights_only=True") == 1
        else:
            assert "torch.load(" not in text, path


def test_the_queue_is_there_before_pytorch_is() -> None:
    code = "import sys, app.backend; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_pages_are_thin_and_methods_are_one_idea() -> None:
    for folder, ceiling in (("pages", 120), ("ssl_demo/methods", 110)):
        for path in files(folder):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= ceiling, path
