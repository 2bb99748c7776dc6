"""From a value that breaks to the whole message that shows it: a `curl` command, or a response."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.document import Node, Parameter
from harness.messages._parts import BODY, request_parts, response_parts
from harness.messages._wire import (
    JSON,
    MULTIPART,
    URLENCODED,
    body_text,
    media_type_name,
    serialized,
    style_of,
    text_of,
)
from harness.records import NamedTuple
from harness.signs import printable, shell_word
from harness.vocabulary import EVERY, REQUEST, SOME, keyword_for, parameter_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harness.comparison import Comparison
    from harness.document import Document, Operation
    from harness.messages._likeness import LossCheck
    from harness.messages._parts import MessagePart, PartPair, Path
    from harness.messages._typical import TypicalParts
    from harness.vocabulary import Grade, Sender

# How `curl` sends the other parameters, and whether under their names alone.
_OPTIONS = {"header": ("-H", True), "cookie": ("-b", False)}
_FIELDS = {URLENCODED: "--data-urlencode", MULTIPART: "--form-string"}
_CLIENT = "https://client.example/"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_PROPERTIES = keyword_for("property")
_BOUNDARY = "part"
_BREAK = " \\\n  "


class Witness(NamedTuple):
    """A message that the one version allows and the other does not.

    Attributes:
        direction: "request" or "response".
        operation: the name of the operation that it belongs to.
        place: the part of the message that `value` is, or that is missing.
        value: a JSON value: what stands at that place.
        message: the whole message: a `curl` command for a request, status, headers and body for a response.
        absent: whether the message breaks by what it lacks.
        differs: the steps within `value` to the only place that is not as in a typical message: an example of the
            document, or the smallest; empty where that is the whole, None where such a message itself is lost.
        grade: how many messages are lost with it; None where that is not known.
    """

    direction: Sender
    operation: str
    place: Path
    value: Any
    message: str
    absent: bool = False
    differs: tuple[str | int, ...] | None = None
    grade: Grade | None = None


def with_field(message: str, media_type: str, value: Any, name: str, words: Callable[[str], list[str]]) -> str:
    """A `curl` command that sends one field of a form in other words; a list in those of its first item.

    Args:
        message: the command.
        media_type: of the form.
        value: the form.
        name: of the field.
        words: those of the option for `name=text`.
    """
    option = _FIELDS.get(media_type_name(media_type))
    if option is None or not isinstance(value, dict) or name not in value:
        return message
    pairs = [f"{name}={text}" for text in _field_texts(value[name])]
    others = {f"{option} {shell_word(pair)}": " ".join(map(shell_word, words(pair))) for pair in pairs}
    return _BREAK.join(dict.fromkeys(others.get(line, line) for line in message.split(_BREAK)))


class MessageBuilder:
    """Puts values into messages that are otherwise as typical and as small as the contract allows."""

    __slots__ = ("_comparison", "_typical")

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._typical: TypicalParts | None = None

    @property
    def typical(self) -> TypicalParts:
        """The typical messages of both documents."""
        if self._typical is None:
            from harness.messages._typical import TypicalParts

            self._typical = TypicalParts(self._comparison)
        return self._typical

    def message_for(self, part: PartPair, value: Any, lost: LossCheck | None = None) -> Witness:
        """The witness of a value at a place of a message.

        Args:
            part: that is lost.
            value: of the part.
            lost: whether other values are lost for the same reasons; then the typical message that comes nearest to
                the value is taken rather, with the loss in it.
        """
        if lost is None:
            return self._message_for(part, value)
        from harness.messages._graft import grafted

        typical = self.typical.of(part)
        graft = grafted(value, typical, lost.alone)
        grade = typical.grade(lost.among, graft.value)
        return self._message_for(part, graft.value)._replace(differs=graft.place, grade=grade)

    def _message_for(self, part: PartPair, value: Any) -> Witness:
        old, new = part.operations
        sent_by_client = (part.direction == REQUEST) == (old.kind == "operation")
        if sent_by_client and part.place[0].kind != "response":
            message = self._request(old, part, value)
        else:
            message = self._response(part, value)
        return Witness(part.direction, new.name, part.place, value, message)

    def request_without(self, place: Path, operations: tuple[Operation, Operation]) -> Witness:
        """The smallest request that the old operation takes and that lacks a part, which that does not ask for."""
        old, new = operations
        known = old.body is not None if place == BODY else _has_parameter(old, place)
        message = self._request(old, lacks=place)
        return Witness(REQUEST, new.name, place, None, message, absent=True, grade=SOME if known else EVERY)

    def _request(self, operation: Operation, part: PartPair | None = None, value: Any = None, lacks: Path = ()) -> str:
        """A request with a value at a place, and without another one."""
        place = None if part is None else part.place
        sent = list(self._sent(operation, place, value))
        lines = [f"curl -X {shell_word(operation.method)} {shell_word(_address(operation, sent))}"]
        for parameter, given in sent:
            if parameter.location in _OPTIONS:
                option, is_named = _OPTIONS[parameter.location]
                text = _serialized(parameter, given).replace("&", "; ")
                lines.append(f"{option} {shell_word(f'{parameter.name}: {text}' if is_named else text)}")
        return _BREAK.join([*lines, *self._curl_body(operation, part, value, lacks)])

    def _curl_body(self, operation: Operation, part: PartPair | None, value: Any, lacks: Path) -> list[str]:
        """The options of `curl` for the body, none where there is none."""
        headers: dict[str, str] = {}
        if part is not None and _is_of_form(part.place):
            media_type, value, headers = part.media_type, self._form_of(part), _header_of_field(part, value)
        elif part is not None and part.place == BODY:
            media_type = part.media_type or "application/json"
        else:
            media_type, value = (None, None) if lacks == BODY else self._smallest_body(operation)
        if media_type is None:
            return []
        fields = _curl_fields(media_type, value, headers)
        return fields or [f"-H {shell_word(f'Content-Type: {media_type}')}", _data(body_text(media_type, value))]

    def _form_of(self, part: PartPair) -> dict[str, Any]:
        """A small form of the sender's that has the field to whose part a header belongs."""
        sender = part.operations[0 if part.direction == REQUEST else 1]
        schema = next((body.schema for body in _bodies_at(sender, part) if body.schema is not None), None)
        field = part.place[-2].name
        value = {} if schema is None else self.typical.of_schema(schema, part.direction).plain
        own = None if schema is None else schema.child(_PROPERTIES)
        own = None if own is None else own.child(field)
        given = "x" if own is None else self.typical.of_schema(own, part.direction, name=field).plain
        return {field: given, **value} if isinstance(value, dict) else {field: given}

    def _response(self, part: PartPair, value: Any) -> str:
        """A response with a value at a place."""
        if not _is_of_form(part.place):
            return _response(part, value)
        text = _multipart_text(self._form_of(part), _header_of_field(part, value))
        media_type = printable(f"{part.media_type}; boundary={_BOUNDARY}")
        if part.place[0].kind != "response":
            return f"Content-Type: {media_type}\n\n{text}"
        return f"HTTP/1.1 {_status(part)}\nContent-Type: {media_type}\n\n{text}"

    def _sent(self, operation: Operation, place: Path | None, value: Any) -> Iterator[tuple[Parameter, Any]]:
        """The parameters that are sent, with their values: that at the place, and any that are required.

        Every place of the path has to be filled, declared or not.
        """
        declared = [parameter for parameter in operation.parameters if parameter.location == "path"]
        names = dict.fromkeys(_TEMPLATE.findall(operation.path))
        empty = Node(operation.node.file, (), {})
        undeclared = [
            Parameter("path", name, True, empty, empty)
            for name in names
            if all(parameter.name != name for parameter in declared)
        ]
        for parameter in (*operation.parameters, *undeclared):
            if parameter.location != "path" and not parameter.required:
                # Of thousands of parameters, most have another name.
                if place is None or place[0].name != parameter.name:
                    continue
                if place != (parameter_step(parameter.location, parameter.name),):
                    continue
            if place is not None and _is_at(place, parameter):
                yield parameter, value
            else:
                schema = parameter.node.child("schema")
                yield parameter, "x" if schema is None else self._plain(schema, parameter.node, parameter.name)

    def _smallest_body(self, operation: Operation) -> tuple[str | None, Any]:
        """A body where the operation needs one, with its media type; else None."""
        body = operation.body
        content = body.child("content") if body is not None and body.get("required") is True else None
        for name, node in content.members() if content is not None else ():
            media_type = operation.document.resolve(node)
            schema = None if media_type is None else media_type.child("schema")
            return name, {} if schema is None or media_type is None else self._plain(schema, media_type)
        return None, None

    def _plain(self, schema: Node, carrier: Node, name: str = "") -> Any:
        return self.typical.of_schema(schema, REQUEST, carrier=carrier, name=name).plain


def _address(operation: Operation, sent: list[tuple[Parameter, Any]]) -> str:
    from urllib.parse import quote

    path = operation.path
    query: list[str] = []
    for parameter, value in sent:
        if parameter.location == "path":
            text = _serialized(parameter, value, lambda plain: quote(plain, safe="", errors="surrogatepass"))
            path = path.replace("{" + parameter.name + "}", text)
        elif parameter.location == "query":
            query.append(_serialized(parameter, value, _encoding(parameter)))
    address = _encoded(_server(operation.document), "{}[]#") + _encoded(path)
    if operation.kind != "operation":
        # Webhooks have names for paths, and callbacks are called where a client has asked for it.
        address = _CLIENT + (quote(path, safe="", errors="surrogatepass") if operation.kind == "webhook" else "")
    return f"{address}{'?' if query else ''}{'&'.join(query)}"


def _encoded(address: str, *more: str) -> str:
    """What a document says of an address, with all percent-encoded that no address has. Source: RFC 3986, 2."""
    from urllib.parse import quote

    # Parts that are encoded already stay as they are.
    return quote(address, safe="".join(("%/?:@!$&'()*+,;=~", *more)), errors="surrogatepass")


def _serialized(parameter: Parameter, value: Any, encode: Callable[[str], str] = str) -> str:
    """The value of a parameter in its style, that of a media type as JSON."""
    if parameter.node.child("schema") is None and parameter.node.child("content") is not None:
        value = json.dumps(value, ensure_ascii=False)
    return serialized(style_of(parameter.node, parameter.location), parameter.name, value, encode)


def _has_parameter(operation: Operation, place: Path) -> bool:
    location = place[0].kind.partition(" ")[0]
    # What stands in no known place is called a parameter and nothing else.
    every = operation.parameters if location == "parameter" else operation.parameters_named(location, place[0].name)
    return any(_is_at(place, parameter) for parameter in every)


def _is_at(place: Path, parameter: Parameter) -> bool:
    if len(place) > 1 or place[0].name.lower() != parameter.name.lower():
        return False
    return place[0].kind == parameter_step(parameter.location, parameter.name).kind


def _is_of_form(place: Path) -> bool:
    """Whether a place is a header of one part of a form."""
    return len(place) > 1 and place[-2].kind == "encoding"


def _bodies_at(operation: Operation, part: PartPair) -> Iterator[MessagePart]:
    """The bodies of an operation to which a header of a part belongs."""
    step = part.place[0]
    parts = response_parts(operation, step.name) if step.kind == "response" else request_parts(operation)
    for body in parts if step.kind != "response" or step.name in operation.responses else ():
        if body.media_type == part.media_type:
            yield body


def _header_of_field(part: PartPair, value: Any) -> dict[str, str]:
    """The header of a part of a form, by the field."""
    return {part.place[-2].name: f"{part.place[-1].name}: {text_of(value)}"}


def _multipart_text(form: dict[str, Any], headers: dict[str, str]) -> str:
    """A form as it is sent, with headers of fields beside those that every field has. Source: RFC 7578, 4."""
    lines: list[str] = []
    for name, member in form.items():
        lines += [f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{printable(name)}"']
        lines += [printable(headers[name])] if name in headers else []
        lines += ["", printable(text_of(member))]
    return "\n".join([*lines, f"--{_BOUNDARY}--"])


def _status(part: PartPair) -> str:
    declared = next((step.name for step in part.place if step.kind == "response"), "200")
    return {"default": "200"}.get(declared, printable(declared).upper().replace("XX", "00"))


def _response(part: PartPair, value: Any) -> str:
    """Status, headers and body; what would be lines of a text stands on one, as a document may have any text."""
    status = _status(part)
    last = part.place[-1]
    if last.kind == "header":
        as_json = part.media_type is not None or part.wires[1].kind == JSON
        header = part.carriers[1] if part.carriers is not None else Node(part.new.file, (), {})
        style = style_of(header, "header")
        text = json.dumps(value, ensure_ascii=False) if as_json else serialized(style, last.name, value)
        return f"HTTP/1.1 {status}\n{printable(f'{last.name}: {text}')}"
    if part.media_type is None:
        return f"HTTP/1.1 {status}"
    text = body_text(part.media_type, value)
    head = f"HTTP/1.1 {status}\nContent-Type: {printable(part.media_type)}"
    return f"{head}\n\n{printable(text) if isinstance(value, str) else text}"


def _encoding(parameter: Parameter) -> Callable[[str], str]:
    from urllib.parse import quote_plus

    # Reserved characters that do not end the value that they stand in. Source: RFC 3986, 3.4.
    safe = "/?:@!$'()*,;" if parameter.node.get("allowReserved") is True else ""
    return lambda plain: quote_plus(plain, safe=safe, errors="surrogatepass")


def _server(document: Document) -> str:
    servers = document.content.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    return url.rstrip("/") if isinstance(url, str) else "https://api.example.com"


def _data(text: str) -> str:
    """The option of `curl` for a body; what begins with an @ is a file to the usual one."""
    return f"--data{'-raw' * text.startswith('@')} {shell_word(text)}"


def _curl_fields(media_type: str, value: Any, headers: Mapping[str, str] | None = None) -> list[str] | None:
    """The options of `curl` for the members of an object that is sent as a form; None where it is sent as a whole.

    Args:
        media_type: of the body.
        value: the object.
        headers: a header of the part that a field is sent in, by field.
    """
    option = _FIELDS.get(media_type_name(media_type))
    if option is None or not isinstance(value, dict):
        return None
    fields = [
        f"-F {shell_word(f'{name}={_in_quotes(text)};headers={_in_quotes(headers[name])}')}"
        if headers and name in headers
        else f"{option} {shell_word(f'{name}={text}')}"
        for name, member in value.items()
        for text in _field_texts(member)
    ]
    return fields or [f"{option} ''"]


def _field_texts(member: Any) -> list[str]:
    """The texts of a member of a form: of a list, that of each item."""
    return [text_of(item) for item in (member if isinstance(member, list) and member else [member])]


def _in_quotes(text: str) -> str:
    """A text as `curl` takes it in quotes in a form."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
