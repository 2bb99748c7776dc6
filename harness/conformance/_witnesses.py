"""What shows the breaks between two snapshots: requests for what is there, with a value that only one of them takes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harness.messages import Accepted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest, Witness

# Not there, taken already, for somebody else, or too often: that says nothing of what was sent.
_BY_CHANCE = frozenset({401, 403, 404, 409, 410, 429})


class Shown(NamedTuple):
    """What shows a change of requests.

    Attributes:
        operation: of the document that does not take it.
        narrows: whether the newer document is that one, so that the change is a break.
    """

    operation: Operation
    witness: Witness
    narrows: bool


@lru_cache(maxsize=16)
def witnesses(older: Document, newer: Document) -> tuple[Shown, ...]:
    """What shows the changes of requests between two documents, in both directions."""
    return tuple(_witnesses(older, newer))


def _witnesses(older: Document, newer: Document) -> Iterator[Shown]:
    from harness.session import diff

    for old, new in ((older, newer), (newer, older)):
        names = {operation.name: operation for operation in new.operations}
        for finding in diff(old, new).contract.findings:
            witness = finding.witness
            if witness is not None and is_sendable(witness) and witness.operation in names:
                yield Shown(names[witness.operation], witness, new is newer)


def is_sendable(witness: Witness) -> bool:
    """Whether a request can show it; who may ask has checks of its own."""
    return witness.direction == "request" and witness.place[0].kind not in ("response", "credentials")


def with_witness(
    world: World, operation: Operation, witness: Witness, *, seed: int | None = None
) -> HTTPRequest | None:
    """A request for what is there, with what a witness shows in it; None where none can be made.

    Args:
        world: whose version is asked.
        operation: of that version.
        witness: of a change.
        seed: decides all other values, where they are not to be the smallest.
    """
    exchange = world.judge.exchange(operation)
    request = world.request(operation, "smallest", seed=seed)
    read = exchange.accept_request(request) if request is not None else None
    if not isinstance(read, Accepted):
        return None
    values = dict(read.values)
    values.pop(witness.place, None)
    if not witness.absent:
        values[witness.place] = witness.value
    return exchange.request_of(values, read.media_type)


def takes(exchanged: Exchanged) -> bool | None:
    """Whether a server takes a request for what it says; None where the answer does not tell."""
    status = exchanged.response.status if exchanged.response is not None else 0
    if 200 <= status < 300:
        return True
    return False if 400 <= status < 500 and status not in _BY_CHANCE else None
