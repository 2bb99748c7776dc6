"""How texts become values: taken apart by their style, and read as what the schema admits.

The other direction of `_styles`. Source: OpenAPI 3.1.1, 4.8.12.3 Style Values; RFC 6570, 3.2 Expression Expansion.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from harness.messages._demands import Demands, kind_of
from harness.messages._wire import scalar_readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.messages._demands import Choices, SchemaBundle
    from harness.messages._wire import Sent, Style

    Pairs = Sequence[tuple[str, str]]

_SINGLE = frozenset({"string", "integer", "number", "boolean", "null"})
_EVERYTHING = frozenset({*_SINGLE, "array", "object"})
_MOST_BRANCHES = 64
# What all properties without a schema of their own are known by.
_FURTHER = "\0"
_BETWEEN = {"spaceDelimited": ("%20", "+", " "), "pipeDelimited": ("%7C", "%7c", "|")}


class Shape:
    """What values of a schema may look like: their types, and those of what is in them.

    Attributes:
        kinds: the types that are admitted.
    """

    __slots__ = ("_bundle", "_items", "_leaves", "_members", "kinds")

    def __init__(self, bundle: SchemaBundle, schemas: Sequence[Any]) -> None:
        self._bundle = bundle
        self._leaves = list(islice(_leaves(bundle, schemas, frozenset()), _MOST_BRANCHES))
        kinds = frozenset(kind for leaf in self._leaves for kind in _EVERYTHING if _admits(leaf, kind))
        self._items: Shape | None = None
        self._members: dict[str, Shape] = {}
        # Where nothing is said, a text is a text.
        self.kinds = frozenset({"string"}) if kinds == _EVERYTHING else kinds

    def items(self) -> Shape:
        """That of the items of a list."""
        if self._items is None:
            self._items = Shape(self._bundle, next((leaf.items for leaf in self._leaves if leaf.items), ()))
        return self._items

    def member(self, name: str) -> Shape:
        """That of a property."""
        declared = name in self._members or any(name in leaf.members for leaf in self._leaves)
        key = name if declared else _FURTHER
        if key not in self._members:
            own = next((leaf.members[name] for leaf in self._leaves if name in leaf.members), [])
            schemas = own or next((leaf.further for leaf in self._leaves if leaf.further), [])
            self._members[key] = Shape(self._bundle, schemas)
        return self._members[key]

    def names(self) -> set[str]:
        """The properties that are declared."""
        return {name for leaf in self._leaves for name in leaf.members}


def readings_of(sent: Sent, shape: Shape) -> Iterator[Any]:
    """The values that a text, or the texts of a list or an object, may be, the likeliest first."""
    for texts_first in (False, True):
        yield _typed(sent, shape, texts_first=texts_first)


def split_single(style: Style, name: str, raw: str, shape: Shape, decode: Callable[[str], str]) -> Iterator[Sent]:
    """What a text in a path or a header may be made of, the likeliest first.

    Args:
        style: "simple", "label" or "matrix".
        name: of the parameter.
        raw: the text as it is sent.
        shape: of the values.
        decode: what is done to each piece.
    """
    head, between = {"label": (".", "."), "matrix": (";", ";")}.get(style.name, ("", ","))
    if not raw.startswith(head):
        return
    raw = raw[len(head) :]
    between = between if style.explode else ","
    pieces = raw.split(between) if raw else []
    own = f"{name}="
    if style.name == "matrix" and not (style.explode and "object" in shape.kinds):
        if not style.explode or shape.kinds <= _SINGLE:
            pieces = [raw.removeprefix(own)] if shape.kinds <= _SINGLE else raw.removeprefix(own).split(",")
        else:
            pieces = [piece.removeprefix(own) for piece in pieces]
    texts = [decode(piece.strip()) for piece in pieces]
    if "object" in shape.kinds:
        yield _object(pieces, decode, by_pairs=style.explode)
    if "array" in shape.kinds:
        yield list(texts)
    if shape.kinds & _SINGLE:
        yield decode(raw.removeprefix(own) if style.name == "matrix" else raw)


def split_pairs(style: Style, name: str, pairs: Pairs, shape: Shape, others: frozenset[str]) -> Iterator[Sent]:
    """What the pairs of a query, a form or cookies hold for a name, the likeliest first; nothing where it is not there.

    Args:
        style: "form", "spaceDelimited", "pipeDelimited" or "deepObject".
        name: of the parameter.
        pairs: all names with their values; these as they are sent.
        shape: of the values.
        others: the names of other parameters, which are no properties of an object.
    """
    if style.name == "deepObject":
        start, end = f"{name}[", "]"
        members = {
            key[len(start) : -len(end)]: unquote_plus(value)
            for key, value in pairs
            if key.startswith(start) and key.endswith(end)
        }
        if members:
            yield dict(members)
        return
    own = [value for key, value in pairs if key == name]
    if style.explode and "object" in shape.kinds:
        known = shape.names()
        own_pairs = [pair for pair in pairs if pair[0] in known or (pair[0] not in others and pair[0] != name)]
        members = {key: unquote_plus(value) for key, value in own_pairs}
        if members:
            yield dict(members)
    if not own:
        return
    if not style.explode and shape.kinds & {"array", "object"}:
        pieces = _pieces(own[0], _BETWEEN.get(style.name, (",",)))
        if "object" in shape.kinds:
            yield _object(pieces, unquote_plus, by_pairs=False)
        if "array" in shape.kinds:
            yield [unquote_plus(piece) for piece in pieces]
    elif "array" in shape.kinds:
        yield [unquote_plus(value) for value in own]
    if shape.kinds & _SINGLE:
        yield unquote_plus(own[0]) if len(own) == 1 else [unquote_plus(value) for value in own]


def pairs_in(text: str, between: str = "&") -> list[tuple[str, str]]:
    """The names and values of a query or of cookies, the values as they are sent."""
    if not text:
        return []
    pieces = (piece.strip().partition("=") for piece in text.split(between))
    return [(unquote_plus(name) if "%" in name or "+" in name else name, value) for name, _, value in pieces if name]


def plain(text: str) -> str:
    """A text with its percent-encoding undone."""
    return unquote(text)


def _leaves(bundle: SchemaBundle, schemas: Sequence[Any], decided: Choices) -> Iterator[Demands]:
    """What is asked by each combination of alternatives."""
    demands = Demands(schemas, bundle, decided)
    if demands.never:
        return
    if not demands.unions:
        yield demands
        return
    identity, branches = demands.unions[0]
    for branch in branches:
        yield from _leaves(bundle, (*schemas, branch), decided | {identity})


def _admits(leaf: Demands, kind: str) -> bool:
    return leaf.allows(kind) and (leaf.listed is None or any(kind_of(value) == kind for value in leaf.listed))


def _typed(sent: Sent, shape: Shape, *, texts_first: bool) -> Any:
    if isinstance(sent, dict):
        return {name: _typed(text, shape.member(name), texts_first=texts_first) for name, text in sent.items()}
    if isinstance(sent, list):
        items = shape.items()
        return [_typed(text, items, texts_first=texts_first) for text in sent]
    if sent is None or (texts_first and "string" in shape.kinds):
        return sent
    if "null" in shape.kinds and (not sent or (sent == "null" and "string" not in shape.kinds)):
        return None
    other = scalar_readings(sent)[-1]
    return other if kind_of(other) in shape.kinds or (kind_of(other) == "integer" and "number" in shape.kinds) else sent


def _pieces(raw: str, signs: tuple[str, ...]) -> list[str]:
    sign = next((sign for sign in signs if sign in raw), signs[0])
    return raw.split(sign) if raw else []


def _object(pieces: list[str], decode: Callable[[str], str], *, by_pairs: bool) -> dict[str, Any]:
    """The members of an object: `a=1` each, or names and values in turn."""
    if by_pairs:
        named = (piece.partition("=") for piece in pieces)
        return {decode(name.strip()): decode(value) for name, _, value in named}
    return dict(zip(map(decode, pieces[::2]), map(decode, pieces[1::2]), strict=False))
