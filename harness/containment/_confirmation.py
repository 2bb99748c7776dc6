"""Witnesses are confirmed by validators that had no part in the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._validators import sure_validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._questions import Context


class Check:
    """Confirms witnesses by validators of the two schemas as they stand in their documents."""

    __slots__ = ("_names", "_reader", "_validators", "sender")

    def __init__(self, sender: tuple[Any, Context], reader: tuple[Any, Context]) -> None:
        self.sender = sender
        self._reader = reader
        self._names: frozenset[str] = frozenset()
        self._validators: dict[frozenset[str], tuple[Any, Any]] = {}

    def confirms(self, value: Any) -> bool:
        """Whether the value is valid for the sender's schema and not for the reader's."""
        return self.for_parts_of(value)(value)

    def for_parts_of(self, value: Any) -> Callable[[Any], bool]:
        """The same for all values in which no other names occur than in this one."""
        valid, refused = self.validators(value)
        return lambda inner: (
            valid is not None and refused is not None and valid.is_valid(inner) and not refused.is_valid(inner)
        )

    def validators(self, value: Any) -> tuple[Any, Any]:
        """The validators of sender and reader for all values in which no other names occur than in this one."""
        names = frozenset(_names(value))
        known = next((pair for others, pair in self._validators.items() if names <= others), None)
        if known is None:
            # Those of earlier values are likely to come again.
            self._names = names = self._names | names
            known = self._validators[names] = self._made(names)
        return known

    def _made(self, names: frozenset[str]) -> tuple[Any, Any]:
        made = []
        for schema, context in (self.sender, self._reader):
            made.append(sure_validator(schema, context, names))
        return made[0], made[1]


def _names(value: Any) -> set[str]:
    found: set[str] = set()
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            found.update(inner)
            pending += inner.values()
        elif isinstance(inner, list):
            pending += inner
    return found
