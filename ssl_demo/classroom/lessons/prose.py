"""The prose of a lesson's steps: sections of Markdown, checked to be words and nothing else.

A lesson may come from the web, and what is shown as Markdown can hold HTML, pictures that tell another host who reads
them, and links that run code. None of these belongs into a lesson, so each is refused with its line.
"""

from __future__ import annotations

import re

from ssl_demo.classroom.lessons.lines import Lines

LONGEST = 8_000
"""Characters of a step's prose."""
TITLE = re.compile(r"##\s+(\S.*)")
ADDRESS = re.compile(r"\]\s*(?:\(|:)\s*<?\s*([^\s)>]*)")
"""Of [words](address) and of [name]: address."""
ALLOWED = re.compile(r"https://\S+|/?[a-z_]*(?:\?\S*)?", re.ASCII)
"""Addresses on the web, and pages of this app: "train", "/train?budget=1+minute"."""
REFUSED = {
    re.compile(r"<[/!?a-zA-Z]"): "a lesson holds no HTML; write it in Markdown.",
    re.compile(r"!\s*\["): "a lesson holds no pictures; name the page that shows what you mean.",
    re.compile(r"(?:script|data|file|blob)\s*:\S", re.IGNORECASE): "only links to https:// and to pages are shown.",
    re.compile(r"http://|(?<!https://)(?<![^\W_])www\.", re.IGNORECASE): "write https:// before an address.",
}


def read_sections(lines: Lines, start: int) -> list[tuple[int, str, str]]:
    """The sections from line `start` on: each with the line of its title, its title and its prose.

    Raises UserError for words before the first title, and for what `check` refuses.
    """
    check(lines, start, "\n".join(lines.lines[start - 1 :]))
    found: list[tuple[int, str, list[str]]] = []
    for number, text in enumerate(lines.lines[start - 1 :], start):
        if heading := TITLE.fullmatch(text):
            found.append((number, heading[1].rstrip("# \t"), []))
        elif found:
            found[-1][2].append(text)
        elif text.strip():
            lines.refuse(number, "the prose of a step comes below its title; write a line “## Title” above it.")
    sections = [(number, title, "\n".join(prose).strip()) for number, title, prose in found]
    for number, title, prose in sections:
        if not title:
            lines.refuse(number, "this title is empty; write what the step is called.")
        if not prose:
            lines.refuse(number, f"the step “{title[:60]}” has no prose; say there what to do and what to look at.")
        if len(prose) > LONGEST:
            lines.refuse(number, f"this step has {len(prose):,} characters; shorten it to at most {LONGEST:,}.")
    return sections


def check(lines: Lines, first: int, text: str) -> None:
    """Raise UserError where Markdown, which begins on this line of the file, holds more than words."""
    for pattern, what in REFUSED.items():
        if found := pattern.search(text):
            lines.refuse(first + text.count("\n", 0, found.start()), what)
    for link in ADDRESS.finditer(text):
        if not ALLOWED.fullmatch(link[1]):
            line = first + text.count("\n", 0, link.start(1))
            lines.refuse(line, f"the link to {link[1][:60]!r} is not one to https:// or to a page of this app.")
