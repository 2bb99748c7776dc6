"""Approvals: decisions that let single breaks pass, kept as data in `approvals.toml` beside the snapshots of an API."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

from harness.errors import InvalidConfiguration
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.gate._model import SnapshotStep
    from harness.verdict import Break
    from harness.versions import TomlFile

APPROVALS_FILE: Final = "approvals.toml"
_BREAK = re.compile(r"b-[0-9a-f]{10}")
_CHANGE = re.compile(r"c-[0-9a-f]{10}")
_KEYS: Final = ("break", "changes", "from", "to", "until", "owner", "reason", "kind")
_NEEDED: Final = ("break", "changes", "from", "until", "owner", "reason")
_LONGEST = 500


class Approval(NamedTuple):
    """One decision.

    Attributes:
        broken: the id of the break.
        changes: the ids of the changes that are to blame for it.
        old: the label of the snapshot from which the transition leads.
        version: the name of the version that it leads to; None where the API has no versions.
        until: the last day on which it counts.
        owner: who answers for it.
        reason: why.
        kind: of the reason.
        line: in the file.
        file: that holds it.
    """

    broken: str
    changes: tuple[str, ...]
    old: str
    version: str | None
    until: str
    owner: str
    reason: str
    kind: str = "owner"
    line: int | None = None
    file: str = APPROVALS_FILE

    def is_for(self, step: SnapshotStep) -> bool:
        """Whether it is about a step: the same edit in a later one was never approved."""
        return (self.old, self.version) == (step.old.label, step.version)


def read_approvals(path: str) -> tuple[Approval, ...]:
    """The approvals of a file; none where there is no file.

    Raises:
        InvalidConfiguration: it is no TOML, or an approval lacks or repeats something.
    """
    from harness.versions import read_toml

    file = read_toml(path)
    if file is None:
        return ()
    entries = file.tables.get("approval", [])
    for key in file.tables.keys() - {"approval"}:
        raise file.error(f"unknown key {key[:60]!a}", (key,), "each approval stands under [[approval]]")
    if not isinstance(entries, list):
        raise file.error("approval must be an array of tables", ("approval",), "write [[approval]] above each")
    approvals = [_approval(file, entry, at) for at, entry in enumerate(entries)]
    _refuse_twins(file, approvals)
    return tuple(approvals)


def accepted(
    broken: Break, step: SnapshotStep, approvals: Sequence[Approval], today: str
) -> tuple[Approval | None, bool]:
    """The approval that covers a break, and whether it counts on a day: all changes to blame are approved.

    Args:
        broken: the break.
        step: in which it is.
        approvals: all of them.
        today: the day.
    """
    needed = {change.id for change in broken.changes}
    for only_valid in (True, False):
        chosen = [each for each in approvals if each.is_for(step) and (each.until >= today or not only_valid)]
        covering = [each for each in chosen if needed & set(each.changes)]
        if needed <= {change for each in covering for change in each.changes}:
            # The one that ends first says how long all of it counts.
            return min(covering, key=lambda each: each.until), only_valid
    return None, False


def approval_text(approval: Approval) -> str:
    """An approval as its file has it."""
    values: dict[str, Any] = {
        "break": approval.broken,
        "changes": list(approval.changes),
        "from": approval.old,
        **({} if approval.version is None else {"to": approval.version}),
        "until": approval.until,
        "owner": approval.owner,
        "reason": approval.reason,
        "kind": approval.kind,
    }
    # TOML reads what JSON writes of texts and arrays, but for the one character that JSON leaves bare.
    lines = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f") for key, value in values.items()
    )
    return "[[approval]]\n" + "\n".join(lines) + "\n"


def with_approval(path: str, approval: Approval) -> str:
    """What a file of approvals says with another one at its end; the new one stands for an older one of its break."""
    text = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
    for older in read_approvals(path):
        if (older.broken, older.old, older.version) == (approval.broken, approval.old, approval.version):
            lines = text.split("\n")
            assert older.line is not None
            end = next((at for at in range(older.line, len(lines)) if lines[at].lstrip().startswith("[[")), len(lines))
            text = "\n".join([*lines[: older.line - 1], *lines[end:]])
    return f"{text.rstrip()}\n\n{approval_text(approval)}".lstrip("\n")


def _approval(file: TomlFile, entry: Any, at: int) -> Approval:
    place = ("approval", at)
    if not isinstance(entry, dict):
        raise file.error(f"approval {at + 1} must be a table", place)
    for key in entry.keys() - set(_KEYS):
        raise file.error(f"unknown key {key[:60]!a} in approval {at + 1}", (*place, key), f"known: {', '.join(_KEYS)}")
    for key in _NEEDED:
        if not entry.get(key):
            raise file.error(f"approval {at + 1} has no {key}", place)
    values = {key: _text(file, entry[key], (*place, key)) for key in entry if key != "changes"}
    _check(file, values, entry["changes"], at)
    return Approval(
        values["break"],
        tuple(entry["changes"]),
        values["from"],
        values.get("to"),
        values["until"],
        values["owner"],
        values["reason"],
        values.get("kind", "owner"),
        file.line_of(place),
        file.path,
    )


def _check(file: TomlFile, values: dict[str, str], changes: Any, at: int) -> None:
    from harness.versions import APPROVAL_KINDS, date_problem

    place = ("approval", at)
    if not _BREAK.fullmatch(values["break"]):
        message = f"{values['break'][:60]!a} is no id of a break"
        raise file.error(message, (*place, "break"), "harness gate shows them: b- and ten digits")
    if not isinstance(changes, list) or not all(isinstance(each, str) and _CHANGE.fullmatch(each) for each in changes):
        raise file.error(f"changes of approval {at + 1} are no ids of changes", (*place, "changes"))
    problem = date_problem(values["until"])
    if problem is not None:
        raise file.error(f"until = {values['until'][:60]!a} {problem}", (*place, "until"))
    if values.get("kind", "owner") not in APPROVAL_KINDS:
        hint = f"one of {', '.join(APPROVAL_KINDS)}"
        raise file.error(f"there is no kind {values['kind'][:60]!a} of approvals", (*place, "kind"), hint)


def _text(file: TomlFile, value: Any, place: tuple[str | int, ...]) -> str:
    from datetime import date

    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        raise file.error(f"{place[-1]} of approval {int(place[1]) + 1} must be a text of up to {_LONGEST} signs", place)
    return value


def _refuse_twins(file: TomlFile, approvals: Iterable[Approval]) -> None:
    seen: dict[tuple[str, str, str | None], int] = {}
    for at, approval in enumerate(approvals):
        key = (approval.broken, approval.old, approval.version)
        if key in seen:
            message = f"approvals {seen[key] + 1} and {at + 1} are both of {approval.broken} from {approval.old}"
            raise file.error(message, ("approval", at, "break"), "keep the one that counts")
        seen[key] = at


def check_owner(name: str, value: str | None) -> str:
    """A text that an approval needs, without what would spoil its file.

    Raises:
        InvalidConfiguration: it is empty, too long, or holds control characters.
    """
    if value is None or not value.strip():
        raise InvalidConfiguration(f"the approval has no {name}", hint=f"give it --{name}")
    if len(value) > _LONGEST or not value.isprintable():
        raise InvalidConfiguration(f"{name} must be one line of up to {_LONGEST} signs")
    return value.strip()
