"""What a browser does by itself for an open page: it draws what comes, keeps cookies, and lets live parts tick."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, RunIdentity
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from benchmarks.crowd.page import Page
from benchmarks.crowd.wire import Wire

PATIENCE = 60.0
"""Seconds until an answer counts as one that never came."""


class Took(NamedTuple):
    """An interaction: seconds from the message until the script has finished. at: of the monotonic clock."""

    what: str
    at: float
    seconds: float


class Session:
    """A page's session with the server.

    Other than a browser's: pictures are not fetched, only widgets that were touched send their values, and what these
    are bound to is not written into the address.
    """

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self._port = port
        self.cookies = {} if cookies is None else cookies
        self.page = Page()
        self.query = ""
        self.took: list[Took] = []
        self.errors: list[str] = []
        """Those that pages have shown, each once for as long as it stands there."""
        self.on_drawn: Callable[[], None] = lambda: None
        self._wire: Wire | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ticks: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._session = self._hash = self._run = ""
        self._pages: dict[str, str] = {}
        self._values: dict[str, WidgetState] = {}
        self._shown: set[str] = set()
        self._awaited: asyncio.Future[None] | None = None
        self._asked, self._answers = "", False

    @property
    def name(self) -> str:
        """The page that is open, as the address names it; empty for Home."""
        return next((name for name, hash in self._pages.items() if hash == self._hash), "")

    async def _connect(self) -> None:
        self._wire = await Wire.to(self._port, self.cookies, self._session)
        self._reader = asyncio.create_task(self._read(self._wire))

    async def leave(self) -> None:
        """Close the tab."""
        self._stop_ticks()
        if self._wire is not None:
            await self._wire.close()
        if self._reader is not None:
            await self._reader
        self._wire = self._reader = None

    def _state(self, fragment: str = "", triggers: list[WidgetState] | None = None, tick: bool = False) -> ClientState:
        state = ClientState(
            query_string=self.query, page_script_hash=self._hash, fragment_id=fragment, is_auto_rerun=tick
        )
        state.widget_states.widgets.extend([*self._values.values(), *(triggers or [])])
        return state

    async def _ask(self, what: str, state: ClientState) -> None:
        assert self._wire is not None
        self._awaited = asyncio.get_running_loop().create_future()
        self._asked, self._answers = state.fragment_id, False
        began = time.monotonic()
        try:
            await self._wire.say(state)
            await asyncio.wait_for(self._awaited, PATIENCE)
        except Exception as error:
            error.add_note(f"{what} on {self.name or 'home'}")
            raise
        finally:
            self._awaited = None
        self.took.append(Took(what, began, time.monotonic() - began))

    async def _read(self, wire: Wire) -> None:
        async for message in wire.messages():
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._begin(message)
            case "delta":
                self.page.put(tuple(message.metadata.delta_path), message.delta, self._run)
                self._keep_cookie(message)
            case "navigation":
                self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self._hash = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "auto_rerun":
                self._tick(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self._stop_tick(fragment)
            case "script_finished":
                self._finish(message)

    def _begin(self, message: ForwardMsg) -> None:
        run, new = message.metadata.run, message.new_session
        self._run, self._session = run.script_run_id, new.initialize.session_id or self._session
        if not run.fragment_ids:
            self._stop_ticks()
            self._hash = new.page_script_hash
        self._answers = self._answers or self._is_answer(run)

    def _finish(self, message: ForwardMsg) -> None:
        run, status = message.metadata.run, message.script_finished
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN or run.script_run_id != self._run:
            return
        self.page.clear_stale(run.script_run_id, set(run.fragment_ids))
        present = self.page.widgets()
        self._values = {key: state for key, state in self._values.items() if key in present}
        shown = {f"{self.name or 'home'}: {text}" for text in self.page.errors()}
        self.errors += shown - self._shown
        self._shown = shown
        self.on_drawn()
        if self._awaited is not None and not self._awaited.done() and self._answers and self._is_answer(run):
            self._awaited.set_result(None)

    def _is_answer(self, run: RunIdentity) -> bool:
        """Whether a run may be what was asked for: of the whole script, or of the fragment that was touched."""
        return not run.fragment_ids or self._asked in run.fragment_ids

    def _tick(self, fragment: str, seconds: float) -> None:
        if fragment in self._ticks and self._ticks[fragment][0] == seconds:
            return
        self._stop_tick(fragment)
        self._ticks[fragment] = seconds, asyncio.create_task(self._keep_ticking(fragment, seconds))

    async def _keep_ticking(self, fragment: str, seconds: float) -> None:
        with contextlib.suppress(OSError, ConnectionClosed):
            while self._wire is not None:
                await asyncio.sleep(seconds)
                await self._wire.say(self._state(fragment, tick=True))

    def _stop_tick(self, fragment: str) -> None:
        if fragment in self._ticks:
            self._ticks.pop(fragment)[1].cancel()

    def _stop_ticks(self) -> None:
        for fragment in list(self._ticks):
            self._stop_tick(fragment)

    def _keep_cookie(self, message: ForwardMsg) -> None:
        """What `app/remember` does in a browser."""
        component = message.delta.new_element.bidi_component
        if component.component_name.endswith("remember"):
            kept: Mapping[str, str] = json.loads(component.json)
            self.cookies[kept["name"]] = kept["value"]
