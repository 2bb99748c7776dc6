"""The search for a value that is valid for some schemas and invalid for others.

A goal is a set of literals. It has a value if one of the kinds has a way whose demands can be met, where members of
objects and arrays are goals of their own. A goal that comes up again within itself is taken to have none: a value
of least depth never needs itself. So a search that ends without a value is a proof, as long as nothing was left out
of what is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._arrays import solve_array
from harness.containment._branches import branches
from harness.containment._check import meets
from harness.containment._numbers import solve_number
from harness.containment._objects import solve_object
from harness.containment._outcome import NONE, Found, Nothing, Outcome, Unknown, outermost, unknown
from harness.containment._strings import solve_string
from harness.containment._values import is_among, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._branches import Budget, Leaf
    from harness.containment._context import Literal

_ORDER = ("string", "integer", "object", "array", "boolean", "null", "fraction")


class Solver:
    """Searches values for goals, and remembers what it found.

    Attributes:
        declared_only: whether a sender uses only names that its own schema declares or that no schema does, never one
            that only the reader's schema declares: the convention of messages.
    """

    __slots__ = ("_active", "_kept", "_known", "budget", "declared_only")

    def __init__(self, budget: Budget, *, declared_only: bool = False) -> None:
        self.budget = budget
        self.declared_only = declared_only
        # Goals are known by the identity of their schemas, which must not be given to others meanwhile.
        self._kept: list[tuple[Literal, ...]] = []
        self._known: dict[frozenset[tuple[bool, int]], Outcome] = {}
        self._active: dict[frozenset[tuple[bool, int]], int] = {}

    def solve(self, literals: tuple[Literal, ...], accept: Callable[[Any], bool] | None = None) -> Outcome:
        """A value that meets all literals.

        Args:
            literals: what is asked of the value.
            accept: the last word on a value; a way whose value it refuses is left.
        """
        key = frozenset(literal.key for literal in literals)
        known = self._known.get(key)
        if known is not None and accept is None:
            return known
        if key in self._active:
            return Nothing(self._active[key])
        self._kept.append(literals)
        level = len(self._active)
        self._active[key] = level
        try:
            outcome = self._by_kind(literals, accept)
        finally:
            del self._active[key]
        if isinstance(outcome, Nothing) and outcome.level is not None and outcome.level >= level:
            outcome = NONE
        # What was taken for granted of a goal still in progress may turn out otherwise.
        if not (isinstance(outcome, Nothing) and outcome.level is not None):
            self._known[key] = outcome
        return outcome

    def _by_kind(self, literals: tuple[Literal, ...], accept: Callable[[Any], bool] | None) -> Outcome:
        outcome: Outcome = NONE
        for kind in _ORDER:
            if any(literal.wanted and kind not in literal.normal.kinds for literal in literals):
                continue
            found = self._of_kind(kind, literals, accept)
            if isinstance(found, Found):
                return found
            outcome = joined(outcome, found)
        return outcome

    def _of_kind(self, kind: str, literals: tuple[Literal, ...], accept: Callable[[Any], bool] | None) -> Outcome:
        outcome: Outcome = NONE
        for leaf in branches(kind, literals, self.budget):
            found = self._leaf(leaf, literals)
            if isinstance(found, Found):
                if (accept is None and not leaf.gaps) or (accept or _checked(literals))(found.value):
                    return found
                found = unknown("a value was found that a validator disagrees about")
            elif isinstance(found, Nothing) and leaf.blind:
                found = unknown(f"{leaf.gaps[-1]} is not understood")
            outcome = joined(outcome, found)
        return outcome

    def _leaf(self, leaf: Leaf, literals: tuple[Literal, ...]) -> Outcome:
        if leaf.choices is not None:
            return self._choice(leaf, literals)
        match leaf.kind:
            case "null" | "boolean":
                values = [None] if leaf.kind == "null" else [True, False]
                free = [value for value in values if not is_among(value, leaf.excluded)]
                return Found(free[0]) if free else NONE
            case "string":
                return solve_string(leaf)
            case "array":
                return solve_array(leaf, self)
            case "object":
                return solve_object(leaf, self)
            case _:
                return solve_number(leaf)

    def _choice(self, leaf: Leaf, literals: tuple[Literal, ...]) -> Outcome:
        """One of finitely many values: each can be looked at."""
        for value in leaf.choices or ():
            if kind_of(value) == leaf.kind and not is_among(value, leaf.excluded):
                verdicts = [meets(literal, value) for literal in literals]
                if all(verdict is True for verdict in verdicts):
                    return Found(value)
                if all(verdict is not False for verdict in verdicts):
                    return unknown("a value of an enum could not be checked")
        return NONE


def joined(one: Outcome, other: Outcome) -> Outcome:
    """What two searches come to that found nothing."""
    if isinstance(one, Unknown):
        return one
    if isinstance(one, Nothing) and isinstance(other, Nothing):
        return Nothing(outermost(one.level, other.level))
    return other


def _checked(literals: tuple[Literal, ...]) -> Callable[[Any], bool]:
    return lambda value: all(meets(literal, value) is True for literal in literals)
