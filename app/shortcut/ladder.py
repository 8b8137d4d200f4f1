"""Runs that differ in nothing but the wallpaper behind the toys. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.palette import LINES, Style
from ssl_demo.config import RunConfig, SubsetConfig
from ssl_demo.data.scenes import TRAIN, Strengths, name_of
from ssl_demo.runs.run import Run
from ssl_demo.training.calibration import known_speed
from ssl_demo.training.schedule import Schedule

POSITIONS = (0.0, 0.1, 0.25, 0.5, 1.0)
"""Strengths of the wallpaper, one run each."""
INTERESTING_FIRST = (0.0, 1.0, 0.25, 0.5, 0.1)
SCALE, PLACE = 0.5, 0.6
"""Toys a little farther away and less central than usual, so that there is more of the wallpaper to see."""

EPOCHS = {"short": 4.0, "long": 13.0}
"""By length: equally many for all runs, so that they make the same steps with the same seed."""
TYPICAL_SECONDS = {"short": 20.0, "long": 60.0}
"""What that takes on two cores of a laptop, as long as no speed is known here."""


@dataclass(frozen=True)
class Ladder:
    """The runs of one length, by the strength of their wallpaper, in whatever state they are."""

    length: str
    runs: Mapping[float, Run]

    @property
    def states(self) -> list[tuple[str, str]]:
        """Of each run its id and its state: what a page has to draw anew for."""
        return [(run.id, run.status.state) for run in self.runs.values()]

    def in_state(self, *states: str) -> dict[float, Run]:
        """Those in one of these states, the weakest wallpaper first."""
        return {place: run for place, run in self.runs.items() if run.status.state in states}

    @property
    def there(self) -> dict[float, Run]:
        """Those that are trained or about to be."""
        return self.in_state("done", "queued", "running")

    def missing(self) -> list[float]:
        """The strengths that no run has been trained at or is about to, the most telling first."""
        return [place for place in INTERESTING_FIRST if place not in self.there]


def ladder_of(runs: Sequence[Run], length: str) -> Ladder:
    """The runs of this length among these, newest first. Of several at one strength the one that is done goes first,
    then one that is on its way, then the newest."""
    wanted = {place: config_at(place, length) for place in POSITIONS}
    sound = [(run, run.config) for run in sorted(runs, key=_rank) if run.problem is None]
    found = {place: next((run for run, config in sound if config == wanted[place]), None) for place in POSITIONS}
    return Ladder(length, {place: run for place, run in found.items() if run is not None})


def _rank(run: Run) -> tuple[bool, bool]:
    status = run.status
    return status.state != "done", not status.active


def strengths_at(wallpaper: float) -> Strengths:
    """The scenes of the lab with this wallpaper."""
    return Strengths(scale=SCALE, position=PLACE, wallpaper=wallpaper)


def config_at(wallpaper: float, length: str) -> RunConfig:
    """The settings of the run at this strength: the usual ones, on all training images."""
    data = SubsetConfig(name_of(strengths_at(wallpaper)), images=None)
    return RunConfig(data=data, epochs=EPOCHS[length], seconds=None)


def seconds_of(length: str) -> float:
    """How long one run trains on this machine, as far as its speed is known."""
    config = config_at(0.0, length)
    speed = known_speed(config)
    steps = round(EPOCHS[length] * (TRAIN // config.batch_size))
    return Schedule.of(config, steps).work(0, steps) / speed if speed else TYPICAL_SECONDS[length]


def short(wallpaper: float) -> str:
    """A strength where it is clear what it is the strength of: "none", "0.25"."""
    return f"{wallpaper:g}" if wallpaper else "none"


def title_of(wallpaper: float) -> str:
    """What a strength is called: "no wallpaper", "wallpaper 0.25"."""
    return f"wallpaper {wallpaper:g}" if wallpaper else "no wallpaper"


def style_of(wallpaper: float) -> Style:
    """The look of a strength's lines."""
    return LINES[POSITIONS.index(wallpaper)]
