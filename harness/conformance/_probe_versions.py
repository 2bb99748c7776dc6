"""Does each name of a version mean what it is said to mean, and does each version keep to itself?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from harness.conformance._asked import credentials_for, with_credentials, with_version
from harness.conformance._client import SAFE_METHODS, NotSent
from harness.conformance._definitions import counterpart
from harness.conformance._judge import Judge
from harness.conformance._lists import listed
from harness.conformance._probe_http import is_anything_answered
from harness.conformance._samples import samples_of
from harness.conformance._witnesses import with_witness, witnesses
from harness.document import without_parameter_names
from harness.messages import Accepted
from harness.resources import parameters_in, renamed
from harness.versions import date_problem
from harness.vocabulary import parameter_step

if TYPE_CHECKING:
    from typing import Any

    from harness.conformance._asked import AskedVersion
    from harness.conformance._client import Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest
    from harness.resources import Resource

_MALFORMED = ("2025-02-30", "2025-1-1", "latest", "1", "")
_EARLIEST = "1970-01-01"
_FUTURE = "2999-01-01"
# So many operations show which version answers.
_ENOUGH = 6


def names(world: World) -> None:
    """Names that mean a version, no name at all, and names that mean none."""
    if not world.is_last or world.asked.name is None:
        return
    samples = _telling(world)
    if not samples:
        return
    for name in _others(world):
        _means(world, name, samples, "version-resolution", _kind(world, name))
    _means(world, None, samples, "version-default", "default")
    operation, request = samples[0]
    # A path has no place for a name without a sign: that is none at all.
    malformed = [name for name in _MALFORMED if name or world.sent.place != "path"]
    for name in (*malformed, _EARLIEST, *world.names, *_between(world), _FUTURE):
        if world.resolve(name) is None:
            _refused(world, operation, world.send_as(request, name), f"`{name}`", _kind(world, name))
    _doubled(world, operation, request)
    _respelled(world, samples)


def operations(world: World) -> None:
    """Operations of other versions are not there."""
    for day, document in world.documents.items():
        for other in document.operations:
            is_own = any(_same_path(other, own) for own in world.document.operations)
            if other.kind != "operation" or is_own or counterpart(other, world.document) is not None:
                continue
            if other.method not in SAFE_METHODS and not world.client.writes:
                continue
            request = _foreign(world, other)
            if request is None or any(
                _matches(request.path, own.path) and own.method == other.method for own in world.document.operations
            ):
                continue
            exchanged = world.send(request)
            # A redirect may lead to what is of this version, such as a path without its last slash.
            if exchanged.response is not None and exchanged.response.status < 300:
                if is_anything_answered(world):
                    return
                title = f"`{other.name}` is answered with {exchanged.response.status}, and is not of this version"
                why = f"The snapshot of {day} has the operation, and that of {world.asked.snapshot} has not."
                days = tuple(each for each, known in world.documents.items() if counterpart(other, known) is not None)
                world.breach(
                    "version-operation", exchanged, title, why, component="", pointer=other.name, days=days,
                    likeness="foreign",
                )  # fmt: skip


def ends(world: World) -> None:
    """A version that does not end does not say that it does."""
    for header, day in (("sunset", world.asked.sunset), ("deprecation", world.asked.deprecated)):
        operation, request = next(iter(samples_of(world)), (None, None))
        exchanged = world.send(request) if request is not None else None
        if exchanged is None or exchanged.response is None or day is not None:
            continue
        if any(name.lower() == header for name, _ in exchanged.response.headers):
            title = f"`{header.title()}` is sent, and the settings know no such end of the version"
            why = "Clients would leave a version that stays."
            world.breach("sunset-header", exchanged, title, why, operation, component="", pointer=f"no {header}")


def views(world: World) -> None:
    """What only another version can create is shown as this one can show it."""
    for other in world.elsewhere:
        for each in other.resources:
            if each.create is not None:
                _listed(world, other, each)
        readable = {each.create.name: each for each in other.resources if each.create is not None and each.read}
        older, newer = sorted((world.asked.snapshot, other.asked.snapshot))
        for evidence in witnesses(world.documents[older], world.documents[newer]):
            resource = readable.get(evidence.operation.name)
            request = with_witness(other, evidence.operation, evidence.witness) if resource is not None else None
            try:
                made = other.made(resource, request) if resource is not None and request is not None else None
                if resource is not None and made is not None:
                    _viewed(world, resource, made.ids)
            except NotSent:
                continue


def _listed(world: World, other: World, resource: Resource) -> None:
    """What another version creates with all that it knows, read and listed under this one."""
    try:
        made = other.create(resource, full=True)
        if made is None:
            return
        _viewed(world, resource, made.ids)
        listing = counterpart(resource.listing, world.document) if resource.listing is not None else None
        if listing is None or resource.listing is None or listing not in world.operations:
            return
        ids = renamed(made.ids, resource.listing, listing)
        listed(world, listing, ids)
    except NotSent:
        return


def _viewed(world: World, resource: Resource, ids: dict[str, Any]) -> None:
    operation = counterpart(resource.read, world.document) if resource.read is not None else None
    if operation is None or resource.read is None or operation not in world.operations:
        return
    request = world.request(operation, "smallest", ids=renamed(ids, resource.read, operation))
    if request is not None:
        world.ask(operation, request)


def _telling(world: World) -> list[tuple[Operation, HTTPRequest]]:
    """Requests that succeed, those first that differ between snapshots."""
    samples = []
    for operation, request in samples_of(world):
        others = [counterpart(operation, document) for document in world.documents.values()]
        same = all(other is not None and other.responses == operation.responses for other in others)
        exchanged = world.send(request)
        if exchanged.response is not None and exchanged.response.status < 300:
            samples.append((same, operation, request))
    samples.sort(key=lambda sample: sample[0])
    return [(operation, request) for _, operation, request in samples[:_ENOUGH]]


def _others(world: World) -> list[str]:
    """Names that mean a version, beside those that have columns of their own."""
    columns = {asked.snapshot: asked.name for asked in world.versions}
    aliases = [asked.name for asked in world.versions if asked.name and columns[asked.snapshot] != asked.name]
    candidates = [*aliases, *world.names, *_between(world), _FUTURE]
    return [name for name in dict.fromkeys(candidates) if world.resolve(name) is not None]


def _between(world: World) -> list[str]:
    """The days after those of the snapshots."""
    days = [day for day in sorted(world.documents) if date_problem(day) is None]
    following = [str(date.fromisoformat(day) + timedelta(days=1)) for day in days]
    return [day for day in following if day not in world.documents]


def _respelled(world: World, samples: list[tuple[Operation, HTTPRequest]]) -> None:
    """Names of headers have no case (RFC 9110, 5.1)."""
    if world.sent.place != "header" or len(world.documents) < 2:
        return
    oldest = world.versions[0]
    judge = Judge(oldest, world.documents, world.sent, echoes=world.judge.echoes)
    for operation, request in samples:
        own = counterpart(operation, judge.document)
        if own is None or oldest.name is None:
            continue
        proper = world.send_as(request, oldest.name)
        spelled = (world.sent.name.swapcase(), oldest.name)
        rest = [header for header in request.headers if header[0].lower() != world.sent.name.lower()]
        exchanged = world.client.send(request._replace(headers=(*rest, spelled)))
        known = {(finding.check, finding.pointer) for finding in judge.of(own, proper)}
        findings = [each for each in judge.of(own, exchanged) if (each.check, each.pointer) not in known]
        if findings:
            title = f"`{spelled[0]}` is not read as `{world.sent.name}`: {findings[0].title}"
            why = "Names of headers have no case (RFC 9110, 5.1)."
            world.breach("version-resolution", exchanged, title, why, operation, component="", pointer="case")
            return


def _kind(world: World, name: str) -> str:
    if name == "":
        return "empty"
    if name in _MALFORMED:
        return "malformed"
    if name == _EARLIEST:
        return "early"
    if name == _FUTURE:
        return "future"
    if name in world.names and world.resolve(name) is None:
        return "retired"
    return "announced" if name in world.names or any(asked.name == name for asked in world.versions) else "between"


def _means(world: World, name: str | None, samples: list[tuple[Operation, HTTPRequest]], check: str, kind: str) -> None:
    """Whether a name gets what the version that it means gets."""
    meant = world.resolve(name)
    if meant is None or meant.snapshot not in world.documents:
        return
    judge = Judge(meant, world.documents, world.sent, echoes=world.judge.echoes)
    echoes: list[Finding] = []
    is_right = True  # else who gets another version is told the truth by its name
    for operation, request in samples:
        own = counterpart(operation, judge.document)
        if own is None:
            continue
        proper = world.send_as(request, _proper(world, meant))
        # Which version was asked for before is nothing to whoever asks now.
        world.send_as(request, next((each.name for each in world.versions if each.snapshot != meant.snapshot), name))
        exchanged = world.send_as(request, name)
        known = {(finding.check, finding.pointer) for finding in judge.of(own, proper)}
        findings = [finding for finding in judge.of(own, exchanged) if (finding.check, finding.pointer) not in known]
        for finding in [finding for finding in findings if finding.check == "version-echo" and name is not None]:
            findings.remove(finding)
            if finding.pointer == "other" and exchanged.response is not None and exchanged.response.status < 300:
                echoes.append(finding._replace(version=world.asked.label, likeness=""))
        statuses = [each.response.status if each.response else 0 for each in (proper, exchanged)]
        if statuses[0] < 300 <= statuses[1] or findings:
            label = "No version" if name is None else f"Version `{name}`"
            title = f"{label} is not answered as {_proper(world, meant)}"
            detail = f": {findings[0].title}" if findings else f": {statuses[1]} instead of {statuses[0]}"
            why = f"It stands for the snapshot of {meant.snapshot}; a request with that day is answered otherwise."
            world.breach(check, exchanged, title + detail, why, operation, component="", pointer=kind)
            is_right = False
    for finding in echoes if is_right else ():
        world.report(finding)


def _proper(world: World, meant: AskedVersion) -> str | None:
    """The name of the column of a snapshot."""
    return next((asked.name for asked in reversed(world.versions) if asked.snapshot == meant.snapshot), meant.snapshot)


def _refused(world: World, operation: Operation, exchanged: Exchanged, name: str, kind: str) -> None:
    if exchanged.response is not None and not 400 <= exchanged.response.status < 500:
        title = f"Version {name} is answered with {exchanged.response.status}"
        why = "No snapshot answers to that name, so that a client would not get what it asked for."
        world.breach(
            "version-refused", exchanged, title, why, operation, component="", pointer=kind, likeness="any name"
        )


def _doubled(world: World, operation: Operation, request: HTTPRequest) -> None:
    named = sorted({asked.name for asked in world.versions if asked.name})
    if world.sent.place != "header" or len(named) < 2:
        return
    first = with_version(request, world.sent, named[0])
    both = first._replace(headers=(*first.headers, (world.sent.name, named[-1])))
    _refused(world, operation, world.client.send(both), f"`{named[0]}` beside `{named[-1]}`", "doubled")


def _same_path(other: Operation, own: Operation) -> bool:
    same = without_parameter_names(other.path) == without_parameter_names(own.path)
    return same and other.method == own.method


def _matches(path: str, template: str) -> bool:
    pieces, own = path.split("/"), template.split("/")
    return len(pieces) == len(own) and all(
        "{" in part or part == piece for piece, part in zip(pieces, own, strict=True)
    )


def _foreign(world: World, other: Operation) -> HTTPRequest | None:
    """A request of another version, for things that are there."""
    exchange = world.judge.exchange(other)
    request = exchange.request("smallest")
    read = exchange.accept_request(request) if request is not None else None
    if not isinstance(read, Accepted):
        return None
    values = dict(read.values)
    for prefix, name in parameters_in(other.path):
        ids = world.known(prefix, name)
        if ids is None:
            return None
        values[(parameter_step("path", name),)] = ids.get(name)
    request = exchange.request_of(values, read.media_type)
    return with_credentials(request, credentials_for(other, world.identity) or ())
