"""What a look at a method in training tells, and that it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from ssl_demo.augment.presets import PRESETS
from ssl_demo.config import RunConfig
from ssl_demo.data.images import Images
from ssl_demo.data.registry import load, subset
from ssl_demo.errors import UserError
from ssl_demo.evaluation.collapse import effective_rank, scatter, spectrum, spread, uniformity
from ssl_demo.jobs.control import PAUSE, Control
from ssl_demo.jobs.execute import execute, run_here
from ssl_demo.jobs.watch import Watch
from ssl_demo.methods import METHODS, Method, build
from ssl_demo.randomness import generator
from ssl_demo.runs.run import Run
from ssl_demo.runs.store import RunStore
from ssl_demo.runs.story import straighten
from ssl_demo.training import Diverged

Tiny = Callable[..., RunConfig]
pytestmark = pytest.mark.usefixtures("no_maps")

GAUGES = (
    "embedding_spread",
    "embedding_rank",
    "embedding_directions",
    "embedding_scatter",
    "alignment",
    "uniformity",
)


def looks(run: Run) -> list[dict]:
    return [event for event in straighten(run.events()[0]) if event["type"] == "evaluation"]


def images_of(config: RunConfig) -> Images:
    return subset(load(config.data.dataset), config.data).train


def method_of(config: RunConfig) -> Method:
    return build(config, images_of(config), generator(config.seed, "weights"))


def watch_of(store: RunStore, config: RunConfig) -> Watch:
    return Watch(store.create(config), images_of(config))


def test_a_look_reads_what_the_loss_works_on(store: RunStore, tiny: Tiny) -> None:
    run = store.create(tiny(recipe=PRESETS["None"]))
    run_here(run)
    method = method_of(run.config)
    state = run.load_checkpoint("last")
    method.load_state_dict({k.removeprefix("method."): v for k, v in state.items() if k.startswith("method.")})
    # Views are the images themselves here, so that batch norms know the same of them as in a step on all at once.
    with torch.no_grad():
        z = method.train().embedding(images_of(run.config).pixels.float() / 255)
    last = looks(run)[-1]
    found = {name: last[name] for name in GAUGES if name != "alignment"}
    expected = {
        "embedding_spread": spread(z),
        "embedding_rank": effective_rank(z),
        "embedding_directions": 64,
        "embedding_scatter": scatter(z),
        "uniformity": uniformity(z),
    }
    assert found == pytest.approx(expected, rel=0.02)
    assert torch.allclose(run.snapshot(8)["spectrum"], spectrum(z), atol=0.01)


def test_a_look_changes_nothing(store: RunStore, tiny: Tiny) -> None:
    method = method_of(tiny()).train()
    method.projector[1].eval()
    before = {name: value.clone() for name, value in method.state_dict().items()}
    modes = [part.training for part in method.modules()]
    watch_of(store, tiny()).look(1, method, 0.0)
    assert all(torch.equal(before[name], value) for name, value in method.state_dict().items())
    assert {part.momentum for part in method.modules() if isinstance(part, torch.nn.BatchNorm1d)} == {0.1}
    assert [part.training for part in method.modules()] == modes


def test_what_batch_norms_remember_does_not_matter(store: RunStore, tiny: Tiny) -> None:
    method, watch = method_of(tiny()), watch_of(store, tiny())
    fresh = watch.look(0, method, 0.0)
    for part in method.modules():
        if isinstance(part, torch.nn.BatchNorm1d):
            torch.nn.init.constant_(part.running_mean, 3.0)
    later = watch.look(1, method, 0.0)
    assert [fresh[name] for name in GAUGES] == pytest.approx([later[name] for name in GAUGES])


def test_views_that_are_the_image_itself_are_aligned_and_others_are_not(store: RunStore, tiny: Tiny) -> None:
    still, moved = tiny(recipe=PRESETS["None"]), tiny()
    found = [watch_of(store, config).look(0, method_of(config), 0.0)["alignment"] for config in (still, moved)]
    assert found[0] == pytest.approx(0.0, abs=1e-6)
    assert found[1] > 1e-3


def test_a_sabotaged_run_and_its_twin_are_seen_alike_before_the_first_step(store: RunStore, tiny: Tiny) -> None:
    broken = tiny(knobs={"negatives": "off"}, muon_rate=1.0)
    first, second = (watch_of(store, config).look(0, method_of(config), 0.0) for config in (tiny(), broken))
    assert [first[name] for name in GAUGES] == [second[name] for name in GAUGES]


def test_a_run_that_was_paused_is_seen_as_one_that_was_not(
    store: RunStore, tiny: Tiny, finished: Callable[[float], Run]
) -> None:
    whole, parted = finished(2.0), store.create(tiny())
    control = Control()
    execute(parted, control, lambda event: control.ask(PAUSE) if event.get("step") == 3 else None)
    run_here(parted)
    assert [[look[name] for name in GAUGES] for look in looks(whole)] == [
        [look[name] for name in GAUGES] for look in looks(parted)
    ]


def test_two_images_are_enough_to_look_at(store: RunStore, tiny: Tiny) -> None:
    config = tiny()
    pair = images_of(config).take(torch.arange(2))
    method = build(config, pair, generator(0))
    event = Watch(store.create(config), pair).look(0, method, 0.0)
    assert event["embedding_directions"] == 2 and torch.tensor([event[name] for name in GAUGES]).isfinite().all()


@pytest.mark.parametrize("part", ["encoder", "projector"])
def test_weights_that_are_no_numbers_are_a_divergence(store: RunStore, tiny: Tiny, part: str) -> None:
    method = method_of(tiny())
    torch.nn.init.constant_(next(iter(getattr(method, part).parameters())), float("nan"))
    with pytest.raises(Diverged):
        watch_of(store, tiny()).look(3, method, 0.0)


def test_a_divergence_is_told_with_its_step_and_forgotten_when_the_run_goes_on(
    store: RunStore, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = METHODS["simclr"].loss

    def diverging(self: Method, batch, step: int):
        return {name: term / (step != 5) for name, term in honest(self, batch, step).items()}

    run = store.create(tiny())
    with monkeypatch.context() as patched:
        patched.setattr(METHODS["simclr"], "loss", diverging)
        with pytest.raises(UserError):
            run_here(run)
    last = run.events()[0][-1]
    assert last == {"type": "diverged", "step": 6}
    assert run.status.state == "failed"
    run_here(run)
    assert run.status.state == "done"
    assert "diverged" not in {event["type"] for event in straighten(run.events()[0])}


def test_a_look_at_an_embedding_of_another_width(store: RunStore, tiny: Tiny) -> None:
    config = tiny(knobs={"width": 32})
    watch = watch_of(store, config)
    assert watch.look(0, method_of(config), 0.0)["embedding_directions"] == 32
