"""Maps side by side, painted in every way, and what a lasso brings. All runs here are made up."""

from __future__ import annotations

import base64
import csv
import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.manifold import trustworthiness
from streamlit.testing.v1 import AppTest

from app.embeddings.chosen_figure import class_bars, in_words
from app.embeddings.chosen_files import contact_sheet, table
from app.embeddings.colours import GENERAL
from app.embeddings.explorer import Seen
from app.embeddings.factors import FACTORS
from app.embeddings.otherwise import USUAL, Told, compared
from app.embeddings.probed import probed
from app.embeddings.scale import by_limits, by_rank
from app.embeddings.shown import Shown
from app.embeddings.snapshots import Moment
from app.embeddings.wide import WideRun
from app.palette import SCALE
from app.scatter.heard import Heard
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.data.scenes import generate
from ssl_demo.evaluation.agreement import Agreement
from ssl_demo.evaluation.features import embed
from ssl_demo.methods import build
from ssl_demo.randomness import generator
from ssl_demo.runs.encoders import encoder_of
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from tests.pages.made_up_runs import words
from tests.pages.test_embeddings_page import films, made_up_run, maps, page, slide

__all__ = ["made_up_run", "page"]


def pick(at: AppTest, run, picked: int | None = 0, chosen: tuple[int, ...] = ()) -> AppTest:
    """As if a person had picked or chosen images on the map of this run."""
    at.session_state[f"explorer_{run.id}_heard"] = Heard(picked, chosen)
    at.run()
    assert not at.exception
    return at


# Side by side


def test_the_untrained_encoder_stands_beside_the_trained_one_and_both_answer_as_one(page, made_up_run) -> None:
    run = made_up_run(0, 20, 40)
    at = page(beside="The untrained encoder", image="3")
    one, other = maps(at)
    assert one["link"] == other["link"]
    assert (one["picked"], other["picked"]) == (3, 3)
    assert one["film"] and not other["film"]
    assert "untrained" in other["label"]
    assert "The untrained encoder**: " in words(at)
    assert "for the same image" not in words(at)  # it has its row already
    slide(at, run, 20)
    assert maps(at)[0]["at"] == 1
    assert maps(at)[1]["points"] == other["points"]


def test_another_run_goes_along_as_far_on_its_own_way(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="with labels", method="supervised")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id)
    titles = at.multiselect[0].options
    assert titles[1] == "with labels"
    at.multiselect[0].select(other.id).run()
    assert not at.exception
    assert [film["steps"] for film in films(at)] == [[0, 20, 40], [0, 5, 10]]
    slide(at, run, 20, share=0.5)
    assert [each["at"] for each in maps(at)] == [1, 1]
    assert "made up, step 20**" in words(at) and "with labels, step 5**" in words(at)


def test_a_run_beside_that_was_deleted_or_became_the_current_one_is_let_go(page, made_up_run) -> None:
    other = made_up_run(0, 10, name="other")
    run = made_up_run(0, 40)
    at = page(run=run.id)
    at.multiselect[0].select(other.id).run()
    assert len(maps(at)) == 2
    at.session_state["run"] = other.id
    at.run()
    assert not at.exception
    assert len(maps(at)) == 1


def test_the_first_look_of_a_new_run_and_its_untrained_encoder_are_two_maps(page, made_up_run) -> None:
    run = made_up_run(0, state="running", maps=())
    at = page(run=run.id, beside="The untrained encoder")
    assert len(maps(at)) == 2
    made_up = [each.proto.id for each in at.main if each.type == "bidi_component"]
    run.save_snapshot(20, run.snapshot(0))
    at.run()
    assert not at.exception
    # The same map on the page, now with a slider: zoom and focus stay.
    assert made_up[0] in [each.proto.id for each in at.main if each.type == "bidi_component"]


@pytest.mark.parametrize("torn", [0, 40])
def test_a_damaged_snapshot_takes_no_more_than_itself(page, made_up_run, torn: int) -> None:
    run = made_up_run(0, 20, 40)
    (run.path / "snapshots" / f"step-{torn:07d}.safetensors").write_bytes(b"torn")
    at = page(run=run.id, beside="The untrained encoder")
    steps = [step for step in (0, 20, 40) if step != torn]
    assert films(at)[0]["steps"] == steps
    assert len(at.error) == (torn == 0)  # in the place of the untrained encoder's map
    assert "share its class" in words(at)
    assert "One question to try" in words(at)


def test_another_run_is_entered_where_the_last_one_was_left(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="other")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id, image="3")
    slide(at, run, 20, share=0.5)
    at.session_state["run"] = other.id
    at.run()
    assert "The link asks for" not in words(at)
    assert films(at)[0]["steps"][maps(at)[0]["at"]] == 5


def test_who_comes_back_to_a_run_brings_along_where_they_stood_on_another(page, made_up_run) -> None:
    other = made_up_run(0, 5, 10, name="other")
    run = made_up_run(0, 20, 40)
    at = page(run=run.id)
    pick(at, run, picked=5, chosen=(1, 2))
    for there, seen in ((other, 5), (run, 9)):
        at.session_state["run"] = there.id
        at.run()
        assert maps(at)[0]["picked"] == seen
        pick(at, there, picked=9)
    assert maps(at)[0]["chosen"] == []


def test_nothing_picked_says_how_to_pick_and_a_link_to_it_picks_nothing(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = pick(page(run=run.id), run, picked=None)
    assert "Nothing is picked" in words(at)
    assert "share its class" not in words(at)
    assert "Nothing is picked" in words(page(run=run.id, image="none"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"beside": "nonsense"}, "The link asks for beside"),
        ({"colour": "Paint"}, "The link asks for colour"),
        ({"many": "true"}, "Only a finished run with a quick encoder"),
    ],
)
def test_what_this_run_cannot_show_is_refused_in_a_sentence(page, made_up_run, monkeypatch, query, said) -> None:
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    run = made_up_run(0, 20, state="running")
    at = page(run=run.id, **query)
    assert said in words(at)
    assert len(maps(at)) == 1
    assert films(at)[0]["steps"] == [0, 20]


def test_a_colour_that_another_runs_images_do_not_have_gives_way_without_a_word(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    fresh = AppTest.from_file(at._script_path, default_timeout=60)
    fresh.switch_page("pages/embeddings.py")
    fresh.session_state["colour"] = "paint"  # as it was chosen for scenes
    fresh.run()
    assert not fresh.exception
    assert fresh.selectbox(key="colour").value == "class"
    assert "The link asks for" not in words(fresh)


def test_a_run_on_other_images_is_not_offered(page, made_up_run) -> None:
    made_up_run(0, 10, name="fewer", images=6)
    run = made_up_run(0, 40)
    assert page(run=run.id).multiselect[0].options == ["The untrained encoder"]


def test_without_a_supervised_run_one_can_be_trained(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    at.button(key="train_supervised").click().run()
    assert not at.exception
    made = next(other for other in RunStore(run.path.parent).list() if other.id != run.id)
    assert (made.config.method, made.config.data, made.config.knobs) == ("supervised", run.config.data, {})
    assert made.status.state == "queued"
    assert at.session_state["run"] == run.id  # the page stays where it is
    assert "One with labels is in training" in words(at)


# Painted


@pytest.mark.parametrize("name", GENERAL)
def test_every_way_to_paint_draws_and_says_what_it_shows(page, made_up_run, name: str) -> None:
    made_up_run(0, 40)
    at = page(colour=GENERAL[name].title)
    assert GENERAL[name].about in words(at)
    data = maps(at)[0]
    groups = np.frombuffer(base64.b64decode(data["groups"]), np.uint16)
    assert len(data["names"]) == len(set(zip(data["colours"], data["markers"], strict=True)))
    # The made-up features at the end part the two classes, and so does whatever is read off them.
    expected = {"class": [6, 6], "predicted": [6, 6], "cluster": [6, 6], "error": [12, 0]}
    if name in expected:
        assert np.bincount(groups, minlength=2).tolist() == expected[name]
    else:
        assert set(groups) <= set(range(len(data["names"])))
        assert all(float(caption.split()[0]) <= 1.0 for caption in data["captions"])


def test_the_probe_judges_images_that_it_was_not_fitted_on(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id, colour="Right or wrong")
    assert "right for **100.0%**" in words(at)
    # Untrained features are made up without any regard to the labels; a probe that had seen them would know them all.
    slide(at, run, 0, share=0.0)
    assert "right for **100.0%**" not in words(at)
    assert maps(at)[0]["names"] == ["right", "wrong"]


def few(run: Run, counts: tuple[int, int]) -> None:
    """Keep so many watched images of the two classes."""
    labels = subset(load(run.config.data.dataset), run.config.data).train.labels
    kept = torch.cat([(labels == label).nonzero()[:count, 0] for label, count in enumerate(counts)])
    for step in run.snapshots():
        run.save_snapshot(step, {name: values[kept] for name, values in run.snapshot(step).items()})


def test_one_image_of_a_class_is_too_few_for_a_probe_and_the_page_says_so(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    few(run, (6, 1))
    at = page(run=run.id, colour="Uncertainty of the probe")
    assert "two classes with at least two images each" in words(at)


def test_where_others_know_more_a_class_with_one_image_is_taken_for_one_of_them() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0] * 5 + [1] + [2] * 5)
    features = torch.rand(11, 4, generator=generator) + 20 * torch.nn.functional.one_hot(labels, 4)
    images = Images(torch.zeros(11, 3, 8, 8, dtype=torch.uint8), labels, ("a", "b", "c"))
    moment = Moment(0, {"index": torch.arange(11), "features": features}, images)
    found = probed(SimpleNamespace(id="three classes"), moment)  # type: ignore[arg-type]
    assert found.sum(dim=1).tolist() == pytest.approx([1.0] * 11)
    assert found[:, 1].tolist() == [0.0] * 11
    assert found.argmax(dim=1)[labels != 1].tolist() == [0] * 5 + [2] * 5


def test_three_images_have_no_neighbourhoods_to_trust(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    few(run, (2, 1))
    assert "Neighbourhoods need more than 3 images" in words(page(run=run.id, colour="Trustworthiness"))


def test_an_encoder_that_was_told_the_labels_is_no_match_for_one_that_was_not(page, made_up_run) -> None:
    told = made_up_run(0, 40, name="told", method="supervised")
    run = made_up_run(0, 40)
    assert "trained with these very labels" not in words(page(run=run.id, colour="Right or wrong"))
    assert "trained with these very labels" in words(page(run=told.id, colour="Right or wrong"))


def test_the_factors_of_scenes_can_all_be_painted() -> None:
    images = generate(40, seed=1)
    from app.embeddings.factors import by_factor, known_factors

    assert known_factors(images).keys() == FACTORS.keys()
    for name in FACTORS:
        colouring = by_factor(images, name)
        groups = torch.as_tensor(colouring.groups)
        assert groups.min() >= 0 and groups.max() < len(colouring.names)
        assert colouring.captions is not None and len(colouring.captions) == 40
    assert known_factors(Images(images.pixels, images.labels, images.classes)) == {}


def test_a_scale_has_steps_of_equal_size_in_the_order_of_the_numbers() -> None:
    values = torch.rand(600, generator=torch.Generator().manual_seed(0))
    found = by_rank(values)
    groups = torch.as_tensor(found.groups)
    assert groups.bincount().tolist() == [100] * len(SCALE)
    assert [values[groups == g].max() < values[groups == g + 1].min() for g in range(5)] == [True] * 5
    assert list(found.colours) == list(SCALE)


@pytest.mark.parametrize("values", [[1.0] * 9, [0.0] * 8 + [1.0], [], [2.0]])
def test_a_scale_of_numbers_that_are_all_alike_has_fewer_steps(values: list[float]) -> None:
    found = by_rank(torch.tensor(values))
    assert len(found.names) == len(set(values))
    assert torch.as_tensor(found.groups).tolist() == [sorted(set(values)).index(value) for value in values]


def test_with_fixed_limits_a_colour_means_the_same_number_on_every_map() -> None:
    low, high = by_limits(torch.tensor([0.1, 0.5]), (0.5, 0.9)), by_limits(torch.tensor([0.5, 0.95]), (0.5, 0.9))
    assert list(low.names) == list(high.names) == ["below 0.50", "0.50 – 0.90", "0.90 or more"]
    assert torch.as_tensor(low.groups).tolist() == [0, 1]
    assert torch.as_tensor(high.groups).tolist() == [1, 2]
    assert list(low.captions or []) == ["0.10", "0.50"]


# Chosen


def test_a_lasso_brings_the_images_and_their_classes(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = pick(page(run=run.id), run, chosen=(0, 2, 4, 1))
    assert "75% of these 4 images are of one class, blue; they come from 2 classes" in words(at)
    assert [button.label for button in at.get("download_button")] == ["CSV", "Contact sheet"]


def test_a_lasso_around_nothing_leaves_the_page_as_it_was(page, made_up_run) -> None:
    run = made_up_run(0, 40)
    at = page(run=run.id)
    before = words(at)
    assert words(pick(at, run, chosen=())) == before
    assert words(pick(at, run, chosen=(99,))) == before


def seen() -> Seen:
    generator = torch.Generator().manual_seed(0)
    labels = torch.tensor([0, 1, 2, 1])
    pixels = torch.randint(256, (4, 3, 32, 32), generator=generator, dtype=torch.uint8)
    images = Images(pixels, labels, ("<script>", "garden_spider", "=1+1"))
    tensors = {"index": torch.tensor([7, 8, 9, 30]), "features": torch.rand(4, 5)}
    view = SimpleNamespace(run=None)
    return Seen(Shown(view, ""), [0], Moment(0, tensors, images), torch.tensor([[0.5, 1.0]] * 4))  # type: ignore[arg-type]


def test_the_table_names_image_class_and_place() -> None:
    rows = list(csv.DictReader(io.StringIO(table(seen(), (3, 0)))))
    assert rows == [
        {"image": "3", "training_image": "30", "class": "garden_spider", "x": "0.50000", "y": "1.00000"},
        {"image": "0", "training_image": "7", "class": "<script>", "x": "0.50000", "y": "1.00000"},
    ]


def test_the_contact_sheet_holds_every_pixel_of_every_image() -> None:
    images = seen().moment.images
    with Image.open(io.BytesIO(contact_sheet(images))) as picture:
        assert picture.size == (2 * 34, 2 * 34)
        first = torch.frombuffer(bytearray(picture.crop((1, 1, 33, 33)).tobytes()), dtype=torch.uint8)
    assert torch.equal(first.view(32, 32, 3).permute(2, 0, 1), images.pixels[0])


def test_a_class_by_any_name_is_words_and_no_code() -> None:
    images = seen().moment.images
    figure = class_bars(images, images)
    assert "&lt;script&gt;" in figure.data[0].y
    assert "<script>" not in figure.to_json().replace("\\u003c", "<")
    assert in_words(images.take(torch.tensor([0]))) == "One image, of the class <script>"


def test_of_many_classes_those_with_most_images_are_drawn() -> None:
    labels = torch.arange(40).repeat_interleave(torch.arange(40) + 1)
    images = Images(torch.zeros(len(labels), 3, 8, 8, dtype=torch.uint8), labels, tuple(f"c{i}" for i in range(40)))
    figure = class_bars(images, images)
    assert list(figure.data[0].y)[:2] == ["c39", "c38"] and len(figure.data[0].y) == 20
    assert list(figure.data[0].x)[:2] == [40, 39]
    assert list(figure.data[1].x) == pytest.approx(list(figure.data[0].x))


# Believed


def test_drawn_otherwise_two_maps_of_the_same_features_are_compared_in_numbers(page, made_up_run) -> None:
    import time

    from app.embeddings.maps import map_maker

    run = made_up_run(0, 40)
    at = page(run=run.id)
    at.session_state["otherwise"] = True
    at.run()
    deadline = time.monotonic() + 60
    while map_maker().busy(run) and time.monotonic() < deadline:
        time.sleep(0.05)
    at.run()
    assert not at.exception
    assert "The usual settings" in words(at) and "Your settings" in words(at)
    assert len(maps(at)) == 3
    row = next(line for line in words(at).splitlines() if line.startswith("| Who is near: trustworthiness |"))
    usual = map_maker().get(run, USUAL, 40)
    assert usual is not None
    expected = trustworthiness(run.snapshot(40)["features"].numpy(), usual.numpy(), n_neighbors=5, metric="cosine")
    assert row.split("|")[2].strip() == f"{expected:.2f}"


def lost(trust: float, between: float | None, sizes: float | None, usual: float = 0.99) -> str:
    one, two = (Told(each, each, Agreement(0.5, 0.5)) for each in (usual, trust))
    return compared((one, two), Agreement(between, sizes))


def test_the_words_on_two_maps_follow_their_numbers() -> None:
    assert "keep **who is near whom**" in lost(0.98, 0.2, 0.5)
    assert "was never in the features" in lost(0.98, 0.2, 0.5)
    assert "Here the order survived" in lost(0.98, 0.95, 0.97)
    assert "no longer tells even **who is near whom** (0.99 and 0.75)" in lost(0.75, 0.2, 0.5)
    assert "how far apart" not in lost(0.98, None, None)
    assert "Neither map keeps **who is near whom**" in lost(0.84, 0.2, 0.5, usual=0.85)


# Five thousand


def test_of_more_images_than_were_watched_both_encoders_can_be_asked(
    page, made_up_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = made_up_run(0, 20, 40)
    for step in run.snapshots():  # as if only seven of the twelve had been watched
        run.save_snapshot(step, {name: values[:7] for name, values in run.snapshot(step).items()})
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    for name, seed in (("encoder-first", 0), ("encoder-last", 1)):
        weights = build(run.config, subset(load(run.config.data.dataset), run.config.data).train, generator(seed))
        run.save_checkpoint(name, weights.encoder.state_dict())
    at = page(run=run.id)
    assert "7 images" in words(at)
    at.toggle(key="many").set_value(True).run()
    assert not at.exception
    (film,) = films(at)
    assert film["steps"] == [0, 40]
    assert "12 images · kNN accuracy" in words(at)
    encoder = encoder_of(run)
    expected = embed(encoder, subset(load(run.config.data.dataset), run.config.data).train.pixels)
    assert torch.equal(WideRun(run.path).snapshot(40)["features"], expected)


def test_a_run_that_is_not_done_offers_no_more_images(page, made_up_run, monkeypatch) -> None:
    monkeypatch.setattr("app.embeddings.controls.WATCHED", 7)
    at = page(run=made_up_run(0, 20, state="paused").id)
    assert at.toggle(key="many").disabled
