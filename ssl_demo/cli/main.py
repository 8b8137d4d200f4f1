"""The command line's words, and what happens to errors: one line on stderr and exit code 2 for bad input."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ssl_demo.errors import UserError
from ssl_demo.places import runs_home

CLASSES = ("open_class", "classes", "teacher_link", "delete_class")


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, 2 for bad input, 130 when interrupted."""
    options = parser().parse_args(arguments)
    # Only now: `--help` and a mistyped option answer at once, without loading torch.
    from ssl_demo.cli import classes, commands

    name = options.command.replace("-", "_")
    try:
        getattr(classes if name in CLASSES else commands, name)(options)
    except UserError as error:
        print(f"ssl_demo: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("ssl_demo: interrupted; what was done is kept.", file=sys.stderr)
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="python -m ssl_demo", description="Train small self-supervised models, and check."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _train(commands.add_parser("train", help="train a run"))
    _curve(commands.add_parser("curve", help="accuracy against labels per class, for runs that are done"))
    for name, help_text in (
        ("methods", "the ways to train an encoder, and their knobs"),
        ("datasets", "the data sets, and which are on this machine"),
        ("runs", "all runs, newest first"),
    ):
        listing = commands.add_parser(name, help=help_text)
        _common(listing)
    download = commands.add_parser("download", help="download a data set")
    download.add_argument("name", choices=("cifar10", "cifar100"))
    _classes(commands)
    return top


def _classes(commands: Any) -> None:
    opening = commands.add_parser("open-class", help="open a class, and print its code and its two links")
    opening.add_argument("name", help="what the class is called")
    _address(opening)
    _common(opening)
    link = commands.add_parser("teacher-link", help="a new teacher's link for a class, in place of the one before")
    link.add_argument("code", help="the class's code")
    _address(link)
    _common(link)
    _common(commands.add_parser("classes", help="the classes that are open"))
    ending = commands.add_parser("delete-class", help="delete a class and all that it made, while the app is closed")
    ending.add_argument("code", help="the class's code")
    _common(ending)


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--address", default="http://localhost:8501", help="where learners reach the app (http://localhost:8501)"
    )


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--runs", type=Path, default=None, metavar="DIR", help=f"where runs lie ({runs_home()})")
    command.add_argument("--json", action="store_true", help="print one JSON object as the last line")


def _train(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--dataset", required=True, help="scenes (or scenes:texture=0.4, …), cifar10, cifar100, or the path of a folder"
    )
    command.add_argument("--method", required=True, help="see the command 'methods'")
    budget = command.add_mutually_exclusive_group(required=True)
    budget.add_argument("--seconds", type=float, help="training time; turned into epochs by a short calibration")
    budget.add_argument("--epochs", type=float, help="how often every image is seen")
    command.add_argument("--images", type=int, help="training images, balanced over the classes (all)")
    command.add_argument("--classes", help="the classes to keep, separated by commas (all)")
    command.add_argument("--encoder", help="S, M, L, resnet18 or vit (S, or what the method needs)")
    command.add_argument("--seed", type=int, default=0, help="the number that all randomness is drawn from (0)")
    command.add_argument("--recipe", help="augmentation preset, such as SimCLR or crop-only (the method's own)")
    command.add_argument(
        "--set", action="append", default=[], metavar="KNOB=VALUE", help="a knob of the method or a setting of the run"
    )
    command.add_argument("--name", help="what to call the run")
    _common(command)


def _curve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--run", action="append", required=True, metavar="ID", help="a run's id; may be given again")
    command.add_argument("--labels", default="1,5,10,50,100,500", help="labels per class, separated by commas")
    command.add_argument("--draws", type=int, default=3, help="how often the labelled images are drawn (3)")
    command.add_argument(
        "--contenders",
        help="separated by commas, of ssl, knn, finetuned, supervised, untrained, kmeans, hog, pixels (all)",
    )
    command.add_argument(
        "--supervised-share",
        type=float,
        help="most compute for each network trained with labels, as a share of the run's (0.3)",
    )
    command.add_argument("--wrong", default="0", help="shares of the labels that are wrong, such as 0,0.2,0.4 (0)")
    command.add_argument("--flips", default="symmetric", help="wrong labels go to any class: symmetric, or: similar")
    command.add_argument("--seed", type=int, default=0, help="the number that the label draws come from (0)")
    _common(command)
