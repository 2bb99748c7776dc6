"""Long lists of alternatives and parts, as far as values touch them that have no other names than some.

What is left out refuses all such values, whatever they are, or takes them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._marks import (
    UNMARKED,
    MarkedAlternatives,
    SpeakingParts,
    is_of_objects,
    marks_of,
    names_spoken_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.containment._outlines import Outline
    from harness.containment._questions import Context

# The numbers of what is touched, and what stands for all else.
Touched = tuple[list[int], list[Any]]


class AlternativesByName:
    """The alternatives of a schema: those that ask for a name which no value has refuse all of them."""

    __slots__ = ("_marked", "_marked_alone")

    def __init__(self, parts: Sequence[Any], schema: dict[str, Any], context: Context) -> None:
        is_inside = schema.get("type") == "object" and is_of_objects({"type": "object"} | _nullable(schema), context)
        are_objects = (is_inside or is_of_objects(part, context) for part in parts)
        marks = [marks_of(part, context) for part in parts]
        # Of an object; of values that may be none, the marks count of those that take nothing else.
        self._marked_alone = MarkedAlternatives(marks)
        self._marked = MarkedAlternatives(
            [mark if is_plain else UNMARKED for mark, is_plain in zip(marks, are_objects, strict=True)]
        )

    def touched(self, outline: Outline) -> Touched:
        """Those that values may be of."""
        numbers = sorted(self._marked_alone.fitting(outline.sole)) if outline.sole is not None else []
        numbers = numbers or sorted(self._marked.of_names(outline.members.keys()))
        return numbers, [] if numbers else [False]


class PartsByName:
    """The parts of an `allOf`: those that speak of members alone take all values that have none of these."""

    __slots__ = ("_are_objects", "_speaking")

    def __init__(self, parts: Sequence[Any], _: dict[str, Any], context: Context) -> None:
        kinds = [is_of_objects(part, context) for part in parts]
        self._are_objects = True in kinds
        names = (names_spoken_of(part, context) for part in parts)
        self._speaking = SpeakingParts(
            some if is_plain is not None else None for some, is_plain in zip(names, kinds, strict=True)
        )

    def touched(self, outline: Outline) -> Touched:
        """Those that speak of the values, and the type that others have."""
        return sorted(set(self._speaking.fitting(outline.members))), [{"type": "object"}] if self._are_objects else []


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {keyword: schema[keyword] for keyword in ("nullable", "x-nullable") if keyword in schema}
