"""Which path of a document a request means: matched segment by segment, before anything is decoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_T = TypeVar("_T")
_PARAMETER = re.compile(r"\{([^{}]*)\}")


class Match(NamedTuple, Generic[_T]):
    """What a path was found to be.

    Attributes:
        item: what was added for its template.
        places: the texts at the parameters of the template, as they were sent, in their order.
    """

    item: _T
    places: tuple[str, ...]


class Router(Generic[_T]):
    """Templates of paths, each with what is found there; of two that fit, the one that is literal for longer.

    Source: OpenAPI 3.1.1, 4.8.8.2 Path Templating Matching.
    """

    __slots__ = ("_literal", "_root", "_templates")

    def __init__(self) -> None:
        self._root: _Level[_T] = _Level()
        self._literal: dict[str, Match[_T]] = {}
        self._templates: dict[str, _T] = {}

    def add(self, template: str, item: _T) -> _T:
        """Add what is found at a template; what stands there already stays, and is what is given back."""
        level = self._root
        for segment in _segments(template):
            level = level.below(segment)
        if level.item is None:
            level.item = item
            self._templates[template] = item
            if "{" not in template and "%" not in template:
                self._literal[template] = Match(item, ())
        return level.item

    def match(self, path: str) -> Match[_T] | None:
        """What a path as it was sent leads to, None for nothing."""
        known = self._literal.get(path)
        if known is not None:
            return known
        return _descended(self._root, path.split("/")[1:], 0, ()) if path.startswith("/") else None

    def templates(self) -> Iterator[tuple[str, _T]]:
        """What was added, in that order."""
        yield from self._templates.items()


def parameter_names(template: str) -> tuple[str, ...]:
    """The names of the parameters of a template, in their order."""
    return tuple(_PARAMETER.findall(template))


def overlap(first: str, second: str) -> bool:
    """Whether some path fits both of two templates, as far as whole segments tell."""
    left, right = _segments(first), _segments(second)
    return len(left) == len(right) and all(a == b or "{" in a or "{" in b for a, b in zip(left, right, strict=True))


def _segments(template: str) -> list[str]:
    # What follows these signs is no part of a path, though documents write it there to tell operations apart.
    plain = re.split(r"[?#]", template, maxsplit=1)[0]
    return plain.removeprefix("/").split("/")


class _Level(Generic[_T]):
    """What may stand after some segments."""

    __slots__ = ("any", "item", "literals", "mixed")

    def __init__(self) -> None:
        self.item: _T | None = None
        self.literals: dict[str, _Level[_T]] = {}
        self.mixed: list[tuple[str, re.Pattern[str], _Level[_T]]] = []
        self.any: _Level[_T] | None = None

    def below(self, segment: str) -> _Level[_T]:
        """The level behind a segment of a template, which is made where it is not there."""
        if "{" not in segment or not _PARAMETER.search(segment):
            return self.literals.setdefault(unquote(segment), _Level())
        if _PARAMETER.fullmatch(segment):
            self.any = self.any or _Level()
            return self.any
        shape = _PARAMETER.sub("{}", segment)
        known = next((level for other, _, level in self.mixed if other == shape), None)
        if known is None:
            pieces = map(re.escape, shape.split("{}"))
            known = _Level()
            self.mixed.append((shape, re.compile("(.+?)".join(pieces)), known))
            self.mixed.sort(key=lambda entry: -len(entry[0]))
        return known


def _descended(level: _Level[_T], segments: list[str], at: int, places: tuple[str, ...]) -> Match[_T] | None:
    if at == len(segments):
        return None if level.item is None else Match(level.item, places)
    segment = segments[at]
    following = level.literals.get(segment if "%" not in segment else unquote(segment))
    match = None if following is None else _descended(following, segments, at + 1, places)
    if match is not None or not segment:
        return match
    for _, pattern, below in level.mixed:
        texts = pattern.fullmatch(segment)
        match = None if texts is None else _descended(below, segments, at + 1, places + texts.groups())
        if match is not None:
            return match
    return None if level.any is None else _descended(level.any, segments, at + 1, (*places, segment))
