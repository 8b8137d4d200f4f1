"""What a run is asked to do, as frozen dataclasses that can be printed, saved, compared and sent.

Every field that a person may turn is made by `knob`: its bounds and its one sentence of help become the widget on the
page, the check on the command line and the row of a comparison, so they are written once.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import dacite

from ssl_demo.errors import UserError

T = TypeVar("T")

FORMAT = 1
"""Version of the saved form. A larger one in a file means: written by a newer version of this project."""

ENCODERS = ("S", "M", "L", "resnet18", "vit", "vit_causal")


@dataclass(frozen=True)
class Knob:
    """Bounds and help of one field, read by widgets and by `check`; see `knob`."""

    help: str
    low: float | None = None
    high: float | None = None
    log: bool = False
    choices: tuple[Any, ...] = ()
    why: str = ""
    of_images: bool = False

    @property
    def limits(self) -> str:
        """What is allowed and why, as the second half of a sentence; empty where everything is."""
        if self.choices:
            return f"choose one of {', '.join(map(str, self.choices))}"
        if self.low is None or self.high is None:
            return ""
        return f"it has to lie between {self.low:g} and {self.high:g}{f': {self.why}' if self.why else ''}"


def knob(
    default: Any,
    *,
    help: str,
    low: float | None = None,
    high: float | None = None,
    log: bool = False,
    choices: tuple[Any, ...] = (),
    why: str = "",
    of_images: bool = False,
) -> Any:
    """A dataclass field with bounds (inclusive) or choices, and one sentence of help.

    why: the reason for the bounds, told to whoever asks for more. of_images: whether it counts training images, so that
    there can't be more than there are.
    """
    return field(default=default, metadata={"knob": Knob(help, low, high, log, choices, why, of_images)})


def knobs(cls_or_instance: Any) -> dict[str, Knob]:
    """The knobs of a dataclass by field name, in the order they are written."""
    found = {f.name: f.metadata.get("knob") for f in dataclasses.fields(cls_or_instance)}
    return {name: k for name, k in found.items() if k is not None}


def check(instance: Any) -> None:
    """Raise UserError naming the first knob that is out of its bounds."""
    for name, k in knobs(instance).items():
        value = getattr(instance, name)
        if value is None:
            continue
        if k.choices and value not in k.choices:
            raise UserError(f"{name} is {value!r}; {k.limits}.")
        if k.low is None and k.high is None:
            continue
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise UserError(f"{name} is {value!r}; it has to be a number.")
        if (k.low is not None and value < k.low) or (k.high is not None and value > k.high):
            raise UserError(f"{name} is {value:g}; {k.limits}.")


@dataclass(frozen=True)
class Recipe:
    """The augmentation recipe: what is done to an image to make a view, in this order.

    Strengths follow torchvision's ColorJitter: 0.4 for brightness means a factor drawn from 0.6 … 1.4; hue is in turns.
    """

    crop_min: float = knob(0.2, low=0.05, high=1.0, help="smallest share of the image's area that a crop may keep")
    flip: float = knob(0.5, low=0.0, high=1.0, help="chance of a mirror image")
    jitter: float = knob(0.8, low=0.0, high=1.0, help="chance that brightness, contrast, saturation and hue change")
    brightness: float = knob(0.4, low=0.0, high=1.0, help="strength of the change in brightness")
    contrast: float = knob(0.4, low=0.0, high=1.0, help="strength of the change in contrast")
    saturation: float = knob(0.4, low=0.0, high=1.0, help="strength of the change in saturation")
    hue: float = knob(0.1, low=0.0, high=0.5, help="largest turn of the colour wheel, as a share of a full turn")
    greyscale: float = knob(0.2, low=0.0, high=1.0, help="chance of losing all colour")
    blur: float = knob(0.0, low=0.0, high=1.0, help="chance of a Gaussian blur")
    blur_sigma: float = knob(1.0, low=0.1, high=2.0, help="largest width of the blur, in pixels")
    solarise: float = knob(0.0, low=0.0, high=1.0, help="chance that bright pixels are inverted")
    cutout: float = knob(
        0.0, low=0.0, high=0.75, help="side of the square that is cut out, as a share of the image's side"
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class SubsetConfig:
    """Which images: a data set's name or path, the classes kept (none named: all) and how many training images."""

    dataset: str = "scenes"
    classes: tuple[str, ...] = ()
    images: int | None = knob(10_000, low=2, high=1_000_000, help="training images, the same number from every class")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class RunConfig:
    """Everything a run depends on. The same config gives the same numbers on the same machine.

    A budget is either `epochs` or `seconds`. Seconds are turned into epochs, by a short calibration, when the run
    starts; the run's saved config then holds both, and repeating it repeats the epochs.
    """

    data: SubsetConfig = SubsetConfig()
    method: str = "simclr"
    knobs: Mapping[str, float | int | str] = field(default_factory=dict)
    encoder: str = knob("S", choices=ENCODERS, help="the network that is trained")
    recipe: Recipe = Recipe()
    seconds: float | None = knob(60.0, low=1.0, high=86_400.0, help="training time asked for, on this machine")
    epochs: float | None = knob(None, low=0.001, high=10_000.0, help="how often every image is seen")
    batch_size: int = knob(
        64,
        low=2,
        high=1024,
        help="images in one step",
        why="one image alone has no other to differ from, and batch norm needs two to know how much they vary",
    )
    low_resolution: int = knob(24, low=16, high=32, help="side of the images, in pixels, in the first part of training")
    low_share: float = knob(0.97, low=0.0, high=1.0, help="share of the steps trained at the low resolution")
    muon_rate: float = knob(0.05, low=1e-4, high=2.0, log=True, help="Muon's learning rate, for the weight matrices")
    learning_rate: float = knob(2e-3, low=1e-5, high=0.1, log=True, help="AdamW's learning rate, for all other weights")
    weight_decay: float = knob(1e-4, low=0.0, high=0.5, help="pull of the weights towards zero")
    warmup: int = knob(30, low=0, high=10_000, help="steps over which the learning rate rises to its full value")
    seed: int = knob(0, low=0, high=2**31 - 1, help="the number that all randomness is drawn from")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class CurveConfig:
    """Accuracy against labels per class, or against the share of wrong labels, on the data of these runs."""

    runs: tuple[str, ...] = ()
    contenders: tuple[str, ...] = (
        "pixels",
        "hog",
        "kmeans",
        "untrained",
        "knn",
        "ssl",
        "finetuned",
        "supervised",
    )
    labels: tuple[int, ...] = (1, 5, 10, 50, 100, 500)
    draws: int = knob(3, low=1, high=20, help="how often the labelled images are drawn anew")
    supervised_share: float = knob(
        0.3, low=0.01, high=1.0, help="most compute for each network trained with labels, as a share of the run's"
    )
    wrong: tuple[float, ...] = (0.0,)
    """Shares of the labels that are wrong, each a curve's point of its own."""
    flips: str = knob("symmetric", choices=("symmetric", "similar"), help="where wrong labels go")
    seed: int = knob(0, low=0, high=2**31 - 1, help="the number that the label draws come from")

    def __post_init__(self) -> None:
        check(self)
        if not all(0.0 <= share <= 1.0 for share in self.wrong):
            raise UserError("A share of wrong labels has to lie between 0 and 1.")


@dataclass(frozen=True)
class SuspectsConfig:
    """The search for wrong labels among the training images of this run, after a share of them was made wrong."""

    run: str
    wrong: float = knob(0.2, low=0.0, high=1.0, help="share of the labels that are made wrong")
    flips: str = knob("symmetric", choices=("symmetric", "similar"), help="where wrong labels go")
    seed: int = knob(0, low=0, high=2**31 - 1, help="the number that the wrong labels come from")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class TransferConfig:
    """Every task put to encoders that were trained for one of them each, or with no labels by these recipes.

    Each that is trained sees as many images, a view counted as an image: so all have had about as much compute.
    """

    data: SubsetConfig = SubsetConfig()
    encoder: str = knob("S", choices=ENCODERS, help="the network that is trained")
    method: str = "simclr"
    recipes: tuple[Recipe, ...] = (Recipe(),)
    """Of the self-supervised encoders, one each."""
    views: int = knob(80_000, low=256, high=100_000_000, help="images that each encoder sees in training")
    seeds: int = knob(3, low=1, high=10, help="how often everything is trained anew, from other random weights")

    def __post_init__(self) -> None:
        check(self)


def to_dict(config: Any) -> dict[str, Any]:
    """The saved form: plain JSON values, with the format's version."""
    return {"format": FORMAT, **_plain(dataclasses.asdict(config))}


def from_dict(cls: type[T], saved: Mapping[str, Any]) -> T:
    """The config that `to_dict` saved. Raises UserError for a newer format, an unknown field or a wrong type."""
    version = saved.get("format", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise UserError(f"This was saved by a newer version of the app (format {version}); update the app to open it.")
    fields = {key: value for key, value in saved.items() if key != "format"}
    try:
        return dacite.from_dict(cls, fields, dacite.Config(cast=[tuple, float], strict=True))
    except (dacite.DaciteError, TypeError, ValueError) as error:
        if isinstance(error, UserError):
            raise
        raise UserError(f"The settings can't be read: {error}.") from error


def digest(value: Any) -> str:
    """Ten hexadecimal digits that name a config or any JSON value: equal values have equal digests."""
    plain = _plain(dataclasses.asdict(value)) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:10]


def differences(left: Any, right: Any) -> Iterator[tuple[str, Any, Any]]:
    """Dotted name, left value and right value of every setting in which two configs differ."""
    a, b = _flat(to_dict(left)), _flat(to_dict(right))
    for name in sorted(a.keys() | b.keys()):
        if a.get(name) != b.get(name):
            yield name, a.get(name), b.get(name)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        flat |= _flat(inner, f"{prefix}{key}.") if isinstance(inner, Mapping) else {f"{prefix}{key}": inner}
    return flat
