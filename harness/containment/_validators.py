"""Validators that share nothing with the search, and the engine's own proofs where these can be relied upon.

Source: OpenAPI 3.0.4, 4.7.24; Swagger 2.0, Schema Object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from harness.containment._bundles import Bundle
from harness.containment._engine import engine
from harness.containment._keywords import UNDERSTOOD
from harness.containment._translation import foreign, translated, without
from harness.containment._visits import is_tangled
from harness.document import rounded
from harness.vocabulary import KEYWORDS, by_form, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.containment._outlines import Outline
    from harness.containment._questions import Context

# By the age of a dialect; OpenAPI 3.0 is put into the words of the newest, and draft 3 has none.
_DRAFTS = {0: "Draft202012", 4: "Draft4", 6: "Draft6", 7: "Draft7", 2019: "Draft201909", 2020: "Draft202012"}
# Keywords on which the engine's proofs were seen to rest on a reading that validators do not share, or that it does
# not understand.
_DOUBTFUL = frozenset((*by_form("divisor", "reference"), *names("patterned property"), "pattern")) - {"$ref"}
# What this harness does not understand the engine may not know either.
_UNKNOWN = frozenset(keyword.name for keyword in KEYWORDS.values() if keyword.is_demanding) - UNDERSTOOD


def validator(schema: Any, age: int, *, formats: bool) -> Any:
    """A validator of instances for a schema in the engine's words; None for a schema or a draft that it refuses.

    So it is for one with which it might come to no end: nobody can stop it.
    """
    if is_tangled(schema):
        return None
    try:
        kind = getattr(engine(), f"{_DRAFTS[age]}Validator")
        return _Validator(kind(schema, validate_formats=formats))
    except KeyError:
        return None
    except ValueError:
        return None if rounded(schema) == schema else validator(rounded(schema), age, formats=formats)


class _Validator:
    """The engine's validator, which is given doubles for numbers that it does not know.

    Attributes:
        has_long_lists: whether it has many alternatives somewhere.
    """

    __slots__ = ("_engine", "has_long_lists")

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.has_long_lists = False

    def is_valid(self, value: Any) -> bool:
        """Whether a value is an instance."""
        try:
            return bool(self._engine.is_valid(value))
        except ValueError:
            return bool(self._engine.is_valid(rounded(value)))

    def iter_errors(self, value: Any) -> Any:
        """Why a value is none."""
        try:
            return self._engine.iter_errors(value)
        except ValueError:
            return self._engine.iter_errors(rounded(value))


def proves(wide: Any, narrow: Any, age: int, *, formats: bool) -> bool:
    """Whether the engine proves that every instance of one schema in its words is an instance of the other."""
    if _mentions(wide, _DOUBTFUL | _UNKNOWN) or _mentions(narrow, _DOUBTFUL | _UNKNOWN):
        return False
    draft = getattr(engine(), _DRAFTS[age])
    try:
        outer, inner = (
            engine().canonicalize(schema, draft=draft, validate_formats=formats) for schema in (wide, narrow)
        )
        return str(outer.covers(inner)) == "yes"
    except Exception:  # noqa: BLE001 - its errors share no base, and without a proof there is none
        return False


def in_words_of_engine(schema: Any, age: int) -> Any:
    """A schema that stands for itself, so that the engine reads all keywords of its dialect, and none of another."""
    if age == 0:
        return translated(schema)
    unknown = foreign(age)
    known = without(schema, unknown) if _mentions(schema, unknown) else schema
    return {name: value for name, value in known.items() if name != "$schema"} if isinstance(known, dict) else known


def disputed(schema: Any) -> bool:
    """Whether a schema has a pattern that validators read differently: control escapes, which some do not know."""
    return any("\\c" in str(value.get("pattern")) for value in _objects(schema)) or any(
        "\\c" in name for value in _objects(schema) for name in value
    )


def _mentions(schema: Any, keywords: frozenset[str]) -> bool:
    return any(not keywords.isdisjoint(value) for value in _objects(schema))


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    pending = [schema]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield value
            pending += value.values()
        elif isinstance(value, list):
            pending += value


# No text matches it.
_NOTHING = "[^\\s\\S]"


class SureValidator:
    """A validator of a schema with a pattern that is not understood: what it says holds whatever the pattern means."""

    has_long_lists: ClassVar[bool] = False

    def __init__(self, validators: tuple[Any, Any], *, sends: bool) -> None:
        self._validators = validators
        self._sends = sends

    def is_valid(self, value: Any) -> bool:
        """Whether the sender surely may send a value, or whether the reader perhaps takes it."""
        answers = [validator.is_valid(value) for validator in self._validators]
        return all(answers) if self._sends else any(answers)

    def iter_errors(self, value: Any) -> Any:
        """What stands against a value that is not valid, whatever such a pattern means."""
        return () if self.is_valid(value) else self._validators[0].iter_errors(value)


def sure_validator(schema: Any, context: Context, outline: Outline | None, most: int | None = None) -> Any:
    """A validator of a schema, with which nothing is claimed of a pattern that is not understood.

    Args:
        schema: read in the context.
        context: of the schema.
        outline: of the values; None for any.
        most: schemas that it may lead to.

    Raises:
        TooLarge: it leads to more.
    """
    bundle = Bundle(outline, most=most)
    made = validator(bundle.bundled(schema, context), context.age, formats=context.reading.formats)
    if not bundle.is_unclear or made is None:
        if made is not None:
            made.has_long_lists = bundle.has_long_lists
        return made
    strict = Bundle(outline, _NOTHING).bundled(schema, context)
    other = validator(strict, context.age, formats=context.reading.formats)
    return None if other is None else SureValidator((made, other), sends=context.reading.sends)
