"""A schema of a document with what it refers to, as one schema in the words of its draft, for the engine.

It is made from the document as it stands and not from normal forms. What a given value cannot touch is left out, place
by place: what stands under names that are not there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from harness.containment._lists import AlternativesByName, PartsByName
from harness.containment._outlines import ABSENT, NOTHING, Outline
from harness.containment._patterns import understood
from harness.containment._translation import translated_alone
from harness.vocabulary import KEYWORDS, by_form, keyword_for, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.containment._questions import Context

_WIDTHS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))
_REFERENCES = by_form("reference")
_DECLARED, _PARTS = keyword_for("property"), keyword_for("every")
# Of more alternatives or parts than these only those are given to validators that a value can touch.
_FEW = 8
# Of more than these, who says what is wrong with a value looks at no more than that value may be of.
_MANY = 16
# The outline of what the subschemas of a keyword say something of, where that is not what the schema speaks of itself;
# of members by name, each has its own.
_WITHIN: dict[str, Callable[[Outline], Outline]] = {
    **dict.fromkeys(names("property name"), lambda _: NOTHING),
    **dict.fromkeys(names("patterned property", "further property", "unevaluated property"), Outline.of_members),
    **dict.fromkeys(names("item", "position", "further item", "unevaluated item", "counted item"), Outline.of_items),
}


def bundled(schema: Any, context: Context, outline: Outline) -> Any:
    """The schema for values with no other names, or elsewhere, than in an outline."""
    return Bundle(outline).bundled(schema, context)


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
        # identity: what is kept holds the schema.
        known = context.parted.get(id(schema)) or (schema, self._parted(schema, context))
        if self.inlines:
            # Bundles for any values are made but once for each schema.
            context.parted[id(schema)] = known
        plain, leading = known[1]
        if leading is None:
            return plain
        if context.age < 2019 and isinstance(schema.get("$ref"), str):
            return self.behind(schema, context, alone=True)
        behind = self.behind(schema, context)
        members = plain.copy()
        for keyword, value, read in leading:
            outline = self._outline
            if outline is not None and keyword in _WITHIN:
                self._outline = _WITHIN[keyword](outline)
            member = read(self, value, schema, context)
            self._outline = outline
            if member is not None:
                members[keyword] = member
        members = _in_own_words(members, schema, context)
        return members | behind if behind else members

    def _parted(self, schema: dict[str, Any], context: Context) -> tuple[dict[str, Any], list[_Leading] | None]:
        """What a schema says by keywords that lead nowhere, the same in all bundles; and what leads to others.

        None for a schema that leads nowhere, as most do: what it says is in the words of its draft then.
        """
        readers = _readers(context.age)
        plain: dict[str, Any] = {}
        leading: list[_Leading] = []
        for keyword, value in schema.items():
            read = readers.get(keyword)
            if read is None:
                continue
            if keyword in _LEADING:
                leading.append((keyword, value, read))
                continue
            member = read(self, value, schema, context)
            if member is not None:
                plain[keyword] = member
        return (_in_own_words(plain, schema, context), None) if _LEADING.isdisjoint(schema) else (plain, leading)

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
# A keyword, its value, and what reads it.
_Leading: TypeAlias = "tuple[str, Any, _Reader]"
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
