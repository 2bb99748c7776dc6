"""Clauses on all versions at once: what is added and what is retired, where that is promised of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison import compare
from harness.gate._lines import lines_of
from harness.gate._parts import PARTS
from harness.records import NamedTuple
from harness.rules import BREAKING
from harness.verdict import is_of_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.comparison import Change
    from harness.gate._case import Case
    from harness.gate._lines import Line
    from harness.gate._model import GateFinding, Transition
    from harness.vocabulary import Step


class _Part(NamedTuple):
    """A part of a document: where it stands, and which value of an enum it is.

    Attributes:
        value: in JSON; empty for anything but a value of an enum.
    """

    subject: str
    trail: tuple[Step, ...]
    value: str = ""


def on_everywhere(case: Case) -> Iterator[GateFinding]:
    """Whether what comes or goes does so in all served versions."""
    for transition in case.transitions:
        if transition.step.free:
            continue
        if case.promise.additive == "all-versions":
            yield from _in_others(case, transition, "addition-incomplete")
        if case.promise.removal == "all-versions":
            yield from _in_others(case, transition, "removal-incomplete")


def _in_others(case: Case, transition: Transition, clause: str) -> Iterator[GateFinding]:
    """What differs between another version and the new snapshot as it does between that and the one before it."""
    is_addition = clause == "addition-incomplete"
    changes = _harmless(transition) if is_addition else transition.diff.changes
    version = transition.diff.judging.version
    parts = _parts((change for change in changes if not is_of_version(change, version)), added=is_addition)
    if not parts:
        return
    step = transition.step
    wanting = [
        (
            str(line.name),
            _parts(compare(case.document(line.snapshots[-1]), transition.diff.new).changes, added=is_addition),
        )
        for line in _others(case, step.version)
    ]
    for part, change in parts.items():
        names = [f"`{name}`" for name, differing in wanting if part in differing]
        if names:
            verb = "is new, and not in" if is_addition else "is gone, and still in"
            message = f"{_name(part, change)} {verb} {', '.join(names)}"
            facts = {"version": step.version, "snapshot": step.new, "already": step.already}
            yield from case.finding(clause, message, **facts, **_place(change))


def _harmless(transition: Transition) -> Iterator[Change]:
    """The changes that break nobody: what breaks is no addition that old versions could have, too."""
    findings = transition.diff.contract.findings
    # A property that is required from the first is a change of its own that breaks nobody.
    breaking = {finding.change.trail for finding in findings if finding.impact == BREAKING}
    return (finding.change for finding in findings if finding.change.trail not in breaking)


def _parts(changes: Iterable[Change], *, added: bool) -> dict[_Part, Change]:
    """What came, or what went."""
    parts: dict[_Part, Change] = {}
    for change in changes:
        if change.aspect == "presence" and change.subject in PARTS and change.operations:
            if (change.old_node if added else change.new_node) is None:
                parts[_Part(change.subject, change.trail)] = change
        elif change.aspect == "enum":
            for value in _values(change, added=added):
                parts[_Part("value", change.trail, value)] = change
    return parts


def _values(change: Change, *, added: bool) -> list[str]:
    """The values of an enum that came, or that went, in JSON."""
    import json

    if not (isinstance(change.old_value, list) and isinstance(change.new_value, list)):
        return []
    old, new = ([json.dumps(value, sort_keys=True) for value in side] for side in (change.old_value, change.new_value))
    more, fewer = (new, old) if added else (old, new)
    return [value for value in more if value not in fewer]


def _others(case: Case, version: str | None) -> list[Line]:
    lines = lines_of(case.sides.work)
    return [line for line in lines if line.name != version and not line.free and not line.retired]


def _place(change: Change) -> dict[str, object]:
    """Where what came stands; what went stands nowhere any more."""
    node = change.new_node
    return {} if node is None else {"file": node.file.name, "line": node.file.position(node.pointer).line}


def _name(part: _Part, change: Change) -> str:
    operations = change.operations
    if part.subject == "operation":
        return f"`{operations[0]}`"
    more = f" and {len(operations) - 1} more" if len(operations) > 1 else ""
    named = part.value or part.trail[-1].name
    what = {"response": "status"}.get(part.subject, part.subject)
    place = f" of `{part.trail[-1].name}`" if part.value and part.trail[-1].name else ""
    return f"the {what} `{named[:100]}`{place} of `{operations[0]}`{more}"
