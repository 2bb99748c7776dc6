"""The walk that finds problems: every object is looked at once, as the kind of object that its place makes it.

These are our own checks, all in one walk and without any network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document._file import Node
from harness.document._numbers import plain_type
from harness.document._problems import Problem, in_order
from harness.document._problems_objects import CHECKS
from harness.document._problems_paths import check_paths
from harness.document._problems_references import Cycles, reference_problem
from harness.document._problems_shapes import SCALARS, Shape, Slot, shapes
from harness.document._problems_words import printable, shown
from harness.errors import DocumentError
from harness.vocabulary import OWN_DIALECT, format_pointer, names

if TYPE_CHECKING:
    from harness.document._document import Document
    from harness.document._file import File, Pointer

_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int, float),  # 1.0 is an integer in JSON Schema
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_PARTS = frozenset(names("every"))
_WORDS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "schema": "a schema",
    "string": "a string",
}


def problems_of(document: Document) -> tuple[Problem, ...]:
    """The problems of a document and of what it refers to, in document order, each spot once."""
    walk = Walk(document)
    walk.visit(document.file, (), document.content, "document")
    check_paths(walk)
    walk.follow()
    problems = list(dict.fromkeys(walk.problems))
    return (*_remarks(document), *in_order(document, problems))


class Walk:
    """A walk over a document and what it refers to.

    Attributes:
        problems: what was found, in the order of finding.
        operation_ids: the pointers of operations by their id.
    """

    __slots__ = ("_cycles", "_pending", "_seen", "document", "operation_ids", "problems", "schemes", "shapes")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.operation_ids: dict[str, str] = {}
        self.schemes = frozenset(document.components("securitySchemes"))
        self.shapes = shapes(document.version)
        self._seen: set[int] = set()
        self._pending: list[tuple[Node, str]] = []
        self._cycles = Cycles(self)

    def report(self, code: str, message: str, file: File, pointer: Pointer, hint: str | None = None) -> None:
        """Add a problem."""
        hint = hint and printable(hint)
        self.problems.append(Problem(code, printable(message), format_pointer(pointer), file.name, hint))

    def visit(self, file: File, pointer: Pointer, value: Any, kind: str) -> None:
        """Look at a value that stands where an object of that kind belongs, and at everything below it."""
        if kind in SCALARS:
            self._scalar(file, pointer, value, kind)
            return
        if type(value) is not dict:
            if not (kind == "schema" and type(value) is bool and self._takes_boolean(pointer)):
                self._mistyped(file, pointer, value, kind if kind == "schema" else "object")
            return
        # identity: the files of the document hold their content, and no value of it is shared.
        if id(value) in self._seen:
            return
        self._seen.add(id(value))
        shape = self.shapes[kind]
        if shape.referable and "$ref" in value and not self._reference(file, pointer, value, kind):
            return
        if kind == "schema" and not _PARTS.isdisjoint(value):
            self._cycles.look(Node(file, pointer, value), kind)
        for name in shape.required:
            if name not in value:
                self.report("member-missing", f"{name!r} is missing", file, pointer)
        if "x-sunset" in value and not is_day(value["x-sunset"]):
            message = f"'x-sunset' is {shown(value['x-sunset'])}, and no date"
            self.report("sunset-unreadable", message, file, (*pointer, "x-sunset"), "write it as YYYY-MM-DD")
        if kind in CHECKS:
            CHECKS[kind](self, file, pointer, value)
        self._members(file, pointer, value, shape)

    def follow(self) -> None:
        """Visit what references led to and no walk came by."""
        for node, kind in self._pending:  # grows on the way
            self.visit(node.file, node.pointer, node.value, kind)

    def _members(self, file: File, pointer: Pointer, value: dict[str, Any], shape: Shape) -> None:
        members, rest = shape.members, shape.rest
        for key, member in value.items():
            slot = members.get(key)
            if slot is not None:
                self._slot(file, (*pointer, key), member, slot)
            elif rest is not None and not key.startswith("x-"):
                self._slot(file, (*pointer, key), member, rest)

    def _slot(self, file: File, pointer: Pointer, value: Any, slot: Slot) -> None:
        form, kind = slot
        if form == "one":
            self.visit(file, pointer, value, kind)
        elif form == "list":
            if type(value) is not list:
                self._mistyped(file, pointer, value, "array")
                return
            for number, item in enumerate(value):
                self.visit(file, (*pointer, str(number)), item, kind)
        elif type(value) is not dict:
            self._mistyped(file, pointer, value, "object")
        else:
            for key, member in value.items():
                # Such maps have no extensions by the letter, yet people write them; X-Rate-Limit is a header.
                if type(member) is dict or not key.startswith("x-"):
                    self.visit(file, (*pointer, key), member, kind)

    def _scalar(self, file: File, pointer: Pointer, value: Any, kind: str) -> None:
        if kind != "any" and (plain_type(value) not in _TYPES[kind] or (kind == "integer" and value != value // 1)):
            self._mistyped(file, pointer, value, kind)

    def _reference(self, file: File, pointer: Pointer, value: dict[str, Any], kind: str) -> bool:
        """Check a `$ref`; whether what stands beside it counts."""
        reference = value["$ref"]
        if type(reference) is not str:
            self._mistyped(file, (*pointer, "$ref"), reference, "string")
            return True
        node = Node(file, pointer, value)
        try:
            target = self.document.target(node, reference)
        except DocumentError as error:
            code, message, hint = reference_problem(self.document, node, reference, error)
            self.report(code, message, file, (*pointer, "$ref"), hint)
        else:
            self._pending.append((target, kind))
            self._cycles.look(node, kind)
        return kind in ("schema", "item")

    def _takes_boolean(self, pointer: Pointer) -> bool:
        return self.document.version not in OWN_DIALECT or pointer[-1:] == names("further property")

    def _mistyped(self, file: File, pointer: Pointer, value: Any, expected: str) -> None:
        name = pointer[-1] if pointer else "the document"
        belongs = _WORDS.get(expected, "an object")
        self.report("wrong-type", f"{name!r} is {shown(value)}, not {belongs}", file, pointer)


def is_day(value: Any) -> bool:
    """Whether a value is a day, as ISO 8601 writes it, with a time or without, or as HTTP does (RFC 8594, 3)."""
    from datetime import date
    from email.utils import parsedate_to_datetime

    if type(value) is not str:
        return False
    for read in (lambda text: date.fromisoformat(text[:10]), parsedate_to_datetime):
        try:
            read(value.strip())
        except (ValueError, TypeError):
            continue
        return True
    return False


def _remarks(document: Document) -> list[Problem]:
    return [
        Problem("lenient-reading", remark.message, format_pointer(remark.pointer), file.name, None, remark.line)
        for file in document.files
        for remark in file.remarks
    ]
