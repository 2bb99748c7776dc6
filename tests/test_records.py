"""Tuples with names are what those of `typing` are."""

from __future__ import annotations

import copy
import pickle
from typing import NamedTuple as Ordinary

import pytest

from harness.records import NamedTuple


class Point(NamedTuple):
    """A point."""

    x: int
    y: int
    label: str = ""

    @property
    def total(self) -> int:
        """Both together."""
        return self.x + self.y


class OrdinaryPoint(Ordinary):
    """The same as `typing` makes it."""

    x: int
    y: int
    label: str = ""


class Nothing(NamedTuple):
    """No items."""


BOTH = pytest.mark.parametrize("kind", [Point, OrdinaryPoint])


def test_what_is_made_is_equal_and_shown_alike() -> None:
    assert Point(1, y=2) == OrdinaryPoint(1, y=2) == (1, 2, "")
    assert repr(Point(1, 2)) == repr(OrdinaryPoint(1, 2)).replace("OrdinaryPoint", "Point")
    assert hash(Point(1, 2)) == hash(OrdinaryPoint(1, 2))
    assert Point(1, 2).total == 3
    assert Nothing() == ()


@BOTH
def test_items_are_replaced_named_and_matched(kind: type[Point]) -> None:
    assert kind(1, 2)._replace(label="a") == (1, 2, "a")
    assert kind(1, 2)._asdict() == {"x": 1, "y": 2, "label": ""}
    assert kind._make((3, 4, "")) == (3, 4, "")
    assert kind._fields == ("x", "y", "label")
    match kind(5, 6):
        case kind(x, y, label=""):
            assert (x, y) == (5, 6)


@BOTH
def test_what_does_not_fit_is_refused(kind: type[Point]) -> None:
    with pytest.raises(TypeError):
        kind(1)  # type: ignore[call-arg] # that it is refused is the claim
    with pytest.raises(TypeError):
        kind(1, 2, z=3)  # type: ignore[call-arg] # that it is refused is the claim
    with pytest.raises(ValueError, match="'z'"):
        kind(1, 2)._replace(z=3)  # type: ignore[call-arg] # that it is refused is the claim
    with pytest.raises(AttributeError):
        kind(1, 2).x = 3  # type: ignore[misc] # that it is refused is the claim
    with pytest.raises(AttributeError):
        kind(1, 2).z = 3  # type: ignore[attr-defined] # that it is refused is the claim


def test_copies_are_of_the_same_kind() -> None:
    point = Point(1, 2, "a")
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):  # noqa: S301 - our own
        assert (type(other), other) == (Point, point)
