"""Is every instance of one schema an instance of another?"""

from __future__ import annotations

from typing import Any

from harness.containment._budget import Allowance
from harness.containment._questions import (
    DRAFT_2020,
    NO,
    TOO_DEEP,
    TOO_LONG,
    UNDECIDED,
    YES,
    Answer,
    Context,
    Reading,
    Requirement,
    decide,
)
from harness.containment._solver import Solver
from harness.containment._validators import disputed, in_words_of_engine, proves, validator
from harness.containment._witnesses import example_values, reduced

# Steps of the search; some ten thousand a second.
STEPS = 40_000


def contained(a: Any, b: Any, dialect: str = DRAFT_2020, *, formats: bool = False, steps: int = STEPS) -> Answer:
    """Whether every instance of `a` is one of `b`, as sets of JSON values, without the conventions of messages.

    A "no" is confirmed by validators that had no part in finding it.

    Args:
        a: a schema, an object or a boolean; its references are pointers and anchors within it.
        b: another one.
        dialect: the URI of the meta-schema that both follow.
        formats: whether `format` is an assertion; by the standard it is an annotation.
        steps: how long to search before the answer is "undecided".
    """
    reading = Reading(dialect, formats=formats)
    try:
        plain = [in_words_of_engine(schema, reading.age) for schema in (a, b)]
    except RecursionError:
        return Answer(UNDECIDED, None, TOO_DEEP)
    valid, refused = (validator(schema, reading.age, formats=formats) for schema in plain)
    if valid is None or refused is None:
        return Answer(UNDECIDED, None, "a validator refuses a schema")

    def confirmed(value: Any) -> bool:
        return bool(valid.is_valid(value)) and not refused.is_valid(value)

    ours = in_document(a, reading)
    goal = (Requirement(True, ours.normal(a)), Requirement(False, in_document(b, reading).normal(b)))
    answer = decide(Solver(Allowance(steps)), goal, confirmed)
    if answer.verdict == NO:
        return answer._replace(witness=reduced(answer.witness, confirmed, example_values(a, ours)))
    if answer.verdict == YES and (disputed(a) or disputed(b)):
        return Answer(UNDECIDED, None, "validators do not agree about a pattern")
    if (
        answer.verdict == UNDECIDED
        and answer.reason != TOO_LONG
        and proves(plain[1], plain[0], reading.age, formats=formats)
    ):
        return Answer(YES, None, "proven by the engine")
    return answer


def in_document(root: Any, reading: Reading) -> Context:
    """The context of a schema that stands for itself: references are pointers and anchors in it."""
    from harness.document import parse_pointer

    names: dict[str, list[Any]] | None = None

    def resolve(_: Any, reference: str) -> tuple[Context, Any] | None:
        nonlocal names
        if reference in ("#", ""):
            return context, root
        if names is None:
            names = _names(root)
        base, _, fragment = reference.partition("#")
        starts = names.get(base, ()) if base else (root,)
        if len(starts) != 1 or ("" in names and not base):
            # A pointer starts at the nearest `$id`, and which one that is was not kept.
            return None
        if fragment.startswith("/"):
            try:
                found = _at(starts[0], parse_pointer("#" + fragment))
            except ValueError:
                return None
            return None if found is _NOTHING else (context, found)
        named = names.get("#" + fragment, ()) if fragment else starts
        return (context, named[0]) if len(named) == 1 else None

    context = Context(reading, resolve)
    return context


_NOTHING = object()


def _at(value: Any, pointer: tuple[str, ...]) -> Any:
    for key in pointer:
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _NOTHING
    return value if isinstance(value, dict | bool) else _NOTHING


def _names(root: Any) -> dict[str, list[Any]]:
    """The schemas by the names that they give themselves: "#anchor", or a URI.

    "" is there if a schema within changes the base of the references in it.
    """
    found: dict[str, list[Any]] = {}
    pending = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(value.get(keyword), str):
                    found.setdefault("#" + value[keyword], []).append(value)
            for keyword in ("$id", "id"):
                name = value.get(keyword)
                if isinstance(name, str):
                    found.setdefault(name if name.startswith("#") else name.rstrip("#"), []).append(value)
                    if value is not root and not name.startswith("#"):
                        found[""] = []
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return found
