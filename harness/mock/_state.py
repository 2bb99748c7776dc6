"""Where state plugs in: whoever remembers what clients have created is asked first for the answer of an operation.

`App` is given an object with the method of `State`, or none. It is asked once a request has passed: its version is
resolved, its path found, its credentials seen, all its parts read, the media type of the answer agreed on. What it
leaves alone (None) is answered by the document. An `Outcome` with a reason becomes the declared error of its status;
one with a value is written as the declared response of its status, with all declared headers that it does not bring
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from harness.messages import NO_VALUE
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable, Mapping

    from harness.messages import Path
    from harness.mock._answers import Plan
    from harness.mock._http import RawHeader, Request
    from harness.mock._operation import ServedOperation
    from harness.mock._service import Service


class Call(NamedTuple):
    """One request that has passed.

    Attributes:
        api: the name of the API.
        date: of the snapshot that answers; empty for a document that is no snapshot.
        operation: that is called.
        request: as it was sent.
        values: of its parts, by their places; parts that were not sent are not there.
        places: the values of the parameters in the path by their names.
        tenant: whose data it is about: a credential, empty for nobody's.
        plan: of the answer: status, media type.
    """

    api: str
    date: str
    operation: ServedOperation
    request: Request
    values: Mapping[Path, Any]
    places: Mapping[str, Any]
    tenant: str
    plan: Plan

    def queries(self) -> dict[str, Any]:
        """The values of the query by name."""
        return {place[-1].name: value for place, value in self.values.items() if place[-1].kind == "query parameter"}


class Outcome(NamedTuple):
    """What state answers.

    Attributes:
        status: None for that of the plan.
        value: of the body; `NO_VALUE` for none.
        headers: in place of those that are declared by their names.
        reason: of a refusal, which is said in the declared error of the status; empty for an answer.
        pieces: of a body that is sent piece by piece, in place of the value.
    """

    status: int | None = None
    value: Any = NO_VALUE
    headers: tuple[RawHeader, ...] = ()
    reason: str = ""
    pieces: AsyncIterable[bytes] | None = None


class State(Protocol):
    """Remembers what clients have created."""

    def answer(self, call: Call) -> Outcome | None:
        """The answer to a call; None to leave it to the document."""

    def serve(self, services: Iterable[Service]) -> None:
        """Answer for other documents; what is stored stays."""

    def explained(self, api: str) -> str:
        """What is stored of an API, and why."""
