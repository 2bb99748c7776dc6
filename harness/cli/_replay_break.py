"""`harness replay b-…`: whether a server makes a break of a diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.errors import UsageError, nearest

if TYPE_CHECKING:
    from argparse import Namespace

    from harness.conformance._replay import Replayed
    from harness.verdict import Break
    from harness.versions import Api, Snapshot


def replayed(chosen: Namespace) -> tuple[Replayed, str]:
    """What became of the break, and what it is about.

    Raises:
        UsageError: there is no such break, several are meant, or nobody says which snapshots it is between.
        DocumentError: a snapshot cannot be read.
    """
    from harness.cli._conform_target import asking, target_of
    from harness.conformance._replay_break import replay_break
    from harness.session import diff
    from harness.versions import Store, load_snapshot

    name, old, new = _sides(chosen)
    api = Store(chosen.specs).api(name)
    sides = api.snapshot(old), api.snapshot(new)
    documents = [load_snapshot(side, overlay=not chosen.no_overlay) for side in sides]
    loss = _break(chosen.id, diff(*documents).contract.breaks, sides)
    title = f"{', '.join(loss.operations[:3])} from {sides[0].date} to {sides[1].date}"
    if loss.witness is None:
        return "unknown", f"{title}: no message shows it"
    target = target_of(asking(chosen, api.name, _address(chosen, api)))
    return replay_break(loss.witness, target, sides[0].label, sides[1].label), title


def _address(chosen: Namespace, api: Api) -> str | None:
    address: str | None = chosen.base_url or api.server
    return address


def _sides(chosen: Namespace) -> tuple[str, str, str]:
    """The API and the two snapshots that are meant."""
    if len(chosen.file) == 3:
        return chosen.file[0], chosen.file[1], chosen.file[2]
    if len(chosen.file) != 1:
        hint = f"harness replay {chosen.id[:40]} API OLD NEW, or FILE of: harness diff --format json"
        raise UsageError("nobody says which snapshots the break is between", hint=hint)
    path = chosen.file[0]
    names = [side.partition("@") for side in _inputs(path)]
    if names[0][0] != names[1][0] or not all(at for _, at, _ in names):
        hint = f"say which API it is: harness replay {chosen.id[:40]} API OLD NEW"
        raise UsageError(f"{path[:80]!r} does not compare two snapshots of a store", hint=hint)
    return names[0][0], names[0][2], names[1][2]


def _inputs(path: str) -> tuple[str, str]:
    """The names of the documents that a stored diff compares."""
    import json

    from harness.report.formats.diff_reading import report_from_json

    try:
        with open(path, "rb") as file:
            stored = json.load(file)
    except OSError as error:
        raise UsageError(f"{path[:80]!r} cannot be read", cause=error.strerror) from error
    except ValueError as error:
        raise UsageError(f"{path[:80]!r} is no JSON") from error
    report = report_from_json(stored, path)
    return report.old.name, report.new.name


def _break(id_: str, breaks: tuple[Break, ...], sides: tuple[Snapshot, Snapshot]) -> Break:
    matching = [loss for loss in breaks if loss.id.startswith(id_)]
    if len(matching) == 1:
        return matching[0]
    known = [loss.id for loss in breaks]
    between = f"between {sides[0].name} and {sides[1].name}"
    message = f"{len(matching)} breaks begin with" if matching else "there is no break"
    hint = nearest(id_, known) or f"one of {', '.join(known[:8]) or 'none'}"
    raise UsageError(f"{message} {id_[:40]!r} {between}", hint=hint)
