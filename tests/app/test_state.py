import pytest
from streamlit.testing.v1 import AppTest

from app.backend import store
from app.frame import run_title, run_titles
from app.state import recipe_from_text, recipe_name, recipe_to_text
from app.words import plain
from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import Recipe, RunConfig
from ssl_demo.errors import UserError
from tests.app.conftest import open_page


@pytest.mark.parametrize("recipe", [*PRESETS.values(), Recipe(hue=0.25), Recipe(crop_min=0.55, blur=1.0, flip=0.0)])
def test_a_recipe_comes_back_from_the_url_as_it_was(recipe: Recipe) -> None:
    assert recipe_from_text(recipe_to_text(recipe)) == recipe


def test_a_preset_goes_by_its_name() -> None:
    assert recipe_to_text(PRESETS["Crop only"]) == recipe_name(PRESETS["Crop only"]) == "Crop only"
    assert recipe_name(Recipe(hue=0.3)) == "Own recipe"


@pytest.mark.parametrize(
    "text", ["", "hue", "hue:", "hue:red", "hue:7", "hue:nan", "taste:1", "hue:0.1,,", "hue:0.1:2"]
)
def test_what_is_no_recipe_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UserError):
        recipe_from_text(text)


def test_lists_call_a_run_by_its_name_or_by_what_it_is_and_never_two_alike() -> None:
    named = store().create(RunConfig(), name="mine")
    twins = [store().create(RunConfig()) for _ in range(2)]
    titles = run_titles([named, *twins])
    assert titles[named.id] == "mine"
    assert all(titles[run.id].startswith("SimCLR on Scenes, ") for run in twins)
    assert len(set(titles.values())) == 3


def test_a_single_run_is_called_as_in_the_list_of_all() -> None:
    twins = [store().create(RunConfig()) for _ in range(2)]
    assert [run_title(run) for run in twins] == list(run_titles(twins).values())
    assert len({run_title(run) for run in twins}) == 2


def test_a_run_that_cant_be_read_goes_by_its_id() -> None:
    run = store().create(RunConfig())
    (run.path / "config.json").write_text("{")
    assert run_titles([run]) == {run.id: run.id}


def test_the_newest_run_is_the_current_one_and_stands_in_the_url(app: AppTest) -> None:
    store().create(RunConfig(), name="older")
    newest = store().create(RunConfig(), name="newest")
    app.run()
    assert app.query_params["run"] == newest.id
    assert app.sidebar.selectbox(key="run_picker").value == newest.id


def test_a_link_opens_its_run(app: AppTest) -> None:
    older = store().create(RunConfig(), name="older")
    store().create(RunConfig(), name="newest")
    app.query_params["run"] = older.id
    app.run()
    assert app.sidebar.selectbox(key="run_picker").value == older.id
    assert not app.warning


def test_the_picker_changes_the_run_of_all_pages_and_the_url(app: AppTest) -> None:
    older = store().create(RunConfig())
    store().create(RunConfig())
    app.run()
    app.sidebar.selectbox(key="run_picker").select(older.id).run()
    assert app.query_params["run"] == older.id
    open_page(app, "augmentations")
    assert app.sidebar.selectbox(key="run_picker").value == older.id


@pytest.mark.parametrize("asked", ["20200101-000000-simclr-scenes-ffff", "../../etc", "**x**"])
def test_a_run_that_isnt_there_is_told_in_one_sentence_and_the_newest_is_shown(app: AppTest, asked: str) -> None:
    newest = store().create(RunConfig())
    app.query_params["run"] = asked
    app.run()
    assert not app.exception
    assert len(app.warning) == 1
    assert plain(f"There is no run “{asked}” here") in app.warning[0].value
    assert app.sidebar.selectbox(key="run_picker").value == newest.id


def test_without_runs_there_is_no_picker(app: AppTest) -> None:
    app.query_params["run"] = "gone"
    app.run()
    assert not app.sidebar.selectbox
    assert len(app.warning) == 1
    assert "run" not in app.query_params


def test_a_deleted_run_gives_way_to_the_newest(app: AppTest) -> None:
    older = store().create(RunConfig())
    newest = store().create(RunConfig())
    app.query_params["run"] = older.id
    app.run()
    store().delete(older.id)
    app.run()
    assert not app.exception
    assert app.sidebar.selectbox(key="run_picker").value == newest.id
