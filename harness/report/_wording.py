"""The words for every difference: one sentence that says what changed, and the values where they are short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.comparison import ANNOTATED, NARROWED, REPLACED
from harness.report._nouns import FLAGS, NOUNS, WORDS
from harness.report._trail import code, component_of, spot_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.report._model import Row

_MOST_VALUES = 8
_LONGEST_VALUE = 60

# Facts whose sentence has said the values already, or whose values are whole objects.
_SAID = frozenset({*FLAGS, "presence", "enum", "order", "scopes"})


def sentence(change: Change) -> str:
    """What changed, in plain words; names from the documents stand in backticks."""
    special = _SPECIAL.get(change.aspect) or _BY_SUBJECT.get(change.subject)
    said = special(change) if special is not None else None
    return said or _flag(change) or _plain(change)


def slug(change: Change | Row) -> str:
    """The kind of change in one word: `property-required`."""
    return f"{change.subject}-{change.aspect}".replace(" ", "-")


def values(change: Change) -> tuple[str, str] | None:
    """What was and what is, or None where the values are long or have been said."""
    if change.aspect in _SAID and not _is_spelling(change):
        return None
    closing = _SPECIAL.get(change.aspect) is _closing and False in (change.old_value, change.new_value)
    if closing or change.subject == "alternative":
        return None
    old, new = _value(change, change.old_value, change.old_node), _value(change, change.new_value, change.new_node)
    if old is None or new is None or old == new:
        return None
    return old, new


def _plain(change: Change) -> str:
    if (change.subject, change.aspect) == ("schema", "required"):
        return f"list of required properties of {spot_of(change).words} {_event(change)}"
    noun = NOUNS.get(change.aspect) or (change.aspect if change.aspect in WORDS else code(change.aspect))
    return f"{noun} of {spot_of(change).words} {_event(change)}"


def _event(change: Change) -> str:
    return "added" if change.old_node is None else "removed" if change.new_node is None else "changed"


def _is_spelling(change: Change) -> bool:
    """Whether a flag only says now what held before."""
    return change.aspect in FLAGS and change.effect == ANNOTATED and not _turned(change)


def _turned(change: Change) -> bool:
    return (change.old_value is True) != (change.new_value is True)


def _flag(change: Change) -> str | None:
    words = FLAGS.get(change.aspect)
    if words is None or (not _turned(change) and change.subject != "property"):
        return None
    on = change.effect == NARROWED if change.subject == "property" else change.new_value is True
    return words[0 if on else 1].format(spot_of(change).words)


def _presence(change: Change) -> str:
    event = _event(change)
    component = component_of(change.trail)
    if change.subject == "operation":
        return f"operation {event}"
    if change.subject == "component":
        return f"shared {component.kind} {code(component.name)} {event}" if component else f"component {event}"
    if change.subject == "security":
        return f"{_authentication(change.trail[-1])} {event}"
    if change.subject in ("link", "path item"):
        return f"{change.subject} {code(change.trail[-1])} {event}"
    if change.subject == "tag":
        return f"tag {code(change.trail[-1].removeprefix('tag '))} {event}"
    if change.subject == "server":
        return f"server {code(change.trail[-1].removeprefix('server '))} {event}"
    if change.subject == "media type":
        return f"media type {code(change.trail[-1])} of {_holder(change)} {event}"
    if change.subject in ("property", "encoding"):
        return f"{change.subject} {spot_of(change).words} {event}"
    return f"{spot_of(change).words} {event}"


def _holder(change: Change) -> str:
    return spot_of(change._replace(trail=change.trail[:-1])).words


def _authentication(label: str) -> str:
    schemes = label.removeprefix("security ")
    return "access without authentication" if schemes == "none" else f"authentication by {code(schemes)}"


def _enum(change: Change) -> str:
    words = spot_of(change).words
    old, new = _items(change.old_value), _items(change.new_value)
    if old is None or new is None:
        return f"{words} is {f'now one of {_listed(new)}' if new else 'no longer limited to certain values'}"
    gone, come = [value for value in old if value not in new], [value for value in new if value not in old]
    if gone and (change.effect == NARROWED or not come):
        return f"{words} no longer allows {_listed(gone)}"
    return f"{words} now also allows {_listed(come)}" if come else f"order of the values of {words} changed"


def _items(value: Any) -> list[str] | None:
    return [_shown(item) for item in value] if isinstance(value, list) else None


def _listed(items: list[str]) -> str:
    shown = ", ".join(code(item) for item in items[:_MOST_VALUES])
    return f"{shown} and {len(items) - _MOST_VALUES} more" if len(items) > _MOST_VALUES else shown


def _closing(change: Change) -> str | None:
    words = spot_of(change).words
    if change.new_value is False:
        return f"{words} no longer takes undeclared properties"
    if change.old_value is False:
        return f"{words} now takes undeclared properties"
    return f"schema of undeclared properties of {words} {_event(change)}"


def _order(change: Change) -> str:
    if not change.trail:
        return "order changed"
    return f"order of {code(change.trail[-1])} of {_holder(change)} changed"


def _reference(change: Change) -> str:
    words = spot_of(change).words
    if change.effect == REPLACED:
        return f"{words} refers to nothing in one of the documents"
    if change.old_value is None or change.new_value is None:
        return f"{words} is {'now' if change.old_value is None else 'no longer'} a reference"
    return f"{words} refers to something else"


def _alternative(change: Change) -> str:
    node = change.new_node or change.old_node
    value = node.value if node is not None else None
    said = value.get("$ref") or value.get("title") or value.get("type") if isinstance(value, dict) else None
    name = f" {code(said.rpartition('/')[2])}" if isinstance(said, str) else ""
    kind = "part" if change.aspect == "allOf" else "alternative"
    return f"{kind}{name} of {_holder(change)} {_event(change)} ({change.aspect})"


def _scopes(change: Change) -> str:
    old, new = _items(change.old_value) or [], _items(change.new_value) or []
    gone, come = [scope for scope in old if scope not in new], [scope for scope in new if scope not in old]
    scheme = code(change.trail[-1]) if change.trail else "authentication"
    if change.effect == NARROWED and come:
        return f"{scheme} now also needs the scope {_listed(come)}"
    return f"{scheme} no longer needs the scope {_listed(gone)}" if gone else f"order of the scopes of {scheme} changed"


def _renamed(change: Change) -> str | None:
    renamed = change.subject in ("parameter", "header") or (change.subject, change.aspect) == ("path item", "path")
    return f"{spot_of(change).words} renamed" if renamed else None


_SPECIAL: dict[str, Callable[[Change], str | None]] = {
    "presence": _presence,
    "enum": _enum,
    "additionalProperties": _closing,
    "unevaluatedProperties": _closing,
    "order": _order,
    "reference": _reference,
    "scopes": _scopes,
    "name": _renamed,
    "path": _renamed,
}
_BY_SUBJECT: dict[str, Callable[[Change], str | None]] = {"alternative": _alternative}


def _value(change: Change, value: Any, node: object) -> str | None:
    """A value as it is printed; None for one that is too long."""
    if node is None:
        return "(none)"
    if change.aspect == "reference":
        value = value.get("$ref", value) if isinstance(value, dict) else value
    if isinstance(value, list) and change.aspect == "type":
        value = " | ".join(str(item) for item in value)
    shown = _shown(value)
    return shown if len(shown) <= _LONGEST_VALUE else None


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if value.strip() == value != "" else f'"{value}"'
    if isinstance(value, dict | list) and len(value) > _LONGEST_VALUE:
        return " " * (_LONGEST_VALUE + 1)
    import json

    return json.dumps(value, ensure_ascii=False)
