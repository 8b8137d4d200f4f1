"""The websocket between a browser and a Streamlit app, as in Streamlit 1.67: the handshake and the messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol


class Wire:
    """One connection. Large messages are kept, as the browser keeps them: the server sends their hash from then on."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._kept: dict[str, ForwardMsg] = {}

    @classmethod
    async def to(cls, port: int, cookies: Mapping[str, str], session: str = "") -> Wire:
        """Connect to the app on this port of this machine; with a session's id to that session again."""
        here = f"127.0.0.1:{port}"
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        token = cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")
        return cls(
            await connect(
                f"ws://{here}/_stcore/stream",
                origin=Origin(f"http://{here}"),
                subprotocols=[Subprotocol(part) for part in ("streamlit", token, session) if part],
                additional_headers={"Cookie": jar} if jar else None,
                compression=None,
                proxy=None,
                max_size=None,
                open_timeout=60,
                ping_interval=None,
            )
        )

    async def say(self, state: ClientState) -> None:
        """Ask for a run of the script, or of a fragment."""
        state.cached_message_hashes.extend(self._kept)
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    async def messages(self) -> AsyncIterator[ForwardMsg]:
        """What the server sends, until the connection ends."""
        try:
            async for data in self._socket:
                assert isinstance(data, bytes)
                yield self._whole(ForwardMsg.FromString(data))
        except ConnectionClosed:
            return

    async def close(self) -> None:
        await self._socket.close()

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        if message.WhichOneof("type") == "ref_hash":
            known = ForwardMsg()
            known.CopyFrom(self._kept[message.ref_hash])
            known.metadata.CopyFrom(message.metadata)
            return known
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message
