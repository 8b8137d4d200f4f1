"""The same features drawn otherwise, and what the page says of both maps."""

from __future__ import annotations

from sklearn.manifold import trustworthiness

from app.embeddings.otherwise import USUAL, Told, compared
from ssl_demo.evaluation.agreement import Agreement
from tests.pages.made_up_runs import words
from tests.pages.watched_runs import made_up_run, maps, page

__all__ = ["made_up_run", "page"]


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
