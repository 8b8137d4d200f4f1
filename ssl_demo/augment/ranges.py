"""Which strengths of each operation a recipe may draw."""

from __future__ import annotations

from ssl_demo.config import Recipe


def strengths_drawn(recipe: Recipe, name: str) -> tuple[float, float] | None:
    """From the least to the greatest strength of the operation of this name that a view by the recipe can have, in the
    unit of `OPERATIONS`; None where the recipe never does it."""
    chances = {"flip": recipe.flip, "greyscale": recipe.greyscale, "solarise": recipe.solarise}
    if name in chances:
        return (0.0, 1.0) if chances[name] else None
    if name == "crop":
        return (recipe.crop_min, 1.0) if recipe.crop_min < 1 else None
    if name == "blur":
        return (0.0, recipe.blur_sigma) if recipe.blur else None
    if name == "cutout":
        return (recipe.cutout, recipe.cutout) if recipe.cutout else None
    middle, spread = (0.0 if name == "hue" else 1.0), getattr(recipe, name) if recipe.jitter else 0.0
    return (middle - spread, middle + spread) if spread else None
