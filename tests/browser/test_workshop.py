"""A class in several browsers at once: a teacher and three learners, each with cookies of their own.

The tests tell one story, each going on where the one before it left off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Classroom
from ssl_demo.config import RunConfig
from ssl_demo.runs.store import RunStore
from ssl_demo.training.calibration import remember_speed
from tests.browser.harness import Server, settled, sound, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SMALL = "images=500&budget=20+seconds"
STEPS_A_SECOND = 1.0
"""So that "20 seconds" are twenty steps, which take two: what they learn is not what is tested here."""


@dataclass
class Room:
    """The people of the story, by name, each in a browser of their own."""

    server: Server
    browser: Browser
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def page(self, who: str) -> Page:
        if who not in self.contexts:
            size = {"width": 1280, "height": 900}
            self.contexts[who] = self.browser.new_context(viewport=size, reduced_motion="reduce")
            page = self.contexts[who].new_page()
            page.on("pageerror", lambda error: self.errors.append(f"{who}: {error}"))
        return self.contexts[who].pages[0]

    def open(self, who: str, address: str) -> Page:
        page = self.page(who)
        page.goto(f"{self.server.url}/{address}")
        sound(page)
        return page

    @property
    def classroom(self) -> Classroom:
        return Classes(self.server.runs).list()[0]

    @property
    def store(self) -> RunStore:
        return RunStore(self.server.runs)

    def kept_pass(self, who: str) -> str:
        """The pass in the browser's cookie; empty where it has none."""
        kept = {each["name"]: each["value"] for each in self.contexts[who].cookies()}
        return next((value for name, value in kept.items() if name.startswith("ssl_demo_pass")), "")

    def join(self, who: str, nickname: str) -> Page:
        page = self.open(who, f"train?class={self.classroom.code}&{SMALL}")
        page.get_by_role("textbox", name="Nickname").fill(nickname)
        page.get_by_role("button", name="Join").click()
        settled(page)
        return page


@pytest.fixture(scope="module")
def room(server: Server, browser: Browser) -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_DEMO_RUNS", str(server.runs))
        remember_speed(RunConfig(), STEPS_A_SECOND)
    room = Room(server, browser)
    yield room
    for context in room.contexts.values():
        context.close()
    assert not room.errors


def test_a_teacher_opens_a_class_and_is_known_after_a_reload(room: Room) -> None:
    page = room.open("teacher", "workshop")
    page.get_by_label("Name of the class").fill("Monday <b>4b</b>")
    page.get_by_role("button", name="Open a class").click()
    until(page, lambda: bool(Classes(room.server.runs).list()), 30)
    expect(page.get_by_role("heading", name=room.classroom.code)).to_be_visible()
    until(page, lambda: room.kept_pass("teacher") != "", 10)
    page.reload()
    expect(page.get_by_role("heading", name=room.classroom.code)).to_be_visible()
    sound(page)

    page.get_by_text("Your teacher's link").click()
    link = page.get_by_text("?teach=").inner_text()
    home = room.open("teacher at home", f"workshop?{link.partition('?')[2]}")
    expect(home.get_by_role("heading", name=room.classroom.code)).to_be_visible()
    until(home, lambda: "teach" not in home.url and room.kept_pass("teacher at home") != "", 10)
    home.reload()
    expect(home.get_by_role("heading", name=room.classroom.code)).to_be_visible()
    sound(home)


def test_learners_join_by_the_link_with_a_nickname_that_can_stand_on_a_wall(room: Room) -> None:
    page = room.join("ann", "<img onerror=x>")
    expect(page.get_by_text("leave them out")).to_be_visible()
    room.join("ann", "Ann")
    page = room.join("bo", "ANN")
    expect(page.get_by_text("has that nickname already")).to_be_visible()
    room.join("bo", "Bo")
    room.join("cy", "שרה")
    assert [learner.nickname for learner in room.classroom.learners()] == ["Ann", "Bo", "שרה"]
    for who in ("ann", "bo", "cy"):
        page = room.page(who)
        expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
        sound(page)


def test_equal_requests_are_trained_once_and_other_ones_take_their_turn(room: Room) -> None:
    for who in ("ann", "bo"):
        room.page(who).get_by_role("button", name="Train", exact=True).click()
        settled(room.page(who))
    expect(room.page("bo").get_by_text("Ann asked for the very same before you")).to_be_visible()
    cy = room.open("cy", f"train?{SMALL}&seed=7")
    cy.get_by_role("button", name="Train", exact=True).click()
    until(cy, lambda: len(room.store.list()) == 2, 30)
    until(cy, lambda: all(run.status.state == "done" for run in room.store.list()), 200)
    for who in ("ann", "bo", "cy"):
        expect(room.page(who).get_by_text("Done in")).to_be_visible()
        sound(room.page(who))
    assert {run.config.seed for run in room.store.list()} == {0, 7}


def test_nobody_lays_hands_on_anothers_run_by_its_link(room: Room) -> None:
    anns = next(run for run in room.store.list() if run.config.seed == 0)
    page = room.open("cy", f"runs?run={anns.id}")
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_disabled()
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    page = room.open("bo", f"runs?run={anns.id}")
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_enabled()
    token = room.kept_pass("cy").partition(".")[2]
    page = room.open("cy", f"workshop?teach={token}")
    expect(page.get_by_text("not a teacher's link")).to_be_visible()
    expect(page.get_by_text("You are שרה in")).to_be_visible()


def test_all_predict_before_the_teacher_reveals(room: Room) -> None:
    lesson, choices = (
        "lesson=what_should_not_matter",
        ("Never change colours", "Never change colours", "Change everything"),
    )
    for who, choice in zip(("ann", "bo", "cy"), choices, strict=True):
        page = room.open(who, f"augmentations?{lesson}&lesson_step=3")
        expect(page.get_by_role("button", name="Next", exact=True).first).to_be_disabled()
        page.get_by_text(choice).first.click()
        expect(page.get_by_text("Noted. The answer comes in a later step")).to_be_visible()
    assert len(room.classroom.answers("what_should_not_matter.3")) == 3

    teacher = room.open("teacher", "class_board")
    expect(teacher.get_by_text("3 of 3 have answered")).to_be_visible()
    ann = room.open("ann", f"augmentations?{lesson}&lesson_step=5")
    expect(ann.get_by_text("Your teacher reveals it when all have answered")).to_be_visible()
    teacher.get_by_text("Show the predictions").click()
    expect(teacher.locator(".js-plotly-plot").get_by_text("Never change colours").first).to_be_visible()
    teacher.get_by_role("button", name="Reveal", exact=True).click()
    expect(ann.get_by_text("You said")).to_be_visible()
    for page in (ann, teacher):
        sound(page)


def test_a_server_that_was_killed_knows_everybody_when_it_is_back(room: Room) -> None:
    room.server.stop(kill=True)
    room.server.start()
    page = room.open("ann", "workshop")
    expect(page.get_by_text("You are Ann in")).to_be_visible()
    page = room.open("teacher", "workshop")
    expect(page.get_by_text("3 in the class")).to_be_visible()


def test_one_button_ends_the_class_and_leaves_nothing(room: Room) -> None:
    code = room.classroom.code
    page = room.page("teacher")
    page.get_by_text("End the class and delete everything").click()
    page.get_by_text("Yes, delete all of it").click()
    page.get_by_role("button", name="Delete the class").click()
    expect(page.get_by_role("button", name="Open a class")).to_be_visible()
    assert not room.store.list(kind=None) and not Classes(room.server.runs).list()
    assert not [path for path in room.server.runs.rglob("*") if code in path.name]
    page = room.open("ann", "workshop")
    expect(page.get_by_role("button", name="Join")).to_be_visible()
    sound(page)
