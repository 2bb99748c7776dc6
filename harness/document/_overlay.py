"""Overlays: a separate document that mends another one, by the OpenAPI Overlay Specification 1.0 and 1.1.

`copy`, which came with 1.1, is refused. Where 1.0 leaves a merge open, 1.1 is followed, with two kindnesses towards
overlays that say 1.0: a primitive may be a target (with a remark), and in a merge it gives way to any value, because
1.0 knows no other way to replace it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.errors import InvalidConfiguration
from harness.records import NamedTuple
from harness.vocabulary import format_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from harness.document._file import Pointer
    from harness.document._reading import Remark

Location = tuple[str | int, ...]

_FIELDS = {"overlay", "info", "extends", "actions"}
_ACTION_FIELDS = {"target", "description", "update", "remove"}


def apply(
    content: Any, overlay: Any, name: str, locate: Callable[[Pointer], int | None] | None = None
) -> tuple[Any, tuple[Remark, ...]]:
    """The content with the actions of an overlay applied in order; neither argument is changed.

    The result shares what was not touched with the content. Remarks tell of actions that changed nothing or that other
    tools may refuse. `extends` is not read: an api.toml says which documents the overlay mends.

    Args:
        content: of the document to mend.
        overlay: content of the overlay.
        name: of the overlay, for messages.
        locate: gives the line of a pointer in the overlay.

    Raises:
        InvalidConfiguration: the overlay is none, or an action cannot be applied.

    Source: Overlay Specification 1.0.0 and 1.1.0, section "Overlay Object" and "Action Object".
    """
    from harness.document._reading import Remark

    draft = _Draft(content)
    remarks = []
    for action in _actions(overlay, _Place(name, locate)):
        remark = _perform(action, draft)
        if remark is not None:
            remarks.append(Remark(f"{name}: {action.place.label}: {remark}", None))  # no line of the document
    return draft.content, tuple(remarks)


class _Place(NamedTuple):
    """Where in the overlay something stands."""

    name: str
    locate: Callable[[Pointer], int | None] | None
    pointer: Pointer = ()

    @property
    def label(self) -> str:
        return format_pointer(self.pointer)

    def under(self, *keys: str) -> _Place:
        return self._replace(pointer=self.pointer + keys)

    def error(self, message: str, hint: str | None = None) -> InvalidConfiguration:
        line = self.locate(self.pointer) if self.locate is not None else None
        at = f" (at {self.label})" if self.pointer else ""
        return InvalidConfiguration(_printable(message + at), file=self.name, line=line, hint=hint)


class _Action(NamedTuple):
    fields: dict[str, Any]
    strict: bool  # by 1.1
    place: _Place


class _Draft:
    """Content that is copied where it is touched, so that the original and what YAML aliases share stay as they are."""

    __slots__ = ("_own", "content")

    def __init__(self, content: Any) -> None:
        self.content = content
        self._own: dict[int, Any] = {}  # by id; holding the copies keeps the ids theirs

    def opened(self, location: Sequence[str | int]) -> Any:
        """The container at a location, fit to be changed."""
        self.content = node = self.copied(self.content)
        for key in location:
            child = self.copied(node[key])
            node[key] = child
            node = child
        return node

    def copied(self, value: dict[str, Any] | list[Any]) -> Any:
        """The container itself if it is a copy already, otherwise a copy."""
        # identity: that of a copy is its own, as the dictionary holds it.
        if id(value) in self._own:
            return value
        copy = value.copy()
        self._own[id(copy)] = copy
        return copy


def _actions(overlay: Any, place: _Place) -> Iterable[_Action]:
    if not isinstance(overlay, dict):
        raise place.error("the overlay is no object")
    version = overlay.get("overlay")
    if not isinstance(version, str) or not re.fullmatch(r"1\.[01]\.[0-9]+", version):
        hint = "overlays of the versions 1.0 and 1.1 are applied, such as 1.0.0"
        raise place.under("overlay").error(f"{_shown(version)} is no version of overlays that is known", hint)
    about = overlay.get("info")
    if not isinstance(about, dict) or not {"title", "version"} <= about.keys():
        raise place.under("info").error("an overlay needs info with title and version")
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise place.under("actions").error("an overlay needs a list of actions")
    _refuse_unknown(overlay, _FIELDS, place)
    strict = not version.startswith("1.0.")
    # All are checked before the first is applied.
    return [_action(item, strict, place.under("actions", str(at))) for at, item in enumerate(actions)]


def _action(fields: Any, strict: bool, place: _Place) -> _Action:
    if not isinstance(fields, dict):
        raise place.error("an action is an object")
    if not isinstance(fields.get("target"), str):
        raise place.error("an action needs a target, which is text")
    if "copy" in fields:
        raise place.under("copy").error("copy is not supported", "write the value into update")
    _refuse_unknown(fields, _ACTION_FIELDS, place)
    if not isinstance(fields.get("remove", False), bool):
        raise place.under("remove").error(f"remove is true or false, not {_shown(fields['remove'])}")
    return _Action(fields, strict, place)


def _refuse_unknown(fields: dict[str, Any], known: set[str], place: _Place) -> None:
    for key in fields:
        if key not in known and not key.startswith("x-"):
            raise place.under(key).error(f"unknown field {_shown(key)}", f"known: {', '.join(sorted(known))}")


def _perform(action: _Action, draft: _Draft) -> str | None:
    """Apply an action; the result is a remark or None."""
    targets = _targets(action, draft.content)
    target = _shown(action.fields["target"])
    if not targets:
        return f"target {target} matches nothing"
    loose = not action.strict and any(not isinstance(value, dict | list) for value in targets.values())
    if action.fields.get("remove", False):
        _remove(targets, action, draft)
    elif "update" in action.fields:
        for location, value in targets.items():
            _update(location, value, action, draft)
    else:
        return "the action has neither update nor remove"
    return f"target {target} matches a primitive, which needs overlay: 1.1.0" if loose else None


def _targets(action: _Action, content: Any) -> dict[Location, Any]:
    """The selected values by location; a location that was selected twice stands once."""
    import jsonpath_rfc9535  # 40 ms, for overlays alone

    try:
        nodes = jsonpath_rfc9535.find(action.fields["target"], content)
    except jsonpath_rfc9535.JSONPathError as error:
        message = f"target {_shown(action.fields['target'])} cannot be used: {error}"
        raise action.place.under("target").error(message) from error
    except RecursionError as error:
        message = f"target {_shown(action.fields['target'])} or the document is nested too deeply"
        raise action.place.under("target").error(message) from error
    return {node.location: node.value for node in nodes}


def _remove(locations: Iterable[Location], action: _Action, draft: _Draft) -> None:
    # From the back, so that neither positions in an array nor places inside what is removed go wrong.
    for location in sorted(locations, key=_order, reverse=True):
        if not location:
            raise action.place.error("the whole document cannot be removed")
        del draft.opened(location[:-1])[location[-1]]


def _order(location: Location) -> list[tuple[int, str]]:
    return [(key, "") if isinstance(key, int) else (-1, key) for key in location]


def _update(location: Location, value: Any, action: _Action, draft: _Draft) -> None:
    update = action.fields["update"]
    if isinstance(value, dict) and isinstance(update, dict):
        _merge(draft.opened(location), update, action, draft)
    elif isinstance(value, list):
        draft.opened(location).extend(update if isinstance(update, list) else [update])
    elif not isinstance(value, dict | list) and not isinstance(update, dict | list):
        if location:
            draft.opened(location[:-1])[location[-1]] = update
        else:
            draft.content = update
    else:
        raise _clash(action.place.under("update"), value, update)


def _merge(target: dict[str, Any], update: dict[str, Any], action: _Action, draft: _Draft) -> None:
    waiting = [(target, update, action.place.under("update"))]
    while waiting:
        into, fields, place = waiting.pop()
        for key, new in fields.items():
            old = into.get(key)
            if isinstance(old, dict) and isinstance(new, dict):
                into[key] = draft.copied(old)
                waiting.append((into[key], new, place.under(key)))
            elif isinstance(old, list) and isinstance(new, list):
                into[key] = old + new
            elif key not in into or _gives_way(old, new, strict=action.strict):
                into[key] = new
            else:
                raise _clash(place.under(key), old, new)


def _gives_way(old: Any, new: Any, *, strict: bool) -> bool:
    return not isinstance(old, dict | list) and not (strict and isinstance(new, dict | list))


def _clash(place: _Place, old: Any, new: Any) -> InvalidConfiguration:
    message = f"{_kind(new)} cannot be merged into {_kind(old)}"
    return place.error(message, "remove the old value in an action before this one")


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a primitive"


def _shown(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 120 else text[:117] + "..."


def _printable(text: str) -> str:
    """The text with escapes for what a terminal would act on; keys and targets may hold anything."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
