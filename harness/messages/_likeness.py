"""Whether messages are lost for the same reasons."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from harness.messages._texts import texts_of
from harness.records import NamedTuple
from harness.vocabulary import names

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison
    from harness.containment import MessageContainment
    from harness.messages._parts import PartPair

    # Where something is refused, by which keyword, and which member is missing or too many.
    _Loss = tuple[tuple[str | None, ...], str, str]

_CHOICES = frozenset(names("some", "one"))
_ABOUT = frozenset(("required", *names("further property", "unevaluated property")))


class LossCheck(NamedTuple):
    """Whether messages are lost as a known one is.

    Attributes:
        alone: for the same reasons, and no others.
        among: for the same reasons, and maybe others.
    """

    alone: Callable[[Any], bool]
    among: Callable[[Any], bool]


def lost_alike(
    part: PartPair, value: Any, messages: dict[str, MessageContainment], comparison: Comparison
) -> LossCheck | None:
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

        def is_lost(other: Any) -> bool:
            return is_valid(other) and texts.shows(other, part.sides[1])

        return LossCheck(is_lost, is_lost) if is_lost(value) else None

    def losses(other: Any) -> frozenset[_Loss]:
        valid, reader = containment.validators(*part.sides, part.direction, other)
        if valid is None or reader is None or not valid.is_valid(other) or reader.is_valid(other):
            return frozenset()
        return frozenset(map(_of_error, reader.iter_errors(other)))

    known = losses(value)
    return LossCheck(lambda other: losses(other) == known, lambda other: losses(other) >= known) if known else None


def _of_error(error: Any) -> _Loss:
    """What an error of the engine comes to, without the value: the items of a list stand for each other."""
    kind, path = error.kind, tuple(key if isinstance(key, str) else None for key in error.instance_path)
    if kind.name in _CHOICES:
        deepest = max(map(_of_error, chain.from_iterable(kind.context)), key=lambda loss: len(loss[0]), default=None)
        return deepest if deepest is not None and len(deepest[0]) > len(path) else (path, kind.name, "")
    details = kind.as_dict() if kind.name in _ABOUT else {}
    return path, kind.name, str(details.get("property") or details.get("unexpected") or "")
