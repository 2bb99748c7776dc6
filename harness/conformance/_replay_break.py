"""A break between two snapshots, at a server that serves both: is it made there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._client import ServerAway
from harness.conformance._definitions import counterpart
from harness.conformance._limits import SAFE_METHODS, NotSent
from harness.conformance._task import Tally
from harness.conformance._witnesses import is_sendable, takes, with_witness
from harness.conformance._worlds import world_of
from harness.messages import Refusal

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged
    from harness.conformance._replay import Replayed
    from harness.conformance._task import Target
    from harness.conformance._world import World
    from harness.document import Document, Operation
    from harness.messages import Witness

# What says that there is no such operation.
_ABSENT = frozenset({404, 405, 410, 501})


def replay_break(witness: Witness, target: Target, old: str, new: str) -> Replayed:
    """Whether a server makes a break: what shows it is sent under the version of the old snapshot, and of the new one.

    Args:
        witness: what shows it.
        target: what to ask now.
        old: the day of the old snapshot.
        new: that of the new one.

    Returns:
        "still" where it makes it, and "gone" where the new version takes what the old one does.
    """
    asked = {version.snapshot: version for version in target.asked}
    if old not in asked or new not in asked or witness.place[0].kind == "credentials":
        return "unknown"
    world, client = world_of(target, asked[old], Tally(lambda _: None))
    try:
        other = next(each for each in world.elsewhere if each.asked.snapshot == new)
        return _shown(witness, world, other)
    except ServerAway:
        return "no answer"
    except NotSent:
        return "unknown"
    finally:
        client.close()


def _shown(witness: Witness, world: World, other: World) -> Replayed:
    operation = _operation(witness.operation, world.document, other.document)
    if operation is None or (operation.method not in SAFE_METHODS and not world.client.writes):
        return "unknown"
    sendable = is_sendable(witness)
    request = with_witness(world, operation, witness) if sendable else world.request(operation, "smallest")
    if request is None:
        return "unknown" if world.answered else "no answer"
    exchanged = world.sent_by(operation, request)
    theirs = other.send(exchanged.request)
    if exchanged.response is None or theirs.response is None:
        return "no answer"
    known = counterpart(operation, other.document)
    if known is not None:
        other.seen(known, theirs)
    return (
        _of_request(exchanged, theirs, there=known is not None) if sendable else _of_response(world, operation, theirs)
    )


def _operation(name: str, old: Document, new: Document) -> Operation | None:
    """The operation of the old snapshot, whichever of both names it."""
    own = next((each for each in old.operations if each.name == name), None)
    theirs = next((each for each in new.operations if each.name == name), None)
    return own if own is not None or theirs is None else counterpart(theirs, old)


def _of_request(exchanged: Exchanged, theirs: Exchanged, *, there: bool) -> Replayed:
    if takes(exchanged) is not True or theirs.response is None:
        return "unknown"
    if takes(theirs) is True:
        return "gone"
    is_absent = not there and theirs.response.status in _ABSENT
    return "still" if is_absent or takes(theirs) is False else "unknown"


def _of_response(world: World, operation: Operation, theirs: Exchanged) -> Replayed:
    """What an answer does not show may be shown by another one."""
    if theirs.response is None or takes(theirs) is not True:
        return "unknown"
    read = world.judge.exchange(operation).accept_response(theirs.response)
    return "still" if isinstance(read, Refusal) else "unknown"
