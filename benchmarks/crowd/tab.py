"""A tab of a browser, and what a person does in it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.crowd.page import Page, Shown
from benchmarks.crowd.session import Session


class Tab(Session):
    """One open page. What a person does is over when the script has finished, and takes a place in `took`.

    A widget is named by its key or its label. Raises LookupError where it isn't on the page, TimeoutError where no
    answer comes.
    """

    async def visit(self, path: str, what: str = "load the app", **query: str) -> None:
        """Load the app afresh at this address, as a link or a reload does."""
        self.query = urlencode(query)
        await self._load(path, what)

    async def reload(self) -> None:
        """Load the page that is open once more."""
        await self._load(self.name, "reload")

    async def open(self, name: str) -> None:
        """Go to a page by the navigation."""
        self._stop_ticks()
        self._values, self.query = {}, ""
        await self._ask(f"open {name}", ClientState(page_script_hash=self._pages[name]))

    async def press(self, name: str, what: str = "") -> None:
        """Press a button, or submit a form by its button."""
        button = self._there("button", name)
        state = WidgetState(id=button.proto.id, trigger_value=True)
        await self._touch(what or f"press {button.proto.label}", button, state)

    async def choose(self, name: str, option: str) -> None:
        """Choose in a select box."""
        box = self._there("selectbox", name)
        await self._touch(f"choose {box.proto.label}", box, WidgetState(id=box.proto.id, string_value=option))

    async def pick(self, name: str, number: int) -> None:
        """Press one of a row of pills, by its number."""
        pills = self._there("button_group", name)
        state = WidgetState(id=pills.proto.id)
        state.string_array_value.data.append(pills.proto.options[number].content)
        await self._touch(f"pick {pills.proto.label}", pills, state)

    async def enter(self, name: str, number: float) -> None:
        """Type a number into its field."""
        field = self._there("number_input", name)
        await self._touch(f"enter {field.proto.label}", field, WidgetState(id=field.proto.id, double_value=number))

    def write(self, name: str, text: str) -> None:
        """Fill in a field of a form, which is sent with the form."""
        field = self._there("text_input", name)
        self._values[field.proto.id] = WidgetState(id=field.proto.id, string_value=text)

    async def lose_connection(self, seconds: float) -> None:
        """Be without a network for a while, then find the session again."""
        assert self._wire is not None
        live = bool(self._ticks)
        await self.leave()
        await asyncio.sleep(seconds)
        await self._connect()
        if live:  # else the browser asks for nothing
            await self._ask("come back", ClientState(page_script_hash=self._hash, query_string=self.query))

    async def _load(self, path: str, what: str) -> None:
        await self.leave()
        self.page, self._values, self._session, self._hash = Page(), {}, "", ""
        await self._connect()
        await self._ask(what, ClientState(query_string=self.query, page_name=path))

    def _there(self, kind: str, name: str) -> Shown:
        found = self.page.find(kind, name)
        if found is None:
            raise LookupError(f"there is no {kind} {name!r} on {self.name or 'home'}")
        return found

    async def _touch(self, what: str, widget: Shown, state: WidgetState) -> None:
        trigger = state.WhichOneof("value") == "trigger_value"
        if not trigger:
            self._values[state.id] = state
        await self._ask(what, self._state(widget.fragment, [state] if trigger else []))
