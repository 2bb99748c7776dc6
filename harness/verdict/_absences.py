"""Messages that lack what the other document promises or demands: a parameter, a body, a header, a media type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.messages import BODY, PartPair
from harness.rules import BREAKING, COMPATIBLE, media_range
from harness.verdict._finding import Judgement
from harness.vocabulary import REQUEST, RESPONSE, Step, parameter_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.document import Node, Operation, Parameter
    from harness.messages import Path, Witness
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry

_CREDENTIALS = (Step("credentials"),)
# What may be sent where a range of media types is taken.
_TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "application/octet-stream",
    "text/csv",
    "image/png",
    "x/x",
)
_LACKS_PARAMETER = "the old version takes requests without it, and the new one refuses them"
_WAS_FILLED = "every place of a path had to be filled before, whatever was said"
_LACKS_BODY = "the old version takes requests without a body, and the new one refuses them"
_LACKS_CREDENTIALS = "the old version takes requests without credentials, and the new one refuses them"
_LACKS_HEADER = "the old version promises the header with every response, and the new one sends responses without it"


def _without_parameter(inquiry: Inquiry, change: Change) -> Judgement | None:
    node = _resolved(inquiry, change)
    if node.get("in") == "path":
        # No request lacks one: that the old path has other places is a change of its own.
        was_filled = change.aspect == "required" and change.old_owner.get("in") == "path"
        return Judgement(COMPATIBLE, _WAS_FILLED) if was_filled else None
    for old, new in inquiry.pairs_of(change):
        wanted = _declared_by(node, new)
        if wanted is not None and wanted.required and not _demanded(old, wanted):
            place = (parameter_step(wanted.location, wanted.name),)
            return Judgement(BREAKING, _LACKS_PARAMETER, inquiry.request_without(place, (old, new)))
    return None


def _without_old_name(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A parameter that got another name or place: the request that still uses the old one."""
    for old, new in inquiry.pairs_of(change):
        was, wanted = _declared_by(change.old_owner, old), _declared_by(change.new_owner, new)
        if was is None or wanted is None or not wanted.required or was.location == "path":
            continue
        schema = was.node.child("schema")
        value = "x" if schema is None else inquiry.smallest(schema, REQUEST)
        place = (parameter_step(was.location, was.name),)
        root = PartPair(REQUEST, place, None, True, was.node, wanted.node, (old, new))
        return inquiry.broken(root, value, "the new version does not find it there, and refuses the request")
    return None


def _without_body(inquiry: Inquiry, change: Change) -> Judgement | None:
    for old, new in inquiry.pairs_of(change):
        needed = new.body is not None and new.body.get("required") is True
        if needed and (old.body is None or old.body.get("required") is not True):
            return Judgement(BREAKING, _LACKS_BODY, inquiry.request_without(BODY, (old, new)))
    return None


def _without_credentials(inquiry: Inquiry, change: Change) -> Judgement | None:
    for old, new in inquiry.pairs_of(change):
        if _is_open(old) and not _is_open(new):
            return Judgement(BREAKING, _LACKS_CREDENTIALS, inquiry.request_without(_CREDENTIALS, (old, new)))
    return None


def _without_header(inquiry: Inquiry, change: Change) -> Judgement | None:
    """The response without a header that was promised."""
    for operation in change.operations:
        for part in inquiry.carriers.of(operation, "response"):
            if part.direction != RESPONSE:
                continue
            name = _header_of(change, part.old)
            if name is None or not _is_promised(inquiry, part.old, name, part.operations[0]):
                continue
            if not _is_promised(inquiry, part.new, name, part.operations[1]):
                return Judgement(BREAKING, _LACKS_HEADER, _response(inquiry, part.place, part.new, part.operations))
    return None


def _of_media_type(inquiry: Inquiry, change: Change) -> Judgement | None:
    """A request in a form that is no longer taken."""
    if change.old_node is None:
        return None
    name = change.trail[-1].name
    for part in inquiry.carriers.holding(change):
        content = part.new.child("content")
        taken = dict(content.members()) if content is not None else {}
        # Of a range, a type that no other entry takes.
        types = [name] if "*" not in name else [known for known in _TYPES if media_range(known, {name: None})]
        lost = next((sent for sent in types if sent not in taken and media_range(sent, taken) is None), None)
        if part.subject == "request body" and part.direction == REQUEST and lost is not None:
            media_type = inquiry.comparison.old.resolve(change.old_node)
            schema = None if media_type is None else media_type.child("schema")
            value = inquiry.smallest(schema, REQUEST)
            root = PartPair(REQUEST, BODY, lost, False, part.old, part.new, part.operations)
            return inquiry.broken(root, value)
    return None


def _resolved(inquiry: Inquiry, change: Change) -> Node:
    if change.aspect != "presence":
        return change.new_owner
    assert change.new_node is not None
    return inquiry.comparison.new.resolve(change.new_node) or change.new_node


def _is_open(operation: Operation) -> bool:
    return not operation.security or any(not alternative.schemes for alternative in operation.security)


def _declared_by(node: Node, operation: Operation) -> Parameter | None:
    """The parameter of an operation that has the name and the location of a Parameter Object."""
    name, location = node.get("name"), node.get("in")
    if not isinstance(name, str) or not isinstance(location, str):
        return None
    return next((known for known in operation.parameters_named(location, name) if known.name == name), None)


def _demanded(old: Operation, wanted: Parameter) -> bool:
    """Whether the old operation asks for a parameter already, which is none of the path."""
    return any(parameter.required for parameter in old.parameters_named(wanted.location, wanted.name))


def _header_of(change: Change, response: Node) -> str | None:
    """The name in a response of the header that a change is about."""
    headers = response.child("headers")
    if headers is None:
        return None
    if change.aspect == "presence":
        target = change.old_node or change.old_owner
        name = target.pointer[-1]
        node = headers.child(name)
        return name if node is not None and (node.file, node.pointer) == (target.file, target.pointer) else None
    name = change.trail[-1].name
    if change.trail[-1] == Step("header", name) and headers.child(name) is not None:
        return name
    target = change.old_owner
    for name, node in headers.members():
        if _leads(node, target) or (node.file, node.pointer) == (target.file, target.pointer):
            return name
    return None


def _leads(node: Node, target: Node) -> bool:
    reference = node.get("$ref")
    return isinstance(reference, str) and reference.rpartition("/")[2] == target.pointer[-1]


def _is_promised(inquiry: Inquiry, response: Node, name: str, operation: Operation) -> bool:
    # identity: the document keeps the values of its responses.
    known = inquiry.promised.get(id(response.value))
    if known is None:
        headers = response.child("headers")
        nodes = ((other, operation.document.resolve(node)) for other, node in (headers.members() if headers else ()))
        required = (other.lower() for other, node in nodes if node is not None and node.get("required") is True)
        known = inquiry.promised[id(response.value)] = frozenset(required)
    return name.lower() in known


def _response(inquiry: Inquiry, place: Path, response: Node, both: tuple[Operation, Operation]) -> Witness | None:
    """The smallest response that the new operation gives."""
    content = response.child("content")
    for name, node in content.members() if content is not None else ():
        media_type = both[1].document.resolve(node)
        schema = None if media_type is None else media_type.child("schema")
        value = inquiry.smallest(schema, RESPONSE)
        return inquiry.witness(PartPair(RESPONSE, place, name, False, response, response, both), value)
    return inquiry.witness(PartPair(RESPONSE, place, None, False, response, response, both), None)


ABSENCES: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {
    "missing-parameter": _without_parameter,
    "old-name": _without_old_name,
    "missing-body": _without_body,
    "lost-media-type": _of_media_type,
    "missing-credentials": _without_credentials,
    "missing-header": _without_header,
}
