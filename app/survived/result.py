"""What survived: in words, as a figure and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.chart import show_figure
from app.collapse.pair import Twins
from app.survived.figure import name_of, survey_figure
from app.survived.measure import surveyed
from app.survived.plan import UNTRAINED, A, B, Plan
from app.survived.words import finding, lead_of, said, title_of, written
from ssl_demo.evaluation.reading import CLEAR, ENOUGH
from ssl_demo.evaluation.survey import TEST, TRAIN, Row


def show_result(plan: Plan, twins: Twins) -> None:
    """What two finished runs tell of each property. Raises UserError where they can't be asked."""
    rows = surveyed(twins)
    st.subheader("What survived", anchor=False)
    st.markdown("\n".join(f"- {sentence}" for sentence in said(rows, plan)))
    show_figure(survey_figure(rows, plan), "survived", finding(rows, plan))
    st.caption(LOOK)
    st.dataframe(_table(rows, plan), hide_index=True, height="content")
    st.caption(f"{SURPRISE} {SURPRISE_TOYS}" if any(row.name == "position" for row in rows) else SURPRISE)
    with st.expander("How this was measured", icon=":material/straighten:"):
        st.markdown(PROTOCOL)


def _table(rows: Sequence[Row], plan: Plan) -> pd.DataFrame:
    lines = []
    for row in rows:
        told = {name_of(side, plan): written(row, row.readings[side].value) for side in (UNTRAINED, A, B)}
        ahead = lead_of(row, B, A)
        lines.append(
            {
                "Property": title_of(row),
                "Read as": "R²" if row.is_measured else "accuracy",
                **told,
                "Chance": written(row, row.chance),
                "B ahead of A by": _difference(row, ahead.value, CLEAR * ahead.error),
                "Clear?": ("B" if ahead.value > 0 else "A") if ahead.is_clear else "no clear difference",
            }
        )
    return pd.DataFrame(lines)


def _difference(row: Row, value: float, margin: float) -> str:
    if math.isinf(margin):
        return "one image alone"
    return f"{value:+.2f} ± {margin:.2f}" if row.is_measured else f"{100 * value:+.1f} ± {100 * margin:.1f} points"


LOOK = (
    "Look for long lines: there the recipe decides. A property that one recipe changes at random should lie further to "
    "the left with that recipe, as its encoder is asked to overlook it. Compare each dot with the **untrained** "
    "encoder's as well: to the left of it, training has taken something away. ✕ is what one gets without a look at the "
    "image. The thin bars are two standard errors over the test images."
)
SURPRISE = (
    "What may surprise you: where a recipe leaves colours alone, they can be nearly all that is learned. To match "
    "views by colour is so easy that nothing else is needed (Chen et al. 2020, §3.1). And to overlook a thing does not "
    "always mean to lose it."
)
SURPRISE_TOYS = (
    "Crops move and resize the toy, so its place and size should be gone, and yet they may be told better than before "
    "training: an encoder that has learned to find the toy says, without being asked, where it found it."
)
PROTOCOL = (
    "- **Runs**: both from the same seed, on the same images, with as many steps; the recipe alone differs.\n"
    "- **What is read**: the embedding of each image as it is, the mean of the encoder's last maps. Not the mean with "
    "its mirror image, as elsewhere in this app: then nothing could tell left from right.\n"
    f"- **Images**: {TRAIN:,} training images with their labels (the encoders saw them too, without labels), and "
    f"{TEST:,} test images, drawn by lot; all, where there are fewer.\n"
    "- **Categories**: logistic regression on the standardised embedding, its L2 chosen on held-out training images. "
    "The number is the accuracy on the test images, which tune nothing. Chance: always naming what is most frequent. A "
    "category with fewer than five training images is left out.\n"
    "- **Measurements**: ridge regression, its penalty chosen by leave-one-out on the training images. R² on the test "
    "images: 1 is perfect, 0 what the mean alone gives, the mean over coordinates where there are several. An angle is "
    "read as its sine and cosine.\n"
    "- **Dominant colour**: of the six sixths of the colour wheel, centred on red, yellow, green, cyan, blue and "
    "magenta, the one with most coloured pixels (in HSV: saturation at least 0.25, value at least 0.2); grey where "
    "less than 5 % are coloured.\n"
    "- **Orientation**: each image is turned by 0, 90, 180 or 270°, drawn by lot; which one was it?\n"
    "- **Clear**: A and B are compared image by image. A difference of at most two standard errors is called no clear "
    f"difference, and so is any over fewer than {ENOUGH} test images. Of twenty that are mere chance, one is still "
    "called clear. The bars tell the luck of the test images alone: another seed of the training can move a dot much "
    "further. Train with a second seed before you believe a difference."
)
