"""What a recipe can be expected to take away: the tasks whose answer its augmentations change.

Two views of an image are to get the same embedding. If the answer to a task differs between them, an embedding that is
the same for both can't tell it (Xiao et al. 2021, "What Should Not Be Contrastive in Contrastive Learning", §1).
"""

from __future__ import annotations

from ssl_demo.config import Recipe

CHANGES = {
    "crop": ("box", "depth"),
    "mirror": ("angle", "light"),
    "colour jitter": ("colour", "dominant_colour"),
    "greyscale": ("colour", "dominant_colour"),
}
"""By augmentation, the tasks whose true answer it changes. A crop moves and enlarges the object, a mirror swaps left
and right, and other colours are other colours. Class, vehicle and the way up stay what they are."""


def disturbed_by(recipe: Recipe) -> dict[str, list[str]]:
    """By task, the recipe's augmentations that change its answer; tasks that it leaves alone are not in it."""
    used = {
        "crop": recipe.crop_min < 1,
        "mirror": recipe.flip > 0,
        "colour jitter": recipe.jitter > 0 and recipe.hue > 0,
        "greyscale": recipe.greyscale > 0,
    }
    found: dict[str, list[str]] = {}
    for augmentation, tasks in CHANGES.items():
        for task in tasks if used[augmentation] else ():
            found.setdefault(task, []).append(augmentation)
    return found
