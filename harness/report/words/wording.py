"""The words for every difference: one sentence that says what changed, and the values where they are short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.report.words.nouns import FLAGS, NOUNS, WORDS
from harness.report.words.phrases import MEMBERS, PHRASES, TYPES
from harness.report.words.trail import code, label, schemes, shared_component, spot_of
from harness.report.words.values import LONGEST_VALUE, distinct_texts, listed, value_text, value_texts
from harness.vocabulary import (
    ANNOTATED,
    LIMIT_PHRASES,
    NARROWED,
    NULL,
    REPLACED,
    RESPONSE,
    RESPONSE_PHRASES,
    WIDENED,
    keyword_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.report.model.diff import Row
    from harness.vocabulary import Step

_ITEMS = keyword_for("item")
# Numbers of more are written as what they are: values of a document.
_DIGITS = 6

# Where an operation was says nothing without the whole path.
_LONGEST_PATH = 300
# Facts whose sentence has said the values already, or whose values are whole objects.
_SAID = frozenset({*FLAGS, "presence", "enum", "order", "scopes", "composition"})


def sentence(change: Change) -> str:
    """What changed, in plain words; names from the documents stand in backticks."""
    special = _SPECIAL.get(change.aspect) or _BY_SUBJECT.get(change.subject)
    text = special(change) if special is not None else None
    return text or _flag(change) or _limit(change) or _phrase(change) or _plain(change)


def slug(change: Change | Row) -> str:
    """The kind of change in one word: `property-required`."""
    return f"{change.subject}-{change.aspect}".replace(" ", "-")


def values(change: Change) -> tuple[str, str] | None:
    """What was and what is, or None where the values are long or have been said."""
    if change.aspect in _SAID and not _is_spelling(change):
        return None
    closing = _SPECIAL.get(change.aspect) is _closing and False in (change.old_value, change.new_value)
    if closing or change.subject == "alternative" or (change.aspect == _ITEMS and _items_of(change) is not None):
        return None
    old, new = _value(change, change.old_value, change.old_node), _value(change, change.new_value, change.new_node)
    if old is None or new is None or old == new:
        return None
    return old, new


def _plain(change: Change) -> str:
    if (change.subject, change.aspect) == ("schema", "required"):
        return f"list of required properties of {spot_of(change).words} {_event(change)}"
    if _is_spelling(change) and None in (change.old_node, change.new_node):
        event = "is now written out" if change.old_node is None else "is no longer written out"
        return f"{code(change.aspect)} of {spot_of(change).words} {event}"
    noun = NOUNS.get(change.aspect) or (change.aspect if change.aspect in WORDS else code(change.aspect))
    link = "link " if change.subject == "link" else ""
    return f"{noun} of {link}{spot_of(change).words} {_event(change)}"


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


def _limit(change: Change) -> str | None:
    """A bound of numbers, lengths or counts."""
    phrases = LIMIT_PHRASES.get(change.aspect)
    value = change.new_value if change.new_node is not None else change.old_value
    if phrases is None or change.effect == ANNOTATED or type(value) not in (int, float):
        return None
    words = spot_of(change).words
    number = value_text(value)
    number = number if number.isdigit() and len(number) < _DIGITS else code(number)
    if change.new_node is None:
        return phrases[2].format(words, number)
    singular, more = ("y", "ies") if "Properties" in change.aspect else ("", "s")
    return phrases[change.effect == WIDENED].format(words, number, singular if value == 1 else more)


def _phrase(change: Change) -> str | None:
    """What the presence or absence of a keyword means."""
    is_schema = change.subject == "schema"
    table = PHRASES if is_schema else MEMBERS
    phrases = (RESPONSE_PHRASES if is_schema and change.direction == RESPONSE else table).get(change.aspect)
    phrases = phrases or table.get(change.aspect)
    if phrases is None or (is_schema and change.effect == ANNOTATED and change.aspect != "default"):
        return None
    text = phrases[0 if change.old_node is None else 1 if change.new_node is None else 2]
    values_ = [value_text(value) for value in (change.old_value, change.new_value)]
    if not text or any(
        f"{{{name}}}" in text and len(one) > LONGEST_VALUE for name, one in zip(("old", "new"), values_, strict=True)
    ):
        return None
    return text.format(_subject(change), old=code(values_[0]), new=code(values_[1]))


def _subject(change: Change) -> str:
    return _authentication(change.trail[-1]) if change.aspect == "statement" else spot_of(change).words


def _type(change: Change) -> str | None:
    """Which types values may have."""
    if change.subject != "schema":
        return None
    words = spot_of(change).words
    old, new = _types(change.old_value), _types(change.new_value)
    sends = change.direction == RESPONSE
    if old is None or new is None:
        if change.new_node is None and old:
            return f"{words} {'is no longer always' if sends else 'need no longer be'} {' or '.join(old)}"
        is_one = change.old_node is None and new
        return f"{words} {'is now' if sends else 'must now be'} {' or '.join(new or ())}" if is_one else None
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    if gone and not come:
        return f"{words} may no longer be {' or '.join(gone)}"
    if come and not gone:
        return f"{words} may now also be {' or '.join(come)}"
    if not come or change.effect == ANNOTATED:
        return None
    modal = "may now be" if change.effect == WIDENED else "is now" if sends else "must now be"
    return f"{words} {modal} {' or '.join(new)}"


def _types(value: Any) -> list[str] | None:
    names = [value] if isinstance(value, str) else value
    known = isinstance(names, list) and names and all(isinstance(name, str) and name in TYPES for name in names)
    return [TYPES[name] for name in names] if known else None


def _items_of(change: Change) -> str | None:
    """What the items of an array must be, where that has a name."""
    name = _name_of(change.new_value) if change.old_node is None and change.subject == "schema" else None
    modal = "is now" if change.direction == RESPONSE else "must now be"
    return f"each item of {spot_of(change).words} {modal} {name}" if name is not None else None


def _name_of(value: Any) -> str | None:
    """What a schema is called: as its component, by its title, or by its type."""
    if not isinstance(value, dict):
        return None
    name = value.get("$ref") or value.get("title")
    if isinstance(name, str):
        return code(name.rpartition("/")[2])
    types = _types(value.get("type"))
    return " or ".join(types) if types else None


def _presence(change: Change) -> str:
    event = _event(change)
    component = shared_component(change.trail)
    if change.subject == "operation":
        return f"operation {event}"
    if change.subject == "component":
        return f"shared {component.kind} {code(component.name)} {event}" if component else f"component {event}"
    if change.subject == "security":
        return f"{_authentication(change.trail[-1])} {event}"
    if change.subject == "parameter" and change.trail[-1].kind == "member":
        return f"doubled or misshapen declaration of a parameter {event}"
    if change.subject in ("link", "path item"):
        return f"{change.subject} {code(change.trail[-1].name)} {event}"
    if change.subject == "tag":
        return f"tag {code(change.trail[-1].name)} {event}"
    if change.subject == "server":
        return f"server {code(change.trail[-1].name)} {event}"
    if change.subject == "media type":
        return f"media type {code(change.trail[-1].name)} of {_holder(change)} {event}"
    if change.subject in ("property", "encoding"):
        of = " of" if change.subject == "encoding" else ""
        return f"{change.subject}{of} {spot_of(change).words} {event}"
    if change.subject in ("flow", "scope", "callback") or (change.subject == "header" and spot_of(change).path):
        name = change.trail[-1].name
        kind = "address" if change.subject == "callback" else change.subject
        holder = _holder(change._replace(subject="flow"))
        return f"{kind} {code(name)} of {'flow ' if change.subject == 'scope' else ''}{holder} {event}"
    return f"{spot_of(change).subject} {event}"


def _holder(change: Change) -> str:
    return spot_of(change._replace(trail=change.trail[:-1])).words


def _authentication(step: Step) -> str:
    return f"authentication by {code(schemes(step))}" if step.name else "access without authentication"


def _enum(change: Change) -> str:
    words = spot_of(change).words
    old, new = distinct_texts(change.old_value), distinct_texts(change.new_value)
    if old is None or new is None:
        return f"{words} is {f'now one of {listed(new)}' if new else 'no longer limited to certain values'}"
    were, are = frozenset(old), frozenset(new)
    gone, come = [value for value in old if value not in are], [value for value in new if value not in were]
    if gone and (change.effect == NARROWED or not come):
        return f"{words} no longer allows {listed(gone)}"
    return f"{words} now also allows {listed(come)}" if come else f"order of the values of {words} changed"


def _closing(change: Change) -> str | None:
    words = spot_of(change).words
    if change.new_value is False:
        return f"{words} no longer takes undeclared properties"
    if change.old_value is False:
        return f"{words} now takes undeclared properties"
    return None


def _order(change: Change) -> str:
    if not change.trail:
        return "order changed"
    return f"order of {code(label(change.trail[-1]))} of {_holder(change)} changed"


def _composition(change: Change) -> str:
    return f"{spot_of(change).words} restructured"


def _reference(change: Change) -> str:
    words = spot_of(change).words
    if change.effect == REPLACED:
        return f"{words} refers to nothing in one of the documents"
    old, new = _referred(change.old_value), _referred(change.new_value)
    if _is_respelled(change):
        return f"the reference of {words} is spelled in another way"
    if new is not None:
        return f"{words} now refers to {new}"
    return f"{words} refers to something else" if old is None else f"{words} no longer refers to {old}"


def _is_respelled(change: Change) -> bool:
    """Whether two references differ in their percent-encoding alone. Source: RFC 3986, 6.2.2.2."""
    from urllib.parse import unquote

    sides = [value.get("$ref") if isinstance(value, dict) else value for value in (change.old_value, change.new_value)]
    return all(isinstance(side, str) for side in sides) and unquote(str(sides[0])) == unquote(str(sides[1]))


def _referred(value: Any) -> str | None:
    """The name of the component that a reference leads to."""
    reference = value.get("$ref") if isinstance(value, dict) else value
    return code(reference.rpartition("/")[2]) if isinstance(reference, str) and reference.rpartition("/")[2] else None


def _alternative(change: Change) -> str:
    node = change.new_node or change.old_node
    name = _name_of(node.value) if node is not None else None
    words, is_new = _holder(change), change.old_node is None
    if node is not None and node.value == NULL and change.aspect != "allOf":
        return f"{words} may {'now also' if is_new else 'no longer'} be null"
    if change.aspect == "allOf":
        return f"{words} {'must now also match' if is_new else 'need no longer match'} {name or 'a further schema'}"
    if name is None or not name.startswith("`"):
        # Of two alternatives of one type, one may go while the other comes.
        kind = f", {name}" if name is not None else ""
        return f"{words} has one alternative {'more' if is_new else 'less'}{kind}"
    return f"{words} {'may now also be' if is_new else 'may no longer be'} {name}"


def _scopes(change: Change) -> str:
    old, new = value_texts(change.old_value) or [], value_texts(change.new_value) or []
    gone, come = [scope for scope in old if scope not in new], [scope for scope in new if scope not in old]
    scheme = code(change.trail[-1].name) if change.trail else "authentication"
    if change.effect == NARROWED and come:
        return f"{scheme} now also needs the scope {listed(come)}"
    return f"{scheme} no longer needs the scope {listed(gone)}" if gone else f"order of the scopes of {scheme} changed"


def _renamed(change: Change) -> str | None:
    if change.subject == "response" and isinstance(change.old_value, str):
        return f"{spot_of(change).words} was {code(change.old_value)} before"
    if change.subject == "media type":
        return f"{spot_of(change).words} is spelled in another way"
    if change.subject == "security":
        return f"{_authentication(change.trail[-1])} is asked for under another name"
    renamed = change.subject in ("parameter", "header") or (change.subject, change.aspect) == ("path item", "path")
    return f"{spot_of(change).words} renamed" if renamed else None


def _moved(change: Change) -> str | None:
    """What is sent, or served, at another place."""
    if change.subject == "server" and isinstance(change.new_value, str):
        return f"server moved to {code(change.new_value)}"
    if change.subject != "parameter" or not (isinstance(change.old_value, str) and isinstance(change.new_value, str)):
        return None
    return f"{spot_of(change).words} moved from {code(change.old_value)} to {code(change.new_value)}"


def _form(change: Change) -> str | None:
    """How lists and objects are written."""
    if change.effect == ANNOTATED:
        return None
    return f"{spot_of(change).words} is now written in another way ({change.aspect})"


def _emptied(change: Change) -> str | None:
    """An object that became null, or was it."""
    if change.new_node is not None and change.new_value is None:
        return f"{spot_of(change).words} was emptied"
    if change.old_node is not None and change.old_value is None:
        return f"{spot_of(change).words} was empty and is described now"
    return None


def _boolean(change: Change) -> str | None:
    """A schema that takes anything, or nothing."""
    if (emptied := _emptied(change)) is not None and None not in (change.old_node, change.new_node):
        return emptied
    if change.subject != "schema" or not isinstance(change.new_value, bool):
        return None
    return f"{spot_of(change).words} {'may now be anything' if change.new_value else 'takes no value any more'}"


def _pattern_properties(change: Change) -> str | None:
    """Properties whose names match a pattern."""
    step = change.trail[-1]
    if step.kind != "patternProperties" or None not in (change.old_node, change.new_node):
        return None
    event = "must now match a schema" if change.old_node is None else "may now be anything"
    return f"properties of {_holder(change)} with names like {code(step.name)} {event}"


def _dependent(change: Change) -> str | None:
    """What an object must be where it has a property."""
    step = change.trail[-1]
    if step.kind != "dependentSchemas" or None not in (change.old_node, change.new_node):
        return None
    event = "must now match a schema" if change.old_node is None else "need no longer match a schema"
    return f"{_holder(change)} {event} where it has {code(step.name)}"


_SPECIAL: dict[str, Callable[[Change], str | None]] = {
    "presence": _presence,
    "enum": _enum,
    "additionalProperties": _closing,
    "unevaluatedProperties": _closing,
    "order": _order,
    "composition": _composition,
    "reference": _reference,
    "scopes": _scopes,
    "name": _renamed,
    "path": _renamed,
    "type": _type,
    _ITEMS: _items_of,
    "in": _moved,
    "url": _moved,
    "style": _form,
    "explode": _form,
    "schema": _boolean,
    "value": _emptied,
    "patternProperties": _pattern_properties,
    "dependentSchemas": _dependent,
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
    text = value_text(value)
    return text if len(text) <= (_LONGEST_PATH if change.aspect == "path" else LONGEST_VALUE) else None
