"""The part of the tab that moves: the job at work, both figures, what they say, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.backend import store
from app.chart import show_figure
from app.frame import run_titles
from app.label_budget.jobs import show_job
from app.label_budget.plan import rows_now
from app.scaling import prose
from app.scaling.figure import scaling_figure
from app.scaling.finding import finding
from app.scaling.lines import with_labels, without_labels
from app.scaling.siblings import Family
from app.scaling.table import PERCENT, table
from app.scaling.words import said_with_labels, said_without_labels
from ssl_demo.config import CurveConfig


@dataclass(frozen=True)
class Asked:
    """What both panels are to show: the points of each, and the numbers of unlabelled images wished for."""

    family: Family
    labelled: CurveConfig
    unlabelled: CurveConfig
    sizes: tuple[int, ...]

    @property
    def both(self) -> CurveConfig:
        """A curve on all the runs, whose job may be at work on either panel."""
        return CurveConfig(runs=tuple(dict.fromkeys((*self.labelled.runs, *self.unlabelled.runs))))


def show_panels(asked: Asked) -> None:
    """The figures as far as they are measured, side by side."""
    show_job(asked.both)
    family, classes = asked.family, asked.family.classes
    labelled = with_labels(rows_now(asked.labelled), classes, family.images(family.chosen))
    unlabelled = without_labels(rows_now(asked.unlabelled), family) if asked.unlabelled.runs else []
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("With labels", anchor=False)
        if labelled:
            along = f"labelled training images (per class × {classes})"
            places = [count * classes for count in asked.labelled.labels]
            figure = scaling_figure(labelled, along=along, places=places, classes=classes, noun="labelled images")
            show_figure(figure, "md_with_labels", finding(labelled, "labelled images"))
            st.caption(prose.LOOK_LABELLED)
            _say(said_with_labels(labelled), "What the lines gained is told once they have two points in common.")
        else:
            st.caption(prose.BEFORE_LABELLED)
    with right:
        st.subheader("Without labels", anchor=False)
        if unlabelled:
            figure = scaling_figure(
                unlabelled,
                along="unlabelled training images",
                places=asked.sizes,
                classes=classes,
                noun="unlabelled images",
            )
            show_figure(figure, "md_without_labels", finding(unlabelled, "unlabelled images"))
            st.caption(prose.LOOK_UNLABELLED)
            _say(said_without_labels(unlabelled), "One run is one point: a line needs runs on other numbers of images.")
        else:
            st.caption(prose.BEFORE_UNLABELLED)
    if labelled or unlabelled:
        titles = run_titles(store().list())
        _show_table(table(labelled, unlabelled, titles, asked.labelled.supervised_share))


def _say(sentences: Sequence[str], otherwise: str) -> None:
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences) or otherwise)


def _show_table(lines: pd.DataFrame) -> None:
    with st.expander("The numbers of both figures", icon=":material/table:"):
        percent = {name: st.column_config.NumberColumn(format="%.1f %%") for name in PERCENT}
        whole = {name: st.column_config.NumberColumn(format="localized") for name in WHOLE}
        st.dataframe(
            lines,
            hide_index=True,
            column_config={**percent, **whole, "Times seen": st.column_config.NumberColumn(format="%.1f")},
        )
        st.caption("Spread is the standard deviation over the draws of labels.")
        st.download_button(
            "Download as CSV",
            lines.to_csv(index=False).encode(),
            "more_data_bigger_models.csv",
            "text/csv",
            icon=":material/download:",
            key="md_download",
            on_click="ignore",
        )


WHOLE = ("Labelled images", "Unlabelled images")
