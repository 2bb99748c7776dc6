"""Identifiers of what is created: unique, valid in every version, the same for the same seed."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from harness.messages import NO_VALUE
from harness.mock._draws import Steady
from harness.mock._state_store import key_of
from harness.mock._state_views import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.mock._state_resources import Resource
    from harness.mock._state_shapes import Shape

_MOST_TRIES = 1000


class Identifiers:
    """Makes identifiers.

    Args:
        seed: decides on them.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._counts: dict[str, count[int]] = {}
        self._shapes: dict[Resource, list[Shape]] = {}

    def reset(self) -> None:
        """Begin anew."""
        self._counts.clear()

    def new(self, resource: Resource, view: View | None, is_taken: Callable[[str], bool]) -> Any:
        """One that nothing has yet.

        Args:
            resource: that is created.
            view: that shows it first.
            is_taken: whether something has a key.
        """
        if resource not in self._shapes:
            first = [] if view is None else [view.id_shape]
            self._shapes[resource] = [s for s in (*first, *_shapes(resource)) if s is not None]
        shapes = self._shapes[resource]
        numbers = self._counts.setdefault(f"{resource.kind.api} {resource.erased}", count(1))
        for _ in range(_MOST_TRIES):
            number = next(numbers)
            random = Random(f"{self._seed} {resource.kind.api} {resource.erased} {number}")  # noqa: S311
            free = [value for value in _candidates(shapes, random, number) if not is_taken(key_of(value))]
            if free:
                # What no version refuses, else what the first one takes.
                return max(free, key=lambda value: [shape.accepts(value) for shape in shapes].count(True))
        return str(UUID(int=Random().getrandbits(128), version=4))  # noqa: S311


def _candidates(shapes: list[Shape], random: Random, number: int) -> Iterator[Any]:
    values = (str(UUID(int=random.getrandbits(128), version=4)), number, str(number), f"{random.getrandbits(96):024x}")
    if not shapes:
        yield values[0]
        return
    yield from (value for value in values if shapes[0].accepts(value))
    made = shapes[0].made(Steady(random))
    if made is not NO_VALUE:
        yield made


def _shapes(resource: Resource) -> Iterator[Shape | None]:
    """The identifier as responses of all versions show it, and as paths take it."""
    for served, many in resource.shown_by():
        success = served.answers.success()
        for content in () if success is None else success[1].contents.values():
            if content.is_json:
                yield View(content, resource).id_shape_of_items if many else View(content, resource).id_shape
