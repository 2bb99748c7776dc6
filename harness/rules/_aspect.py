"""What a change is about, in the words that rules match: its aspect, told apart where judgements differ.

A refinement reads nothing but the change itself: whether something came or went, whether what went was
required, whether a member that stands there has any meaning at its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.document import without_parameter_names
from harness.rules._described import media_range, response_key_for
from harness.rules._lifecycle_aspects import SUNSET, announced, is_over, lifecycle_aspect
from harness.rules._servers_aspects import server_list_aspect, server_object_aspect, server_path
from harness.rules._union_aspects import ALL, UNIONS, is_of_subtype, union_aspect
from harness.vocabulary import ANNOTATED, NONE, REQUEST, RESPONSE, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.document import Node

# Source: OpenAPI 3.1.1, 4.8.12.2.1 `name`; 4.8.17.1 `headers`.
_IGNORED_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
_IGNORED_HEADER = "content-type"
_OF_SCHEMAS = ("schema", "property", "alternative")
# How much numbers of a format can hold; without one, any.
_ROOM_OF_FORMATS = {"float": 1, "double": 2, None: 3}
# Source: RFC 9110, 15.3.5 and 15.4.5.
_WITHOUT_CONTENT = frozenset({Step("response", "204"), Step("response", "304")})


def aspect_of(change: Change, today: str | None = None) -> str:
    """The aspect of a change, refined: "presence: added", "deprecated: set" and so on.

    Args:
        change: what differs.
        today: the day of the judgement, as YYYY-MM-DD; None if it is not known.
    """
    if _is_ignored(change):
        return "ignored"
    if change.effect == ANNOTATED and (change.subject, change.aspect) in _ADDRESSES and not _is_of_names(change):
        return f"{change.aspect}: same address"
    if (
        change.direction == NONE
        and change.subject in _OF_SCHEMAS
        and change.effect != ANNOTATED
        and is_of_subtype(change)
    ):
        return "of a subtype"
    if change.aspect == "presence":
        return _presence(change, today)
    if change.aspect == "deprecated" or (change.aspect.startswith("x-") and change.aspect != "x-nullable"):
        return lifecycle_aspect(change)
    if change.subject == "property" and change.aspect == "required":
        return _required(change, today)
    refine = _REFINED.get((change.subject, change.aspect))
    return change.aspect if refine is None else refine(change)


def _is_of_names(change: Change) -> bool:
    """Whether two paths are the same but for the names of their parameters, or a path came or went with its servers."""
    if change.aspect == "servers":
        return change.subject == "path item" and None in (change.old_node, change.new_node)
    names = [without_parameter_names(str(value)) for value in (change.old_value, change.new_value)]
    return change.aspect == "path" and names[0] == names[1]


def _is_ignored(change: Change) -> bool:
    """Whether a change is within a parameter or header whose definition is to be ignored."""
    holder = None
    for step in change.trail:
        if step.kind == "header parameter" and step.name.lower() in _IGNORED_PARAMETERS:
            return True
        if step.kind == "header" and step.name.lower() == _IGNORED_HEADER and holder in ("response", "responses"):
            return True
        holder = step.kind
    return False


def _presence(change: Change, today: str | None) -> str:
    event = "added" if change.old_node is None else "removed" if change.new_node is None else "changed"
    if change.subject != "operation" and announced(change, today) == SUNSET:
        return f"presence: {event}, after its sunset"
    refine = _PRESENCES.get(change.subject)
    return f"presence: {event}{refine(change, today) if refine is not None else ''}"


def _operation(change: Change, today: str | None) -> str:
    if change.trail[0].kind == "webhook":
        return ", webhook"
    announcement = announced(change, today)
    if announcement is None:
        return ""
    return ", after its sunset" if announcement == SUNSET else ", in beta"


def _header(change: Change, _: str | None) -> str:
    header = change.new_value if change.old_node is None else change.old_value
    return ", required" if type(header) is dict and header.get("required") is True else ""


def _media_type(change: Change, _: str | None) -> str:
    # The trail of a response's media type ends with its status and its name.
    if len(change.trail) > 1 and change.trail[-2] in _WITHOUT_CONTENT:
        return ", without content"
    # A request loses what a range of the new document may still take; a response gains what one allowed before.
    sent, described = (
        (change.old_node, change.new_owner) if change.direction == REQUEST else (change.new_node, change.old_owner)
    )
    known = media_range(change.trail[-1].name, described.get("content")) if sent is not None else None
    return ", described" if known is not None else ""


def _parameter(change: Change, _: str | None) -> str:
    """Whether it is a place of a path, which clients have to fill whether it is declared or not."""
    if change.direction != REQUEST:
        return ""
    paths = {
        without_parameter_names(owner.pointer[1])
        for owner in (change.old_owner, change.new_owner)
        if owner.pointer[:1] == ("paths",)
    }
    return ", in the path" if change.trail[-1].kind == "path parameter" and len(paths) < 2 else ""


def _response(change: Change, _: str | None) -> str:
    status = change.trail[-1].name
    other = change.old_owner if change.old_node is None else change.new_owner
    key = response_key_for(status, other.get("responses"))
    is_gone = change.old_node is not None
    is_success = status.startswith("2")
    # A response of success that only `default` describes is promised no longer.
    if key is not None and not (is_success and is_gone and key == "default" and change.direction == RESPONSE):
        return ", described"
    if status == "default":
        return ", default success" if is_gone and not _successes(change.old_owner) else ", default"
    if is_success:
        return ", success"
    return ", replaced" if is_gone and _is_replaced(change, status) else ""


def _successes(operation: Node) -> list[str]:
    responses = operation.get("responses")
    return [str(status) for status in responses if str(status)[:1] == "2"] if type(responses) is dict else []


def _is_replaced(change: Change, status: str) -> bool:
    """Whether an error goes where another comes; one of the range that goes is a change of that range."""
    sides = [owner.get("responses") for owner in (change.old_owner, change.new_owner)]
    olds, news = ({str(name) for name in side} if type(side) is dict else set() for side in sides)
    return status[:1] in ("4", "5") and any(name[:1] in ("4", "5") for name in news - olds)


def _property(change: Change, _: str | None) -> str:
    """Whether it was required and is not any more, which a finding of its own tells."""
    name = change.trail[-1].name
    if change.new_node is not None or change.direction != RESPONSE:
        return ""
    return ", was required" if _requires(change.old_owner, name) and not _requires(change.new_owner, name) else ""


def _requires(schema: Node, name: str) -> bool:
    required = schema.child("required")
    return required is not None and type(required.value) is list and name in required.value


def _server(change: Change, _: str | None) -> str:
    """Whether it is the first that a document names, under a path of its own."""
    if change.old_node is not None or change.old_owner.get("servers"):
        return ""
    url = change.new_value.get("url") if type(change.new_value) is dict else None
    listed = change.new_owner.get("servers")
    urls = [server.get("url") for server in listed if type(server) is dict] if type(listed) is list else [url]
    return "" if any(server_path(known) == "" for known in urls) else ", first of all"


def _status_range(change: Change) -> str:
    return "name: success" if change.trail[-1].name[:1] == "2" else "name"


def _required(change: Change, today: str | None) -> str:
    """Whether a property is no longer required after the day on which it was announced to go."""
    properties = change.old_owner.get("properties")
    known = properties.get(change.trail[-1].name) if type(properties) is dict and change.trail else None
    return "required: after its sunset" if change.direction == RESPONSE and is_over(known, today) else "required"


def _enum(change: Change) -> str:
    """Whether the list says of itself that more values may come."""
    owner = change.old_owner
    extension = owner.get("x-ms-enum")
    is_open = type(extension) is dict and extension.get("modelAsString") is True
    return "enum: open" if is_open or owner.get("x-extensible-enum") not in (None, False) else "enum"


def _format(change: Change) -> str:
    """Of a number: whether who reads it has room for all that is sent."""
    sides = [
        _ROOM_OF_FORMATS.get(owner.get("format"), 0) if _is_number(owner) else 0
        for owner in (change.old_owner, change.new_owner)
    ]
    if 0 in sides or sides[0] == sides[1] or change.direction == NONE:
        return "format"
    harmless = RESPONSE if sides[1] < sides[0] else REQUEST
    return "format: enough room" if change.direction == harmless else "format: less room"


def _is_number(schema: Node) -> bool:
    kinds = schema.get("type")
    return "number" in (kinds if type(kinds) is list else [kinds])


def _role(change: Change) -> str:
    """Whether `readOnly` or `writeOnly` came or went, where values of that kind of message are concerned."""
    foreign = "response" if change.aspect == "readOnly" else "request"
    if change.direction == foreign or change.effect == ANNOTATED:
        return f"{change.aspect}: in {foreign}s"
    return f"{change.aspect}: {'set' if change.new_value is True else 'withdrawn'}"


def _empty_value(change: Change) -> str:
    return change.aspect if _member_beside(change, "in") == "query" else f"{change.aspect}: without meaning"


def _member_beside(change: Change, name: str) -> Any:
    node = change.new_node or change.old_node
    parent = None if node is None else node.file.at(node.pointer[:-1])
    return None if parent is None else parent.get(name)


def _encoding_flag(change: Change) -> str:
    before, after = change.old_value is True, change.new_value is True
    return f"{change.aspect}: same" if before == after else change.aspect


def _discriminator(change: Change) -> str:
    """Whether a value that led to a schema leads there no longer."""
    old, new = change.old_value, change.new_value
    if type(old) is not dict:
        return change.aspect
    if type(new) is not dict or old.get("propertyName") != new.get("propertyName"):
        return f"{change.aspect}: lost"
    before, after = _mapping(old), _mapping(new)
    # Where nothing else is said, the name of a schema leads to it.
    lost = any(after.get(value, value) != name for value, name in before.items())
    return f"{change.aspect}: lost" if lost else change.aspect


def _mapping(discriminator: dict[str, Any]) -> dict[str, str]:
    """The names of schemas by the values that lead to them, as bare names and as references are written."""
    mapping = discriminator.get("mapping")
    targets = mapping.items() if type(mapping) is dict else ()
    return {value: str(target).rpartition("/")[2].partition(".")[0] for value, target in targets}


def _credential(change: Change) -> str:
    if change.aspect == "scheme":
        both = change.old_node is not None and change.new_node is not None
        return "scheme" if both else "scheme: with the type"
    return "type: key" if "apiKey" in (change.old_value, change.new_value) else "type"


# What tells under which address an operation is called.
_ADDRESSES = {
    ("server", "url"),
    ("server", "presence"),
    ("document", "host"),
    ("document", "basePath"),
    ("document", "schemes"),
    ("operation", "path"),
    ("operation", "servers"),
    ("path item", "servers"),
}
_PRESENCES: dict[str, Callable[[Change, str | None], str]] = {
    "operation": _operation,
    "header": _header,
    "media type": _media_type,
    "parameter": _parameter,
    "property": _property,
    "response": _response,
    "server": _server,
}
_REFINED: dict[tuple[str, str], Callable[[Change], str]] = {
    ("response", "name"): _status_range,
    ("schema", "enum"): _enum,
    ("alternative", ALL): union_aspect,
    **{(subject, union): union_aspect for subject in ("schema", "alternative") for union in UNIONS},
    ("schema", "format"): _format,
    ("schema", "readOnly"): _role,
    ("schema", "writeOnly"): _role,
    ("schema", "discriminator"): _discriminator,
    ("parameter", "allowEmptyValue"): _empty_value,
    ("encoding", "allowReserved"): _encoding_flag,
    ("security scheme", "type"): _credential,
    ("security scheme", "scheme"): _credential,
    ("server", "url"): server_object_aspect,
    ("server", "variables"): server_object_aspect,
    ("operation", "servers"): server_list_aspect,
    ("path item", "servers"): server_list_aspect,
}
