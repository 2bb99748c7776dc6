"""Validators that share nothing with the search, and the engine's own proofs where these can be relied upon.

A schema of a document is bundled with what it refers to, made from the document as it stands and not from normal
forms. What a given value cannot touch is left out, place by place: what stands under names that are not there.

Source: OpenAPI 3.0.4, 4.7.24; Swagger 2.0, Schema Object.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from harness.containment._engine import engine
from harness.containment._keywords import UNDERSTOOD
from harness.containment._lists import AlternativesByName, PartsByName
from harness.containment._outlines import ABSENT, NOTHING, Outline
from harness.containment._patterns import understood
from harness.containment._translation import foreign, translated, translated_alone, without
from harness.document import rounded
from harness.vocabulary import KEYWORDS, by_form, keyword_for, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._questions import Context

# By the age of a dialect; OpenAPI 3.0 is put into the words of the newest, and draft 3 has none.
_DRAFTS = {0: "Draft202012", 4: "Draft4", 6: "Draft6", 7: "Draft7", 2019: "Draft201909", 2020: "Draft202012"}
# Keywords on which the engine's proofs were seen to rest on a reading that validators do not share, or that it does
# not understand.
_DOUBTFUL = frozenset((*by_form("divisor", "reference"), *names("patterned property"), "pattern")) - {"$ref"}
# What this harness does not understand the engine may not know either.
_UNKNOWN = frozenset(keyword.name for keyword in KEYWORDS.values() if keyword.is_demanding) - UNDERSTOOD
_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))
_REFERENCES = by_form("reference")
_DECLARED, _PARTS = keyword_for("property"), keyword_for("every")


def validator(schema: Any, age: int, *, formats: bool) -> Any:
    """A validator of instances for a schema in the engine's words; None for a schema or a draft that it refuses."""
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


def bundled(schema: Any, context: Context, outline: Outline) -> Any:
    """The schema for values with no other names, or elsewhere, than in an outline."""
    return Bundle(outline).bundled(schema, context)


# The outline of what the subschemas of a keyword say something of, where that is not what the schema speaks of itself;
# of members by name, each has its own.
_WITHIN: dict[str, Callable[[Outline], Outline]] = {
    **dict.fromkeys(names("property name"), lambda _: NOTHING),
    **dict.fromkeys(names("patterned property", "further property", "unevaluated property"), Outline.of_members),
    **dict.fromkeys(names("item", "position", "further item", "unevaluated item", "counted item"), Outline.of_items),
}
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


# Of more alternatives or parts than these only those are given to validators that a value can touch.
_FEW = 8
# Of more than these, who says what is wrong with a value looks at no more than that value may be of.
_MANY = 32


class TooLarge(Exception):
    """A schema leads to more others than it may."""


class Bundle:
    """A schema with all that it refers to, for values that have an outline; None for any values.

    Of what the schema leads to there is only what such a value can touch, place by place: what refers to it and to all
    else may be no more than a few of thousands.
    """

    # Whether schemas that lead to no others stand where they are referred to.
    inlines: ClassVar[bool] = True

    def __init__(self, outline: Outline | None, unclear: str | None = None, most: int | None = None) -> None:
        self._most = most
        # Of what stands at the place whose schema is read.
        self._outline = outline
        self.is_unclear = self.has_long_lists = False
        self._unclear = unclear
        self.definitions: dict[str, Any] = {}
        self.pending: list[tuple[str, Context, Any, Outline | None]] = []
        # By the identities of schemas, which their documents keep, of contexts, which sides keep, and of outlines.
        self._numbers: dict[tuple[int, int, int], str] = {}

    def bundled(self, schema: Any, context: Context) -> dict[str, Any]:
        """The schema, with what it refers to under `$defs`."""
        root = self.reference(context, schema)
        while self.pending:
            if self._most is not None and len(self._numbers) > self._most:
                raise TooLarge
            name, where, inner, self._outline = self.pending.pop()
            self.definitions[name] = self.schema(inner, where)
        return {**root, "$defs": self.definitions}

    def reference(self, context: Context, schema: Any) -> dict[str, Any]:
        """A reference to a definition that is made sooner or later."""
        context = context.within(schema)
        # identity: documents keep their schemas, contexts those that questions are made of, and outlines their parts.
        key = (id(schema), id(context), id(self._outline))
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = f"s{len(self._numbers)}"
            self.pending.append((known, context, schema, self._outline))
        return {"$ref": f"#/$defs/{known}"}

    def schema(self, schema: Any, context: Context) -> Any:
        """A schema with its references turned into those of the bundle."""
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        if self._outline is ABSENT:
            return True
        context = context.within(schema)
        if self.inlines and _LEADING.isdisjoint(schema):
            return _leaf(schema, context)
        if context.age < 2019 and isinstance(schema.get("$ref"), str):
            return self.behind(schema, context, alone=True)
        behind = self.behind(schema, context)
        readers = _readers(context.age)
        members: dict[str, Any] = {}
        for keyword, value in schema.items():
            read = readers.get(keyword)
            if read is None:
                continue
            outline = self._outline
            if outline is not None and keyword in _WITHIN:
                self._outline = _WITHIN[keyword](outline)
            member = read(self, value, schema, context)
            self._outline = outline
            if member is not None:
                members[keyword] = member
        members = _in_own_words(members, schema, context)
        return members | behind if behind else members

    def behind(self, schema: dict[str, Any], context: Context, *, alone: bool = False) -> Any:
        """A reference to what a schema refers to, or that itself where nothing stands beside it; empty for nothing."""
        if schema.keys().isdisjoint(_REFERENCES):
            return {}
        reference = next((schema[name] for name in _REFERENCES if isinstance(schema.get(name), str)), None)
        if reference is None:
            return {}
        is_dynamic = reference == schema.get("$dynamicRef") and "$ref" not in schema
        target = (context.dynamic_target if is_dynamic else context.target)(schema, reference)
        if target is None and is_dynamic:
            self.is_unclear = True
            return {} if self._unclear is None else {"not": {}}
        if target is None:
            return {}
        is_leaf = alone and self.inlines and isinstance(target[1], dict) and _LEADING.isdisjoint(target[1])
        return self.schema(target[1], target[0]) if is_leaf else self.reference(*target)

    def properties(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Of the properties those that a value may touch; hidden ones are the reader's business only."""
        if not isinstance(value, dict):
            return None
        return {
            name: not context.reading.sends if context.hides(member) else self._within(member, context, inner)
            for name, member, inner in self._touched(value)
            if isinstance(member, dict | bool)
        }

    def required(self, value: Any, schema: dict[str, Any], context: Context) -> Any:
        """The names without those of hidden properties."""
        if not isinstance(value, list):
            return None
        required = dict.fromkeys(name for name in value if isinstance(name, str))
        declared = schema.get(_DECLARED)
        members = declared if isinstance(declared, dict) else {}
        return [name for name in required if not context.hides(members.get(name))]

    def _touched(self, members: dict[str, Any]) -> Iterable[tuple[str, Any, Outline | None]]:
        """The members of names that may occur, with the outlines of what stands there."""
        if self._outline is None:
            return ((name, member, None) for name, member in members.items())
        inner = self._outline.members
        if len(inner) < len(members):
            return ((name, members[name], inner[name]) for name in sorted(inner) if name in members)
        return ((name, member, inner[name]) for name, member in members.items() if name in inner)

    def _within(self, schema: Any, context: Context, outline: Outline | None) -> Any:
        """A schema of what stands elsewhere, with its outline."""
        outer, self._outline = self._outline, outline
        made = self.schema(schema, context)
        self._outline = outer
        return made

    def patterns(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Pattern properties."""
        if not isinstance(value, dict):
            return None
        return {pattern: self.schema(member, context) for pattern, member in value.items() if understood(pattern)}

    def dependent(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Schemas by the names that ask for them, lists of names as they are."""
        if not isinstance(value, dict):
            return None
        return {
            name: self.schema(member, context) if isinstance(member, dict | bool) else member
            for name, member, _ in self._touched(value)
        }

    def one(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """One subschema, or a list of them where the draft has it."""
        if isinstance(value, list):
            # Validators take no empty list; `translated_alone` leaves it out, and knows what it says of other elements.
            fits = context.age < 2020 and (value or not context.age)
            return [self.schema(part, context) for part in value] if fits else None
        return self.schema(value, context) if isinstance(value, dict | bool) else None

    def places(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """Subschemas by their places, of which none may be left out."""
        return [self.schema(part, context) for part in value] or None if isinstance(value, list) else None

    def several(self, value: Any, schema: dict[str, Any], context: Context) -> Any:
        """A list of subschemas; of many those that a value can touch."""
        parts = [part for part in value if isinstance(part, dict | bool)] if isinstance(value, list) else []
        self.has_long_lists |= len(parts) > _MANY
        if self._outline is None or self._outline.size is None or len(parts) <= _FEW:
            return [self.schema(part, context) for part in parts] or None
        # identity: what is kept holds the list.
        known = context.lists.get(id(value))
        if known is None:
            kind = PartsByName if schema.get(_PARTS) is value else AlternativesByName
            known = context.lists[id(value)] = value, kind(parts, schema, context)
        numbers, instead = known[1].touched(self._outline)
        return [*(self.schema(parts[number], context) for number in numbers), *instead] or None

    def types(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """Types that there are."""
        if isinstance(value, list):
            return [name for name in value if isinstance(name, str) and name in _TYPES] or None
        return value if isinstance(value, str) and value in _TYPES else None

    def number(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number."""
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def bound(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """An exclusive bound: a boolean up to draft 4, a number since, either in OpenAPI 3.0."""
        fits = isinstance(value, bool) if context.age in {3, 4} else self.number(value, _, context) is not None
        return value if fits or (not context.age and isinstance(value, bool)) else None

    def divisor(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number above zero."""
        return value if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None

    def count(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A number of things."""
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value % 1 == 0
        return int(value) if fits else None

    def flag(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A boolean."""
        return value if isinstance(value, bool) else None

    def listed(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A list of values."""
        return value if isinstance(value, list) else None

    def pattern(self, value: Any, _: dict[str, Any], __: Context) -> Any:
        """A pattern that is understood; what stands for it where it is not."""
        if not isinstance(value, str) or understood(value):
            return value if isinstance(value, str) else None
        self.is_unclear = True
        return self._unclear

    def text(self, value: Any, _: dict[str, Any], context: Context) -> Any:
        """A format, where formats are assertions."""
        return value if isinstance(value, str) and context.reading.formats else None


_Reader: TypeAlias = "Callable[[Bundle, Any, dict[str, Any], Context], Any]"
_BY_FORM: dict[str, _Reader] = {
    "bound": Bundle.bound,
    "count": Bundle.count,
    "divisor": Bundle.divisor,
    "flag": Bundle.flag,
    "names": Bundle.required,
    "names map": Bundle.dependent,
    "number": Bundle.number,
    "schema": Bundle.one,
    "schema or names map": Bundle.dependent,
    "schema or schemas": Bundle.one,
    "schemas": Bundle.several,
    "types": Bundle.types,
    "values": Bundle.listed,
}
_BY_APPLICATION: dict[str | None, _Reader] = {
    "dependent": Bundle.dependent,
    "patterned property": Bundle.patterns,
    "position": Bundle.places,
    "property": Bundle.properties,
}
_BY_NAME: dict[str, _Reader] = {"format": Bundle.text, "pattern": Bundle.pattern}


# What leads from a schema to others, and what may not be understood.
_LEADING = frozenset((*names(), *_REFERENCES, *by_form("names map"), "pattern"))


def _leaf(schema: dict[str, Any], context: Context) -> dict[str, Any]:
    """A schema that leads to no others, as most do: it is the same in all bundles."""
    # identity: what is kept holds the schema.
    known = context.leaves.get(id(schema))
    if known is None:
        readers, bundle = _readers(context.age), Bundle(None)
        members: dict[str, Any] = {}
        for keyword, value in schema.items():
            member = readers[keyword](bundle, value, schema, context) if keyword in readers else None
            if member is not None:
                members[keyword] = member
        known = context.leaves[id(schema)] = schema, _in_own_words(members, schema, context)
    return known[1]


def _in_own_words(members: dict[str, Any], schema: dict[str, Any], context: Context) -> dict[str, Any]:
    """What a schema says, in the words of its draft."""
    if not context.age:
        members = translated_alone(members)
    if "format" in schema or "const" in schema:
        _widths(members, schema, context)
    return members


@lru_cache(maxsize=8)
def _readers(age: int) -> dict[str, _Reader]:
    """What reads the value of each keyword that says which values are valid, where a dialect knows it."""
    readers: dict[str, _Reader | None] = {
        keyword.name: _BY_NAME.get(keyword.name) or _BY_APPLICATION.get(keyword.applies) or _BY_FORM.get(keyword.form)
        for keyword in KEYWORDS.values()
        if keyword.is_known(age) and keyword.is_demanding
    }
    return {name: reader for name, reader in readers.items() if reader is not None}


def _widths(members: dict[str, Any], schema: dict[str, Any], context: Context) -> None:
    """Add what the widths of OpenAPI's integers shut out, and `const`, which may be null."""
    if "const" in schema and KEYWORDS["const"].is_known(context.age):
        members["const"] = schema["const"]
    width = _WIDTHS.get(str(schema.get("format"))) if context.reading.widths else None
    declared = schema.get("type")
    numeric = declared in ("integer", "number") or (isinstance(declared, list) and "string" not in declared)
    if width is not None and numeric:
        low, high = width
        members[_PARTS] = [*members.get(_PARTS, ()), {"minimum": low, "maximum": high}]
