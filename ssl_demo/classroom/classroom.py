"""One class: who is in it, what they predicted, which runs they take part in, and what has been revealed.

What happens is appended to the class's journal.jsonl, so a server that is started again knows it all.
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

from ssl_demo.classroom.nickname import same_nickname, tidy_nickname
from ssl_demo.classroom.owners import new_learner_id
from ssl_demo.classroom.quota import Quota
from ssl_demo.classroom.tokens import fingerprint, is_token, new_token
from ssl_demo.config import from_dict, to_dict
from ssl_demo.errors import UserError
from ssl_demo.runs import files
from ssl_demo.runs.parsed import Parsed
from ssl_demo.runs.status import number

MOST_LEARNERS = 200
MOST_ANSWERS = 200
LONGEST_ANSWER = 2_000
_about = Parsed(files.read_json)
"""Of all classes: every page that is drawn asks whose it is."""
QUESTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,119}")


@dataclass(frozen=True)
class Learner:
    """Somebody in a class. The id is what runs and answers are kept under; it opens nothing."""

    id: str
    nickname: str
    joined: float


class Classroom:
    """A class's folder, read and written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._offset = 0
        self._learners: dict[str, Learner] = {}
        self._tokens: dict[str, str] = {}
        self._answers: dict[str, dict[str, Any]] = defaultdict(dict)
        self._revealed: set[str] = set()
        self._takes_part: dict[str, dict[str, None]] = defaultdict(dict)

    # What it is

    @property
    def code(self) -> str:
        return self.path.name

    @property
    def _about(self) -> dict[str, Any]:
        return _about(self.path / "class.json")

    @property
    def name(self) -> str:
        return str(self._about.get("name") or "Workshop")

    @property
    def opened(self) -> float:
        """Seconds since 1970, by the server's clock; no other clock is ever asked."""
        return number(self._about.get("opened")) or 0.0

    @property
    def quota(self) -> Quota:
        return from_dict(Quota, self._about.get("quota") or {})

    def set_quota(self, quota: Quota) -> None:
        self._change(quota=to_dict(quota))

    @property
    def lesson(self) -> str:
        """The lesson that the class follows, by its file's name; empty for none."""
        return str(self._about.get("lesson") or "")

    def set_lesson(self, name: str) -> None:
        self._change(lesson=name)

    @property
    def is_open(self) -> bool:
        """Whether it goes on: it has not been deleted, nor is it about to be."""
        try:
            return not self._about.get("closed")
        except UserError:
            return False

    def close(self) -> None:
        """Let nothing more begin; the class is about to be deleted."""
        self._change(closed=True)

    def new_secret(self) -> str:
        """A new secret for the teacher's link, in place of the one before."""
        secret = new_token()
        self._change(teacher=fingerprint(secret))
        return secret

    def _change(self, **fields: Any) -> None:
        with self._lock:
            files.write_json(self.path / "class.json", {**self._about, **fields})

    def is_teacher(self, secret: str) -> bool:
        """Whether this is the secret of the teacher's link."""
        return is_token(secret, str(self._about.get("teacher") or ""))

    # Who is in it

    def join(self, nickname: str) -> tuple[Learner, str]:
        """A new learner, and the token that tells who it is. Raises UserError for a nickname that can't be used."""
        name = tidy_nickname(nickname)
        with self._lock:
            self._catch_up()
            if any(same_nickname(name, other.nickname) for other in self._learners.values()):
                raise UserError("Somebody in this class has that nickname already; choose another one.")
            if len(self._learners) >= MOST_LEARNERS:
                raise UserError(
                    f"This class has {MOST_LEARNERS} learners, as many as a class can; ask for a second one."
                )
            learner, token = Learner(new_learner_id(self.code), name, time.time()), new_token()
            self._write("joined", **dataclasses.asdict(learner), token=fingerprint(token))
            return learner, token

    def learner(self, token: str) -> Learner | None:
        """Whose token this is; None for any other text."""
        with self._lock:
            self._catch_up()
            return next((self._learners[key] for key, known in self._tokens.items() if is_token(token, known)), None)

    def learners(self) -> list[Learner]:
        """In the order in which they came."""
        with self._lock:
            self._catch_up()
            return list(self._learners.values())

    def remove(self, learner_id: str) -> None:
        """Let somebody go; the nickname is free again, and answers no longer count."""
        self._write("left", id=learner_id)

    # What they predicted

    def put(self, learner_id: str, question: str, answer: Any) -> None:
        """Keep a learner's answer, any JSON value; a later one takes its place until the question is revealed."""
        if not QUESTION.fullmatch(question):
            raise UserError("There is no such question in this lesson; open the step again.")
        if len(json.dumps(answer)) > LONGEST_ANSWER:
            raise UserError("This answer is too long; shorten it.")
        with self._lock:
            self._catch_up()
            if learner_id not in self._learners:
                raise UserError("You are no longer in this class; join it again.")
            if question in self._revealed:
                raise UserError("This question has been revealed; answers no longer change.")
            if self._answers[question].get(learner_id) == answer:
                return
            given = sum(learner_id in by for by in self._answers.values())
            if given >= MOST_ANSWERS and learner_id not in self._answers.get(question, {}):
                raise UserError("You have answered more questions than a class can have.")
            self._write("answer", id=learner_id, question=question, answer=answer)

    def answers(self, question: str) -> dict[str, Any]:
        """What each learner answered, by learner's id."""
        with self._lock:
            self._catch_up()
            return {key: value for key, value in self._answers.get(question, {}).items() if key in self._learners}

    def questions(self) -> list[str]:
        """Those that somebody who is here has answered, in the order of their first answers."""
        with self._lock:
            self._catch_up()
            return [question for question in self._answers if self.answers(question)]

    def reveal(self, question: str, shown: bool = True) -> None:
        """Let everybody see the evidence, or take it back."""
        self._write("revealed", question=question, shown=shown)

    def revealed(self, question: str) -> bool:
        with self._lock:
            self._catch_up()
            return question in self._revealed

    # Which runs they take part in

    def take_part(self, learner_id: str, run_id: str) -> None:
        """Count a run among a learner's, whether it was made for this one or is shared."""
        self._write("run", id=learner_id, run=run_id)

    def leave_run(self, learner_id: str, run_id: str) -> None:
        """Count it no longer."""
        self._write("run_left", id=learner_id, run=run_id)

    def runs_of(self, learner_id: str) -> tuple[str, ...]:
        """The ids of the runs that a learner takes part in, the oldest first."""
        with self._lock:
            self._catch_up()
            return tuple(self._takes_part.get(learner_id, ()))

    def takers_of(self, run_id: str) -> list[Learner]:
        """Who takes part in a run."""
        with self._lock:
            self._catch_up()
            return [one for one in self._learners.values() if run_id in self._takes_part.get(one.id, {})]

    # The journal

    def _write(self, kind: str, **fields: Any) -> None:
        with self._lock:
            # Else a page that was open when the class ended would bring its folder back.
            if not self.is_open:
                raise UserError("This class has ended. Reload the page to go on without it.")
            files.append_line(self.path / "journal.jsonl", {"type": kind, "at": time.time(), **fields})
            self._catch_up()

    def _catch_up(self) -> None:
        """Take in what was written since, by this process or another one."""
        lines, self._offset = files.read_lines(self.path / "journal.jsonl", self._offset)
        for line in lines:
            self._take_in(line)

    def _take_in(self, line: Mapping[str, Any]) -> None:
        learner, question, run = (str(line.get(key) or "") for key in ("id", "question", "run"))
        match line.get("type"):
            case "joined":
                joined = number(line.get("joined")) or 0.0
                self._learners[learner] = Learner(learner, str(line.get("nickname")), joined)
                self._tokens[learner] = str(line.get("token") or "")
            case "left":
                self._learners.pop(learner, None)
                self._tokens.pop(learner, None)
            case "answer":
                self._answers[question][learner] = line.get("answer")
            case "revealed":
                (self._revealed.add if line.get("shown") else self._revealed.discard)(question)
            case "run":
                self._takes_part[learner][run] = None
            case "run_left":
                self._takes_part[learner].pop(run, None)
