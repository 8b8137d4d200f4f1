"""How matches are made and judged, for those who ask."""

from __future__ import annotations

from ssl_demo.evaluation.matching.describe import MOST, PATCH, STEP, STRIDE
from ssl_demo.evaluation.matching.photographs import SIDE
from ssl_demo.evaluation.matching.score import TOLERANCE
from ssl_demo.models.vit import PATCH as TOKEN

PROTOCOL = (
    f"- **Pictures**: the central square, {SIDE} × {SIDE} pixels. The photographs come with scikit-image.\n"
    "- **The twin**: turned and resized about its centre, tilted about its vertical axis before a pinhole camera two "
    "picture widths away, dimmed towards the right, its contrast changed about its mean, blurred, made noisy, and at "
    "last partly covered by a grey box. Noise and the box's place are drawn once and stay the same. All geometry is "
    "one homography, known exactly. What lies beyond the picture is grey.\n"
    f"- **SIFT** (Lowe 2004) and **ORB** (Rublee et al. 2011): OpenCV's, on the grey picture, each with points of its "
    f"own, at most {MOST}. All other features describe the places of SIFT's points, so that only the description "
    "differs (Mikolajczyk & Schmid 2005). They don't know the points' size and direction.\n"
    f"- **Raw pixels**: {PATCH} × {PATCH} pixels around the point, {STEP} apart (of 1, 2 and 3, as tried on the four "
    "photographs named below), in colour, brought to mean 0 and length 1.\n"
    "- **Encoders**: the maps of the last two stages for the whole picture, each less its mean over the picture and "
    "brought to length 1, read at the point by bilinear interpolation and joined. Transformers are given the picture "
    f"in {SIDE * TOKEN // STRIDE} × {SIDE * TOKEN // STRIDE} pixels, so that they have no more places than the others. "
    "Which stages and what is taken away was chosen on the astronaut, the coffee, the motorcycle and the coins, with "
    "the encoder S trained by SimCLR, so the curves flatter it a little.\n"
    "- **A match**: two points, each the other's nearest by its description (Euclidean distance; Hamming's for ORB). A "
    "point that finds two others equally near has none. There is no further test.\n"
    f"- **Right**: it ends within {TOLERANCE:g} pixels of where the homography takes its point. Points that the twin "
    "can't show, being out of the frame or behind the box, count neither for nor against. **Found again**: right "
    "matches, for each point of the picture that the twin shows.\n"
    "- **Curves**: means over the photographs. One with no match at all counts as 0. Clearly ahead: at this strength, "
    "the 95 % interval of the difference between SIFT and the best of the others, photograph by photograph (paired t), "
    "leaves out zero. With eight photographs that takes a "
    "large difference, and of twenty that are mere chance, at least one is still called clear. The best of the others "
    "is picked on these same photographs, of up to three encoders, and that favours them."
)
