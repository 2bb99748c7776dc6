"""Whether what is shown is what was sent, or what was there before."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from harness.resources import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAIN = str | int | float


def differing(sent: Any, current: Any) -> str | None:
    """The first member of an object that is shown otherwise than it was sent; None where there is none."""
    if not isinstance(sent, dict) or not isinstance(current, dict):
        return None
    names = {folded(name): name for name in current}
    for name, value in sent.items():
        own = name if name in current else names.get(folded(name))
        is_empty = own is not None and current[own] is None and value not in (None, "", False, [], {})
        if own is not None and (is_empty or is_other(value, current[own])):
            return str(name)
    return None


def lost_member(before: dict[str, Any], now: dict[str, Any], changed: str, members: Iterable[str]) -> str | None:
    """A member that a change of another one has changed or taken away.

    Args:
        before: what was shown before the change.
        now: what is shown after it.
        changed: the member that was to change.
        members: what such a change may name; what it may not name may follow from others, but not when it was created.
    """
    steady = {name for name in (set(members) & set(before)) - {changed} if not is_of_time(name)}
    for name in sorted(steady | {name for name in before if name.lower().startswith(("created", "creation"))}):
        old, new = before[name], now.get(name)
        is_gone = new is None and old not in (None, "", False)
        if is_gone or is_other(old, new):
            return name
    return None


def is_other(old: Any, new: Any) -> bool:
    """Whether a value is another one now; how texts are trimmed, and words spelled, is left to the server."""
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool) and old is not new
    if isinstance(old, str) and isinstance(new, str):
        own, other = (normalize("NFC", text).strip() for text in (old, new))
        # A word may be an address, a name of an account or an id in either case; sentences are not.
        return own != other if " " in own and " " in other else own.lower() != other.lower()
    if isinstance(old, int | float) and isinstance(new, int | float):
        return old != new
    if isinstance(old, dict) and isinstance(new, dict):
        return any(is_other(old[name], new[name]) for name in set(old) & set(new) if not is_of_time(str(name)))
    return isinstance(old, list) and isinstance(new, list) and _lacks(old, new)


def _lacks(old: list[Any], new: list[Any]) -> bool:
    """Whether something of a list is not in another one, or there are fewer where they cannot be told apart."""
    if all(isinstance(item, _PLAIN) for item in (*old, *new)):
        return any(all(is_other(item, other) for other in new) for item in old)
    return len(new) < len({dumps(item, sort_keys=True) for item in old})


def is_copy(item: Any, *bodies: Any) -> bool:
    """Whether an item shows what was sent to create something, in all that it shows of it."""
    for body in bodies:
        shared = set(item) & set(body) if isinstance(item, dict) and isinstance(body, dict) else set()
        if shared and all(item[name] == body[name] for name in shared):
            return True
    return False


def stable(value: Any) -> Any:
    """An object without what the time changes; None for what is none."""
    return {n: v for n, v in value.items() if not is_of_time(n)} if isinstance(value, dict) else None


def is_of_time(name: str) -> bool:
    """Whether a member changes by itself, or with every change."""
    plain = name.lower()
    return plain.endswith(("at", "time", "date", "etag", "version", "revision", "modified", "updated"))
