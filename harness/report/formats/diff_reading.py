"""The report of a comparison that was stored as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.document import number as exact_number
from harness.errors import UsageError
from harness.report.formats.schemas import violation
from harness.report.model.diff import (
    BreakRow,
    DiffReport,
    Evidence,
    ExcerptLine,
    Input,
    OperationRow,
    Renaming,
    Row,
    SetImpact,
    Side,
    unknown_operation,
)
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.vocabulary import Impact

_HINT = "write it with: harness diff OLD NEW --format json --details"


def report_from_json(stored: dict[str, Any], name: str) -> DiffReport:
    """The data that a report shows, of what `harness diff --format json` wrote.

    What was stored without `--details` has no sentences and no excerpts; the report says what it can.

    Args:
        stored: the parsed JSON.
        name: of the file, for the message of an error.

    Raises:
        UsageError: it is something else, or of a version to come.
    """
    problem = violation("diff", stored)
    if problem is not None:
        raise UsageError(f"{name} is not what harness diff writes: {problem}", hint=_HINT)
    rows = tuple(_row(change) for change in stored["changes"])
    old, new = (_input(stored["inputs"][side]) for side in ("old", "new"))
    known = stored.get("operations")
    if known is None:
        names = dict.fromkeys(operation for row in rows for operation in row.operations)
        operations = tuple(map(unknown_operation, names))
    else:
        operations = tuple(map(_operation, known))
    return DiffReport(
        old=old,
        new=new,
        operations=operations,
        rows=rows,
        contract="contract" in stored["summary"],
        changelog="changelog" in stored["summary"],
        filtered=stored.get("filtered", False),
        breaks=tuple(map(_break, stored.get("breaks", ()))),
    )


def diff_of_events(lines: Iterable[str], name: str) -> dict[str, Any]:
    """The one object that lines of `--format ndjson` say.

    Raises:
        UsageError: a line is no JSON object, as the last one of a run that was interrupted.
    """
    events: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line, parse_float=exact_number)
        except ValueError as error:
            raise UsageError(f"{name}:{number} is no JSON: {error}", hint=_HINT) from error
        events.append({key: value for key, value in event.items() if key != "event"})
    breaks = [event for event in events[1:] if "cause" in event]
    changes = [event for event in events[1:] if "cause" not in event]
    return {**events[0], **({"breaks": breaks} if "contract" in events[0]["summary"] else {}), "changes": changes}


def _operation(stored: dict[str, Any]) -> OperationRow:
    """An operation; of one that was stored by version 1.4, the name alone is known."""
    members = {name: value for name, value in stored.items() if name != "name"}
    return unknown_operation(stored["name"])._replace(**{**members, "tags": tuple(stored["tags"])})


def _input(stored: dict[str, Any]) -> Input:
    return Input(**{"title": None, **stored})


def _row(stored: dict[str, Any]) -> Row:
    badge = stored.get("changelog")
    impact: Impact = stored.get("impact") or (BREAKING if badge == BREAKING else COMPATIBLE)
    return Row(
        id=stored["id"],
        title=stored.get("title") or _title(stored),
        before=stored.get("before"),
        after=stored.get("after"),
        subject=stored["subject"],
        aspect=stored["aspect"],
        effect=stored["effect"],
        direction=stored["direction"],
        trail=_steps(stored),
        operations=tuple(stored["operations"]),
        old=_side(stored["old"]),
        new=_side(stored["new"]),
        impact=impact,
        edit=stored.get("edit", stored["effect"] == ANNOTATED and impact == COMPATIBLE),
        rule=stored.get("rule"),
        reason=stored.get("reason"),
        undecided=stored.get("undecided", False),
        unfinished=stored.get("unfinished", False),
        warning=stored.get("warning"),
        renamed=tuple(Renaming(**renaming) for renaming in stored.get("renamed", ())),
        setting=None if "setting" not in stored else SetImpact(**stored["setting"]),
        evidence=_evidence(stored.get("witness")),
        badge=badge,
        lacking=_side(stored.get("lacking")),
        grade=stored.get("grade"),
    )


def _break(stored: dict[str, Any]) -> BreakRow:
    members = {name: value for name, value in stored.items() if name != "witness"}
    members |= {name: tuple(stored[name]) for name in ("changes", "operations", "also")}
    return BreakRow(**members, evidence=_evidence(stored["witness"]))


def _evidence(stored: dict[str, Any] | None) -> Evidence | None:
    if stored is None:
        return None
    members = {name: value for name, value in stored.items() if name != "steps"}
    if "differs" in members:
        members["differs"] = tuple(members["differs"])
    return Evidence(**members, refused=tuple(stored.get("steps", ())))


def _steps(stored: dict[str, Any]) -> tuple[Step, ...]:
    """The steps to a change; of one that was stored without details, no more than the operation is known."""
    if "steps" in stored:
        return tuple(Step(kind, name) for kind, name in stored["steps"])
    return tuple(
        Step("operation" if at == 0 and label in stored["operations"] else "member", label)
        for at, label in enumerate(stored["trail"])
    )


def _title(stored: dict[str, Any]) -> str:
    """What can be said of a change that was stored without its sentence."""
    event = "added" if stored["old"] is None else "removed" if stored["new"] is None else "changed"
    what = stored["subject"] if stored["aspect"] == "presence" else f"{stored['aspect']} of {stored['subject']}"
    trail = " > ".join(stored["trail"]).replace("`", "'")
    return f"{what} {event}: `{trail}`" if trail else f"{what} {event}"


def _side(stored: dict[str, Any] | None) -> Side | None:
    if stored is None:
        return None
    excerpt = tuple(ExcerptLine(*line) for line in stored.get("excerpt", ()))
    return Side(
        stored["file"], stored["pointer"], stored.get("line"), stored.get("column"), excerpt, stored.get("value")
    )
