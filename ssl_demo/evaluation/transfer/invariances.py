"""What a recipe can be expected to take away: the tasks whose answer its augmentations change.

Two views of an image are to get the same embedding. If the answer to a task differs between them, an embedding that is
the same for both can't tell it (Xiao et al. 2021, "What Should Not Be Contrastive in Contrastive Learning", §1).
"""

from __future__ import annotations

from ssl_demo.config import Recipe

CHANGES = {
    "crop": ("box", "depth"),
    "mirror": ("box", "depth", "angle", "light", "orientation"),
    "hue": ("colour", "dominant_colour"),
    "saturation": ("dominant_colour",),
    "greyscale": ("colour", "dominant_colour"),
    "solarise": ("colour", "dominant_colour"),
}
"""By augmentation, the tasks whose true answer it changes. A crop moves and enlarges the object. A mirror swaps left
and right, and with them a quarter turn to the left and one to the right. Pale colours count as grey. The class and
whether it is a vehicle stay what they are."""


def disturbed_by(recipe: Recipe) -> dict[str, list[str]]:
    """By task, the recipe's augmentations that change its answer; tasks that it leaves alone are not in it."""
    used = {
        "crop": recipe.crop_min < 1,
        "mirror": recipe.flip > 0,
        "hue": recipe.jitter > 0 and recipe.hue > 0,
        "saturation": recipe.jitter > 0 and recipe.saturation > 0,
        "greyscale": recipe.greyscale > 0,
        "solarise": recipe.solarise > 0,
    }
    found: dict[str, list[str]] = {}
    for augmentation, tasks in CHANGES.items():
        for task in tasks if used[augmentation] else ():
            found.setdefault(task, []).append(augmentation)
    return found
