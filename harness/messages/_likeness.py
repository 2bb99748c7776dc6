"""Whether messages are lost for the same reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.messages._refusals import reasons_of
from harness.messages._texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison
    from harness.containment import MessageContainment
    from harness.messages._parts import PartPair
    from harness.messages._refusals import Reason

    # Where something is refused, by which keyword, and which member is missing or too many.
    _Loss = frozenset[tuple[tuple[str | None, ...], str, str]]


def lost_alike(
    part: PartPair, value: Any, messages: dict[str, MessageContainment], comparison: Comparison
) -> Callable[[Any], bool] | None:
    """Whether other values of a part are lost for the same reasons as one that is; None where these are not known.

    Args:
        part: of a message.
        value: what its sender sends and its reader refuses.
        messages: those of both directions.
        comparison: of both documents.
    """
    containment = messages[part.direction]

    def is_valid(other: Any) -> bool:
        valid, _ = containment.validators(*part.sides, part.direction, other)
        return valid is not None and bool(valid.is_valid(other))

    if part.text:
        texts = texts_of(part, messages, comparison)
        is_lost = is_valid(value) and texts.shows(value, part.sides[1])
        return (lambda other: is_valid(other) and texts.shows(other, part.sides[1])) if is_lost else None

    def loss(other: Any) -> _Loss:
        valid, reader = containment.validators(*part.sides, part.direction, other)
        if valid is None or reader is None or not valid.is_valid(other) or reader.is_valid(other):
            return frozenset()
        return frozenset(map(_of_reason, reasons_of(reader.iter_errors(other))))

    known = loss(value)
    return (lambda other: loss(other) == known) if known else None


def _of_reason(reason: Reason) -> tuple[tuple[str | None, ...], str, str]:
    """A reason without the value: the items of a list stand for each other."""
    path = tuple(key if isinstance(key, str) else None for key in reason.path)
    return path, reason.keyword, reason.undeclared or (reason.message if reason.keyword == "required" else "")
