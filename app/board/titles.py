"""What pooled runs have in common, in words. Plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.names import ENCODERS, dataset_title, duration, method_title
from app.runs.tables import in_words, setting_name
from app.state import recipe_name, recipe_to_text
from ssl_demo.classroom.pooled.draws import Draw, Setting
from ssl_demo.config import RunConfig, differences
from ssl_demo.methods import METHODS, usual_config

NOT_TOLD = ("data", "encoder", "seconds", "epochs", "seed", "method", "recipe")
"""Settings that stand elsewhere: in the setting's own title, or as method and recipe."""


def setting_title(setting: Setting) -> str:
    """ "10,000 images of Scenes, encoder S, 1 min of training each"."""
    data = setting.data
    images = f"{data.images:,} images" if data.images else "all images"
    classes = f", {len(data.classes)} classes" if data.classes else ""
    time = f"{duration(setting.seconds)} of training" if setting.seconds else f"{setting.epochs or 0:g} epochs"
    encoder = ENCODERS.get(setting.encoder, f"encoder {setting.encoder}")
    return f"{images} of {dataset_title(data.dataset)}{classes}, {encoder}, {time} each"


def kind_titles(draws: Iterable[Draw]) -> dict[str, str]:
    """What each kind of run is called, by `Draw.kind`: by all in which it differs from its method's usual settings."""
    configs: Mapping[str, RunConfig] = {draw.kind: draw.config for draw in draws}
    return {kind: kind_title(config) for kind, config in configs.items()}


def kind_title(config: RunConfig) -> str:
    """ "SimCLR", "SimCLR, recipe Crop only", "SimCLR, negatives off"."""
    if config.method not in METHODS:
        return config.method
    usual = usual_config(config.method)
    parts = [method_title(config.method)]
    if config.recipe != usual.recipe:
        name = recipe_name(config.recipe)
        own = recipe_to_text(config.recipe).replace("_", " ").replace(":", " ").replace(",", ", ")
        parts.append(f"recipe {name}" if name != "Own recipe" else f"own recipe ({own})")
    for name, value, _ in differences(config, usual):
        if name.partition(".")[0] not in NOT_TOLD:
            parts.append(f"{setting_name(name).removeprefix('Knobs: ').lower()} {in_words(name, value)}")
    return ", ".join(parts)
