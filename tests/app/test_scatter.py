import base64
import json

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from app.scatter import MOST_POINTS, scatter
from app.scatter.colouring import by_kind
from app.scatter.heard import Heard
from ssl_demo.errors import UserError


def page() -> None:
    import numpy as np
    import streamlit as st
    import torch

    from app.scatter import scatter
    from app.scatter.colouring import by_kind
    from app.scatter.film import Film

    points = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    thumbnails = torch.zeros(3, 3, 32, 32, dtype=torch.uint8)
    colouring = by_kind([0, 1, 1], ["<b>cat</b>", "dog"])
    frames = [torch.zeros(3, 2), torch.from_numpy(points).float()]
    film = Film((0, 40), ("untrained", "step 40"), frames, (0.25, None), "kNN accuracy")
    st.session_state["result"] = scatter(
        points, colouring, thumbnails, key="map", picked=st.session_state.get("asked"), film=film, at=1, link="pair"
    )


def messages(app: AppTest) -> dict[str, dict]:
    return {e.proto.component_name: json.loads(e.proto.json) for e in app.main if e.type == "bidi_component"}


def numbers(packed: str, kind: type) -> np.ndarray:
    return np.frombuffer(base64.b64decode(packed), kind)


def test_points_and_classes_travel_compactly_and_exactly() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    data = messages(app)["ssl_demo_scatter"]
    assert numbers(data["points"], np.float32).reshape(-1, 2).tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert numbers(data["groups"], np.uint16).tolist() == [0, 1, 1]
    assert data["names"] == ["<b>cat</b>", "dog"]
    assert "3 points in 2 groups: <b>cat</b>, dog." in data["label"]


def test_thumbnails_travel_apart_under_the_name_that_the_points_give() -> None:
    data = messages(AppTest.from_function(page).run())
    assert data["ssl_demo_scatter_sheet"]["name"] == data["ssl_demo_scatter"]["sheet"]
    assert data["ssl_demo_scatter_sheet"]["url"].startswith("data:image/webp;base64,")
    assert "url" not in data["ssl_demo_scatter"]


def test_a_film_travels_apart_with_every_frame_and_its_curve() -> None:
    data = messages(AppTest.from_function(page).run())
    film = data["ssl_demo_scatter_film"]
    assert film["name"] == data["ssl_demo_scatter"]["film"]
    assert data["ssl_demo_scatter"]["at"] == 1
    assert [numbers(frame, np.float32).tolist() for frame in film["frames"]] == [[0.0] * 6, [0.0, 1, 2, 3, 4, 5]]
    assert (film["steps"], film["values"], film["names"]) == ([0, 40], [0.25, None], ["untrained", "step 40"])


@pytest.mark.parametrize(("asked", "result"), [(None, None), (2, 2), (3, None), (-1, None)])
def test_the_picked_point_is_one_of_the_points(asked: int | None, result: int | None) -> None:
    app = AppTest.from_function(page)
    app.session_state["asked"] = asked
    app.run()
    assert app.session_state["result"].picked == result


def test_what_was_heard_counts_more_than_the_start_and_what_cannot_be_is_left_out() -> None:
    app = AppTest.from_function(page)
    app.session_state["asked"] = 2
    app.session_state["pair_heard"] = Heard(picked=7, chosen=(0, 9, 1), step=40)
    app.run()
    assert app.session_state["result"] == Heard(picked=None, chosen=(0, 1), step=40)
    data = messages(app)["ssl_demo_scatter"]
    assert (data["picked"], data["chosen"]) == (None, [0, 1])


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (Heard(), 3),
        (Heard(of="this", step=10, share=0.9), 1),
        (Heard(of="other", step=10, share=0.9), 3),
        (Heard(of="other", step=10, share=0.45), 2),
        (Heard(of="this", step=11, share=0.2), 1),
        (Heard(of="this", step=0, share=0.0), 0),
    ],
)
def test_a_moment_is_the_maps_own_step_or_as_far_on_the_way_of_another(heard: Heard, expected: int) -> None:
    assert heard.moment((0, 10, 20, 40), "this") == expected


def test_of_a_hundred_groups_a_screen_reader_reads_out_a_dozen_and_only_the_keys_that_work() -> None:
    def many() -> None:
        import torch

        from app.scatter import scatter
        from app.scatter.colouring import by_kind

        scatter(torch.rand(100, 2), by_kind(torch.arange(100), [f"class {n}" for n in range(100)]), None, key="map")

    label = messages(AppTest.from_function(many).run())["ssl_demo_scatter"]["label"]
    assert "100 points in 100 groups: class 0, class 1," in label
    assert "class 11 and 88 more. Arrow keys" in label
    assert "Space" not in label


def test_too_many_points_and_no_numbers_are_refused_in_a_sentence() -> None:
    many = np.zeros((MOST_POINTS + 1, 2))
    with pytest.raises(UserError, match="at most 5,000"):
        scatter(many, by_kind(np.zeros(len(many)), ["a"]), None, key="k")
    with pytest.raises(UserError, match="no numbers"):
        scatter(torch.tensor([[0.0, float("nan")]]), by_kind([0], ["a"]), None, key="k")


def test_no_text_becomes_html_in_the_component() -> None:
    from tests.app.conftest import ROOT

    script = "".join(path.read_text() for path in (ROOT / "app/scatter").glob("*.js"))
    assert not any(
        word in script for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    )
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "")
