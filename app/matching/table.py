"""All kinds of features at one change, as a table; and the shown kind's matches, one by one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ssl_demo.evaluation.matching.score import Score


def show_scores(scores: Mapping[str, Score]) -> None:
    """By the kinds' titles: how many matches are right, how many points are found again, and of how many."""
    rows = [
        {
            "Features": title,
            "Right": _percent(score.accuracy),
            "Found again": _percent(score.found),
            "Matches": len(score.right),
            "Points shown": score.visible,
            "Points": score.points,
        }
        for title, score in scores.items()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=COLUMNS)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


_SHARE = {"format": "%.0f %%", "min_value": 0.0, "max_value": 100.0}
COLUMNS = {
    "Right": st.column_config.ProgressColumn(help="Of the matches made, those that are right.", **_SHARE),
    "Found again": st.column_config.ProgressColumn(help="Right matches for each point that the twin shows.", **_SHARE),
    "Matches": st.column_config.NumberColumn(
        help="Pairs of points, each the other's nearest by description, from points that the twin shows."
    ),
    "Points shown": st.column_config.NumberColumn(
        help="Points of the picture that are in the twin's frame, uncovered."
    ),
    "Points": st.column_config.NumberColumn(help="Points of the picture; at most 500 are looked for."),
}


def show_matches(score: Score) -> None:
    """Every match with its two ends, how far it misses, and how far apart the descriptors are."""
    ends = {"from": score.start, "to": score.end}
    places = {f"{end}, {axis}": points[:, i].numpy() for end, points in ends.items() for i, axis in enumerate("xy")}
    judged = {
        "right": score.right.numpy(),
        "pixels off": score.errors.numpy(),
        "distance of descriptors": score.distances.numpy(),
    }
    numbers = st.column_config.NumberColumn(format="%.1f")
    columns = dict.fromkeys((*places, "pixels off"), numbers) | {
        "distance of descriptors": st.column_config.NumberColumn(format="%.3f")
    }
    st.dataframe(pd.DataFrame(judged | places), column_config=columns)
