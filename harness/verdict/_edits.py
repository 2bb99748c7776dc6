"""Edits: the smallest changes of schemas with a meaning, and what each makes of the old schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison import canonical, types_of
from harness.document import exact_bytes
from harness.records import NamedTuple
from harness.vocabulary import ANNOTATED, KEYWORDS, NARROWED, REQUEST, RESPONSE, WIDENED, family, keyword_for

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from harness.comparison import Change, Pair
    from harness.document import Node

    # Puts a schema of the new document into the old one.
    Lend = Callable[[Node], Any]

# The aspect of a change of a schema as a whole, of which one side is true or false.
WHOLE = "schema"
# Keywords with lists that may lose items and gain others, which are two changes.
_SHARED = ("enum", "type")
_TYPE, _CHOICES, _ELEMENTS = family("type"), family("enum"), family(keyword_for("item"))
_DECLARED, _EVERY = keyword_for("property"), keyword_for("every")
# What others belong to: the properties of what is an object no longer, and the schema of a property that is required.
_LEADING = frozenset({*_TYPE, "required"})
_NUMBERS = frozenset({"number", "integer"})


class Edit(NamedTuple):
    """The smallest change with a meaning: some differences of one pair of schemas that come and go together.

    Attributes:
        bit: stands for it in sets of edits.
        pair: the schemas that it is between.
        change: what it is called by.
        beside: what belongs to it, as the properties of an object that became an array.
    """

    bit: int
    pair: Pair
    change: Change
    beside: tuple[Change, ...] = ()


def edits_between(pair: Pair, changes: Sequence[Change], is_text: Callable[[Change], bool]) -> Iterator[Edit]:
    """The edits between two schemas, without those below; nothing stands for them yet.

    Args:
        pair: of the schemas.
        changes: their differences.
        is_text: whether the values of a changed schema travel as text.
    """
    meant = [change for change in changes if change.effect != ANNOTATED]
    kinds = _kinds(pair, meant)
    apart, types = _of_strings(pair, meant, kinds, is_text) if kinds is not None else ((), ())
    groups: dict[Hashable, list[Change]] = {}
    for change in meant:
        if change in apart:
            groups[_keyword(change)] = [change, *types]
        elif not apart or change not in types:
            groups.setdefault(_group(change, kinds), []).append(change)
    if apart and _TYPE in groups:
        groups[_TYPE] += types
    for together in groups.values():
        lead = together[0] if apart else _lead(together)
        yield Edit(0, pair, lead, tuple(change for change in together if change is not lead))


def _lead(changes: Sequence[Change]) -> Change:
    """What an edit is called by; what may be null no longer is told last, for another type may say it as well."""
    leading = [change for change in changes if change.aspect in _LEADING and _is_absent(change)]
    return next((change for change in leading if change.aspect == _TYPE[0]), (leading or changes)[0])


def _is_absent(change: Change) -> bool:
    """Whether what it loses lacks something, where it is about a property that has to be there."""
    other = {REQUEST: WIDENED, RESPONSE: NARROWED}.get(change.direction)
    return change.subject != "property" or change.effect != other


def _of_strings(
    pair: Pair, changes: Sequence[Change], kinds: frozenset[str], is_text: Callable[[Change], bool]
) -> tuple[Sequence[Change], Sequence[Change]]:
    """What shuts out strings where texts were, or are, of another type, and this type; nothing for other values.

    Every text is a string: their type alone loses none, it only comes with what does.
    """
    types = [change for change in changes if change.aspect in _TYPE]
    sides = [types_of(side.value) for side in pair.sides or (pair.old, pair.new)]
    direction = types[0].direction
    if not {"array", "object"}.isdisjoint(sides[0] | sides[1]) or direction not in (REQUEST, RESPONSE):
        return (), ()
    read = sides[direction == REQUEST]
    if "string" not in read or not is_text(types[0]):
        return (), ()
    other, at = (WIDENED, "new_node") if direction == REQUEST else (NARROWED, "old_node")
    limits = (change for change in changes if change.effect != other and getattr(change, at) is not None)
    return [change for change in limits if change not in types and _is_of_type(_keyword(change), kinds, read)], types


def _is_of_type(keyword: str, kinds: frozenset[str], read: frozenset[str]) -> bool:
    """Whether a keyword belongs to the type, and says something of values of the types that are read."""
    known = KEYWORDS.get(keyword)
    if known is None or not _belongs_to_type(keyword, kinds):
        return False
    return known.concerns == "any" or not read.isdisjoint(_NUMBERS if known.concerns == "number" else {known.concerns})


def applied(edit: Edit, value: Any, sides: tuple[Node, Node], lend: Lend) -> Any:
    """A schema with an edit made in it.

    Args:
        edit: to be made.
        value: the old schema, in which others may have been made.
        sides: both schemas as they were compared.
        lend: puts schemas of the new document into the old one.
    """
    for change in (edit.change, *edit.beside):
        value = _applied(change, value, sides, lend)
    return value


def brought_along(edit: Edit, new: Node) -> Iterator[Node]:
    """What comes with an edit from the new document: where it stands there, and the keywords that come whole."""
    for change in (edit.change, *edit.beside):
        if change.new_node is not None:
            yield change.new_node
        for keyword in family(change.aspect) if _holds_schemas(change.aspect) else ():
            node = new.child(keyword)
            if node is not None:
                yield from _schemas_of(keyword, node)


def _kinds(pair: Pair, changes: Sequence[Change]) -> frozenset[str] | None:
    """The types that both sides allow, where these changed; None where they did not."""
    if not any(change.aspect in _TYPE and change.effect != ANNOTATED for change in changes):
        return None
    sides = pair.sides or (pair.old, pair.new)
    return types_of(sides[0].value) & types_of(sides[1].value) - {"null"}


def _group(change: Change, kinds: frozenset[str] | None) -> Hashable:
    """Equal for changes that come and go together."""
    keyword = _keyword(change)
    if kinds is not None and _belongs_to_type(keyword, kinds):
        return _TYPE
    if change.subject == "property":
        return "name", change.trail[-1].name, change.new_node is None
    if change.subject == "alternative" or change.aspect == WHOLE:
        # identity: the comparison holds its changes.
        return id(change)
    together = family(keyword)
    if keyword in _SHARED and change.effect in (NARROWED, WIDENED) and None not in (change.old_node, change.new_node):
        return (*together, change.effect)
    if together == _ELEMENTS or not _holds_schemas(keyword):
        return together
    return keyword, *change.trail[-1]


def _belongs_to_type(keyword: str, kinds: frozenset[str]) -> bool:
    """Whether a keyword has something to say only of values of types that not both sides allow."""
    if keyword in (*_TYPE, *_CHOICES, "format"):
        return not kinds
    known = KEYWORDS.get(keyword)
    if known is None or known.concerns == "any":
        return False
    return kinds.isdisjoint(_NUMBERS) if known.concerns == "number" else known.concerns not in kinds


def _keyword(change: Change) -> str:
    if change.subject == "property":
        return _DECLARED if change.aspect == "presence" else "required"
    return change.aspect


def _holds_schemas(keyword: str) -> bool:
    known = KEYWORDS.get(keyword)
    return known is not None and known.applies is not None


def _applied(change: Change, value: Any, sides: tuple[Node, Node], lend: Lend) -> Any:
    """A schema with one difference of it made."""
    if change.aspect == WHOLE and change.old_node is not None and change.new_node is not None:
        return _with_whole(change, value, sides[0], lend)
    if type(value) is not dict or type(sides[1].value) is not dict:
        return lend(sides[1])
    copied = dict(value)
    if change.subject == "property" and change.aspect == "required":
        _require(copied, change)
    elif change.subject == "property":
        _put_member(copied, _DECLARED, change.trail[-1].name, change, lend)
    elif change.subject == "alternative":
        _put_alternative(copied, change, sides[0], lend)
    elif _is_member(change):
        _put_member(copied, change.aspect, str(change.trail[-1].name), change, lend)
    else:
        for keyword in (change.aspect,) if _holds_schemas(change.aspect) else family(change.aspect):
            _put_keyword(copied, keyword, change, sides, lend)
    return copied


def _is_member(change: Change) -> bool:
    """Whether it is of one schema of a keyword that has schemas by name."""
    node = change.old_node or change.new_node
    known = KEYWORDS.get(change.aspect)
    is_map = known is not None and known.form in ("schema map", "schema or names map")
    return node is not None and is_map and node.pointer[-2:] == (change.aspect, change.trail[-1].name)


def _with_whole(change: Change, value: Any, old: Node, lend: Lend) -> Any:
    """A schema with another in place of one within it, where one of the two is true or false."""
    assert change.old_node is not None
    assert change.new_node is not None
    keys = _keys_to(change.old_node, old) or change.old_node.pointer[len(change.old_owner.pointer) :]
    return _replaced(value, keys, lend(change.new_node))


def _keys_to(node: Node, schema: Node) -> tuple[str, ...]:
    """The keys from a schema that is laid out to what is of it, wherever that stands; none where it is not laid out."""
    for keyword, member in schema.members() if schema.parts is not None else ():
        if member.pointer == node.pointer:
            return (keyword,)
        below = [*member.members(), *((str(number), item) for number, item in enumerate(member.elements()))]
        for key, inner in below:
            if inner.pointer == node.pointer:
                return keyword, key
    return ()


def _replaced(value: Any, keys: Sequence[str], end: Any) -> Any:
    """A copy of a value with another one at the end of some keys; the value itself where they lead nowhere."""
    if not keys:
        return end
    key: Any = int(keys[0]) if type(value) is list and keys[0].isdecimal() else keys[0]
    if not (key in value if type(value) is dict else type(value) is list and type(key) is int and key < len(value)):
        return value
    copied = value.copy()
    copied[key] = _replaced(value[key], keys[1:], end)
    return copied


def _require(schema: dict[str, Any], change: Change) -> None:
    name = change.trail[-1].name
    required = schema.get("required")
    names = [other for other in required if other != name] if isinstance(required, list) else []
    schema["required"] = names if change.new_node is None else [*names, name]


def _put_member(schema: dict[str, Any], keyword: str, name: str, change: Change, lend: Lend) -> None:
    members = dict(schema[keyword]) if isinstance(schema.get(keyword), dict) else {}
    if change.new_node is None:
        members.pop(name, None)
    else:
        members[name] = lend(change.new_node)
    schema[keyword] = members


def _put_alternative(schema: dict[str, Any], change: Change, old: Node, lend: Lend) -> None:
    """What went gives way to a schema that changes nothing, so that the others keep their places."""
    parts = list(schema.get(change.aspect, ()))
    if change.new_node is not None:
        parts.append(lend(change.new_node))
    if change.old_node is not None:
        keys = _keys_to(change.old_node, old) or change.old_node.pointer
        parts[int(keys[-1])] = change.aspect == _EVERY
    schema[change.aspect] = parts


def _put_keyword(schema: dict[str, Any], keyword: str, change: Change, sides: tuple[Node, Node], lend: Lend) -> None:
    was, now = sides[0].value.get(keyword), sides[1].child(keyword)
    before = schema.pop(keyword, None)
    if now is None:
        return
    if change.aspect in _SHARED and type(before) is list and type(now.value) is list and type(was) is list:
        schema[keyword] = _share(change, was, before, now.value)
    else:
        schema[keyword] = _lent(keyword, now, lend)


def _share(change: Change, old: list[Any], value: list[Any], new: list[Any]) -> list[Any]:
    """What a change does to a list: of one that lost items and gained others, it is only one of both."""
    if change.effect not in (NARROWED, WIDENED):
        return new
    # By their bytes, items of lists of any length are found at once.
    were, are, has = ({exact_bytes(canonical(item)) for item in items} for items in (old, new, value))
    if change.effect == NARROWED:
        return [item for item in value if (key := exact_bytes(canonical(item))) in are or key not in were]
    return [*value, *(item for item in new if exact_bytes(canonical(item)) not in has)]


def _schemas_of(keyword: str, node: Node) -> Iterator[Node]:
    """The schemas that a keyword holds."""
    if type(node.value) is list:
        yield from node.elements()
    elif KEYWORDS[keyword].form in ("schema map", "schema or names map"):
        yield from (member for _, member in node.members() if type(member.value) is not list)
    else:
        yield node


def _lent(keyword: str, node: Node, lend: Lend) -> Any:
    """The value of a keyword, with its schemas to be read in their own document."""
    if not _holds_schemas(keyword):
        return node.value
    if type(node.value) is list:
        return [lend(element) for element in node.elements()]
    form = KEYWORDS[keyword].form
    if form in ("schema map", "schema or names map") and type(node.value) is dict:
        return {name: member.value if type(member.value) is list else lend(member) for name, member in node.members()}
    return lend(node)
