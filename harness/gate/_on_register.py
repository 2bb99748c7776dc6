"""Clauses on the register: how long versions are served, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harness.gate._periods import Period
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.gate._case import Case
    from harness.gate._model import GateFinding
    from harness.versions import Version, Versions


_A_DAY: Final = Period("P1D", 0, 1)


class _Life(NamedTuple):
    """A version, its last day, and the day of the one after it."""

    version: Version
    last_day: str
    successor: str | None


def on_register(case: Case) -> Iterator[GateFinding]:
    """What is to be said of the register; what the base says too is on the branch already."""
    known = {(finding.clause.id, finding.message) for finding in _of_versions(case, case.sides.base)}
    for finding in _of_versions(case, case.sides.work):
        yield finding._replace(already=(finding.clause.id, finding.message) in known)
    work = {entry.name for entry in case.sides.work.settings.registered}
    work = work or {str(version.name) for version in case.sides.work.named}
    registered = {entry.name for entry in case.sides.base.settings.registered}
    for version in case.sides.base.served:
        if version.name in registered - work:
            message = f"`{version.name}` was served, and the register does not have it any more"
            yield from case.finding("version-dropped", message, version=version.name)


def _of_versions(case: Case, versions: Versions) -> Iterator[GateFinding]:
    promise = case.promise
    for life in _lives(versions, case.today):
        facts = _where(case, life.version)
        name, last_day = life.version.name, life.last_day
        if promise.support is not None:
            start, words = _start(case, life)
            if start is None or promise.support.after(start) > last_day:
                message = f"`{name}` is served until {last_day}, less than {promise.support.text} after {words}"
                yield from case.finding("support-too-short", message, **facts)
        if promise.overlap is not None and (life.successor is None or promise.overlap.after(life.successor) > last_day):
            beside = f"its successor of {life.successor}" if life.successor else "a successor, which it has not"
            message = f"`{name}` is served until {last_day}, less than {promise.overlap.text} beside {beside}"
            yield from case.finding("overlap-too-short", message, **facts)
        deprecated = life.version.registered.deprecated
        if promise.notice is not None and (deprecated is None or promise.notice.after(deprecated) > last_day):
            since = f"its deprecation on {deprecated}" if deprecated else "a deprecation, which it has not"
            message = f"`{name}` is served until {last_day}, less than {promise.notice.text} after {since}"
            yield from case.finding("notice-too-short", message, **facts)
    yield from _default_moves(case, versions)
    yield from _counts(case, versions)
    yield from _previews(case, versions)


def _lives(versions: Versions, today: str) -> Iterator[_Life]:
    """The versions that end, oldest first; one that is retired without a sunset ends today."""
    usual = [version for version in versions.named if not version.is_candidate]
    for at, version in enumerate(usual):
        last_day = version.registered.sunset or (today if version.registered.stage == "retired" else None)
        if last_day is not None:
            successor = usual[at + 1].day if at + 1 < len(usual) else None
            yield _Life(version, last_day, successor)


def _start(case: Case, life: _Life) -> tuple[str | None, str]:
    """The day from which support counts, and what that is."""
    match case.promise.support_from:
        case "successor":
            return life.successor, f"its successor of {life.successor}" if life.successor else "a successor came"
        case "deprecation":
            deprecated = life.version.registered.deprecated
            return deprecated, f"its deprecation on {deprecated}" if deprecated else "a deprecation was announced"
        case _:
            return life.version.day, f"its release on {life.version.day}"


def _default_moves(case: Case, versions: Versions) -> Iterator[GateFinding]:
    """What becomes the default, now and on each day on which a version begins or ends."""
    notice = case.promise.default_move_notice
    if notice is None or versions.settings.style == "none":
        return
    days = {case.today, *(version.day for version in versions.all if version.day)}
    days |= {snapshot.date for version in versions.all for snapshot in version.snapshots}
    days |= {_A_DAY.after(version.registered.sunset) for version in versions.all if version.registered.sunset}
    before = _default(case.sides.base, case.today)
    for day in sorted(day for day in days if day >= case.today):
        default = _default(versions, day)
        if default is None:
            continue
        name, begun = default
        if before is not None and name != before[0] and notice.after(begun) > day:
            message = f"`{name}` of {begun} becomes the default on {day}, less than {notice.text} after it came"
            yield from case.finding("default-moved-too-soon", message, version=name)
        before = default


def _default(versions: Versions, day: str) -> tuple[str, str] | None:
    """What requests mean that name no version, and since when it is there; None where they are refused."""
    resolution = type(versions)(versions.settings, versions.all, day).resolve()
    if resolution.snapshot is None:
        return None
    version = versions.version_of(resolution.snapshot)
    first = version.snapshots[0] if version.name is not None else resolution.snapshot
    return version.name or first.label, version.day or first.date


def _counts(case: Case, versions: Versions) -> Iterator[GateFinding]:
    """How many versions are served, today and on each day on which a new one begins."""
    named = [version for version in versions.named if version.snapshots and not version.is_candidate]
    if not named:
        return
    days = sorted({case.today, *(version.day for version in named if version.day and version.day > case.today)})
    for day in days:
        count = sum(not version.is_retired(day) and (version.day or "") <= day for version in named)
        least, most = case.promise.served_at_least, case.promise.served_at_most
        if least is not None and count < least <= len(named):
            message = f"{count} versions are served on {day}, and {least} are promised"
            yield from case.finding("too-few-served", message)
            return
        if most is not None and count > most:
            message = f"{count} versions are served on {day}, and {most} are the most"
            yield from case.finding("too-many-served", message)
            return


def _previews(case: Case, versions: Versions) -> Iterator[GateFinding]:
    most = case.promise.preview_at_most
    if most is None:
        return
    for version in versions.named:
        is_preview = "-preview" in (version.name or "")
        if not is_preview or version.day is None or not version.snapshots or version.is_retired(case.today):
            continue
        last_day = version.registered.sunset or case.today
        if most.after(version.day) < last_day:
            message = f"the preview `{version.name}` is served on {last_day}, more than {most.text} after its day"
            yield from case.finding("preview-too-old", message, **_where(case, version))


def _where(case: Case, version: Version) -> dict[str, object]:
    """The version, and the line of the settings that says its days."""
    layers = case.settings.layers
    entries = [] if layers is None else layers.tables.get("versions", [])
    for at, entry in enumerate(entries):
        if entry.get("name") == version.name and layers is not None:
            place = ("versions", at, "sunset") if "sunset" in entry else ("versions", at)
            return {"version": version.name, "file": layers.origin(place).path, "line": layers.line_of(place)}
    return {"version": version.name}
