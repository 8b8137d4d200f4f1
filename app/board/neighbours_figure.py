"""kNN accuracies of a class, before and after training, as a figure. Imports no Streamlit."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import plotly.graph_objects as go

from app.figures import dressed
from app.palette import CONTENDERS, Style, transparent
from ssl_demo.classroom.pooled.neighbours import Group
from ssl_demo.classroom.pooled.over_learners import Pooled, far_from_others

TOP, BOTTOM, MEAN = 0.34, -0.18, -0.34
"""Within a group's unit of height: where its first and its last learner stand, and their mean below them."""
TRAINED, UNTRAINED = CONTENDERS["ssl"], CONTENDERS["untrained"]
LETTERS = 22
"""Of a group's name on one line."""


def neighbours_figure(
    groups: Sequence[Group], kinds: Mapping[str, str], names: Mapping[str, str], *, picked: str = ""
) -> go.Figure:
    """For each group one row for each learner, from the untrained encoder to the trained one, best on top, and below
    them both means with their 95 % intervals. kinds: the groups' titles. names: nicknames by learner's id."""
    figure = go.Figure()
    _add_ways(figure, groups)
    _add_points(figure, groups, names, TRAINED, "After training", after=True)
    _add_points(figure, groups, names, UNTRAINED, "Untrained", after=False)
    _add_means(figure, groups, TRAINED, "After training", after=True)
    _add_means(figure, groups, UNTRAINED, "Untrained", after=False)
    _add_marked(figure, groups, names, picked)
    middles = [(max(heights.values()) + MEAN - number) / 2 for number, (_, heights) in enumerate(_heights(groups))]
    titles = ["<br>".join(map(html.escape, textwrap.wrap(kinds[group.kind], LETTERS))) for group in groups]
    figure.update_yaxes(tickvals=middles, ticktext=titles, range=[0.55 - len(groups), 0.5])
    figure.update_yaxes(showgrid=False)
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    figure.update_xaxes(title="kNN accuracy", range=[0, 1.25 if _marked(groups, picked) else 1.03], **ticks)
    rows = sum(group.trained.learners for group in groups)
    return dressed(figure, max(300, 110 + 60 * len(groups) + 11 * rows))


def _heights(groups: Sequence[Group]) -> Iterator[tuple[Group, dict[str, float]]]:
    """Where each learner of each group stands, the best on top; all groups are spaced alike."""
    most = max(group.trained.learners for group in groups)
    step = (TOP - BOTTOM) / max(most - 1, 3)
    for number, group in enumerate(groups):
        ranked = sorted(group.trained.by_learner, key=group.trained.by_learner.__getitem__)
        yield group, {key: -number + BOTTOM + step * place for place, key in enumerate(ranked)}


def _add_ways(figure: go.Figure, groups: Sequence[Group]) -> None:
    """A thin line from each learner's untrained encoder to the trained one."""
    x: list[float | None] = []
    y: list[float | None] = []
    for group, heights in _heights(groups):
        for key, height in heights.items():
            x += [group.untrained.by_learner[key], group.trained.by_learner[key], None]
            y += [height, height, None]
    line = {"color": transparent(UNTRAINED.colour, 0.55), "width": 1}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _add_points(
    figure: go.Figure, groups: Sequence[Group], names: Mapping[str, str], style: Style, title: str, after: bool
) -> None:
    places = [
        (_side(group, after).by_learner[key], height, html.escape(names.get(key, "")))
        for group, heights in _heights(groups)
        for key, height in heights.items()
    ]
    x, y, whose = zip(*places, strict=True)
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        name=title,
        showlegend=False,
        marker={"symbol": f"{style.marker}-open", "size": 8, "color": style.colour, "line": {"width": 1.5}},
        customdata=whose,
        hovertemplate=f"<b>%{{customdata}}</b>, {title.lower()}: <b>%{{x:.1%}}</b><extra></extra>",
    )


def _add_means(figure: go.Figure, groups: Sequence[Group], style: Style, title: str, after: bool) -> None:
    pooled = [_side(group, after) for group in groups]
    figure.add_scatter(
        x=[at.interval.mean for at in pooled],
        y=[MEAN - number for number in range(len(groups))],
        mode="markers",
        name=title,
        marker={"symbol": style.marker, "size": 14, "color": style.colour},
        error_x={
            "type": "data",
            "array": [at.ends[1] - at.interval.mean for at in pooled],
            "arrayminus": [at.interval.mean - at.ends[0] for at in pooled],
            "color": style.colour,
            "thickness": 3,
            "width": 7,
        },
        customdata=[
            f"mean of {at.learners} learners<br>95 % interval {at.ends[0]:.1%} – {at.ends[1]:.1%}"
            if at.interval.known
            else "one learner, so no interval"
            for at in pooled
        ],
        hovertemplate=f"<b>{title}: %{{x:.1%}}</b><br>%{{customdata}}<extra></extra>",
    )


def _marked(groups: Sequence[Group], picked: str) -> list[tuple[int, str, bool]]:
    """Who is named: the group's number, the learner's id, and whether they lie far from the others."""
    found = []
    for number, group in enumerate(groups):
        own = group.trained.by_learner
        far = far_from_others(own)
        found += [(number, key, True) for key in far]
        found += [(number, picked, False)] if picked in own and picked not in far else []
    return found


def _add_marked(figure: go.Figure, groups: Sequence[Group], names: Mapping[str, str], picked: str) -> None:
    """A cross and the name for who lies far from the others, a ring and the name for whoever was picked."""
    marked, heights = _marked(groups, picked), [heights for _, heights in _heights(groups)]
    figure.add_scatter(
        x=[groups[number].trained.by_learner[key] for number, key, _ in marked],
        y=[heights[number][key] for number, key, _ in marked],
        mode="markers+text",
        marker={
            "symbol": ["x-thin-open" if far else "circle-open" for *_, far in marked],
            "size": 15,
            "color": TRAINED.colour,
            "line": {"width": 3},
        },
        text=[f"  {html.escape(names.get(key, ''))}" for _, key, _ in marked],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _side(group: Group, after: bool) -> Pooled:
    return group.trained if after else group.untrained
