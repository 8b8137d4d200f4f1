"""What stands around the figures of the lab."""

from __future__ import annotations

INTRO = (
    "Collapse is easy to see. This failure is not: the loss falls as nicely as ever, no gauge gives an alarm, and yet "
    "the features are worth little, because the encoder found a **short cut**. It is asked which views belong to the "
    "same image, and any sign will do that all views of an image share and other images lack. Here we plant such a "
    "sign: behind each toy a **wallpaper** of its own, four small squares of grey, repeated all over. Every crop shows "
    "it; no mirror and no change of colour hides it."
)
GUESS = (
    "Make a guess before you train: you can see the toys at every strength. From which strength on will the encoder no "
    "longer look at them? And what will the loss do?"
)
WHY = (
    "The loss only counts how well views are matched. A repeated motif is an easy thing for a convolution to "
    "pick up: it looks the same in every corner, so it is learnt early. Once it tells most of the images apart, there "
    "is little left to gain from the toy, and what brings little is learnt late or not at all. Chen, Luo & Li (2021, "
    "*Intriguing Properties of Contrastive Losses*) found the same with a few random bits hidden in photographs: the "
    "easy feature **suppresses** the others. And nobody notices without labels, as the number that one watches, the "
    "loss, gets better.\n\n"
    "The toys are not too hard to see. We trained the same network on the scenes with wallpaper 1 for as many steps "
    "*with* their labels: the nearest neighbours in its features name 98 % of the test images rightly."
)
CURE = (
    "- **Views that differ in it.** An augmentation says what should not count; what it never changes may become the "
    "short cut. We gave each view of an image another wallpaper, so that matching by it no longer paid: **62 %**. That "
    "is also why SimCLR changes colours, else their histogram would give images away (Chen et al. 2020). The loss was "
    "higher than ever here (3.35), and the encoder among the best.\n"
    "- **Views that hide it.** A blur of up to 2 pixels on every view: **39 %**. The encoder makes out what is left of "
    "the wallpaper. You can try this one: blur is in the recipe on the Augmentations page.\n"
    "- **Another task** helps only if the short cut doesn't solve it as well, or hides what matters there too. "
    "Predicting rotations: **16 %**; filling in hidden patches (MAE): **12 %**; VICReg, which has no "
    "negatives but matches the same views: **12 %**. None is a cure.\n"
    "- **Other data, and a look at them.** Two photographs of one toy in different rooms are better views than two "
    "crops of one photograph. And a handful of labels, or a heat map like those here, is what finds the short cut."
)
MEASURED = (
    "In bold: linear probe with 10 labels per class, wallpaper 1, as many steps as in the short runs here; one run "
    "each, with the usual settings of its method, so take them as a first look. For comparison: 13 % without a cure, "
    "70 % without a wallpaper, 10 % by chance. Not tried: other data, longer training of the cures, and larger "
    "encoders. Not every texture is a short cut, either: on the usual scenes, random grain of full strength took the "
    "probe from 94 % to 90 % only, as grain looks alike in all images."
)
