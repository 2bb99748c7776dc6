"""Places that are used and hold nothing, or something of another shape: nobody can say what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.document import format_pointer, plain_type
from harness.vocabulary import KEYWORDS, Subject

if TYPE_CHECKING:
    from harness.comparison import Change

_OBJECT, _ARRAY, _SCHEMA = (dict,), (list,), (dict, bool)
# What a whole object of a kind is.
_SUBJECTS: frozenset[Subject] = frozenset(
    (
        "schema",
        "property",
        "parameter",
        "header",
        "request body",
        "response",
        "media type",
        "encoding",
        "operation",
        "path item",
        "callback",
    )
)
# What the members of objects of OpenAPI are that carry messages.
_MEMBERS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("content", "headers", "encoding", "responses", "callbacks", "requestBody"), _OBJECT),
    **dict.fromkeys(("parameters", "security"), _ARRAY),
    **dict.fromkeys(("schema", "itemSchema"), _SCHEMA),
}
_FORMS: dict[str, tuple[type, ...]] = {
    "schema": _SCHEMA,
    "schemas": _ARRAY,
    "schema map": _OBJECT,
    "schema or schemas": (dict, bool, list),
    "schema or names map": _OBJECT,
    "names": (list, bool),
    "values": _ARRAY,
    "types": (str, list),
    "number": (int, float),
    "bound": (int, float, bool),
    "divisor": (int, float),
    "count": (int, float),
    "text": (str,),
    "flag": (bool,),
}


def misshapen(change: Change) -> str | None:
    """What of a change that an operation reaches cannot be read, None where all can."""
    if not change.operations:
        return None
    shapes = _shapes(change)
    for word, node in (("new", change.new_node), ("old", change.old_node)):
        if shapes is not None and node is not None and plain_type(node.value) not in shapes:
            kind = "is empty" if node.value is None else "has a shape that means nothing"
            return f"`{format_pointer(node.pointer)[-200:]}` {kind} in the {word} document"
    return None


def _shapes(change: Change) -> tuple[type, ...] | None:
    """The types that the place of a change may have; None where that is not known."""
    if change.aspect in ("value", "presence") or (change.subject == "schema" and change.aspect == "schema"):
        known = change.subject in _SUBJECTS and not change.trail[-1:][0].name.startswith("x-")
        is_schema = change.subject in ("schema", "property")
        return (_SCHEMA if is_schema else _OBJECT) if known else None
    if change.subject not in ("schema", "alternative"):
        return _MEMBERS.get(change.aspect)
    keyword = KEYWORDS.get(change.aspect)
    is_whole = change.subject == "schema" and keyword is not None and keyword.role in ("assertion", "applicator")
    of_member = is_whole and change.trail[-1:] and change.trail[-1].kind == change.aspect
    return _FORMS.get(keyword.form) if keyword is not None and is_whole and not of_member else None
