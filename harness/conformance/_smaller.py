"""What a request can do without: the same with less in it, as long as somebody says that it still is the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.messages import HTTPRequest

# Of one body; more is in nobody's interest.
_MOST_TRIED = 400
_MANY = 8  # items of a list, each of which is left out by itself
# Headers that say how a message is to be read.
_OF_MESSAGES = frozenset({"accept", "content-type", "content-length", "host", "user-agent"})


def least(request: HTTPRequest, is_alike: Callable[[HTTPRequest], bool], keeps: frozenset[str]) -> HTTPRequest:
    """The request without all that can be left out of it, one thing after the other.

    Args:
        request: to begin with.
        is_alike: whether a smaller one will do.
        keeps: what is left as it is, as for `smaller`.
    """
    left = _MOST_TRIED
    while left > 0:
        for candidate in smaller(request, keeps):
            left -= 1
            if left <= 0 or is_alike(candidate):
                break
        else:
            return request
        request = candidate if left > 0 else request
    return request


def smaller(request: HTTPRequest, keeps: frozenset[str]) -> Iterator[HTTPRequest]:
    """The same with one thing less, those that lose most first.

    Args:
        request: of any method.
        keeps: the names of headers, in small letters, and of parameters of the query that are never left out.
    """
    pairs = [pair for pair in request.query.split("&") if pair]
    yield from (
        request._replace(query="&".join(rest)) for rest in _without(pairs, lambda pair: pair.partition("=")[0] in keeps)
    )
    yield from (
        request._replace(headers=tuple(rest))
        for rest in _without(list(request.headers), lambda header: header[0].lower() in keeps | _OF_MESSAGES)
    )
    try:
        body = json.loads(request.body)
    except ValueError:
        return
    yield from (request._replace(body=json.dumps(value).encode()) for value in _smaller_values(body))


def _without(things: list[Any], is_kept: Callable[[Any], bool]) -> Iterator[list[Any]]:
    """All that is kept alone, then all but one each."""
    kept = [thing for thing in things if is_kept(thing)]
    if len(things) > len(kept) + 1:
        yield kept
    for number, thing in enumerate(things):
        if not is_kept(thing):
            yield things[:number] + things[number + 1 :]


def _smaller_values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if len(value) > 1:
            yield {}
        widest_first = sorted(value, key=lambda name: -len(json.dumps(value[name])))
        yield from ({other: value[other] for other in value if other != name} for name in widest_first)
        yield from ({**value, name: member} for name in widest_first for member in _smaller_values(value[name]))
    elif isinstance(value, list):
        if len(value) > 1:
            yield []
        yield from (value[:number] + value[number + 1 :] for number in range(min(len(value), _MANY)))
        for number, item in enumerate(value[:_MANY]):
            yield from ([*value[:number], less, *value[number + 1 :]] for less in _smaller_values(item))
    elif isinstance(value, str):
        lengths = {1, len(value) // 2, len(value) * 3 // 4}
        yield from (value[:length] for length in sorted(lengths) if 0 < length < len(value))
