"""Where in the JSON of an answer the items of a list stand, and the identifier of one."""

from __future__ import annotations

from typing import Any

from harness.resources._names import folded, names_of_id, singular
from harness.resources._words import is_word

# How deep lists stand in what wraps them.
_DEEPEST = 2


def id_in(body: Any, parameter: str, path: str) -> Any:
    """What tells a member, in the answer that shows it; None where nothing does.

    Args:
        body: the JSON of the answer.
        parameter: the name of the path parameter.
        path: of the collection, for the name of what it holds.
    """
    if not isinstance(body, dict):
        return None
    names = {folded(name): name for name, value in body.items() if _is_id(value)}
    for candidate in (*names_of_id(path.rpartition("/")[2], [parameter]), "uuid", "id"):
        if candidate in names:
            return body[names[candidate]]
    inner = _wrapped(body, path)
    if inner is not None:
        return id_in(inner, parameter, path)
    alike = [name for name in names if name.endswith(("id", "uuid"))]
    return body[names[alike[0]]] if len(alike) == 1 else None


def member_in(body: Any, parameter: str, path: str) -> Any:
    """The object of an answer that shows a member: the answer itself, or what it wraps; see `id_in`."""
    while isinstance(body, dict):
        names = {folded(name) for name, value in body.items() if _is_id(value)}
        inner = _wrapped(body, path)
        if inner is None or names & {*names_of_id(path.rpartition("/")[2], [parameter]), "uuid", "id"}:
            break
        body = inner
    return body


def _wrapped(body: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The only object in an answer, or else the one that is called like a wrapper or like what is shown."""
    inner = {name: value for name, value in body.items() if isinstance(value, dict)}
    if len(inner) > 1:
        own = singular(path.rpartition("/")[2])
        inner = {name: value for name, value in inner.items() if folded(name) == own or is_word(name, "wrapper")}
    return next(iter(inner.values())) if len(inner) == 1 else None


def other_id(id_: Any) -> Any:
    """An id like another one, which names nothing."""
    if isinstance(id_, int):
        return id_ + 1_000_003
    text = str(id_)
    return f"{text[:-4]}{'dead' if text[-4:] != 'dead' else 'beef'}" if len(text) > 8 else f"{text}zq"


def items_in(body: Any, depth: int = 0) -> list[Any] | None:
    """The items that a list shows: the answer itself, or its only array; None where there is no telling."""
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        return None
    arrays = [value for value in body.values() if isinstance(value, list)]
    if len(arrays) == 1:
        return arrays[0]
    if arrays:
        return next((value for name, value in body.items() if isinstance(value, list) and is_word(name, "list")), None)
    inner = (items_in(value, depth + 1) for value in body.values() if depth < _DEEPEST)
    return next((items for items in inner if items is not None), None)


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
