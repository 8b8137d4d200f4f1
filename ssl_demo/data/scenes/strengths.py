"""How strong each nuisance is. At zero it is gone; the defaults make a task that is real and yet honest."""

from __future__ import annotations

from dataclasses import dataclass

from ssl_demo.config import check, knob


@dataclass(frozen=True)
class Strengths:
    """The strengths of all that varies in a scene beside the kind of toy; none of it depends on the kind.

    With a `wallpaper` the scenes get dishonest: each image repeats a motif of its own all over, so two views can be
    matched without a look at the toy. A `texture` is random grain that looks alike in all images: it only hides.
    """

    pattern: float = knob(1.0, low=0.0, high=1.0, help="contrast of the surface pattern (0: plain-coloured toys)")
    colour: float = knob(1.0, low=0.0, high=1.0, help="how far the toys' paints differ (0: all toys are painted alike)")
    position: float = knob(0.45, low=0.0, high=1.0, help="how far from the centre a toy may be (1: anywhere in view)")
    scale: float = knob(0.2, low=0.0, high=1.0, help="how much farther than the nearest a toy may be, hence smaller")
    rotation: float = knob(0.2, low=0.0, high=1.0, help="largest rotation, as a share of half a turn either way")
    light: float = knob(0.9, low=0.0, high=1.0, help="how far the light's direction and brightness and the haze vary")
    background: float = knob(0.3, low=0.0, high=1.0, help="how far backgrounds differ (0: a plain grey one)")
    texture: float = knob(0.05, low=0.0, high=1.0, help="contrast of a texture that no two images share")
    wallpaper: float = knob(0.0, low=0.0, high=1.0, help="contrast of a wallpaper, another one in every image")
    occluder: float = knob(0.35, low=0.0, high=1.0, help="opacity of the thin bars in front of the toy (0: none)")

    def __post_init__(self) -> None:
        check(self)


DEFAULT = Strengths()
