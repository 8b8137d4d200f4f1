"""What a label curve says about one run, in sentences worked out from its rows. Knows no Streamlit.

Rows have contender, run, labels_per_class and `accuracies` by draw. Two contenders are compared draw by draw. Only what
the 95 % interval of their difference bears out is said to be so; a single draw, which has none, is said to be one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any

from app.palette import CONTENDERS
from ssl_demo.evaluation.crossing import Curve, Verdict, labels_saved, verdict
from ssl_demo.evaluation.interval import Interval

Rows = Iterable[Mapping[str, Any]]

SCRATCH = "training from scratch"
CLASSICS = {"hog": "HOG features", "kmeans": "k-means patches", "pixels": "raw pixels"}
"""What needs no network, and what it is called while the palette has no name for it."""


def read_out(rows: Rows, run_id: str, run_name: str, classes: int | None = None) -> list[str]:
    """Markdown sentences about one run: how far it is ahead of training from scratch, the labels that this saves and
    where it ends; what fine-tuning and training without labels have brought; and how near the classics come.

    run_name is Markdown already. classes: how many there are, to tell the labels in all.
    """
    curves, name = curves_of(rows, run_id), f"**{run_name}**"
    ssl = _against(curves, "ssl", ("supervised", "untrained"))
    tuned = _against(curves, "finetuned", ("ssl", "supervised"))
    classics = _against(curves, "ssl", tuple(CLASSICS))
    sentences = [
        *(_against_scratch(ssl["supervised"], curves, name, classes) if "supervised" in ssl else ()),
        _fine_tuning(tuned, name) if tuned else "",
        _gain(ssl["untrained"], name) if "untrained" in ssl else "",
        _classics(classics, name) if classics else "",
    ]
    return [sentence for sentence in sentences if sentence]


def curves_of(rows: Rows, run_id: str) -> dict[str, dict[int, Mapping[int, float]]]:
    """The contenders' curves that belong to a run: its own, and those that are no run's."""
    curves: dict[str, dict[int, Mapping[int, float]]] = {}
    for row in rows:
        if row.get("run") in (run_id, None, "") and row.get("accuracies"):
            curves.setdefault(row["contender"], {})[row["labels_per_class"]] = row["accuracies"]
    return curves


def _against(curves: Mapping[str, Curve], contender: str, rivals: Sequence[str]) -> dict[str, Verdict]:
    """How a contender stands against each of its rivals that it can be compared with."""
    found = {rival: verdict(curves.get(contender, {}), curves.get(rival, {})) for rival in rivals}
    return {rival: one for rival, one in found.items() if one is not None}


def _against_scratch(found: Verdict, curves: Mapping[str, Curve], name: str, classes: int | None) -> list[str]:
    if found.behind and not found.ahead:
        who = f"{SCRATCH} is {_sure(found)}ahead of {name}{_with(found.behind, found)}"
        return [f"Self-supervision wins nothing here: {who}, by {_points(found, found.behind)}{_rest(found)}."]
    # A count that is fixed beforehand. The largest lead of several would on average be too large.
    count = min(found.counts, key=lambda at: abs(math.log(at / 10)))
    side = "behind" if found.leads[count].mean < 0 else "ahead of"
    in_all = f" ({count * classes:,} in all)" if classes else ""
    apart = f"{_points(found, [count])} {side} {SCRATCH}{_interval(found.leads[count])}"
    lead = f"With {labels(count)}{in_all}, {name} is {apart}"
    if not found.ahead:
        return [f"{lead}; at no count can the draws tell the two apart. More draws would show more."]
    unsure = "" if count in found.clear else ", too little for so few draws to be sure" if found.known else _luck(found)
    saved = _saved(curves["ssl"], curves["supervised"], count) if count in found.ahead else ""
    return [f"{lead}{unsure}.", saved, _changes(found, name) if len(found.counts) > 1 else ""]


def _saved(ssl: Curve, scratch: Curve, count: int) -> str:
    needed, share, between = labels_saved(ssl, scratch, count)
    if share == 0:
        return f"{SCRATCH.capitalize()} is as good with {labels(needed.labels)} already: no labels are saved."
    match = f"To match it, {SCRATCH} needs"
    least, most = between or (needed, needed)
    if least.bound == "more than":
        return f"{match} more than {labels(least.labels)}, the most measured here."
    if share is None:
        return f"{match} at least {labels(least.labels)}; up to {labels(needed.labels)} it doesn't on average."
    end = "upwards" if most.bound == "more than" else f"to {_rough(most.labels)}"
    span = f" (95 % interval {_rough(least.labels)} {end})" if between else ""
    return f"{match} {labels(needed.labels)}{span}: {100 * share:.0f} % of the labels saved."


def _changes(found: Verdict, name: str) -> str:
    if found.kind == "ahead everywhere":
        unclear = [count for count in found.counts if count not in found.ahead]
        but = f"; the draws can't tell them apart{_with(unclear, found)}" if unclear else ""
        return f"Up to {labels(found.counts[-1])}, {SCRATCH} never overtakes {name}{but}{_luck(found)}."
    if found.kind == "to and fro":
        sides = {name: found.ahead, SCRATCH: found.behind}
        said = [f"{who} is {_sure(found)}ahead{_with(counts, found)}" for who, counts in sides.items() if counts]
        return f"{' and '.join(said)}{_rest(found)}."
    (change,) = found.crossings
    after = [count for count in found.counts if count > change.labels]
    sure = [count for count in (found.ahead if change.first_leads else found.behind) if count in after]
    if not sure:
        unclear_from = min(count for count in found.counts if count > max(found.clear))
        return f"From {labels(unclear_from)} on, the draws can't tell {name} and {SCRATCH} apart."
    who = f"{name} is ahead of {SCRATCH}" if change.first_leads else f"{SCRATCH} is ahead"
    clearly = f" on average, clearly so{_with(sure, found)}" if sure != after else ""
    return f"From {labels(change.labels)} on, {who}{clearly}{_luck(found)}."


def _fine_tuning(rivals: Mapping[str, Verdict], name: str) -> str:
    called = {"ssl": "the frozen features", "supervised": SCRATCH}
    luck = max(map(_luck, rivals.values()), key=len)
    if worth := sorted(set.intersection(*({*found.ahead} for found in rivals.values()))):
        where = _with(worth, max(rivals.values(), key=lambda found: len(found.counts)))
        gains = " and ".join(f"{_points(found, worth)} over {called[rival]}" for rival, found in rivals.items())
        return f"Fine-tuning {name} pays{where}: it gains {gains}{luck}."
    ahead = {rival: f"{_sure(found)}ahead of {called[rival]}" for rival, found in rivals.items()}
    sides = [f"{ahead[r]}{_with(f.ahead, f)}" if f.ahead else f"nowhere {ahead[r]}" for r, f in rivals.items()]
    return f"Fine-tuning {name} is {' and '.join(sides)}{luck}."


def _gain(found: Verdict, name: str) -> str:
    loss = f"; training made it worse{_with(found.behind, found)}" if found.behind else ""
    if not found.ahead:
        never = all(lead.mean <= 0 for lead in found.leads.values())
        said = f"{name} is nowhere better" if never else f"The draws can't tell that {name} is anywhere better"
        return f"{said} than its own encoder was before training{loss}{_luck(found)}."
    gain = f"{name} gains {_points(found, found.ahead)}{_with(found.ahead, found)}, without having seen a label"
    return f"Over the same encoder before training, {gain}{loss}{_rest(found)}."


def _classics(found: Mapping[str, Verdict], name: str) -> str:
    rivals = [key for key in found if found[key].behind] or list(found)
    best = min(rivals, key=lambda key: mean(lead.mean for lead in found[key].leads.values()))
    one, what = found[best], "the best that needs no network" if len(found) > 1 else "which needs no network"
    side, where = ("ahead of", one.behind) if one.behind else ("behind", one.ahead)
    if not where:
        return f"At no count can the draws tell {name} from the probe on {title(best)}, {what}."
    also = f"; it is behind{_with(one.ahead, one)}" if one.behind and one.ahead else ""
    said = f"{_sure(one)}{side} {name}{_with(where, one)}, by {_points(one, where)}{also}{_rest(one)}"
    return f"The probe on {title(best)}, {what}, is {said}."


def _sure(found: Verdict) -> str:
    return "clearly " if found.known else ""


def _luck(found: Verdict) -> str:
    return "" if found.known else ", in a single draw that may be luck"


def _rest(found: Verdict) -> str:
    """How a sentence ends that names the counts at which the draws tell two curves apart."""
    return "; elsewhere the draws can't tell" if found.known and found.clear != found.counts else _luck(found)


def _with(counts: Sequence[int], found: Verdict) -> str:
    """Where: " at every count", " with 5 to 100 labels per class", " with 1 and 5 labels per class"."""
    if len(counts) == len(found.counts) > 1:
        return " at every count"
    first = found.counts.index(counts[0])
    if len(counts) > 3 and found.counts[first : first + len(counts)] == tuple(counts):
        return f" with {counts[0]:,} to {labels(counts[-1])}"
    *most, last = counts
    return f" with {', '.join(f'{count:,}' for count in most)}{' and ' if most else ''}{labels(last)}"


def _points(found: Verdict, counts: Iterable[int]) -> str:
    """How far two are apart at these counts: "6.1 points", "3.1 to 8.2 points"."""
    apart = sorted(abs(found.leads[count].mean) for count in counts)
    return f"{' to '.join(dict.fromkeys(f'{100 * end:.1f}' for end in (apart[0], apart[-1])))} points"


def _interval(lead: Interval) -> str:
    """The interval of how far one is ahead or, if it is behind, behind."""
    low, high = sorted(math.copysign(100, lead.mean) * end for end in (lead.low, lead.high))
    return f" (95 % interval {low:z.1f} to {high:z.1f})".replace("-", "−") if lead.known else ""


def _rough(count: float) -> str:
    """A count that was measured as it is, one that was interpolated to two digits."""
    return f"{count:,.0f}" if float(count).is_integer() else f"{float(f'{count:.2g}'):,g}"


def labels(count: float) -> str:
    """A count as people say it: "1 label per class", and if it was interpolated "about 23 labels per class"."""
    about = "" if float(count).is_integer() else "about "
    return f"{about}{_rough(count)} label{'s' if count != 1 else ''} per class"


def title(contender: str) -> str:
    """What a contender is called within a sentence."""
    name = CONTENDERS[contender].title if contender in CONTENDERS else CLASSICS.get(contender, contender)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
