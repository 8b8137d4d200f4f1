"""The terms and their explanations, read from one file. Knows no Streamlit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Term:
    """One term. ask: the noun phrase of its question. page: the name of the page that shows it. text: Markdown."""

    ask: str
    page: str
    text: str
    are: bool = False

    @property
    def question(self) -> str:
        """ "What is a projector?", "What are features?"."""
        return f"What {'are' if self.are else 'is'} {self.ask}?"

    @property
    def title(self) -> str:
        """The term as a heading: "Projector", "InfoNCE"."""
        bare = self.ask
        for article in ("a ", "an ", "the "):
            bare = bare.removeprefix(article)
        return bare if any(letter.isupper() for letter in bare) else bare.capitalize()


def _read() -> dict[str, Term]:
    with (Path(__file__).parent / "terms.toml").open("rb") as file:
        return {name: Term(**entry) for name, entry in sorted(tomllib.load(file).items())}


TERMS: dict[str, Term] = _read()
"""By their names in lower case, in alphabetical order."""


def found(asked: str) -> dict[str, Term]:
    """The terms whose name or text holds every word that was asked for, those with it in the name first."""
    words = asked.casefold().split()
    hits = {name: t for name, t in TERMS.items() if all(w in f"{name} {t.ask} {t.text}".casefold() for w in words)}
    return dict(sorted(hits.items(), key=lambda hit: not all(word in hit[0] for word in words)))
