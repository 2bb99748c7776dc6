"""Identifiers of what is created: unique, valid in every version, the same for the same seed."""

from __future__ import annotations

from hashlib import blake2b
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from harness.messages import NO_VALUE, Chance
from harness.mock._state_store import key_of
from harness.mock._state_views import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.mock._state_resources import Resource
    from harness.mock._state_shapes import Shape

    # Makes an identifier of a number and 16 bytes that are drawn for it.
    _Maker = Callable[[int, bytes], Any]

_MOST_TRIES = 1000


class Identifiers:
    """Makes identifiers.

    Args:
        seed: decides on them.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._counts: dict[tuple[str, str], count[int]] = {}
        self._makers: dict[Resource, list[_Maker]] = {}

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
        if resource not in self._makers:
            self._makers[resource] = _makers(resource, view)
        name = resource.kind.api, resource.erased
        numbers = self._counts.setdefault(name, count(1))
        for _ in range(_MOST_TRIES):
            number = next(numbers)
            drawn = blake2b(f"{self._seed} {name} {number}".encode(), digest_size=16).digest()
            for maker in self._makers[resource]:
                own = maker(number, drawn)
                if own is not NO_VALUE and not is_taken(key_of(own)):
                    return own
        return _uuid(0, blake2b(f"{self._seed} {next(numbers)}".encode(), digest_size=16).digest())


def _makers(resource: Resource, view: View | None) -> list[_Maker]:
    """Those whose identifiers most versions take, the likeliest first."""
    first = None if view is None else view.id_shape
    shapes = [shape for shape in (first, *_shapes(resource)) if shape is not None]
    if not shapes:
        return [_uuid]

    def made(number: int, drawn: bytes) -> Any:
        del number
        value = shapes[0].made(Chance(Random(drawn)))  # noqa: S311 - test data, not secrets
        return value if shapes[0].accepts(value) else NO_VALUE

    makers: tuple[_Maker, ...] = (_uuid, lambda n, _: n, lambda n, _: str(n), lambda _, drawn: drawn.hex()[:24])
    taken = {maker: [shape.accepts(maker(1, bytes(range(16)))) for shape in shapes] for maker in makers}
    usable = [maker for maker in makers if taken[maker][0]]
    return [*sorted(usable, key=lambda maker: -taken[maker].count(True)), made]


def _uuid(number: int, drawn: bytes) -> str:
    del number
    return str(UUID(bytes=drawn, version=4))


def _shapes(resource: Resource) -> Iterator[Shape | None]:
    """The identifier as responses of all versions show it."""
    for served, many in resource.shown_by():
        success = served.answers.success()
        for content in () if success is None else success[1].contents.values():
            if content.is_json:
                view = View(content, resource)
                yield view.id_shape_of_items if many else view.id_shape
