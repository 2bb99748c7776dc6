"""Makers of values, compiled from schemas: an object of what its members are made of, a list of its items."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from harness.containment import engine, is_secret, texts_matching
from harness.messages._demands import Demands, SchemaBundle, kind_of
from harness.messages._scalars import number_maker, text_maker
from harness.messages._words import texts_for
from harness.vocabulary import conjunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.messages._demands import Choices
    from harness.messages._draws import Draw

    # Makes a value at a depth.
    Maker = Callable[[Draw, int], Any]

# How often an item is made anew, and a value, until one is valid.
TURNS = 12
# Below this only what must be there is made, and below that nothing is.
_DEEP, _DEEPEST = 6, 60
_MOST_ITEMS = 500
# How far references are followed to what is listed.
_REFERENCES = 4
# How many properties that nobody declares there may be.
_MORE = 100
_KINDS = ("object", "array", "string", "integer", "number", "boolean", "null")


class _NoValue(Enum):
    NO_VALUE = "no value"


# What stands for a value where a schema has none, or none was found; `None` is JSON's null.
NO_VALUE: Final = _NoValue.NO_VALUE


class Compiler:
    """Makers of the values of the schemas of a bundle, each compiled when it is first needed.

    Attributes:
        bundle: of the schema whose values are made.
    """

    __slots__ = ("_heights", "_makers", "bundle")

    def __init__(self, bundle: SchemaBundle) -> None:
        self.bundle = bundle
        # By the identities of the schemas that ask for the value, which the bundle keeps.
        self._makers: dict[tuple[frozenset[int], Choices, str], Maker] = {}
        self._heights: dict[tuple[frozenset[int], Choices], int] = {}

    def maker(self, schemas: Sequence[Any], name: str, decided: Choices = frozenset()) -> Maker:
        """Makes values that are valid for several schemas.

        Args:
            schemas: of the value.
            name: of the property that it is, for a likely text.
            decided: the alternatives of which the schemas hold a branch already.
        """
        demands = Demands(schemas, self.bundle, decided)
        if demands.never:
            return _none
        key = frozenset(demands.identities), decided, name if demands.allows("string") else ""
        if key not in self._makers:
            self._makers[key] = _Later(lambda: self._compiled(schemas, demands, name, decided))
        return self._makers[key]

    def schemas_of(self, name: str, demands: Demands) -> list[Any]:
        """The schemas of a property of a name."""
        schemas = list(demands.members.get(name, ()))
        schemas += [schema for pattern, own in demands.patterned.items() if _matches(pattern, name) for schema in own]
        return schemas or demands.further

    def is_patterned(self, name: str, demands: Demands) -> bool:
        """Whether a pattern speaks of a property of a name."""
        return any(_matches(pattern, name) for pattern in demands.patterned)

    def members_of_others(self, value: dict[str, Any], demands: Demands) -> list[str]:
        """The optional members that belong to other values of a tag, where a tag names the member that goes with it.

        In `{"type": "card", "card": …}` a member `iban` belongs to another `type`.
        """
        others: dict[str, None] = {}
        for name, tag_sent in value.items():
            tags = self._named(name, demands)
            if tag_sent in tags:
                others |= dict.fromkeys(tag for tag in tags if tag != tag_sent and tag not in demands.required)
        return list(others)

    def _named(self, name: str, demands: Demands) -> list[str]:
        """The members that a member names."""
        listed = next(filter(None, map(self._listed, demands.members.get(name, ()))), ())
        return [value for value in listed if isinstance(value, str) and value in demands.members and value != name]

    def _listed(self, schema: Any) -> list[Any]:
        """The values that a schema lists, or what it refers to."""
        for _ in range(_REFERENCES):
            if not isinstance(schema, dict) or "enum" in schema:
                break
            schema = self.bundle.target(schema["$ref"]) if "$ref" in schema else None
        return schema.get("enum", []) if isinstance(schema, dict) else []

    def _compiled(self, schemas: Sequence[Any], demands: Demands, name: str, decided: Choices) -> Maker:
        own = self._branches(schemas, demands, name, decided) if demands.unions else self._of_types(demands, name)
        shown = () if is_secret(name) else map(without_secrets, demands.examples)
        examples = [without_hidden(example, demands) for example in shown if _is_like(example, demands)]
        if not examples:
            return own
        whole = any(isinstance(example, dict | list) for example in examples)
        return lambda draw, depth: draw.pick(examples) if draw.takes_example(whole=whole) else own(draw, depth)

    def _branches(self, schemas: Sequence[Any], demands: Demands, name: str, decided: Choices) -> Maker:
        """What is made of each branch of the first alternatives that are not decided yet."""
        identity, branches = demands.unions[0]
        decided |= {identity}
        makers = [self.maker((*schemas, branch), name, decided) for branch in branches]
        makers = [maker for maker in makers if maker is not _none]
        heights = {
            maker: self._height((*schemas, branch), decided)
            for branch in branches
            if (maker := self.maker((*schemas, branch), name, decided)) is not _none
        }
        lowest_first = sorted(makers, key=lambda maker: heights[maker])

        def made(draw: Draw, depth: int) -> Any:
            value = draw.pick(makers)(draw, depth + 1) if makers and depth < _DEEP else NO_VALUE
            for maker in lowest_first if value is NO_VALUE else ():
                value = maker(draw, depth + 1)
                if value is not NO_VALUE:
                    break
            return value

        return made

    def _height(
        self, schemas: Sequence[Any], decided: Choices = frozenset(), above: frozenset[Any] = frozenset()
    ) -> int:
        """How deep the flattest value is, at most; `_DEEPEST` where there may be none that ends."""
        demands = Demands(schemas, self.bundle, decided)
        key = frozenset(demands.identities), decided
        if demands.never or key in above or len(above) > _DEEPEST:
            return _DEEPEST
        known = self._heights.get(key)
        if known is None:
            known = self._height_of(schemas, demands, decided, above | {key})
            if known < _DEEPEST or not above:
                self._heights[key] = known
        return known

    def _height_of(self, schemas: Sequence[Any], demands: Demands, decided: Choices, above: frozenset[Any]) -> int:
        if demands.unions:
            identity, branches = demands.unions[0]
            decided |= {identity}
            return min((self._height((*schemas, branch), decided, above) for branch in branches), default=0)
        if demands.listed is not None or any(demands.allows(kind) for kind in _KINDS[2:]):
            return 0
        parts: list[Sequence[Any]] = []
        if demands.allows("object"):
            parts = [self.schemas_of(name, demands) for name in demands.required]
        elif demands.bounds.get("minItems"):
            parts = [demands.positions[0] if demands.positions else demands.items]
        return 1 + max((self._height(part, frozenset(), above) for part in parts), default=0)

    def _of_types(self, demands: Demands, name: str) -> Maker:
        if demands.listed is not None:
            listed = [value for value in demands.listed if demands.allows(kind_of(value))]
            return (lambda draw, _: draw.pick(listed)) if listed else _none
        makers = [maker for kind in _kinds(demands) if (maker := self._of_type(kind, demands, name)) is not None]
        if not makers:
            return _none
        return makers[0] if len(makers) == 1 else lambda draw, depth: draw.pick(makers)(draw, depth)

    def _of_type(self, kind: str, demands: Demands, name: str) -> Maker | None:
        match kind:
            case "object":
                return self._object(demands)
            case "array":
                return self._array(demands, name)
            case "string":
                limits = demands.bounds.get("minLength", 0), demands.bounds.get("maxLength")
                text = text_maker(name, demands.formats, tuple(demands.patterns), *limits, _text_check(demands))
                return None if text is None else lambda draw, _: text(draw)
            case "integer" | "number":
                number = number_maker(name, demands.bounds, demands.multiples, whole=kind == "integer")
                return None if number is None else lambda draw, _: number(draw)
            case "boolean":
                return lambda draw, _: draw.pick((True, False))
        return lambda _, __: None

    def _object(self, demands: Demands) -> Maker:
        names = {**demands.members, **demands.required}
        fields = [(name, self._member(name, demands), name in demands.required) for name in names]
        fields = [field for field in fields if field[1] is not _none or field[2]]
        least, most = demands.bounds.get("minProperties", 0), demands.bounds.get("maxProperties", len(fields) + _MORE)
        optional = most - len(demands.required)
        further = None if fields and not least else self._further(demands)
        has_tags = any(self._named(name, demands) for name in demands.members)

        def made(draw: Draw, depth: int) -> Any:
            value: dict[str, Any] = {}
            left = optional
            for name, maker, is_required in fields:
                if not is_required and (left <= 0 or depth >= _DEEP or not draw.keeps_optional()):
                    continue
                left -= not is_required
                member = maker(draw, depth + 1)
                if member is not NO_VALUE:
                    value[name] = member
                elif is_required:
                    return NO_VALUE
            for name in self.members_of_others(value, demands) if has_tags else ():
                value.pop(name, None)
            for name in [other for present in value for other in demands.dependent.get(present, ())]:
                if name not in value:
                    value[name] = self.maker(self.schemas_of(name, demands), name)(draw, depth + 1)
            wanted = least if value or depth >= _DEEP or most == 0 else max(least, int(draw.keeps_optional()))
            for name, member in further(draw, depth, wanted - len(value)) if further is not None else ():
                value.setdefault(name, member)
            if len(value) < least:
                _fill(value, fields, least, draw, depth)
            return NO_VALUE if NO_VALUE in value.values() else value

        return made

    def _member(self, name: str, demands: Demands) -> Maker:
        """Makes a property; most are optional, and looked at once one is made."""
        schemas = self.schemas_of(name, demands)
        if name in demands.required or False in schemas:
            return self.maker(schemas, name)
        return _Later(lambda: self.maker(schemas, name))

    def _further(self, demands: Demands) -> Callable[[Draw, int, int], Iterator[tuple[str, Any]]] | None:
        """Makes properties that are not declared; None where there are none."""
        patterns = [pattern for pattern in demands.patterned if texts_matching((pattern,))]
        named = self.maker(demands.names, "key") if demands.names else None
        if not patterns and (not demands.further or False in demands.further):
            open_to_all = not demands.further and bool(demands.bounds.get("minProperties"))
            if not open_to_all:
                return None

        def made(draw: Draw, depth: int, count: int) -> Iterator[tuple[str, Any]]:
            for number in range(count):
                if named is not None:
                    name = named(draw.again(number), depth + 1)
                elif patterns:
                    texts = texts_matching((patterns[0],))
                    name = texts[number % len(texts)]
                else:
                    name = f"key{number or ''}"
                yield str(name), self.maker(self.schemas_of(str(name), demands), "")(draw, depth + 1)

        return made

    def _array(self, demands: Demands, name: str) -> Maker:
        singular = name.removesuffix("s")
        places = [self.maker(schemas, singular) for schemas in demands.positions]
        rest = self.maker(demands.items, singular)
        wanted = self.maker((*demands.items, *demands.counted), singular)
        counted = demands.bounds.get("minContains", 1) if demands.counted else 0
        least, most = max(demands.bounds.get("minItems", 0), counted), demands.bounds.get("maxItems")
        if rest is _none:
            most = min(len(places), len(places) if most is None else most)

        def made(draw: Draw, depth: int) -> Any:
            items: list[Any] = []
            for number in range(min(least if depth >= _DEEP else draw.size(least, most), _MOST_ITEMS)):
                maker = places[number] if number < len(places) else wanted if number < counted + len(places) else rest
                item = maker(draw, depth + 1)
                for turn in range(1, TURNS * 2):
                    if not demands.unique or item not in items:
                        break
                    item = maker(draw.again(number + turn), depth + 1)
                if item is NO_VALUE or (demands.unique and item in items):
                    break
                items.append(item)
            return items if len(items) >= least else NO_VALUE

        return made


class _Later:
    """A maker that is compiled when it is first called, so that schemas may lead back to themselves."""

    __slots__ = ("_compiled", "_maker")

    def __init__(self, compiled: Callable[[], Maker]) -> None:
        self._compiled = compiled
        self._maker: Maker | None = None

    def __call__(self, draw: Draw, depth: int) -> Any:
        if depth > _DEEPEST:
            return NO_VALUE
        if self._maker is None:
            self._maker = self._compiled()
        return self._maker(draw, depth)


def _none(_: Draw, __: int) -> Any:
    return NO_VALUE


def _fill(value: dict[str, Any], fields: list[tuple[str, Maker, bool]], least: int, draw: Draw, depth: int) -> None:
    """Add optional properties until there are enough."""
    for name, maker, _ in fields:
        if len(value) < least and name not in value:
            value[name] = maker(draw, depth + 1)


def _kinds(demands: Demands) -> list[str]:
    """The types of which values are made, null last; what the keywords speak of, where no type is named."""
    if demands.types is not None:
        return [kind for kind in _KINDS if kind in demands.types]
    bounds = "".join(demands.bounds)
    if demands.members or demands.required or demands.further or demands.patterned or "Properties" in bounds:
        return ["object"]
    if demands.items or demands.positions or demands.counted or "Items" in bounds:
        return ["array"]
    if demands.multiples or (demands.bounds and "Length" not in bounds):
        return ["number"]
    return ["string"]


def _is_like(example: Any, demands: Demands) -> bool:
    """Whether an example may be valid, as far as a glance tells; what is made is checked in the end."""
    return demands.allows(kind_of(example)) and (demands.listed is None or example in demands.listed)


def without_secrets(example: Any) -> Any:
    """An example in which no text stands that may be a real secret."""
    if isinstance(example, list):
        return [without_secrets(item) for item in example]
    if not isinstance(example, dict):
        return example
    return {
        name: _disguised(member) if is_secret(name) else without_secrets(member) for name, member in example.items()
    }


def _disguised(value: Any) -> Any:
    """A value with the same made-up text for all its texts."""
    if isinstance(value, dict):
        return {name: _disguised(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_disguised(item) for item in value]
    return texts_for("secret", [])[0] if isinstance(value, str) else value


def without_hidden(example: Any, demands: Demands) -> Any:
    """An example without the properties that are no part of the message."""
    if not isinstance(example, dict):
        return example
    return {name: member for name, member in example.items() if False not in demands.members.get(name, ())}


def _text_check(demands: Demands) -> Callable[[Any], bool]:
    """Whether a text is what single-valued keywords ask for."""
    limits = tuple((name, limit) for name, limit in demands.bounds.items() if name.endswith("Length"))
    return _known_text_check(limits, tuple(demands.patterns), tuple(demands.formats))


@lru_cache(maxsize=1024)
def _known_text_check(
    limits: tuple[tuple[str, Any], ...], patterns: tuple[str, ...], formats: tuple[str, ...]
) -> Callable[[Any], bool]:
    parts = [{"pattern": pattern} for pattern in patterns] + [{"format": form} for form in formats]
    schema = {"type": "string", **dict(limits), **(conjunction(*parts) if parts else {})}
    accepts: Callable[[Any], bool] = engine().Draft202012Validator(schema, validate_formats=True).is_valid
    return accepts


def _matches(pattern: str, name: str) -> bool:
    return bool(engine().is_valid({"pattern": pattern}, name))
