"""An augmentation recipe in one line of words."""

from __future__ import annotations

from ssl_demo.config import Recipe


def recipe_in_words(recipe: Recipe) -> str:
    """What the recipe does to an image, without what it leaves alone: "crops down to 20 % of the area, mirror …"."""
    parts = [
        (recipe.crop_min < 1, f"crops down to {recipe.crop_min:.0%} of the area"),
        (recipe.flip > 0, f"mirrored {recipe.flip:.0%} of the time"),
        (recipe.jitter > 0, f"colours changed {recipe.jitter:.0%} of the time"),
        (recipe.greyscale > 0, f"grey {recipe.greyscale:.0%} of the time"),
        (recipe.blur > 0, f"blurred {recipe.blur:.0%} of the time"),
        (recipe.solarise > 0, f"solarised {recipe.solarise:.0%} of the time"),
        (recipe.cutout > 0, f"a square of {recipe.cutout:.0%} of the side cut out"),
    ]
    return ", ".join(text for used, text in parts if used) or "nothing: every view is the image itself"
