"""One breach, as it was seen: what was asked, what came, and which promise that breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged


class Finding(NamedTuple):
    """One breach, seen once.

    Attributes:
        check: the id of an oracle.
        version: the label of the version that was asked for.
        operation: its name, empty where it is no single one.
        component: of the definition that is not kept: `components/schemas/Pet`, `paths/~1pets/get`; empty for the API.
        pointer: RFC 6901, from there to what is not kept.
        title: a sentence; names stand in backticks.
        why: one or two sentences more.
        exchanged: the request that shows it.
        at: the path to what fails in a JSON body; None where it is not the body.
        contract: the pointer in the snapshot; None where no line of it says it.
        likeness: what findings share that may have one cause.
        days: the snapshots by which the server would be right.
        who: the identity whose credentials were taken out of the request; None while they are there, or nobody's.
        task: the number of the task, whose identities are its own where they are made up.
        excused: the check that it would be of if no other snapshot allowed it; empty where that changes nothing.
        is_of_schema: whether what is alike is a schema, which may be written out more than once.
        is_allowed: whether the snapshot allows the request.
    """

    check: str
    version: str
    operation: str
    component: str
    pointer: str
    title: str
    why: str
    exchanged: Exchanged
    at: tuple[str | int, ...] | None = None
    contract: tuple[str | int, ...] | None = None
    likeness: str = ""
    days: tuple[str, ...] = ()
    who: str | None = None
    task: int = 0
    excused: str = ""
    is_of_schema: bool = False
    is_allowed: bool = True
