"""What is on a tab's screen: the elements that the server has sent and not taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Delta_pb2 import Delta

Path = tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """An element: its kind ("button"), its message, and the fragment and the run that drew it."""

    kind: str
    proto: Any
    fragment: str
    run: str

    @property
    def key(self) -> str:
        """The key that the script gave to a widget; it is the end of the widget's id."""
        return str(getattr(self.proto, "id", "")).partition("-")[2].partition("-")[2]


class Page:
    """Elements by their place in the tree."""

    def __init__(self) -> None:
        self._shown: dict[Path, Shown] = {}

    def put(self, path: Path, delta: Delta, run: str) -> None:
        """Draw an element or a block. What stood in an element's place goes; a block keeps what stands in it."""
        if delta.WhichOneof("type") == "new_element":
            for inner in [place for place in self._shown if len(place) > len(path) and place[: len(path)] == path]:
                del self._shown[inner]
            element = delta.new_element
        elif delta.WhichOneof("type") == "add_block":
            element = delta.add_block
        else:
            return
        kind = element.WhichOneof("type") or ""
        self._shown[path] = Shown(kind, getattr(element, kind, element), delta.fragment_id, run)

    def clear_stale(self, run: str, fragments: Collection[str]) -> None:
        """A run is over: what it could have drawn and did not draw goes. No fragments: it was the whole script."""
        stale = [
            path
            for path, each in self._shown.items()
            if each.run != run and (not fragments or each.fragment in fragments)
        ]
        for path in stale:
            del self._shown[path]

    def all(self, kind: str) -> Iterator[Shown]:
        """The elements of a kind, from top to bottom."""
        return (self._shown[path] for path in sorted(self._shown) if self._shown[path].kind == kind)

    def find(self, kind: str, name: str) -> Shown | None:
        """The first element of a kind with this key or label."""
        return next((each for each in self.all(kind) if name in (each.key, each.proto.label)), None)

    def widgets(self) -> set[str]:
        """The ids of all that can be worked with."""
        return {each.proto.id for each in self._shown.values() if getattr(each.proto, "id", "")}

    def errors(self) -> list[str]:
        """What a person would call an error: exceptions, and red boxes."""
        red = (each.proto for each in self.all("alert") if each.proto.format == Alert.Format.ERROR)
        return [*(each.proto.message for each in self.all("exception")), *(alert.body for alert in red)]
