"""Accuracy against wrong labels: the figure, how to look at it, what it says, its numbers and how it was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.chart import show_figure
from app.figures import interval
from app.findings import percent
from app.names import dataset_title
from app.palette import CONTENDERS
from app.state import dataset
from app.words import plain
from app.wrong_labels.figure import noise_figure, tipping_point
from app.wrong_labels.finding import finding
from app.wrong_labels.read_out import read_out
from ssl_demo.config import CurveConfig
from ssl_demo.data.images import Dataset
from ssl_demo.runs.run import Run

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


def show_curve(config: CurveConfig, run: Run, rows: Sequence[Row]) -> None:
    """The figure and all that belongs to it; while there is no point, what will be seen."""
    images = dataset(run.config.data)
    classes = len(images.train.classes)
    if not rows:
        st.caption(
            "The figure appears with its first point: test accuracy against the share of wrong labels, one line for "
            "each way of learning. A flat line doesn't mind wrong labels; a steep one believes them."
        )
        return
    figure = noise_figure(rows, config.wrong, classes=classes, flips=config.flips)
    show_figure(figure, "wl_curve", finding(rows))
    st.caption(_look(config, classes))
    if sentences := read_out(rows, classes):
        st.subheader("What it says", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    _show_table(rows, run.name)
    st.subheader("How it was measured", anchor=False)
    st.markdown(_protocol(config, run, images))


def _look(config: CurveConfig, classes: int) -> str:
    """What to look at, and what would surprise."""
    sentences = [
        "Higher is better, flatter is sturdier. The **band** is the 95\u00a0% interval of the mean over the draws "
        "(Student's t); how much another training run would differ it doesn't tell. The dotted line is **chance**, "
        "blind guessing.",
        _similar() if config.flips == "similar" else _symmetric(classes),
    ]
    if 1.0 in config.wrong:
        sentences.append(f"With **all labels wrong** nobody is told the truth a single time. {ALL_WRONG[config.flips]}")
    return " ".join(sentences)


ALL_WRONG = {
    "symmetric": "An accuracy below chance is then what to expect: the better somebody learns, the lower.",
    "similar": "Whoever is right then is right by mistake, taking one class for the other, whose images bear its name. "
    "So an accuracy above chance tells how often similar classes are mixed up.",
}


def _symmetric(classes: int) -> str:
    tip = tipping_point("symmetric", classes)
    if classes == 2:
        return (
            f"With two classes there is one other to name, so from the **tipping point** at {percent(tip)} on the "
            "wrong label is the more frequent one. A surprise would be a line that stays up beyond it."
        )
    return (
        f"Even where {percent(0.6)} of the labels are wrong, {percent(0.4)} are right, and each of the {classes - 1} "
        f"other classes gets {percent(0.6 / (classes - 1), 1)} only: the right one is still the most frequent, up to "
        f"the **tipping point** at {percent(tip)}. Who averages over many labels can see through that; with few there "
        "is little to average over. A surprise would be a line that stays up beyond the tipping point or, with many "
        "labels, one that collapses long before it."
    )


def _similar() -> str:
    return (
        f"Beyond the **tipping point** at {percent(0.5)} most images of a class carry the name of the class that is "
        "most like it: there the wrong class wins, and nothing in the labels could tell. A surprise would be a line "
        "that stays up beyond it, or one that falls no faster than with labels that are wrong in all directions."
    )


def _protocol(config: CurveConfig, run: Run, images: Dataset) -> str:
    where = "to another class, each as likely"
    if config.flips == "similar":
        where = "to the class whose average feature, by this run's encoder, points most nearly the same way"
    (count,) = config.labels
    return (
        f"- **Images**: {len(images.train):,} training and {len(images.test):,} test images of "
        f"{plain(dataset_title(run.config.data.dataset))}, {len(images.train.classes)} classes.\n"
        f"- **Labels**: {count:,} of each class, drawn from the training images, {config.draws} times anew. Of these "
        f"exactly the share that is asked for, alike in each class, is flipped {where}. All contenders get the same "
        "labels, and a larger share flips those of the smaller ones and more. At 0 % the points are those of the label "
        "budget.\n"
        "- **Self-supervised**: logistic regression on the feature maps of the frozen encoder's last two stages. How "
        "strongly its weights are held small (L2) is chosen by cross-validation on the labelled images.\n"
        "- **Fine-tuned, and from scratch**: the whole network is trained on the labelled images, each time with "
        f"{percent(config.supervised_share)} of the run's compute at most. Rate and length are chosen on a part of the "
        "labelled images that is held out.\n"
        "- **Choosing** has to do with the same labels, wrong ones included: nobody knows which they are.\n"
        "- **Score**: the share of the test images that are named correctly. Their labels are left as they came. Each "
        "measurement is scored on them once; nothing is tuned or chosen by them."
    )


def _show_table(rows: Sequence[Row], run_name: str) -> None:
    lines = table(rows, run_name)
    with st.expander("The numbers", icon=":material/table:"):
        percent = {name: st.column_config.NumberColumn(format="%.1f %%") for name in PERCENT}
        whole = {"Wrong labels": st.column_config.NumberColumn(format="%.0f %%")}
        st.dataframe(lines, hide_index=True, column_config=percent | whole)
        st.caption("Spread is the standard deviation over the draws.")
        st.download_button(
            "Download as CSV",
            lines.to_csv(index=False).encode(),
            "wrong_labels.csv",
            "text/csv",
            key="wl_csv",
            icon=":material/download:",
            on_click="ignore",
        )


PERCENT = ("Mean", "Spread", "95 % from", "95 % to")


def table(rows: Sequence[Row], run_name: str) -> pd.DataFrame:
    """One line for each share and contender; all shares in percent."""
    import pandas as pd

    order = list(CONTENDERS)
    lines = []
    for row in sorted(rows, key=lambda row: (row["wrong"], order.index(row["contender"]))):
        low, high = interval(row["accuracy_mean"], row["accuracy_std"], row["draws"])
        several = row["draws"] > 1
        lines.append(
            {
                "Wrong labels": 100 * row["wrong"],
                "Contender": CONTENDERS[row["contender"]].title,
                "Run": run_name,
                "Labels per class": row["labels_per_class"],
                "Mean": 100 * row["accuracy_mean"],
                "Spread": 100 * row["accuracy_std"] if several else None,
                "95 % from": 100 * low if several else None,
                "95 % to": 100 * high if several else None,
                "Draws": row["draws"],
            }
        )
    return pd.DataFrame(lines)
