"""From findings to causes: what one mistake of a server makes in many operations and versions is one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._model import ContractPlace, Failure, Hit, failure_id
from harness.conformance._recorded import recorded_answer, recorded_request
from harness.conformance._task import key_of
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from harness.conformance._finding import Finding
    from harness.conformance._model import Verdict
    from harness.conformance._task import Outcome
    from harness.document import Document

    _Groups = dict[tuple[str, str, str], list[tuple[Finding, int]]]

# What looks alike in so many places has one cause.
_MANY = 3
_ALIKE = 2
# What breaks so many keywords of one definition does not look at it.
_UNCHECKED = 4
_OF_SCHEMAS = ("invalid-accepted", "response-schema")
# What is called a leak where another snapshot allows it.
_EXCUSED = ("status-code", "content-type", "headers", "response-schema")
# What a break that is made amiss is, seen without the other version.
_BREAKS = {"break-made": "invalid-accepted", "break-early": "valid-refused"}
# What names of versions come to, and what only comparisons of versions show.
_NAMES = ("version-echo", "version-refused", "version-resolution", "version-default", "version-differential")


class Cause(NamedTuple):
    """Findings that have one cause.

    Attributes:
        key: check, component and pointer.
        findings: each with how many exchanges showed it; the first is the one to show.
    """

    key: tuple[str, str, str]
    findings: tuple[tuple[Finding, int], ...]


def causes(outcomes: Iterable[Outcome]) -> list[Cause]:
    """The causes of all that was found."""
    counted: list[tuple[Finding, int]] = []
    for outcome in outcomes:
        hits = outcome.seen.hits if outcome.seen is not None else {}
        counted += [(finding, max(hits.get(key_of(finding), 1), 1)) for finding in outcome.findings]
    counted = _plainly(_without_excuses(counted))
    whole = _answered_as(counted)
    groups: dict[tuple[str, str, str], list[tuple[Finding, int]]] = {}
    for finding, count in counted:
        meant = {day: whole[finding.version, day] for day in finding.days if (finding.version, day) in whole}
        day = max(meant, key=lambda day: (meant[day], day), default=None)
        if whole and finding.check in _NAMES and finding.pointer != "missing":
            # Who ignores names answers all of them alike.
            day = max(day for _, day in whole)
        key = ("version-leak", "", f"as {day}") if day else (finding.check, finding.component, finding.pointer)
        groups.setdefault(key, []).append((finding, count))
    groups = _unchecked_as_one(groups)
    alike: dict[tuple[str, str, bool], set[tuple[str, str, str]]] = {}
    for key, group in groups.items():
        for finding, _ in group:
            if finding.likeness:
                alike.setdefault((key[0], finding.likeness, finding.is_of_schema), set()).add(key)
    merged: dict[tuple[str, str, str], list[tuple[Finding, int]]] = {}
    for key, group in groups.items():
        likenesses = [
            likeness
            for (_, likeness, of_schema), keys in alike.items()
            if key in keys and _are_one(keys, of_schema=of_schema)
        ]
        target = (key[0], "", min(likenesses)) if likenesses else key
        merged.setdefault(target, []).extend(group)
    return [Cause(key, tuple(sorted(group, key=_weight))) for key, group in merged.items()]


def _unchecked_as_one(groups: _Groups) -> _Groups:
    """Groups, with those that break so much of one definition put together: nobody holds anything to it."""
    pointers: dict[tuple[str, str], set[str]] = {}
    for check, component, pointer in groups:
        if check in _OF_SCHEMAS and component:
            pointers.setdefault((check, component), set()).add(pointer)
    merged: _Groups = {}
    for (check, component, pointer), group in groups.items():
        is_unchecked = len(pointers.get((check, component), ())) >= _UNCHECKED
        merged.setdefault((check, component, "" if is_unchecked else pointer), []).extend(group)
    return merged


def _are_one(keys: set[tuple[str, str, str]], *, of_schema: bool) -> bool:
    """Whether what is alike has one cause: so much is, or the same schema is written out more than once."""
    is_written_out = of_schema and any(component.startswith("paths/") for _, component, _ in keys)
    return len(keys) >= (_ALIKE if is_written_out else _MANY)


def _without_excuses(counted: list[tuple[Finding, int]]) -> list[tuple[Finding, int]]:
    """What another snapshot would allow in some places, and none in others, has nothing to do with versions."""
    plain = [finding for finding, _ in counted if finding.check != "version-leak"]
    likenesses = {finding.likeness for finding in plain if finding.likeness}
    places = {(finding.component, finding.pointer): finding.check for finding in plain if finding.component}

    def checked(finding: Finding) -> Finding:
        check = places.get((finding.component, finding.pointer))
        if finding.excused and finding.likeness in likenesses:
            check = finding.excused
        is_leak = finding.check == "version-leak" and check in _EXCUSED
        return finding._replace(check=check, days=()) if is_leak and check is not None else finding

    return [(checked(finding), count) for finding, count in counted]


def _plainly(counted: list[tuple[Finding, int]]) -> list[tuple[Finding, int]]:
    """What goes wrong with other requests of the same version too is more than a break that is made amiss."""
    plain = {(finding.check, finding.version, finding.component, finding.pointer) for finding, _ in counted}

    def checked(finding: Finding) -> Finding:
        check = _BREAKS.get(finding.check, finding.check)
        is_more = (check, finding.version, finding.component, finding.pointer) in plain
        return finding._replace(check=check) if is_more else finding

    return [(checked(finding), count) for finding, count in counted]


def _answered_as(counted: Iterable[tuple[Finding, int]]) -> dict[tuple[str, str], int]:
    """The versions that are answered as if another day had been asked for, each with that day, and how much says so."""
    signs: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for finding, _ in counted:
        for day in finding.days:
            sign = finding.check, finding.component, finding.pointer
            signs.setdefault((finding.version, day), set()).add(sign)
    return {
        pair: len(own) for pair, own in signs.items() if len(own) >= _MANY and len({check for check, _, _ in own}) > 1
    }


def with_smallest(all_causes: Iterable[Cause], shrunk: Callable[[str, Finding], Finding | None]) -> list[Cause]:
    """The causes, each with the smallest request that shows it.

    Args:
        all_causes: of what was found.
        shrunk: by the id of an entry and its finding, the same with a smaller request; None for the same.
    """
    smallest = []
    for cause in all_causes:
        (finding, count), *others = cause.findings
        smallest.append(cause._replace(findings=((shrunk(id_of(cause), finding) or finding, count), *others)))
    return smallest


def id_of(cause: Cause) -> str:
    """What a report calls it."""
    check, component, pointer = cause.key
    return failure_id(check, component, pointer and f"/{pointer}")


def failures(
    all_causes: Iterable[Cause],
    cases: Mapping[tuple[str, str], int],
    documents: Mapping[str, Document],
    base_url: str,
    versions: Sequence[str],
    secrets: tuple[str, ...],
    verdicts: Callable[[str, Finding], tuple[Verdict, ...]],
) -> tuple[Failure, ...]:
    """The entries of a report.

    Args:
        all_causes: of what was found.
        cases: how many there were, by operation and version.
        documents: of the versions, by their labels.
        base_url: of the server.
        versions: the labels, in their order.
        secrets: values that must not be seen.
        verdicts: by the id of an entry and its finding, how the request fares under the versions.
    """
    entries = []
    for cause in all_causes:
        failure = _failure(cause, cases, documents, base_url, versions, secrets)
        entries.append(failure._replace(verdicts=verdicts(failure.id, cause.findings[0][0])))
    return tuple(entries)


def _failure(
    cause: Cause,
    cases: Mapping[tuple[str, str], int],
    documents: Mapping[str, Document],
    base_url: str,
    versions: Sequence[str],
    secrets: tuple[str, ...],
) -> Failure:
    first = cause.findings[0][0]
    check, component, pointer = cause.key
    request, response = first.exchanged.request, first.exchanged.response
    counts: dict[str, int] = {}
    for finding, count in cause.findings:
        counts[finding.version] = counts.get(finding.version, 0) + count
    operations = dict.fromkeys(finding.operation for finding, _ in cause.findings if finding.operation)
    hits = [
        Hit(version, counts[version], max(counts[version], sum(cases.get((name, version), 0) for name in operations)))
        for version in versions
        if version in counts
    ]
    url = f"{base_url}{request.path}{'?' if request.query else ''}{request.query}"
    return Failure(
        id=id_of(cause),
        operations=tuple(operations),
        check=check,
        component=component,
        pointer=pointer and f"/{pointer}",
        title=first.title,
        why=first.why,
        hits=tuple(hits),
        request=recorded_request(request.method, url, request.headers, request.body or None, secrets=secrets),
        answer=None
        if response is None
        else recorded_answer(
            response.status,
            first.exchanged.phrase,
            response.headers,
            response.body,
            at=first.at,
            secrets=secrets,
            milliseconds=round(first.exchanged.seconds * 1000),
        ),
        contract=_contract(first, documents.get(first.version)),
    )


def _contract(finding: Finding, document: Document | None) -> ContractPlace | None:
    if document is None or finding.contract is None:
        return None
    from harness.document import format_pointer

    pointer = tuple(str(step) for step in finding.contract)
    return ContractPlace(document.file.name, document.position(pointer).line, format_pointer(pointer), ())


def _weight(counted: tuple[Finding, int]) -> tuple[bool, int, int]:
    """What is allowed first, and of that the smallest request: it shows best that nothing else is amiss."""
    request = counted[0].exchanged.request
    size = len(request.path) + len(request.query) + len(request.body)
    return not counted[0].is_allowed, size, len(request.headers)
