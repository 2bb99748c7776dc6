"""YAML read event by event with PyYAML: slow, exact about spelling and lines, lenient about layout."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from harness.document._text import MAX_DEPTH, Flaw, Remark, line_and_column
from harness.document._yaml import core_value, key_text, label_of

if TYPE_CHECKING:
    import yaml

_MAX_REPLAYED = 1_000_000
_TAG = "tag:yaml.org,2002:"
_TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (float, int), "bool": (bool,), "null": (type(None),)}
# Noticed late: what is wrong is where the reader began to look.
_FROM_START = ("found unexpected end of stream", "could not find expected ':'")


class _Open:
    """A collection that has begun and not ended."""

    __slots__ = ("anchor", "key", "members", "merged", "value")

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.merged: list[dict[str, Any]] | None = None  # a list while the value of `<<` is awaited
        self.members: list[dict[str, Any]] = []  # what `<<` brought


def read_events(text: str) -> tuple[Any, tuple[Remark, ...]]:
    """What the first document of a YAML text says, by the core schema of YAML 1.2, and where that is doubtful.

    Of a key that occurs twice the last one counts; a number that JSON cannot express is the text that stands there.

    Keys are strings: numbers keep their spelling, `true` and `null` are named so. Merge keys are applied, unknown tags
    ignored; what aliases repeat is one object, however often it stands there.

    Raises:
        Flaw: it is no YAML, not even by lenient measure, or YAML that no OpenAPI document may hold.
    """
    import yaml

    builder = _Builder(yaml)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_flaw(error, text) from None
    except yaml.reader.ReaderError as error:
        # libyaml counts in bytes.
        before = text.encode()[: error.position].decode(errors="ignore")
        place = line_and_column(before, len(before))
        raise Flaw(f"not valid YAML: {error.reason}", *place, "write it as an escape in quotes", syntax=True) from None
    return builder.root, tuple(builder.remarks)


class _Builder:
    """Content from events."""

    __slots__ = ("_anchors", "_documents", "_extents", "_open", "_replayed", "_takers", "remarks", "root")

    def __init__(self, library: Any) -> None:
        self.root: Any = None
        self.remarks: list[Remark] = []
        self._documents: list[yaml.Event] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, str | None]] = {}
        self._replayed = 0
        # Of what is repeated, by its identity: the anchors hold it.
        self._extents: dict[int, tuple[int, int]] = {}
        self._takers = {
            library.ScalarEvent: self._scalar,
            library.AliasEvent: self._alias,
            library.MappingStartEvent: self._start,
            library.SequenceStartEvent: self._start,
            library.MappingEndEvent: self._end,
            library.SequenceEndEvent: self._end,
            library.DocumentStartEvent: self._documents.append,
        }

    def take(self, event: Any) -> None:
        taker = self._takers.get(type(event))
        if taker is None:
            return
        if len(self._documents) > 1 and taker != self._documents.append:
            # A last `---` with nothing after it begins a document of null; it is common and harmless.
            if getattr(event, "value", None) == "" and event.implicit[0]:
                return
            raise _flaw("the file holds several documents", self._documents[-1], "the second one begins here")
        taker(event)

    def _scalar(self, event: Any) -> None:
        owner = self._awaiting_key()
        text: str = event.value
        if owner is not None:
            plain = event.implicit[0] and event.tag is None
            if plain and text == "<<":
                owner.merged = []
            else:
                self._name(owner, key_text(text) if plain else text, event)
        if event.anchor:
            self._anchors[event.anchor] = self._resolved(event), text
        if owner is None:
            self._give(self._resolved(event), event)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if any(collection.anchor == name for collection in self._open):
            raise _flaw(f"*{name[:80]} refers to a value that it is a part of", event, "a value cannot contain itself")
        if name not in self._anchors:
            raise _flaw(f"*{name[:80]} refers to no anchor above it", event, "there is no such anchor")
        value, text = self._anchors[name]
        owner = self._awaiting_key()
        if owner is not None:
            if text is None:
                raise _flaw("a key is a collection", event, "expected a text")
            self._name(owner, text, event)
        else:
            self._allow(value, event)
            self._give(value, event)

    def _start(self, event: Any) -> None:
        if self._awaiting_key() is not None:
            raise _flaw("a key is a collection", event, "expected a text")
        if len(self._open) >= MAX_DEPTH:
            raise _flaw(f"nested more than {MAX_DEPTH} levels deep", event, "one level too many")
        self._open.append(_Open({} if type(event).__name__ == "MappingStartEvent" else [], event.anchor))

    def _end(self, event: Any) -> None:
        ended = self._open.pop()
        for members in ended.members:
            for key, value in members.items():
                ended.value.setdefault(key, value)  # type: ignore[union-attr]  # only mappings have merged members
        if ended.anchor:
            self._anchors[ended.anchor] = ended.value, None
        self._give(ended.value, event)

    def _awaiting_key(self) -> _Open | None:
        owner = self._open[-1] if self._open else None
        if owner is None or type(owner.value) is list or owner.key is not None or owner.merged is not None:
            return None
        return owner

    def _name(self, owner: _Open, key: str, event: Any) -> None:
        owner.key = key
        if key in owner.value:
            self._remark(f"the key {key[:80]!r} occurs twice in one mapping; the last one counts", event)

    def _resolved(self, event: Any) -> Any:
        value = _resolved(event)
        if type(value) is float and not isfinite(value):
            self._remark(f"the number {event.value[:40]!r} cannot be expressed in JSON; read as a text", event)
            return event.value
        return value

    def _remark(self, message: str, event: Any) -> None:
        pointer = [str(len(owner.value)) if type(owner.value) is list else owner.key for owner in self._open]
        remark = Remark(message, event.start_mark.line + 1, tuple(key for key in pointer if key is not None))
        if remark not in self.remarks[-1:]:  # of an anchor, too, what it names is read
            self.remarks.append(remark)

    def _give(self, value: Any, event: Any) -> None:
        if not self._open:
            self.root = value
            return
        owner = self._open[-1]
        if type(owner.value) is list:
            owner.value.append(value)
        elif owner.merged is not None:
            owner.members += _mergeable(value, event)
            owner.merged = None
        elif owner.key is not None:
            owner.value[owner.key] = value  # type: ignore[call-overload]  # a mapping: only mappings have keys
            owner.key = None

    def _allow(self, value: Any, event: Any) -> None:
        """Refuse what grows too large or too deep by repeating a value here: nobody could look at all of it."""
        size, depth = self._extent(value)
        self._replayed += size
        if self._replayed > _MAX_REPLAYED:
            raise _flaw(f"aliases repeat more than {_MAX_REPLAYED:,} values", event, "too much to expand")
        if len(self._open) + depth > MAX_DEPTH:
            raise _flaw(f"nested more than {MAX_DEPTH} levels deep", event, "too deep with what is repeated here")

    def _extent(self, value: Any) -> tuple[int, int]:
        """How many values there are in one, itself included, and how deeply collections are nested."""
        if type(value) is not dict and type(value) is not list:
            return 1, 0
        # identity: what is open holds its values.
        known = self._extents.get(id(value))
        if known is None:
            parts = [self._extent(part) for part in (value.values() if type(value) is dict else value)]
            known = 1 + sum(size for size, _ in parts), 1 + max((depth for _, depth in parts), default=0)
            self._extents[id(value)] = known
        return known


def _resolved(event: Any) -> Any:
    text: str = event.value
    tag: str | None = event.tag
    if tag is None:
        value = core_value(text) if event.implicit[0] else text
    elif (kinds := _TYPES.get(tag.removeprefix(_TAG) if tag.startswith(_TAG) else "")) is not None:
        value = core_value(text)
        if type(value) not in kinds:
            raise _flaw(f"{text[:40]!r} is not what its tag says", event, f"expected {tag.removeprefix(_TAG)}")
    else:
        value = text
    return value


def _mergeable(value: Any, event: Any) -> list[dict[str, Any]]:
    sources = value if type(value) is list else [value]
    if not all(type(source) is dict for source in sources):
        raise _flaw("`<<` merges something that is no mapping", event, "expected a mapping or a list of mappings")
    return sources


def _flaw(message: str, event: Any, label: str) -> Flaw:
    mark = event.start_mark
    return Flaw(message, mark.line + 1, mark.column + 1, label)


def _syntax_flaw(error: yaml.MarkedYAMLError, text: str) -> Flaw:
    problem = error.problem or "not understood"
    mark = error.problem_mark
    if problem in _FROM_START and error.context_mark is not None:
        mark = error.context_mark
    label = label_of(problem)
    if problem == "found character that cannot start any token" and mark is not None:
        tab = text[mark.index : mark.index + 1] == "\t"
        label = "indent with spaces, not with a tab" if tab else "a text that starts so needs quotes"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (None, None)
    return Flaw(f"not valid YAML: {problem}", line, column, label, syntax=True)
