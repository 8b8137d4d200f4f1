"""The commands about classes: open one from a terminal, list them, and end one while the app is closed."""

from __future__ import annotations

import argparse

from ssl_demo.classroom import ending, links
from ssl_demo.classroom.classes import Classes
from ssl_demo.cli.printing import print_result
from ssl_demo.places import runs_home
from ssl_demo.runs.store import RunStore


def open_class(options: argparse.Namespace) -> None:
    """Open a class and print its two links; the teacher's is told this once."""
    classroom, secret = Classes(options.runs or runs_home()).open(options.name)
    join, teach = links.join_link(options.address, classroom.code), links.teacher_link(options.address, secret)
    lines = [
        f"The class {classroom.name} is open. Its code: {classroom.code}",
        f"Learners join at      {join}",
        f"The teacher's link    {teach}   (keep it to yourself: it is not shown again)",
    ]
    print_result(options, {"code": classroom.code, "join": join, "teach": teach}, lines)


def classes(options: argparse.Namespace) -> None:
    """List the classes that are open."""
    found = [
        {"code": each.code, "name": each.name, "learners": len(each.learners())}
        for each in Classes(options.runs or runs_home()).list()
    ]
    lines = [f"{row['code']}  {row['learners']:>3} learners  {row['name']}" for row in found]
    print_result(options, {"classes": found}, lines or ["No class is open."])


def teacher_link(options: argparse.Namespace) -> None:
    """Give a class a new teacher's link, in place of one that was lost or is known to others."""
    classroom = Classes(options.runs or runs_home()).get(options.code)
    teach = links.teacher_link(options.address, classroom.new_secret())
    print_result(options, {"teach": teach}, [f"The teacher's link of {classroom.name}: {teach}"])


def delete_class(options: argparse.Namespace) -> None:
    """Delete a class and all that it made. Raises UserError while one of its runs is at work."""
    root = options.runs or runs_home()
    known = Classes(root)
    classroom = known.get(options.code)
    ending.delete_class(RunStore(root), known, classroom)
    print(f"The class {classroom.code} and all that it made are deleted.")
