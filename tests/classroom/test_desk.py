"""The desk: equal requests are trained once, rights and quotas hold, and one's own things are one's own."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from ssl_demo.classroom.classroom import Learner
from ssl_demo.classroom.desk import Launched
from ssl_demo.classroom.ending import delete_class
from ssl_demo.classroom.quota import Quota
from ssl_demo.config import CurveConfig, SubsetConfig, SuspectsConfig, TransferConfig
from ssl_demo.errors import UserError
from tests.classroom.conftest import School, request


def test_the_second_who_asks_for_the_same_gets_the_same_run_and_is_told(school: School) -> None:
    first = school.desk(school.ann).launch(request())
    again = school.desk(school.bo).launch(request())
    assert first.is_new and not again.is_new and again.run.id == first.run.id
    assert again.shared_with == (school.ann,) and first.shared_with == ()
    assert len(school.store.list()) == 1
    assert school.classroom.runs_of(school.bo.id) == (first.run.id,) and not again.again
    for who in (school.ann, school.bo):
        assert school.desk(who).launch(request()).again
    assert school.desk(school.bo).launch(request(seed=1)).is_new


@pytest.mark.parametrize(("state", "shared"), [("done", True), ("running", True), ("failed", False), ("paused", False)])
def test_a_run_that_led_nowhere_is_not_shared(school: School, state: str, shared: bool) -> None:
    school.desk(school.ann).launch(request()).run.set_status(state)
    assert school.desk(school.bo).launch(request()).is_new is not shared


def test_what_a_worker_adds_to_the_settings_makes_no_other_request(school: School) -> None:
    run = school.desk(school.ann).launch(request()).run
    run.update_config(request(epochs=3.5))
    assert school.desk(school.bo).launch(request()).run.id == run.id


def test_of_many_who_ask_at_once_one_starts_it(school: School) -> None:
    learners = [school.classroom.join(f"L{number}")[0] for number in range(12)]
    got: list[Launched] = []

    def ask(who: Learner) -> None:
        got.append(school.desk(who).launch(request()))

    threads = [threading.Thread(target=ask, args=(who,)) for who in learners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.run.id for each in got}) == 1 and sum(each.is_new for each in got) == 1
    assert len(school.classroom.takers_of(got[0].run.id)) == 12


def test_a_run_of_the_class_can_be_shared_without_asking_for_it_anew(school: School) -> None:
    ann, bo, teacher = school.desk(school.ann), school.desk(school.bo), school.desk()
    elsewhere = school.desk(None, school.classes.open("Tuesday")[0]).launch(request(seed=9)).run
    hers, theirs = ann.launch(request()).run, teacher.launch(request(seed=1)).run
    runs = school.store.list()
    assert {run.id for run in bo.not_yet_shared(runs)} == {hers.id, theirs.id}
    assert [run.id for run in ann.not_yet_shared(runs)] == [theirs.id]
    assert teacher.not_yet_shared(runs) == [] == school.visitor.not_yet_shared(runs)
    bo.take_part(hers.id)
    assert school.classroom.runs_of(school.bo.id) == (hers.id,) and bo.shares(hers) and not bo.may_change(hers)
    assert [run.id for run in bo.not_yet_shared(runs)] == [theirs.id]
    for stranger in (bo, teacher):
        assert elsewhere not in stranger.within_reach(runs)
        with pytest.raises(UserError, match="another class"):
            stranger.take_part(elsewhere.id)
    with pytest.raises(UserError, match="join it with its code"):
        school.visitor.take_part(hers.id)
    assert school.classroom.runs_of(school.bo.id) == (hers.id,)


def test_without_a_class_every_request_is_a_run_of_its_own(school: School) -> None:
    school.classes.forget(school.classroom)
    first, second = school.visitor.launch(request()), school.visitor.launch(request())
    assert first.is_new and second.is_new and first.run.id != second.run.id and first.run.owner == ""
    school.visitor.rename(first.run.id, "mine")
    school.visitor.delete(first.run.id)


@pytest.mark.parametrize("what", ["cancel", "pause", "resume", "delete", "rename"])
def test_only_the_owner_and_the_teacher_change_a_run(school: School, what: str) -> None:
    run = school.desk(school.ann).launch(request()).run
    more = ("new name",) if what == "rename" else ()
    before = (run.status, run.name)
    for stranger in (school.desk(school.bo), school.visitor, school.desk(None, school.classes.open("Tuesday")[0])):
        assert not stranger.may_change(run)
        with pytest.raises(UserError):
            getattr(stranger, what)(run.id, *more)
        assert (run.status, run.name) == before
    assert school.desk(school.ann).may_change(run) and school.desk().may_change(run)
    run.set_status("paused")
    getattr(school.desk(school.ann), what)(run.id, *more)


def test_a_deleted_run_comes_back_to_its_owner_alone(school: School) -> None:
    run = school.desk(school.ann).launch(request()).run
    school.desk(school.ann).delete(run.id)
    for stranger in (school.desk(school.bo), school.visitor):
        with pytest.raises(UserError):
            stranger.undelete(run.id)
    assert school.desk(school.ann).undelete(run.id).owner == school.ann.id


def test_a_shared_run_goes_on_until_the_last_has_left(school: School) -> None:
    ann, bo = school.desk(school.ann), school.desk(school.bo)
    run = ann.launch(request()).run
    bo.launch(request())
    assert ann.shares(run) and bo.shares(run) and not school.desk().shares(run)
    with pytest.raises(UserError, match="1 more watch"):
        ann.pause(run.id)
    assert ann.cancel(run.id) is True and run.status.state == "queued"
    assert not bo.shares(run) and bo.may_change(run)  # nobody else is there to see to it
    for what in ("cancel", "delete", "pause"):
        with pytest.raises(UserError, match="not yours"):
            getattr(ann, what)(run.id)  # who has left has left
    assert bo.cancel(run.id) is False and run.status.state == "cancelled"


def test_the_teachers_run_stays_the_teachers_whoever_watches_it(school: School) -> None:
    run = school.desk().launch(request()).run
    bo = school.desk(school.bo)
    assert bo.launch(request()).run.id == run.id and not bo.may_change(run)
    for what in ("cancel", "pause", "delete"):
        with pytest.raises(UserError, match="not yours"):
            getattr(bo, what)(run.id)
    assert run.status.state == "queued"


def test_classes_share_no_runs_with_each_other(school: School) -> None:
    other, _ = school.classes.open("Tuesday")
    dee, _ = other.join("Dee")
    anns, dees = school.desk(school.ann).launch(request()), school.desk(dee, other).launch(request())
    assert dees.is_new and dees.run.id != anns.run.id
    school.desk().end_class()
    assert [run.id for run in school.store.list()] == [dees.run.id]


def test_quotas_hold_whatever_a_page_sends(school: School) -> None:
    school.classroom.set_quota(Quota(seconds=30, images=1000, epochs=5, runs=20, waiting=100, measurements=10))
    ann = school.desk(school.ann)
    for config, why in (
        (request(seconds=31.0), "at most 30 seconds"),
        (request(seconds=31.0, epochs=1.0), "at most 30 seconds"),
        (request(seconds=None, epochs=6.0), "at most 5 times"),
        (request(data=SubsetConfig(images=1001)), "at most 1,000 images"),
        (request(data=SubsetConfig(images=None)), "at most 1,000 images"),
        (request(data=SubsetConfig("scenes:wallpaper=1", images=None)), "at most 1,000 images"),
        (request(data=SubsetConfig("/srv/photographs", images=None)), "at most 1,000 images"),
        (request(encoder="resnet18"), "too slow"),
    ):
        with pytest.raises(UserError, match=why):
            ann.launch(config)
    with pytest.raises(UserError, match="18 points to measure"):
        ann.launch(CurveConfig(runs=("a",), contenders=("ssl",)), "curve")
    trained = CurveConfig(runs=("a",), contenders=("supervised",), labels=(1, 5), draws=2, supervised_share=0.3)
    for config in (replace(trained, draws=11), replace(trained, supervised_share=0.5)):
        with pytest.raises(UserError, match="In this class one trains at most 20"):
            ann.launch(config, "curve")
    with pytest.raises(UserError, match="only the teacher"):
        ann.launch(TransferConfig(), "transfer")
    assert school.store.list(kind=None) == []
    two = request(data=SubsetConfig(classes=("ball", "boat"), images=None))  # 2,400 of the 12,000
    with pytest.raises(UserError, match="at most 1,000 images"):
        ann.launch(two)
    school.classroom.set_quota(Quota(images=2400, measurements=10, waiting=100))
    assert ann.launch(two).is_new
    assert ann.launch(request(3, epochs=40.0)).is_new  # planned for these seconds
    assert ann.launch(SuspectsConfig("a"), "suspects").is_new and ann.launch(trained, "curve").is_new
    assert school.desk().launch(request(seconds=3600.0)).is_new  # a teacher's own affair


def test_so_many_runs_waiting_and_so_many_kept(school: School) -> None:
    school.classroom.set_quota(Quota(runs=3, waiting=2))
    ann = school.desk(school.ann)
    runs = [ann.launch(request(seed)).run for seed in range(2)]
    with pytest.raises(UserError, match="2 of your runs are waiting or at work"):
        ann.launch(request(2))
    assert school.desk(school.bo).launch(request(2)).is_new
    for run in runs:
        run.set_status("done")
    runs.append(ann.launch(request(3)).run)
    runs[-1].set_status("paused")
    with pytest.raises(UserError, match="You keep 3 runs"):
        ann.launch(request(4))
    ann.launch(request(2))  # somebody else's costs nothing
    ann.resume(runs[-1].id)
    ann.delete(runs[0].id)
    assert ann.launch(request(4)).is_new


def test_what_comes_back_needs_its_place_too(school: School) -> None:
    school.classroom.set_quota(Quota(runs=2, waiting=100))
    ann = school.desk(school.ann)
    first = ann.launch(request(0)).run
    ann.launch(request(1))
    ann.delete(first.id)
    last = ann.launch(request(2)).run
    with pytest.raises(UserError, match="You keep 2 runs"):
        ann.undelete(first.id)
    ann.delete(last.id)
    assert ann.undelete(first.id).owner == school.ann.id


def test_label_curves_fill_no_shelf_that_nobody_can_clear(school: School) -> None:
    school.classroom.set_quota(Quota(runs=2))
    ann = school.desk(school.ann)
    for seed in range(4):
        ann.launch(CurveConfig(runs=("a",), contenders=("ssl",), seed=seed), "curve").run.set_status("done")
    assert ann.launch(request()).is_new


def test_of_what_is_deleted_no_more_is_kept_than_may_be_kept_at_all(school: School) -> None:
    school.classroom.set_quota(Quota(runs=2))
    ann = school.desk(school.ann)
    for seed in range(5):
        ann.delete(ann.launch(request(seed)).run.id)
    assert len(school.store.deleted()) == 2


def test_one_sees_ones_own_the_teachers_and_nobodys(school: School) -> None:
    loose = school.store.create(request(9))
    anns = school.desk(school.ann).launch(request(0)).run
    bos = school.desk(school.bo).launch(request(1)).run
    teachers = school.desk().launch(request(2)).run
    school.desk(school.bo).launch(request(0))
    runs = school.store.list()

    def seen(desk) -> set[str]:
        return {run.id for run in desk.mine(runs)}

    assert seen(school.desk(school.ann)) == {loose.id, anns.id, teachers.id}
    assert seen(school.desk(school.bo)) == {loose.id, anns.id, bos.id, teachers.id}
    assert seen(school.desk()) == {run.id for run in runs} == seen(school.visitor)
    assert seen(school.desk(None, school.classes.open("Tuesday")[0])) == {loose.id}


def test_while_a_class_is_open_a_visitor_only_looks(school: School) -> None:
    with pytest.raises(UserError, match="join it with its code"):
        school.visitor.launch(request())
    with pytest.raises(UserError, match="join it with its code"):
        school.visitor.check_host("add images")
    run = school.desk(school.ann).launch(request()).run
    for what in ("cancel", "pause", "delete"):
        with pytest.raises(UserError, match="join it with its code"):
            getattr(school.visitor, what)(run.id)


def test_only_the_teacher_changes_what_the_machine_holds(school: School) -> None:
    with pytest.raises(UserError, match="only the teacher may add images"):
        school.desk(school.ann).check_host("add images")
    with pytest.raises(UserError, match="only the teacher may bring runs"):
        school.desk(school.ann).import_run(school.store.root / "any.zip")
    school.desk().check_host("add images")


def test_the_end_of_a_class_leaves_nothing_of_it_and_everything_else(school: School) -> None:
    other, _ = school.classes.open("Tuesday")
    dee, _ = other.join("Dee")
    theirs = school.desk(dee, other).launch(request(5)).run
    loose = school.store.create(request(9))
    for seed, who in enumerate((school.ann, school.bo, None)):
        school.desk(who).launch(request(seed))
    deleted = school.desk(school.ann).launch(request(7)).run
    school.desk(school.ann).delete(deleted.id)
    with pytest.raises(UserError, match="Only the teacher"):
        school.desk(school.ann).end_class()
    late = school.desk(school.ann)
    school.desk().end_class()
    with pytest.raises(UserError, match="This class has ended"):
        late.launch(request(8))
    assert {run.id for run in school.store.list(kind=None)} == {theirs.id, loose.id}
    assert school.store.deleted(kind=None) == [] and school.classes.list() == [other]
    assert school.classroom.code not in "".join(str(path) for path in school.store.root.rglob("*"))


def test_a_class_is_not_deleted_under_a_run_that_is_at_work_elsewhere(school: School) -> None:
    run = school.desk(school.ann).launch(request()).run
    run.set_status("running", remote=True)
    with pytest.raises(UserError, match="is at work"):
        delete_class(school.store, school.classes, school.classroom)
    assert run.path.exists() and school.classroom.is_open
