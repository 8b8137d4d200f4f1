"""What a learner of a workshop does: joins, looks around, trains, watches, reloads, and sometimes loses the network."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from benchmarks.crowd.tab import Tab

PAGES = (
    "",
    "good_features",
    "transfer",
    "augmentations",
    "methods",
    "embeddings",
    "label_budget",
    "collapse_lab",
    "runs",
    "glossary",
    "workshop",
    "class_board",
)
THINKS = (2.0, 8.0)
"""Seconds between two interactions: nobody clicks faster than they look."""
FIRST_BY = 40.0
"""Seconds after which a learner that has trained nothing yet does so now: a lesson begins with it."""
BUDGET, IMAGES = 20, 1_000
"""Seconds of a training, the shortest that the page offers, and its images."""
WAITING = re.compile(r"place \d+ \(.*?\)(?:, ≈ (.+?))?\. One run")
PARTS = re.compile(r"(\d+) (h|min|s)")
UNITS = {"h": 3600.0, "min": 60.0, "s": 1.0}


class Told(NamedTuple):
    """What the page said of a waiting run, and when (seconds since 1970)."""

    run: str
    at: float
    seconds: float


@dataclass
class Learner:
    """seeds: of the trainings that it asks for, in this order; the rest of its time it looks around."""

    tab: Tab
    code: str
    nickname: str
    seeds: list[int]
    random: Random
    told: list[Told] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    async def attend(self, until: float) -> None:
        """Take part until this moment of the monotonic clock."""
        self.tab.on_drawn = self._read_place
        await self._come()
        first_by = time.monotonic() + FIRST_BY
        while time.monotonic() < until:
            await asyncio.sleep(self.random.uniform(*THINKS))
            late = not self.asked and time.monotonic() > first_by
            if len(self.asked) < len(self.seeds) and (late or self.random.random() < 0.4):
                await self._train(self.seeds[len(self.asked)])
            else:
                await self._visit()

    async def _come(self) -> None:
        await self.tab.visit("workshop", "come in", **{"class": self.code})
        await asyncio.sleep(self.random.uniform(*THINKS))
        self.tab.write("join_name", self.nickname)
        await self.tab.press("Join", "join")

    async def _visit(self) -> None:
        wish = self.random.choices(("look", "watch", "reload", "lose"), (12, 6, 1, 1))[0]
        match wish:
            case "look":
                await self._look_around()
            case "watch":
                await self.tab.open("train")
                await asyncio.sleep(self.random.uniform(5, 15))
            case "reload":
                await self.tab.reload()
            case "lose":
                await self.tab.lose_connection(self.random.uniform(1, 3))

    async def _look_around(self) -> None:
        page = self.random.choice(PAGES)
        await self.tab.open(page)
        if page == "augmentations":
            await asyncio.sleep(self.random.uniform(*THINKS))
            await self.tab.pick("preset", self.random.randrange(5))

    async def _train(self, seed: int) -> None:
        """By a link, as a lesson gives it, with a seed that is typed in."""
        settings = {"images": str(IMAGES), "budget": f"{BUDGET} seconds"}
        await self.tab.visit("train", "follow a link", **settings)
        await asyncio.sleep(self.random.uniform(*THINKS))
        await self.tab.enter("seed", seed)
        await self.tab.press("train")
        self.asked.append(seed)

    def _read_place(self) -> None:
        run = re.search(r"\brun=([^&]+)", self.tab.query)
        for bar in self.tab.page.all("progress"):
            if run and (found := WAITING.search(bar.proto.text)):
                seconds = sum(int(number) * UNITS[unit] for number, unit in PARTS.findall(found[1] or ""))
                self.told.append(Told(run[1], time.time(), seconds))
