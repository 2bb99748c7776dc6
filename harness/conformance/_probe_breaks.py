"""Does the server make the breaks that the snapshots tell of, and no sooner than they do? Both dates are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._client import NotSent
from harness.conformance._definitions import counterpart
from harness.conformance._fresh import renewed
from harness.conformance._probe_facts import facts
from harness.conformance._probe_invalid import invalid
from harness.conformance._refusal_words import words_of
from harness.conformance._witnesses import takes, with_witness, witnesses
from harness.messages import Accepted, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.conformance._client import Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._witnesses import Shown
    from harness.conformance._world import World
    from harness.document import Operation

# What one version says of a request alone, and what both together make of it.
_BREAKS = {"invalid-accepted": "break-made", "valid-refused": "break-early"}
_CONTROL = 1  # the seed of a request like the one that is sent


def differences(world: World) -> None:
    """Requests that only one of two neighbours takes are taken and refused as this version says."""
    facts(world)
    invalid(world)
    others = {other.asked.snapshot: other for other in world.elsewhere}
    names = {operation.name for operation in world.operations}
    for day in _neighbours(world):
        older, newer = sorted((world.asked.snapshot, day))
        for evidence in witnesses(world.documents[older], world.documents[newer]):
            operation = counterpart(evidence.operation, world.document)
            if operation is not None and operation.name in names:
                try:
                    _ask(world, others[day], operation, evidence)
                except NotSent:
                    continue


def _neighbours(world: World) -> Iterator[str]:
    days = sorted(world.documents)
    place = days.index(world.asked.snapshot)
    yield from days[max(place - 1, 0) : place] + days[place + 1 : place + 2]


def _ask(world: World, other: World, operation: Operation, evidence: Shown) -> None:
    request = with_witness(world, operation, evidence.witness)
    if request is None:
        return
    exchanged = renewed(world, operation, world.sent_by(operation, request))
    read = world.judge.exchange(operation).accept_request(request)
    reason = words_of(read) if isinstance(read, Refusal) else ""
    is_same = evidence.narrows and takes(exchanged) is takes(_under(other, operation, exchanged)) is not None

    def revised(finding: Finding) -> Finding:
        return _of_both(finding, other, reason) if is_same and finding.check in _BREAKS else finding

    world.judged(operation, exchanged, revised=revised)
    if (
        is_same
        and takes(exchanged) is False
        and isinstance(read, Accepted)
        and _is_to_blame(world, operation, exchanged)
    ):
        status = exchanged.response.status if exchanged.response is not None else 0
        world.report(_of_both(world.judge.refused_though_allowed(operation, exchanged, status), other, reason))


def _under(other: World, operation: Operation, exchanged: Exchanged) -> Exchanged:
    """The same request under another version."""
    theirs = other.send(exchanged.request)
    known = counterpart(operation, other.document)
    if known is None:
        return theirs
    other.seen(known, theirs)
    return renewed(other, known, theirs)


def _is_to_blame(world: World, operation: Operation, exchanged: Exchanged) -> bool:
    """Whether nobody has said that an allowed request is refused, and one like it without that value is taken."""
    if any(finding.check in _BREAKS for finding in world.judge.of(operation, exchanged)):
        return False
    control = world.request(operation, "smallest", seed=_CONTROL)
    return control is not None and takes(world.ask(operation, control)) is True


def _of_both(finding: Finding, other: World, reason: str) -> Finding:
    """What one version says alone, as a break that both together do not make; and why that does not allow it."""
    check, day = _BREAKS[finding.check], other.asked.snapshot
    if check == "break-made":
        title = f"A request that only {day} allows is taken as before: {reason}"
        why = f"The snapshot of {finding.version} breaks what that of {day} allows, and the server does not."
    else:
        title = f"A request that only {day} breaks is refused already"
        why = f"The snapshot of {finding.version} allows the request still, and the server does not."
    return finding._replace(check=check, title=title, why=why)
