"""What stands around the figures of the lab."""

from __future__ import annotations

INTRO = (
    "Collapse is easy to see. This failure is not: the loss falls as nicely as ever, no gauge gives an alarm, and yet "
    "the features are worth little, because the encoder found a **short cut**. It is asked which views belong to the "
    "same image, and any sign will do that all views of an image share and other images lack. Here such a sign is "
    "planted."
)
WALLPAPER = (
    "Behind each toy is a **wallpaper** of its own, four small squares of grey, repeated all over. Every crop shows "
    "it; no mirror and no change of colour hides it."
)
GUESS = (
    "Make a guess before you train: you can see the toys at every strength. From which strength on will the encoder no "
    "longer look at them? And what will the loss do?"
)
LATER = ":material/visibility_off: Why it is so, and what helps, waits until the lesson's question above is revealed."
WHY = (
    "The loss only counts how well views are matched. A repeated motif is an easy thing for a convolution to "
    "pick up: it looks the same in every corner, so it is learned early. Once it tells most of the images apart, there "
    "is little left to gain from the toy, and what brings little is learned late or not at all. Chen, Luo & Li (2021, "
    "*Intriguing Properties of Contrastive Losses*) found the same with a few random bits hidden in photographs: the "
    "easy feature **suppresses** the others. And nobody notices without labels, as the number that one watches, the "
    "loss, gets better."
)
MEASURED_BY = (
    "Each of these was trained against a wallpaper of full strength. The numbers say how many toys a linear probe then "
    "names rightly, with {labels} labels per class: mean ± standard deviation over {seeds} trainings. In brackets: the "
    "same training where there is no wallpaper, to tell what the wallpaper costs from what the cure itself does.\n"
)
CURES = (
    "**Views that differ in it.** An augmentation says what should not count; what it never changes may become the "
    "short cut. With another wallpaper drawn by lot for each view of an image, matching by it no longer pays: "
    "{differs}. That is also why SimCLR changes colours, else their histogram would give images away (Chen et al. "
    "2020). Note the loss: it ends at {differs_loss}, higher than the {wallpaper_loss} of the short cut. The better "
    "encoder has the worse loss.",
    "**Views that hide it.** A blur of up to 2 pixels on every view: {blur}. It hides most of the wallpaper, and some "
    "of what tells toys apart as well. You can try this one: blur is in the recipe on the Augmentations page.",
    "**No negatives.** VICReg compares no images with one another, but it matches the same views: {vicreg}.",
    "**Another task.** Predicting rotations: {rotation}. Filling in hidden patches (MAE): {mae}. Whether a task helps "
    "depends on what solves it; and one that teaches little of these toys without a wallpaper can't help here.",
    "**Other data, and a look at them.** Two photographs of one toy in different rooms are better views than two crops "
    "of one photograph. And a handful of labels, or a heat map like those here, is what finds the short cut.",
)
COMPARED = (
    "For comparison: with the wallpaper and no cure {wallpaper}, {tenth}, {quarter} and {half} at strengths of 0.1, "
    "0.25 and 0.5, without a wallpaper {none}, by chance 10 %. The toys are not too hard to see: trained *with* their "
    "labels, on the same scenes for as many steps, the same network gives {labels}. And not every texture is a short "
    "cut: on the usual scenes, random grain of full strength takes the probe from {usual} to {grain} and no further, "
    "as grain looks alike in all images."
)
NOT_TRIED = "Not tried: other data, longer training of the cures, and larger encoders."
