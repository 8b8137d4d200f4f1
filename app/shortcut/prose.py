"""What stands around the figures of the lab."""

from __future__ import annotations

INTRO = (
    "Collapse is easy to see. This failure is not: the loss falls as nicely as ever, no gauge gives an alarm, and yet "
    "the features are worth nothing, because the encoder found a **short cut**. It is asked which views belong to the "
    "same image, and any sign will do that all views of an image share and other images lack. Here we plant such a "
    "sign: behind each toy a **wallpaper** of its own, four small squares of grey, repeated all over. Every crop shows "
    "it; no mirror and no change of colour hides it."
)
GUESS = (
    "Make a guess before you train: you can see the toys at every strength. From which strength on "
    "will the encoder no longer look at them? And what will the loss do?"
)
WHY = (
    "The loss only counts how well views are matched. A repeated motif is an easy thing for a convolution to "
    "pick up: it looks the same in every corner, so it is learnt early. Once it tells most of the images apart, there "
    "is little left to gain from the toy, and what brings little is learnt late or not at all. Chen, Luo & Li (2021, "
    "*Intriguing Properties of Contrastive Losses*) found the same with a few random bits hidden in photographs: the "
    "easy feature **suppresses** the others. And nobody notices without labels, as the number that one watches, the "
    "loss, gets better."
)
CURE = (
    "- **Views that differ in it.** If each view of an image stood before another wallpaper, matching by the wallpaper "
    "would no longer pay. An augmentation says what should not count: what it never changes may become the short cut. "
    "That is why SimCLR changes colours, else their histogram would give the images away (Chen et al. 2020).\n"
    "- **Another task.** A task that is no matching of images has short cuts of its own: telling a rotation can use "
    "the direction of light, and filling in hidden patches is busy with the wallpaper, too. Whether one of them fares "
    "better on these scenes is worth a try on the Train page.\n"
    "- **Other data.** Two photographs of one toy in different rooms would be better views than two crops of one.\n"
    "- **Looking.** A handful of labels for a probe, or a heat map like the one above, is what finds it out.\n\n"
)
UNTESTED = (
    "We have measured the failure, not the cures: none of them was tried out for this page. The wallpaper is drawn, "
    "too; a texture of random grain in its place, however strong, did not do it, as it looks alike in all images."
)
