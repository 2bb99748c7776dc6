"""Why a schema refuses a value: the part of the value, the keyword, and what it asks there, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.vocabulary import names

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_VALUE = 40
_MOST_OPTIONS = 6
_CHOICES = frozenset(names("some", "one"))
_LISTS = frozenset({"enum", "const"})
_UNDECLARED = frozenset(names("further property", "unevaluated property"))
# By how the subschemas of a keyword apply.
_SENTENCES = {
    **dict.fromkeys(names("counted item"), "no item of {} is one that must be there"),
    **dict.fromkeys(names("none"), "{} is what must not be there"),
}


class Reason(NamedTuple):
    """What is wrong with one part of a value.

    Attributes:
        path: the steps to the part.
        keyword: that refuses it.
        value: the part itself.
        options: the types or values that would be right, where these can be listed.
        message: what the keyword asks, for those whose words need no options.
        undeclared: the first member that is refused for being there, empty where it is something else.
    """

    path: tuple[str | int, ...]
    keyword: str
    value: Any
    options: list[Any]
    message: str
    undeclared: str = ""

    @property
    def depth(self) -> int:
        """How many steps lead to it."""
        return len(self.path)

    @property
    def words(self) -> str:
        """`1 is not of type object`."""
        value = shortened(self.value)
        if self.keyword == "type":
            return f"{value} is not of type {' or '.join(self.options)}"
        if self.keyword in _LISTS:
            return _unlisted(value, self.options)
        return f"{value} {self.message}" if self.keyword in _CHOICES else self.message

    def is_about(self, name: str) -> bool:
        """Whether it is about a property of that name."""
        return name in self.path or self.message.startswith(shortened(name))


def reasons_of(errors: Iterable[Any]) -> list[Reason]:
    """What errors of the engine come to, in the alternative which comes closest to the value."""
    return [_reason(error) for error in errors]


def deepest(reasons: list[Reason], name: str = "") -> Reason:
    """The reason that is deepest in the value, of those that are about a name where any is."""
    return max(reasons, key=lambda reason: (bool(name) and reason.is_about(name), reason.depth))


def shortened(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    if isinstance(value, str):
        return json.dumps(_cut(value, _LONGEST_VALUE), ensure_ascii=False)
    return _cut(json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)


def _reason(error: Any) -> Reason:
    kind = error.kind
    details = kind.as_dict()
    path = tuple(error.instance_path)
    undeclared = details["unexpected"][0] if kind.name in _UNDECLARED else ""
    own = Reason(path, kind.name, error.instance, _options(kind.name, details), error.message, undeclared)
    if kind.name not in _CHOICES:
        return own._replace(message=_message(kind.name, details, own))
    branches = [reasons_of(branch) for branch in kind.context]
    if not all(branches):
        return own._replace(message=f"is taken by more than one of {len(branches)} alternatives ({kind.name})")
    return _closest(own, branches) or own._replace(message=f"is none of {len(branches)} alternatives ({kind.name})")


def _closest(own: Reason, branches: list[list[Reason]]) -> Reason | None:
    """What stands in the way of the alternative that comes closest, or of all of them alike."""
    deepest_of_each = [deepest(branch) for branch in branches]
    first = deepest(deepest_of_each)
    alike = [reason for reason in deepest_of_each if reason.depth == first.depth]
    same = all((reason.path, reason.keyword in _LISTS) == (first.path, first.keyword in _LISTS) for reason in alike)
    is_whole = first.depth > own.depth or alike == deepest_of_each
    if same and len(alike) > 1 and all(reason.options for reason in alike) and is_whole:
        options = [option for reason in alike for option in reason.options]
        return first._replace(options=[option for at, option in enumerate(options) if option not in options[:at]])
    if first.depth > own.depth:
        return first
    # One that takes values of this kind says more than those that take others.
    near = sorted((branch for branch in branches if not any(reason.options for reason in branch)), key=len)
    is_clear = near and (len(near) == 1 or len(near[0]) < len(near[1]))
    return near[0][0] if is_clear and len(branches) > 1 else None


def _options(keyword: str, details: dict[str, Any]) -> list[Any]:
    if keyword == "type":
        return sorted(details["types"])
    if keyword in _LISTS:
        return list(details["options"]) if keyword == "enum" else [details["expected_value"]]
    return []


def _message(keyword: str, details: dict[str, Any], reason: Reason) -> str:
    value = shortened(reason.value)
    match keyword:
        case "required":
            return f"{shortened(details['property'])} is missing"
        case "falseSchema":
            return "nothing is taken here"
    if keyword in _SENTENCES:
        return _SENTENCES[keyword].format(value)
    if keyword in _UNDECLARED:
        undeclared = ", ".join(map(shortened, details["unexpected"][:_MOST_OPTIONS]))
        return f"{undeclared} is not declared, and nothing else is taken"
    plain = json.dumps(reason.value, ensure_ascii=False, separators=(",", ":"))
    return value + reason.message[len(plain) :] if reason.message.startswith(plain) else reason.message


def _unlisted(value: str, options: list[Any]) -> str:
    listed = ", ".join(map(shortened, options[:_MOST_OPTIONS]))
    if len(options) == 1:
        return f"{value} is not {listed}"
    more = f" and {len(options) - _MOST_OPTIONS} more" if len(options) > _MOST_OPTIONS else ""
    return f"{value} is none of {listed}{more}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
