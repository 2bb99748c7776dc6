"""Clauses on parts of documents that go: how long they were deprecated, and how responses say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from harness.gate._lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.document import Document, Node, Operation
    from harness.gate._case import Case
    from harness.gate._model import GateFinding, Transition
    from harness.verdict import Break

_FORMATS: Final = {
    "rfc9745": (re.compile(r"@-?[0-9]+"), "of the form @1688169599"),
    "http-date": (re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"), "an HTTP date"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "of the form YYYY-MM-DD"),
}
PARTS: Final = ("operation", "parameter", "property", "header", "media type", "response")
"""What of a document clients can be told of before it goes."""


def on_parts(case: Case) -> Iterator[GateFinding]:
    """What is to be said of what goes and of what is to go."""
    for transition in case.transitions:
        if transition.step.free:
            continue
        if case.promise.notice_element is not None:
            yield from _notices(case, transition)
        if case.promise.headers or case.promise.deprecation_format:
            yield from _headers(case, transition)


def was_announced(case: Case, transition: Transition, broken: Break) -> bool:
    """Whether all that a break is about is what was deprecated, long enough where that is promised."""
    return all(_is_removal(change) and _shortfall(case, transition, change) is None for change in broken.changes)


def _notices(case: Case, transition: Transition) -> Iterator[GateFinding]:
    step = transition.step
    for change in transition.diff.changes:
        if not _is_removal(change):
            continue
        shortfall = _shortfall(case, transition, change)
        if shortfall is not None:
            name = change.operations[0] if change.operations else str(change.old)
            message = f"a {change.subject} of `{name}` goes that {shortfall}"
            if change.subject == "operation":
                message = f"`{name}` goes, which {shortfall}"
            facts = {"version": step.version, "snapshot": step.new, "already": step.already}
            yield from case.finding("part-notice-too-short", message, **facts)


def _is_removal(change: Change) -> bool:
    return change.aspect == "presence" and change.new_node is None and change.subject in PARTS


def _shortfall(case: Case, transition: Transition, change: Change) -> str | None:
    """What is wrong with the notice of what goes, None where it is long enough."""
    if not _is_deprecated(change.old_node):
        return "was never deprecated"
    since = transition.step.old.date
    assert change.old_node is not None
    for snapshot in _earlier(case, transition):
        if not _is_deprecated(case.document(snapshot).file.at(change.old_node.pointer)):
            break
        since = snapshot.date
    notice = case.promise.notice_element
    if notice is not None and notice.after(since) > transition.step.new.date:
        return f"was deprecated on {since}, less than {notice.text} before"
    return None


def _earlier(case: Case, transition: Transition) -> list[Any]:
    """The snapshots before the old one, the newest first."""
    snapshots = [each for line in lines_of(case.sides.work) if not line.free for each in line.snapshots]
    earlier = [each for each in snapshots if each.date < transition.step.old.date]
    return sorted(earlier, key=lambda each: each.date, reverse=True)


def _is_deprecated(node: Node | None) -> bool:
    value = None if node is None else node.value
    return isinstance(value, dict) and value.get("deprecated") is True


def _headers(case: Case, transition: Transition) -> Iterator[GateFinding]:
    step = transition.step
    known = {operation.name for operation in transition.diff.old.operations if _is_deprecated(operation.node)}
    for operation in transition.diff.new.operations:
        if not _is_deprecated(operation.node):
            continue
        facts = {
            "version": step.version,
            "snapshot": step.new,
            "already": step.already or operation.name in known,
        }
        headers = _declared(transition.diff.new, operation)
        missing = [name for name in case.promise.headers if name.lower() not in headers]
        if missing:
            message = f"`{operation.name}` is deprecated, and no response of success has `{'`, `'.join(missing)}`"
            yield from case.finding("deprecation-headers-missing", message, **facts)
        if case.promise.deprecation_format is not None:
            pattern, form = _FORMATS[case.promise.deprecation_format]
            wrong = [each for each in _examples(headers.get("deprecation")) if not pattern.fullmatch(each)]
            for example in wrong:
                message = f"`{example[:60]}`, an example of `Deprecation` of `{operation.name}`, is not {form}"
                yield from case.finding("deprecation-header-format", message, **facts)


def _declared(document: Document, operation: Operation) -> dict[str, Node]:
    """The headers of its responses of success, by their names in small letters."""
    headers: dict[str, Node] = {}
    for status, response in operation.responses.items():
        table = response.child("headers") if status[:1] == "2" else None
        for name, node in table.members() if table is not None else ():
            target = document.resolve(node)
            if target is not None:
                headers[name.lower()] = target
    return headers


def _examples(header: Node | None) -> list[str]:
    value = None if header is None else header.value
    if not isinstance(value, dict):
        return []
    schema = value.get("schema") if isinstance(value.get("schema"), dict) else {}
    named = value.get("examples")
    values = [value.get("example"), schema.get("example") if isinstance(schema, dict) else None]
    if isinstance(named, dict):
        values += [each.get("value") for each in named.values() if isinstance(each, dict)]
    return [str(each) for each in values if each is not None]
