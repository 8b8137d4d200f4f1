"""All runs as one table, and two runs side by side. Knows pandas, not Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.names import dataset_title, method_title
from ssl_demo.config import RunConfig, differences, to_dict
from ssl_demo.errors import UserError
from ssl_demo.runs.run import Run

if TYPE_CHECKING:
    import pandas as pd

SETTINGS = {
    "data.dataset": "Data set",
    "data.classes": "Classes",
    "data.images": "Training images",
    "method": "Method",
    "encoder": "Encoder",
    "epochs": "Epochs",
    "seconds": "Seconds asked for",
    "seed": "Seed",
}
"""What a setting is called; any other goes by its name in the config."""


def table(runs: Sequence[Run]) -> pd.DataFrame:
    """One row for each run, in their order, indexed by id. Accuracies in percent; blank where not known yet."""
    import pandas as pd

    rows = [{"id": run.id, **_about(run), **_asked(run), **_reached(run)} for run in runs]
    columns = ["id", "Name", "State", *_ASKED, "Seconds", "kNN before", "kNN after", "Made"]
    return pd.DataFrame(rows, columns=columns).set_index("id")


_ASKED = ("Data set", "Images", "Method", "Encoder", "Epochs")


def _about(run: Run) -> dict[str, Any]:
    state = "damaged" if run.problem else run.status.state
    return {"Name": run.name, "State": state, "Made": datetime.fromtimestamp(run.created) if run.created else None}


def _asked(run: Run) -> dict[str, Any]:
    try:
        config = run.config
    except UserError:
        return {}
    method, dataset = method_title(config.method), dataset_title(config.data.dataset)
    return dict(zip(_ASKED, (dataset, config.data.images, method, config.encoder, config.epochs), strict=True))


def _reached(run: Run) -> dict[str, Any]:
    figures = run.status.figures
    percent = {name: 100 * figures[name] if name in figures else None for name in ("untrained_knn", "knn")}
    return {
        "Seconds": figures.get("seconds"),
        "kNN before": percent["untrained_knn"],
        "kNN after": percent["knn"],
    }


def settings(config: RunConfig) -> pd.DataFrame:
    """Every setting of a run, one row each."""
    import pandas as pd

    saved = pd.json_normalize(to_dict(config)).drop(columns="format").iloc[0]
    rows = [(setting_name(name), in_words(name, value)) for name, value in saved.items()]
    return pd.DataFrame(rows, columns=["Setting", "Value"]).set_index("Setting")


def comparison(left: Run, right: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The settings in which two runs differ, and the results of both. Raises UserError for a damaged run."""
    import pandas as pd

    titles = titles_of(left, right)
    asked = [(setting_name(n), in_words(n, a), in_words(n, b)) for n, a, b in differences(left.config, right.config)]
    results = [(name, *(_result(run, key, form) for run in (left, right))) for name, key, form in RESULTS]
    return (
        pd.DataFrame(asked, columns=["Setting", *titles]).set_index("Setting"),
        pd.DataFrame(results, columns=["Result", *titles]).set_index("Result"),
    )


RESULTS = (
    ("kNN accuracy, untrained", "untrained_knn", "{:.1%}"),
    ("kNN accuracy, trained", "knn", "{:.1%}"),
    ("Seconds of training", "seconds", "{:.0f}"),
    ("Images per second", "images_per_second", "{:,.0f}"),
)


def titles_of(left: Run, right: Run) -> tuple[str, str]:
    """The names of two runs, made different where they are the same."""
    if left.name != right.name:
        return left.name, right.name
    return f"{left.name} ({left.id})", f"{right.name} ({right.id})"


def setting_name(dotted: str) -> str:
    """What people call a setting of the config: "recipe.crop_min" is "Recipe: crop min"."""
    room, _, name = dotted.rpartition(".")
    plain = name.replace("_", " ")
    return SETTINGS.get(dotted) or (f"{room.capitalize()}: {plain}" if room else plain.capitalize())


def in_words(name: str, value: Any) -> str:
    """The value of a setting as text."""
    if value is None:
        return "all" if name == "data.images" else "by default" if name.startswith("knobs.") else "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "all"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _result(run: Run, key: str, form: str) -> str:
    figures = run.status.figures
    return form.format(figures[key]) if key in figures else "–"
