"""Does a reader take every text that a sender writes? Containment for values that travel as text.

A value that the reader's schema refuses is lost only if its text is: each is read as the reader would read it before it
counts. Where none is lost, that is proven by the texts themselves, as schemas of strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment import NO, UNDECIDED, YES, Answer
from harness.document import Node
from harness.messages._strings import strings_of
from harness.messages._wire import FORM, JSON, Wire, as_sent, readings, types_of
from harness.records import NamedTuple
from harness.vocabulary import (
    OWN_DIALECT,
    REQUEST,
    conjunction,
    disjunction,
    keyword_for,
    with_members,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.comparison import Comparison
    from harness.containment import MessageContainment
    from harness.document import Document
    from harness.messages._parts import PartPair
    from harness.messages._places import PathStep
    from harness.messages._wire import Sent
    from harness.vocabulary import Sender

_PROPERTIES = keyword_for("property")
_ITEMS = keyword_for("item")

_STYLES = Wire(), Wire()
_OPEN = "the values differ, and no text was found that shows it"
_CONTAINED = Answer(YES, None, "no text can tell them apart")
# Values with texts that can be read in one way alone.
_PLAIN_TEXT, _SEVERAL = {"type": "string", "pattern": "^[g-s]"}, {"type": "array", "minItems": 2}
_PLAIN = disjunction(
    _PLAIN_TEXT,
    _SEVERAL,
    {"type": "object", "minProperties": 1, **with_members(disjunction(_PLAIN_TEXT, _SEVERAL))},
)
# No text stands for null. Source: RFC 6570, 2.3: what is null is undefined, and left out.
_NOT_NULL = {"not": {"enum": [None]}}
_FURTHER = keyword_for("further property")
_NUMBERS = frozenset({"integer", "number", "boolean"})
# What is tried of a sender where values say too little.
_KINDS: tuple[dict[str, Any], ...] = (
    {"type": "array", "minItems": 2},
    {"type": "array", "minItems": 1},
    {"type": "object", "minProperties": 1},
    {"type": "string"},
)

# A list of lists may be one of itself, and a text that is read as a list of one is no shorter.
_MOST_LISTS = 8


def _read(document: Document, node: Node) -> Node:
    """What stands behind a reference, with what stands beside it where that counts."""
    target = document.resolve(node)
    if target is None or target is node:
        return node
    if len(node.value) == 1 or document.version in OWN_DIALECT:
        return target
    beside = {name: value for name, value in node.value.items() if name != "$ref"}
    kinds = {"type": target.value["type"]} if type(target.value) is dict and "type" in target.value else {}
    return Node(node.file, node.pointer, {**kinds, **conjunction({"$ref": node.value["$ref"]}, beside)})


def texts_of(part: PartPair, messages: dict[str, MessageContainment], comparison: Comparison) -> Texts:
    """What the texts of a part of a message are asked about."""
    documents = comparison.old, comparison.new
    documents = documents if part.direction == REQUEST else (documents[1], documents[0])
    return Texts(messages[part.direction], part.direction, documents, part.sent_and_read)


class Texts(NamedTuple):
    """What texts are asked about: the messages of one direction, with the documents of sender and reader."""

    messages: MessageContainment
    direction: Sender
    documents: tuple[Document, Document]
    wires: tuple[Wire, Wire] = _STYLES

    def contained(self, sender: Node, reader: Node) -> Answer:
        """Whether the reader takes every text of the sender; a witness is a value of the sender."""
        was, now = (_read(document, node) for document, node in zip(self.documents, (sender, reader), strict=True))
        direct = self._values(_that_is_sent(was, self.wires[0]), now)
        if direct.verdict == YES and (not self._is_mixed or (types_of(was) and set(types_of(was)) <= _NUMBERS)):
            return direct
        if direct.verdict == NO and self.shows(direct.witness, now):
            return direct
        if types_of(was) == types_of(now) == ["object"] and not self._is_mixed:
            return self._objects(was, now, direct)
        answer = self._as_read(was, now)
        if answer.verdict != UNDECIDED:
            return answer
        plain = self._values(Node(was.file, was.pointer, conjunction(was.value, _PLAIN)), now)
        return plain if plain.verdict == NO and self.shows(plain.witness, now) else answer

    def at(self, steps: tuple[PathStep, ...]) -> Texts:
        """The same for what stands at the end of some steps within the values."""
        if not steps or self.wires[0].kind == self.wires[1].kind == JSON:
            return self
        wire = Wire(repeats=self.wires[0].kind == FORM)
        return self._replace(wires=(wire, wire))

    @property
    def of_old(self) -> Texts:
        """The same for a document that only some edits change: all stays as the old one has it."""
        side = 0 if self.direction == REQUEST else 1
        old, wire = self.documents[side], self.wires[side]
        return self._replace(documents=(old, old), wires=(wire, wire))

    def is_lost(self, value: Any, sender: Node, reader: Node) -> bool:
        """Whether the text of a value is one of the sender's and none of the reader's."""
        return self._holds(0, sender, value) and self.shows(value, reader)

    def _as_read(self, was: Node, now: Node) -> Answer:
        """The answer by the texts, for two schemas whose values differ."""
        kinds = types_of(was), types_of(now)
        if self._is_mixed:
            return self._shown(was, now, _KINDS) or self._as_strings(was, now)
        if kinds[0] == kinds[1] == ["array"]:
            return self._lists(was, now)
        if kinds[0] == ["array"]:
            return self._list_as_one(was, now)
        return self._one_as_list(was, now) if kinds[1] == ["array"] else self._as_strings(was, now)

    def shows(self, value: Any, reader: Node) -> bool:
        """Whether a value of the sender is sent, and the reader takes its text in no reading."""
        if value is None and self.wires[0].kind != JSON:
            return False
        sent = as_sent(value, self.wires[0])
        return sent is not None and not self.takes(reader, sent)

    def takes(self, reader: Node, sent: Sent) -> bool:
        """Whether a schema of the reader's takes a text in one of its readings."""
        return any(self._holds(1, reader, value) for value in self._readings(sent, 1, reader))

    @property
    def _is_mixed(self) -> bool:
        return (self.wires[0].kind == JSON) != (self.wires[1].kind == JSON)

    def _values(self, sender: Node, reader: Node) -> Answer:
        return self.messages.contained(sender, reader, self.direction)

    def _holds(self, side: int, node: Node, value: Any) -> bool:
        """Whether a value is one of a schema, of the sender's side (0) or the reader's (1)."""
        return self.messages.takes(value, node, self.direction, sends=side == 0)

    def _readings(self, sent: Sent, side: int, schema: Node | None, lists: int = _MOST_LISTS) -> Iterator[Any]:
        """The values as which a text may be read, by a schema and without; as no more lists within lists than that."""
        wire = self.wires[side]
        node = None if schema is None else self.documents[side].resolve(schema)
        if wire.kind == JSON or node is None:
            yield from readings(sent, wire)
            return
        if isinstance(sent, dict):
            yield {name: self._best(text, side, _member(node, name), lists) for name, text in sent.items()}
        elif isinstance(sent, list):
            yield [self._best(text, side, node.child(_ITEMS), lists) for text in sent]
            if len(sent) == 1 and wire.repeats:
                yield from self._readings(sent[0], side, node, lists)
        elif sent is not None:
            if wire.repeats and lists:
                yield [self._best(sent, side, node.child(_ITEMS), lists - 1)]
            yield from readings([sent] if wire.repeats else sent, wire)
        yield from readings(sent, wire)

    def _best(self, sent: Sent, side: int, schema: Node | None, lists: int = _MOST_LISTS) -> Any:
        """The first reading of a text that a schema takes."""
        values = list(self._readings(sent, side, schema, lists))
        if schema is not None:
            for value in values:
                if self._holds(side, schema, value):
                    return value
        return values[-1] if values else sent

    def _shown(self, sender: Node, reader: Node, kinds: tuple[dict[str, Any], ...]) -> Answer | None:
        """A value of one of some kinds whose text the reader refuses."""
        nothing = Node(self.documents[1].file, (), value=False)
        for kind in kinds:
            led = Node(sender.file, sender.pointer, conjunction(sender.value, kind))
            answer = self._values(led, nothing)
            if answer.verdict == NO and self.shows(answer.witness, reader):
                return answer
        return None

    def _objects(self, was: Node, now: Node, direct: Answer) -> Answer:
        """Two objects, by the texts of their members; where these are taken, only the rest is asked about."""
        both = was.child(_PROPERTIES), now.child(_PROPERTIES)
        if self.wires[0].kind == FORM or any(part is None or type(part.value) is not dict for part in both):
            return direct
        ours, theirs = (dict(part.members()) for part in both if part is not None)
        within = self._replace(wires=_STYLES)
        same: dict[str, Any] = {}
        for name in sorted(ours.keys() & theirs.keys()):
            answer = within.contained(ours[name], theirs[name])
            if answer.verdict == NO:
                return self._with_member(was, name, answer)
            if answer.verdict == UNDECIDED:
                return answer
            same[name] = {}
        if not same:
            return direct
        taken = {**now.value, _PROPERTIES: {**now.value[_PROPERTIES], **same}}
        return self._values(was, Node(now.file, now.pointer, taken))

    def _with_member(self, was: Node, name: str, lost: Answer) -> Answer:
        """An object of the sender's with a member whose text is lost."""
        member = {_PROPERTIES: {name: {"enum": [lost.witness]}}, "required": [name]}
        led = Node(was.file, was.pointer, conjunction(was.value, member))
        answer = self._values(led, Node(self.documents[1].file, (), value=False))
        return answer._replace(reason=lost.reason) if answer.verdict == NO else Answer(UNDECIDED, None, _OPEN)

    def _list_as_one(self, was: Node, now: Node) -> Answer:
        """A list that is read as a single value."""
        answer = self._shown(was, now, _KINDS[:2])
        if answer is not None:
            return answer
        items = was.child(_ITEMS)
        if was.get("maxItems") == 1 and items is not None:
            return self.contained(items, now)
        return Answer(UNDECIDED, None, _OPEN)

    def _one_as_list(self, was: Node, now: Node) -> Answer:
        """A single value that is read as a list of one."""
        items = now.child(_ITEMS)
        if (now.get("minItems") or 0) > 1 or not self.wires[1].repeats:
            return Answer(UNDECIDED, None, _OPEN)
        answer = _CONTAINED if items is None else self.contained(was, items)
        taken = answer.verdict == NO and not self.shows(answer.witness, now)
        return Answer(UNDECIDED, None, _OPEN) if taken else answer

    def _as_strings(self, was: Node, now: Node) -> Answer:
        """Single values, by their texts."""
        ours, theirs = self._strings(0, was), self._strings(1, now)
        if ours is not None and ours.choices is not None:
            lost = [value for _, value in ours.choices if self.shows(value, now)]
            return Answer(NO, lost[0], "a text shows the difference") if lost else _CONTAINED
        if ours is not None and theirs is not None:
            answer = self._values(Node(was.file, (), ours.schema), Node(now.file, (), theirs.schema))
            if answer.verdict == YES and theirs.exact:
                return _CONTAINED
            if answer.verdict == NO:
                for value in self._readings(answer.witness if self.wires[0].kind != JSON else None, 0, was):
                    if self._holds(0, was, value) and self.shows(value, now):
                        return Answer(NO, value, answer.reason)
        # A sign and a fraction are what readers of texts overlook.
        for value in (-1, 0.5):
            if self._holds(0, was, value) and self.shows(value, now):
                return Answer(NO, value, "a text shows the difference")
        return self._shown(was, now, _KINDS[3:]) or Answer(UNDECIDED, None, _OPEN)

    def _strings(self, side: int, node: Node) -> Any:
        document = self.documents[side]
        return strings_of(node, self.wires[side], document, lambda schema, value: self._holds(side, schema, value))

    def _lists(self, was: Node, now: Node) -> Answer:
        """Two lists, by the texts of their items."""
        sides = [
            document.resolve(node.child(_ITEMS) or node)
            for document, node in zip(self.documents, (was, now), strict=True)
        ]
        if sides[0] is None or sides[1] is None or was.child(_ITEMS) is None or now.child(_ITEMS) is None:
            return Answer(UNDECIDED, None, _OPEN)
        ours, theirs = self._strings(0, _without_null(sides[0])), self._strings(1, sides[1])
        if ours is None or theirs is None:
            return Answer(UNDECIDED, None, _OPEN)
        least = max(1, was.get("minItems") or 0)
        answer = self._values(
            Node(was.file, was.pointer, {**was.value, "minItems": least, _ITEMS: ours.schema}),
            Node(now.file, now.pointer, {**now.value, _ITEMS: theirs.schema}),
        )
        if answer.verdict == NO:
            value = self._best(as_sent(answer.witness, self.wires[0]), 0, was)
            if self._holds(0, was, value) and self.shows(value, now):
                return Answer(NO, value, answer.reason)
        return _CONTAINED if answer.verdict == YES and theirs.exact else Answer(UNDECIDED, None, _OPEN)


def _that_is_sent(node: Node, wire: Wire) -> Node:
    """The values of a schema of which anything is sent."""
    types = types_of(node)
    if wire.kind != JSON:
        node = _without_null(node)
    least = {"array": {"minItems": 1}, "object": {"minProperties": 1}}
    limits = {key: limit for name in types for key, limit in least.get(name, {}).items()}
    if wire.kind != "style" or not limits:
        return node
    return Node(node.file, node.pointer, conjunction(node.value, limits))


def _without_null(node: Node) -> Node:
    """A schema without null, which no text stands for; as it stands where it names other types alone."""
    declared, said = node.get("type"), node.value
    if type(said) is not dict:
        return node
    if said.get("nullable") is True or said.get("x-nullable") is True:
        said = {key: value for key, value in said.items() if key not in ("nullable", "x-nullable")}
    if type(declared) is list and "null" in declared and len(declared) > 1:
        said = {**said, "type": [name for name in declared if name != "null"]}
    if not types_of(node):
        said = conjunction(said, _NOT_NULL)
    return node if said is node.value else Node(node.file, node.pointer, said)


def _member(node: Node, name: str) -> Node | None:
    return _part(node, _PROPERTIES, name) or _part(node, _FURTHER, "")


def _part(node: Node, keyword: str, name: str) -> Node | None:
    part = node.child(keyword)
    return part.child(name) if part is not None and name else part
