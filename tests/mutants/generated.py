"""Mutants of a dated API, made from what differs between two snapshots: one version answers as the other would.

Each is the document of one version with a single fact of another one in its place. A mock of that document is a server
that gets one thing of one version wrong, and the snapshots that were not touched say so.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.session import diff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Change
    from harness.document import Document, Node

# What requests can show, and the checks that are to see it.
_REQUESTS = frozenset({"valid-refused", "invalid-accepted", "break-made", "break-early", "status-code"})
_RESPONSES = frozenset({"version-leak", "response-schema", "status-code", "content-type", "headers"})
_SECURITY = frozenset({"security-required", "security-alternative", "security-unknown", "valid-refused"})
_OPERATIONS = frozenset({"version-operation", "valid-refused", "method-not-allowed"})


class Mutant(NamedTuple):
    """A document that gets one fact wrong.

    Attributes:
        name: of the fact, and which version has it.
        day: the version that is served by the document.
        content: of the document.
        operations: the names of those that the fact concerns.
        checks: those that are to see it.
    """

    name: str
    day: str
    content: dict[str, Any]
    operations: tuple[str, ...]
    checks: frozenset[str]


def mutants(old: Document, new: Document, days: tuple[str, str]) -> Iterator[Mutant]:
    """All mutants of two versions: facts of the new one under the old day, and of the old one under the new."""
    for group in _groups(diff(old, new).comparison.changes):
        for number, document in enumerate((old, new)):
            sides = [_sides(change, swapped=bool(number)) for change in group]
            content = _with_facts(document, (new, old)[number], group, sides)
            checks = _checks(group[0])
            names = {each.name for each in document.operations} if group[0].subject != "operation" else None
            own = tuple(name for change in group for name in change.operations if names is None or name in names)
            if content is None or not own or not _can_show(group, widened=not number):
                continue
            if not _lets_in_the_same(group[0], document.content, content):
                near = [each.name for each in document.operations if each.method == "GET"][:1]
                title = " ".join(str(step) for step in (_pointer(group[0]) or ()))
                yield Mutant(
                    f"{days[number]}: {group[0].subject} {group[0].aspect} {title}", days[number], content,
                    tuple(dict.fromkeys([*own, *(near if names is None else ())])), checks,
                )  # fmt: skip


def _groups(changes: tuple[Change, ...]) -> Iterator[list[Change]]:
    """Changes that are one fact: a property, and whether it is required."""
    groups: dict[Any, list[Change]] = {}
    for change in changes:
        if change.effect != "annotated" and change.operations and change.direction != "none" and not _is_mute(change):
            own = change.trail[-1] if change.subject == "property" else change.id
            groups.setdefault((change.old_owner.pointer, change.new_owner.pointer, own), []).append(change)
    yield from groups.values()


def _is_mute(change: Change) -> bool:
    """Whether no mock shows it: which of several successes it answers, parameters of paths, and that of the version."""
    node = change.new_node or change.old_node
    document = change.new_owner.file if change.new_node else change.old_owner.file
    if change.subject == "parameter" and node is not None:
        value = node.value if isinstance(node.value, dict) else {}
        name = str(value.get("$ref", "")).rpartition("/")[2]
        target = document.content["components"]["parameters"].get(name, value) if name else value
        schema = target.get("schema", {})
        is_text = schema.get("type") == "string" and not set(schema) & {"enum", "pattern", "maxLength", "minLength"}
        return target.get("in") in ("path", "header") or (change.aspect == "presence" and is_text)
    return change.subject == "response"


def _checks(change: Change) -> frozenset[str]:
    if change.subject == "security":
        return _SECURITY
    if change.subject == "operation":
        return _OPERATIONS
    if change.direction == "both":
        return _REQUESTS | _RESPONSES
    return _RESPONSES if change.direction == "response" else _REQUESTS


def _can_show(group: list[Change], *, widened: bool) -> bool:
    """Whether anything can show it: answers that keep to less than is allowed do not, but for what another day has."""
    if group[0].direction != "response":
        return True
    came = any(change.aspect == "presence" and (change.new_node if widened else change.old_node) for change in group)
    effects = {change.effect for change in group if change.aspect not in ("presence", "additionalProperties")}
    wider = effects & ({"widened", "changed"} if widened else {"narrowed", "changed"})
    return came or bool(wider)


def _lets_in_the_same(change: Change, own: dict[str, Any], mutated: dict[str, Any]) -> bool:
    """Whether other alternatives of security let in the same: one that holds another adds nothing."""
    place = (change.old_node or change.new_node or change.old_owner).pointer[:-1]
    return change.subject == "security" and _least(own, place) == _least(mutated, place)


def _least(content: Any, place: tuple[str, ...]) -> set[frozenset[str]]:
    for step in place:
        content = content[step] if isinstance(content, dict) and step in content else []
    sets = {frozenset(alternative) for alternative in content}
    return {each for each in sets if not any(other < each for other in sets)}


def _show(content: dict[str, Any], change: Change, side: _Side) -> None:
    """Leave a mock no choice but to show what an answer may have: what is optional comes, the widest is taken."""
    owner = _at(content, side.own_owner.pointer)
    own = side.own_owner.value
    if change.aspect == "presence" and side.other is not None and side.other.pointer[-2:-1] == ("properties",):
        owner["required"] = [*owner.get("required", []), side.other.pointer[-1]]
    elif change.aspect == "required" and side.other is None:
        owner.get("properties", {}).pop(change.old_value or change.new_value, None)
    elif change.aspect in ("type", "enum") and isinstance(owner.get(change.aspect), list):
        known = own.get(change.aspect, [])
        known = known if isinstance(known, list) else [known]
        owner[change.aspect] = [value for value in owner[change.aspect] if value not in known] or known
    elif change.aspect == "format" and own.get("format") is not None:
        owner.clear()
        owner.update({"type": "string", "const": "harness"})
    elif change.aspect == "maxLength" and own.get("maxLength") is not None:
        owner["minLength"] = own["maxLength"] + 1


def _at(content: Any, pointer: tuple[str, ...]) -> Any:
    for step in pointer:
        content = content[int(step)] if isinstance(content, list) else content[step]
    return content


class _Side(NamedTuple):
    """What stands at a place in a document, and what is to stand there."""

    own: Node | None
    other: Node | None
    own_owner: Node
    other_owner: Node


def _sides(change: Change, *, swapped: bool) -> _Side:
    if swapped:
        return _Side(change.new_node, change.old_node, change.new_owner, change.old_owner)
    return _Side(change.old_node, change.new_node, change.old_owner, change.new_owner)


def _pointer(change: Change) -> tuple[str, ...] | None:
    node = change.new_node or change.old_node
    return None if node is None else node.pointer


def _with_facts(document: Document, other: Document, group: list[Change], sides: list[_Side]) -> dict[str, Any] | None:
    """The content of a document with facts of another one; None where these cannot be put there."""
    content = deepcopy(document.content)
    for section, entries in other.content.get("components", {}).items():
        for name, entry in entries.items():
            content.setdefault("components", {}).setdefault(section, {}).setdefault(name, deepcopy(entry))
    before = deepcopy(content)
    try:
        for side in sides:
            _put(content, side)
        for change, side in zip(group, sides, strict=True):
            if change.direction == "response":
                _show(content, change, side)
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return None if content == before else content


def _put(content: dict[str, Any], side: _Side) -> None:
    value = None if side.other is None else deepcopy(side.other.value)
    if side.own is not None:
        holder, last = _holder(content, side.own.pointer)
        if side.other is None and isinstance(holder, list):
            holder.remove(side.own.value)
        elif side.other is None:
            del holder[last]
        elif isinstance(holder, list):
            holder[int(last)] = value
        else:
            holder[last] = value
        return
    assert side.other is not None
    depth = len(side.other_owner.pointer)
    if side.other.pointer[:depth] != side.other_owner.pointer:
        raise ValueError("defined elsewhere")
    steps = side.other.pointer[depth:]
    holder, last = _holder(content, (*side.own_owner.pointer, *steps), like=side.other_owner.value, steps=steps)
    if isinstance(holder, list):
        holder.append(value)
    else:
        holder[last] = value


def _holder(content: Any, pointer: tuple[str, ...], like: Any = None, steps: tuple[str, ...] = ()) -> tuple[Any, str]:
    """What holds the last step of a pointer; what is missing on the way is made like the other document has it."""
    place = content
    start = len(pointer) - len(steps)
    for number, step in enumerate(pointer[:-1]):
        if number >= start:
            like = like[int(step)] if isinstance(like, list) else like[step]
            if isinstance(place, dict) and step not in place:
                place[step] = [] if isinstance(like, list) else {}
        place = place[int(step)] if isinstance(place, list) else place[step]
    return place, pointer[-1]
