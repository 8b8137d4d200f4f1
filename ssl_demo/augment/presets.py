"""Recipes with a name, from the one that SimCLR trains with to none at all."""

from __future__ import annotations

from ssl_demo.config import Recipe

PRESETS: dict[str, Recipe] = {
    "SimCLR": Recipe(),
    "Crop only": Recipe(flip=0.0, jitter=0.0, greyscale=0.0),
    "Crop and mirror": Recipe(jitter=0.0, greyscale=0.0),
    "Colour only": Recipe(crop_min=1.0, flip=0.0),
    "Gentle": Recipe(crop_min=0.6, jitter=0.5, brightness=0.2, contrast=0.2, saturation=0.2, hue=0.05, greyscale=0.05),
    "None": Recipe(crop_min=1.0, flip=0.0, jitter=0.0, greyscale=0.0),
}
"""The recipes offered by name. "SimCLR" follows Chen et al. 2020, section 3, with strengths usual at 32 pixels."""
