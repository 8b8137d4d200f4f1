"""One run that is at work on the cluster, followed by a thread of the server."""

from __future__ import annotations

import contextlib
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import ray
from ray.exceptions import OutOfMemoryError, RayActorError, RayError, RayTaskError, RuntimeEnvSetupError

from ssl_demo.errors import UserError
from ssl_demo.jobs.cluster.fan_out import FANNED_OUT
from ssl_demo.jobs.cluster.line import Deaf, Left, Line
from ssl_demo.jobs.cluster.mirror import Mirror
from ssl_demo.jobs.cluster.parcel import pack
from ssl_demo.jobs.cluster.site import Site
from ssl_demo.jobs.control import CANCEL
from ssl_demo.jobs.execute import AFTER_STOP
from ssl_demo.runs.run import Run

NAMESPACE = "ssl-demo"
METHODS_AT_ONCE = 4
"""It is asked to stop while it is asked what is new."""
RETRY_SECONDS = 3.0
MOST_LOSSES = 3
"""So often in a row a run may lose its node with nothing reached in between."""
WORN_OUT = (
    f"Its worker died {MOST_LOSSES} times without getting any further, most often for want of memory; choose a smaller "
    "batch, encoder or number of images."
)


class RemoteRun:
    """Puts a run to work, or finds it at work, and writes what it reports into the store until it ends.

    patience: seconds that it may take to stop before it is ended by force. losses: by run, how often it has lost its
    node with nothing reached; shared by all that follow it one after another. on_end: called from the thread when
    nothing more will come. A run whose node is lost is queued again by then.
    """

    def __init__(
        self, run: Run, gpu_share: float, patience: float, losses: dict[str, int], on_end: Callable[[], None]
    ) -> None:
        self._run, self._gpu_share, self._losses, self._on_end = run, gpu_share, losses, on_end
        self._line = Line(patience)
        self._thread = threading.Thread(target=self._follow, daemon=True, name=f"follows {run.id}")
        self._thread.start()

    def ask(self, what: str) -> None:
        """Ask for a stop: "cancel" or "pause". Where it isn't heeded in time, the run is ended by force."""
        self._line.ask(what)

    def leave(self, seconds: float) -> None:
        """Follow the run no longer; it goes on."""
        self._line.leave()
        self._thread.join(seconds)

    # What the thread does

    def _follow(self) -> None:
        try:
            self._work()
        except Left:
            return
        except Deaf:
            how = "did not stop when asked and was ended" if self._line.begun else "was stopped before it began"
            self._leave_it("cancelled" if self._line.asked == CANCEL else "paused", f"It {how}.")
        except (RayActorError, OutOfMemoryError) as error:
            self._lost(error)
        except RayTaskError as error:  # before UserError: Ray's is one, too, where that is its cause
            traceback.print_exc(file=sys.stderr)
            self._leave_it("failed", f"A node of the cluster can't work on it: {error.cause}")
        except RuntimeEnvSetupError as error:
            self._leave_it("failed", f"A node of the cluster can't take this app's code: {error}")
        except (RayError, ConnectionError):
            # The cluster itself is out of reach. The run may go on there; who is told of this end looks for it again.
            traceback.print_exc(file=sys.stderr)
            self._line.rest(RETRY_SECONDS)
            self._on_end()
            return
        except UserError as error:
            self._leave_it("failed", str(error))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            self._leave_it("failed", f"Something unexpected went wrong ({type(error).__name__}: {error}).")
        self._remove_site()
        self._on_end()

    def _work(self) -> None:
        own = 0 if self._run.kind in FANNED_OUT else 1
        actor: Any = ray.remote(Site)
        site = actor.options(
            name=self._run.id,
            namespace=NAMESPACE,
            lifetime="detached",
            get_if_exists=True,
            max_concurrency=METHODS_AT_ONCE,
            num_cpus=own,
            num_gpus=own * self._gpu_share,
        ).remote()
        line, mirror = self._line, Mirror(self._run)
        if not line.get(site, "has_begun"):
            line.get(site, "begin", pack(self._run, self._gpu_share))
        line.begun = True
        over = False
        while not over:
            changes = line.get(site, "changes", mirror.known)
            try:
                if mirror.apply(changes):
                    self._progressed()
            except UserError as error:
                # The disk refuses, perhaps only for now. The node keeps everything: what did arrive is looked up anew.
                print(f"{self._run.id}: {error}", file=sys.stderr, flush=True)
                line.rest(RETRY_SECONDS)
                mirror = Mirror(self._run)
                continue
            over = changes.over
        line.get(site, "leave")

    def _progressed(self) -> None:
        self._losses.pop(self._run.id, None)

    def _lost(self, error: RayError) -> None:
        """The node or its process is gone: back to the queue, with what the server has of it."""
        print(f"{self._run.id}: {error}", file=sys.stderr, flush=True)
        losses = self._losses[self._run.id] = self._losses.get(self._run.id, 0) + 1
        if self._line.asked is not None:
            self._leave_it(*AFTER_STOP[self._line.asked])
        elif losses < MOST_LOSSES:
            self._leave_it("queued", "")  # it keeps its time of queueing, and so comes before all that wait
        else:
            del self._losses[self._run.id]
            self._leave_it("failed", WORN_OUT)

    def _leave_it(self, state: str, reason: str) -> None:
        """Give it this state, unless it has reached its end already, and was perhaps deleted since. Where the disk
        refuses, it stays as it is, and who is told of this end looks for it again."""
        if self._run.status.active:
            with contextlib.suppress(UserError):
                self._run.set_status(state, reason, phase="", remote=False)

    def _remove_site(self) -> None:
        try:
            ray.kill(ray.get_actor(self._run.id, NAMESPACE))
        except (ValueError, RayError):
            return  # it is gone already
