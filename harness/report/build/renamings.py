"""What was probably renamed: something that went and something that came, alike in name, shape or description.

This is a hint for readers: it changes no fact and no judgement. Few candidates are looked at for each thing that went.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from harness.records import NamedTuple
from harness.report.model.diff import Renaming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harness.comparison import Change

_SUBJECTS = frozenset({"operation", "parameter", "property", "component", "header"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
# What tells people about a value, and messages nothing.
_TOLD = frozenset({"description", "title", "summary", "example", "examples", "operationId", "tags", "name"})
# So many things that came are looked at for each that went.
_MOST = 20
# From here on names, or descriptions, are alike.
_ALIKE = 0.6
# Shapes as plain as a type tell nothing.
_PLAIN = 2


class _Thing(NamedTuple):
    """Something that came or went.

    Attributes:
        kind: only things of one kind are compared: the method of an operation, what a component is.
        words: of its name.
        form: its type, or that it refers to something; empty where nothing says so.
        shape: what messages are held to, as text; empty where that is too plain to tell anything.
        about: the words of its description.
    """

    change: Change
    kind: str
    name: str
    words: frozenset[str]
    form: str
    shape: str
    about: frozenset[str]


def renamings_of(changes: Sequence[Change]) -> dict[str, tuple[Renaming, ...]]:
    """What was probably renamed, by the ids of changes."""
    renamings: dict[str, tuple[Renaming, ...]] = {}
    parents: dict[Any, tuple[list[Change], list[Change]]] = defaultdict(lambda: ([], []))
    for change in changes:
        if change.aspect == "enum" and isinstance(change.old_value, list) and isinstance(change.new_value, list):
            pairs = tuple(_values(change.old_value, change.new_value))
            renamings |= {change.id: pairs} if pairs else {}
        elif change.aspect == "presence" and change.subject in _SUBJECTS and change.trail:
            sides = parents[change.subject, change.trail[:-1]]
            sides[change.old_node is None].append(change)
    for gone, come in parents.values():
        for old, new in _pairs(gone, come) if gone and come else ():
            pair = (Renaming(old.name, new.name),)
            renamings |= {old.change.id: pair, new.change.id: pair}
    return renamings


def _values(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Renaming]:
    """Texts of a list that were probably written otherwise."""
    were, are = (dict.fromkeys(text for text in side if isinstance(text, str)) for side in (old, new))
    gone = [text for text in were if text not in are][:_MOST]
    come = [text for text in are if text not in were][:_MOST]
    for text in gone:
        best = max(come, key=lambda other: _likeness(text, other), default=None)
        if best is not None and _likeness(text, best) >= _ALIKE:
            come.remove(best)
            yield Renaming(text, best)


def _pairs(gone: Sequence[Change], come: Sequence[Change]) -> Iterator[tuple[_Thing, _Thing]]:
    """Each thing that went with the one that came in its place, if any is likely; none is taken twice."""
    things = [thing for change in come if (thing := _thing(change)) is not None]
    index: dict[Any, list[int]] = defaultdict(list)
    for at, thing in enumerate(things):
        for key in (*thing.words, thing.shape):
            index[key].append(at)
    taken: set[int] = set()
    for change in gone:
        old = _thing(change)
        if old is None:
            continue
        likely = {at: _score(old, things[at]) for at in _candidates(old, index, len(things)) if at not in taken}
        best = max(likely, key=likely.__getitem__, default=None)
        if best is not None and likely[best]:
            taken.add(best)
            yield old, things[best]


def _candidates(old: _Thing, index: dict[Any, list[int]], count: int) -> Iterable[int]:
    """A few things that may be alike: all of few, else those that share a rare word of the name, or the shape."""
    if count <= _MOST:
        return range(count)
    lists = [index[key] for key in sorted((*old.words, old.shape)) if key and key in index]
    return list(dict.fromkeys(at for listed in sorted(lists, key=len) for at in listed[:_MOST]))[:_MOST]


def _score(old: _Thing, new: _Thing) -> float:
    """How likely it is that one became the other, 0 where that is not likely."""
    respelt = _normal(old.name) == _normal(new.name)
    if old.kind != new.kind or (old.form and new.form and old.form != new.form and not respelt):
        return 0
    name = _likeness(old.name, new.name)
    shape = bool(old.shape) and old.shape == new.shape
    about = len(old.about & new.about) / len(old.about | new.about) if old.about and new.about else 0
    is_likely = name >= _ALIKE and (shape or about >= _ALIKE or respelt or not old.shape)
    return name + shape + about if is_likely or (shape and about >= _ALIKE) else 0


def _likeness(one: str, other: str) -> float:
    """How much of their pairs of neighbouring signs two names share, from 0 to 1. Source: the coefficient of Dice."""
    first, second = _normal(one), _normal(other)
    if first == second:
        return 1
    ours, theirs = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (first, second))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0


def _normal(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _thing(change: Change) -> _Thing | None:
    node = change.old_node or change.new_node
    if node is None:
        return None
    step, value = change.trail[-1], node.value
    name = step.name
    words = frozenset(word.lower() for word in _WORD.findall(name))
    # A parameter may be sent elsewhere under its new name; operations are as alike as their methods are.
    kind = {"operation": node.pointer[-1], "parameter": ""}.get(change.subject, step.kind)
    return _Thing(change, kind, name, words, _form(value), _shape(value), _about(value))


def _form(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    schema = value.get("schema", value)
    described = schema if isinstance(schema, dict) else value
    return "$ref" if "$ref" in described else str(described.get("type", ""))


def _shape(value: Any) -> str:
    import json

    if not isinstance(value, dict):
        return ""
    shape = {key: member for key, member in value.items() if key not in _TOLD}
    text = json.dumps(shape, sort_keys=True, default=str)[:4_000]
    return text if len(shape) >= _PLAIN or text.count(":") > _PLAIN else ""


def _about(value: Any) -> frozenset[str]:
    texts = [value.get(key) for key in ("summary", "description")] if isinstance(value, dict) else []
    return frozenset(word.lower() for text in texts if isinstance(text, str) for word in _WORD.findall(text[:500]))
