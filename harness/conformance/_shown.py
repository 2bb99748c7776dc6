"""Whether what is shown is what was sent, or what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._json import json_of

if TYPE_CHECKING:
    from harness.conformance._client import Exchanged


def differing(sent: Any, current: Any) -> str | None:
    """The first member of an object that is shown otherwise than it was sent; None where there is none."""
    if not isinstance(sent, dict) or not isinstance(current, dict):
        return None
    return next((name for name, value in sent.items() if name in current and is_other(value, current[name])), None)


def lost_member(before: dict[str, Any], now: dict[str, Any], changed: str, members: dict[str, Any]) -> str | None:
    """A member that a change of another one has changed or taken away.

    Args:
        before: what was shown before the change.
        now: what is shown after it.
        changed: the member that was to change.
        members: what such a change may name; what it may not name may follow from others.
    """
    for name, old in before.items():
        if name == changed or is_of_time(name):
            continue
        is_gone = name in members and now.get(name) is None and old not in (None, "", False)
        if is_gone or is_other(old, now.get(name)):
            return name
    return None


def is_other(old: Any, new: Any) -> bool:
    """Whether a value is another one now; how texts are trimmed or spelled is left to the server."""
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool) and old is not new
    if isinstance(old, str) and isinstance(new, str):
        return old.strip().lower() != new.strip().lower()
    if isinstance(old, int | float) and isinstance(new, int | float):
        return old != new
    return False


def is_copy(item: Any, *bodies: Any) -> bool:
    """Whether an item shows what was sent to create something, in all that it shows of it."""
    for body in bodies:
        shared = set(item) & set(body) if isinstance(item, dict) and isinstance(body, dict) else set()
        if shared and all(item[name] == body[name] for name in shared):
            return True
    return False


def stable(exchanged: Exchanged) -> Any:
    """What an answer shows, without what the time changes."""
    body = json_of(exchanged.response)
    if not isinstance(body, dict):
        return None
    return {name: value for name, value in body.items() if not is_of_time(name)}


def is_of_time(name: str) -> bool:
    """Whether a member changes by itself, or with every change."""
    plain = name.lower()
    return plain.endswith(("at", "time", "date", "etag", "version", "revision", "modified", "updated"))
