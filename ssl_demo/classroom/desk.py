"""The desk: the one place through which a person's wishes reach the runs and the queue.

Rights and quotas are held here, on the server, whatever a page offers or a browser sends. Reading is free to all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import BinaryIO

from ssl_demo.classroom import rights
from ssl_demo.classroom.classes import Classes
from ssl_demo.classroom.classroom import Learner
from ssl_demo.classroom.ending import end_class
from ssl_demo.classroom.person import Person
from ssl_demo.classroom.quota import check_request, check_room
from ssl_demo.config import RunConfig
from ssl_demo.errors import UserError
from ssl_demo.jobs.backend import Backend
from ssl_demo.runs.run import Config, Run
from ssl_demo.runs.store import RunStore, request_of

_ONE_AT_A_TIME = RLock()
"""Two who ask for the same at once get the same run."""


@dataclass(frozen=True)
class Launched:
    """A run that was asked for. again: the person had asked for it before. shared_with: the others who had."""

    run: Run
    is_new: bool = True
    again: bool = False
    shared_with: tuple[Learner, ...] = ()


class Desk:
    """What one person may do. `classes`: asked whether a class is open, as then a visitor may only look."""

    def __init__(self, store: RunStore, backend: Backend, classes: Classes, person: Person) -> None:
        self._store, self._backend, self._classes, self.person = store, backend, classes, person

    # Asking for a run

    def launch(self, config: Config, kind: str = "train", name: str | None = None) -> Launched:
        """A run of these settings: queued, or, in a class, the one that somebody has asked for before.

        Raises UserError where the person may not, or the disk refuses.
        """
        self._refuse_onlookers()
        with _ONE_AT_A_TIME:
            self._refuse_after_the_end()
            if (found := self._same_request(config, kind)) is not None:
                return self._join(found)
            self._check_quota(config)
            run = self._store.create(config, kind, name, self.person.id)
            self._backend.submit(run)
            self._take_part(run)
            return Launched(run)

    def take_part(self, run_id: str) -> None:
        """Count a run among a learner's own, as if they had asked for the same. Raises UserError if it isn't theirs
        to be given."""
        self._refuse_onlookers()
        with _ONE_AT_A_TIME:
            self._refuse_after_the_end()
            run = self._store.get(run_id)
            if not self.within_reach([run]):
                raise UserError("This run belongs to another class, so you can't take part in it.")
            self._take_part(run)

    def resume(self, run_id: str) -> None:
        """Queue a run again that was paused, cancelled or failed."""
        self._own(run_id, "resume")
        with _ONE_AT_A_TIME:
            self._check_quota(None)
            self._backend.resume(run_id)

    def pause(self, run_id: str) -> None:
        """Stop a run with a checkpoint. Raises UserError where others take part in it."""
        run = self._own(run_id, "pause")
        if others := rights.others(self.person, run):
            raise UserError(f"{len(others)} more watch this run, so it can't be paused; you may stop watching.")
        self._backend.pause(run_id)

    def cancel(self, run_id: str) -> bool:
        """Stop a run for good. Where others take part in it, it goes on and the person only leaves it: True then."""
        if self._leaves(run_id):
            return True
        self._own(run_id, "stop")
        self._backend.cancel(run_id)
        return False

    # Keeping order

    def delete(self, run_id: str) -> bool:
        """Move a run to the trash. Where others take part in it, the person only leaves it: True then."""
        if self._leaves(run_id):
            return True
        self._own(run_id, "delete")
        self._store.delete(run_id)
        self._bound_trash()
        return False

    def undelete(self, run_id: str) -> Run:
        """Bring a run back from the trash."""
        self._refuse_onlookers()
        with _ONE_AT_A_TIME:
            for run in self._store.deleted(kind=None):
                if run.id == run_id:
                    rights.check_owner(self.person, run, "bring back")
            self._check_quota(None, adds=True)
            return self._store.undelete(run_id)

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name; an empty one brings the id back."""
        self._own(run_id, "rename").rename(name)

    def import_run(self, file: BinaryIO | Path) -> Run:
        """Add an exported run. In a class only the teacher may. Raises UserError for anything but a sound one."""
        from ssl_demo.runs.exchange import import_run  # loads torch, which the first page doesn't wait for

        self.check_host("bring runs from elsewhere")
        return import_run(self._store, file)

    def check_host(self, what: str) -> None:
        """Raise UserError where the person may not change what the machine holds for all."""
        self._refuse_onlookers()
        if self.person.is_learner:
            raise UserError(f"In a class only the teacher may {what}.")

    def end_class(self) -> None:
        """Delete the teacher's class and all that it made. Raises UserError for anybody else."""
        if self.person.classroom is None or not self.person.is_teacher:
            raise UserError("Only the teacher can end a class.")
        with _ONE_AT_A_TIME:  # whoever is asking for a run gets it, to be deleted with the others; nobody after that
            self.person.classroom.close()
        end_class(self._store, self._backend, self._classes, self.person.classroom)

    # What is one's own

    def may_change(self, run: Run) -> bool:
        """Whether the person may stop, rename or delete this run."""
        try:
            self._refuse_onlookers()
            rights.check_owner(self.person, run, "change")
        except UserError:
            return False
        return True

    def shares(self, run: Run) -> bool:
        """Whether others take part in a run with this learner, so that to stop it is only to leave it."""
        return rights.takes_part(self.person, run) and bool(rights.others(self.person, run))

    def mine(self, runs: list[Run]) -> list[Run]:
        """Of these, the ones that belong to the person's work; see `rights.mine`."""
        return rights.mine(self.person, runs)

    def within_reach(self, runs: Iterable[Run]) -> list[Run]:
        """Of these, the ones that the person may be given; see `rights.within_reach`."""
        return rights.within_reach(self.person, runs)

    def not_yet_shared(self, runs: Iterable[Run]) -> list[Run]:
        """Of these, the ones that a learner may be given and takes no part in yet; none for anybody else."""
        if not self.person.is_learner:
            return []
        return [run for run in self.within_reach(runs) if not rights.takes_part(self.person, run)]

    def _same_request(self, config: Config, kind: str) -> Run | None:
        if self.person.classroom is None:
            return None
        wanted = request_of(config, kind)
        reach = self.within_reach(self._store.list(kind))
        found = (run for run in reach if run.request == wanted and run.problem is None)
        return next((run for run in found if run.status.active or run.status.state == "done"), None)

    def _join(self, run: Run) -> Launched:
        again = run.owner == self.person.id or rights.takes_part(self.person, run)
        others = rights.others(self.person, run)
        self._take_part(run)
        return Launched(run, is_new=False, again=again, shared_with=tuple(others))

    def _take_part(self, run: Run) -> None:
        if self.person.classroom is None or self.person.learner is None or rights.takes_part(self.person, run):
            return
        self.person.classroom.take_part(self.person.learner.id, run.id)

    def _leaves(self, run_id: str) -> bool:
        """Take a learner off a run that others go on with; False where nobody does."""
        run, classroom, learner = self._store.get(run_id), self.person.classroom, self.person.learner
        if classroom is None or learner is None or not self.shares(run):
            return False
        classroom.leave_run(learner.id, run.id)
        return True

    def _check_quota(self, config: Config | None, adds: bool = False) -> None:
        """config: of a new run. adds: whether one comes to those that a learner keeps."""
        classroom, learner = self.person.classroom, self.person.learner
        if classroom is None or learner is None:
            return
        if config is not None:
            check_request(classroom.quota, config)
        own = [run for run in self._store.list(kind=None) if run.owner == learner.id]
        # Kept are those that the Runs page lists, and deletes.
        kept = sum(run.kind == "train" for run in own) if adds or isinstance(config, RunConfig) else 0
        check_room(classroom.quota, kept, sum(run.status.active for run in own))

    def _bound_trash(self) -> None:
        """Of what a learner deletes, as much can be brought back as may be kept; the oldest is gone for good."""
        classroom, learner = self.person.classroom, self.person.learner
        if classroom is None or learner is None:
            return
        deleted = [run for run in self._store.deleted(kind=None) if run.owner == learner.id]
        for run in deleted[classroom.quota.runs :]:
            shutil.rmtree(run.path, ignore_errors=True)

    def _refuse_after_the_end(self) -> None:
        if self.person.classroom is not None and not self.person.classroom.is_open:
            raise UserError("This class has ended. Reload the page to go on without it.")

    def _own(self, run_id: str, what: str) -> Run:
        run = self._store.get(run_id)
        self._refuse_onlookers()
        rights.check_owner(self.person, run, what)
        return run

    def _refuse_onlookers(self) -> None:
        if self.person.is_visitor and self._classes.list():
            raise UserError("A class is going on here; join it with its code on the Workshop page to take part.")
