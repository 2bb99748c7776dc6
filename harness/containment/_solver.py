"""The search for a value that is valid for some schemas and invalid for others.

A goal is a set of requirements. It has a value if one of the kinds has a way whose demands can be met, where members of
objects and elements of arrays are goals of their own. A goal that comes up again within itself is taken to have no
value: if it had any, the one of least depth would not need itself. So a search that ends without a value is a proof.

What is left out anywhere (a keyword that is not understood, at first what tells the branches of a `oneOf` apart) is
left out of what is asked. That makes more values, never fewer: a value has to be checked then, and that there is none
is a proof all the same.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from harness.containment._arrays import solve_array
from harness.containment._check import meets
from harness.containment._inclusion import Inclusion
from harness.containment._objects import solve_object
from harness.containment._questions import NONE, Found, Lost, Nothing, Outcome, Unknown
from harness.containment._scalars import solve_number, solve_string
from harness.containment._schemas import ANYTHING, NO_VALUE, Likeness, NormalSchema, frozen, is_among, kind_of
from harness.containment._search import branches, refined

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from harness.containment._budget import Allowance
    from harness.containment._demands import ValueDemands
    from harness.containment._questions import Requirement

_ORDER = ("string", "integer", "object", "array", "boolean", "null", "fraction")
_NEVER = 1 << 60
# From so many members within members on, a search that has taken so many steps is given up.
_DEEP, _PATIENCE = 18, 150
_TOO_DEEP = Unknown("it was not looked for in what is so deep")
# What a schema says whose values can be looked up.
_LISTS_ALONE = {"choices", "kinds"}

Goal = frozenset[int]


class Solver:
    """Searches values for goals, and remembers what it found.

    Attributes:
        is_cut: whether anything was left open because it lies too deep in the value.
        declared_only: whether a sender uses only names that its own schema declares or that no schema does, never one
            that only the reader's schema declares: the convention of messages.
    """

    __slots__ = (
        "_active",
        "_assumed",
        "_constants",
        "_deepest",
        "_inclusion",
        "_known",
        "_lowest",
        "_patience",
        "_trail",
        "budget",
        "declared_only",
        "is_cut",
        "likeness",
    )

    def __init__(self, budget: Allowance, likeness: Likeness | None = None, *, declared_only: bool = False) -> None:
        self.budget = budget
        self.declared_only = declared_only
        self.likeness = Likeness() if likeness is None else likeness
        self.likeness.spend = self._spend
        self._inclusion = Inclusion(self.likeness, self._spend)
        self._known: dict[Goal, Outcome] = {}
        # Goals in progress with their levels; the lowest level whose goal was taken to have no value.
        self._active: dict[Goal, int] = {}
        self._lowest = _NEVER
        # Goals without a value as long as the goal in progress at some level has none, in the order of their proofs.
        self._assumed: dict[Goal, int] = {}
        self._trail: list[Goal] = []
        self._constants: dict[Hashable, NormalSchema] = {}
        self._deepest = _NEVER
        # The steps that are left when a search that goes deep is given up.
        self._patience = -_NEVER
        self.is_cut = False

    @contextmanager
    def within(self, deepest: int, steps: int) -> Iterator[None]:
        """Search for a while, and for values that are no deeper than that."""
        self._deepest, self.is_cut = deepest, False
        with self.budget.limited(steps):
            yield
        self._deepest = _NEVER

    @contextmanager
    def not_too_deep(self) -> Iterator[None]:
        """Give up with `Lost` what goes deep and takes long."""
        self._patience = self.budget.left - _PATIENCE
        try:
            yield
        finally:
            self._patience = -_NEVER

    def solve(self, requirements: Iterable[Requirement], accept: Callable[[Any], bool] | None = None) -> Outcome:
        """A value that meets all requirements.

        Args:
            requirements: what is asked of the value.
            accept: the last word on a value; a way whose value it refuses is left.
        """
        asked: dict[int, Requirement] = {}
        for requirement in requirements:
            if requirement.normal is (NO_VALUE if requirement.wanted else ANYTHING):
                return NONE
            if requirement.normal is not (ANYTHING if requirement.wanted else NO_VALUE):
                asked[requirement.key] = requirement
        if not asked and accept is None:
            return Found(0)
        goal = frozenset(asked)
        if accept is None:
            known = self._known.get(goal)
            if known is not None:
                return known
        if goal in self._active:
            self._lowest = min(self._lowest, self._active[goal])
            return NONE
        if goal in self._assumed:
            self._lowest = min(self._lowest, self._assumed[goal])
            return NONE
        if len(self._active) >= self._deepest:
            self.is_cut = True
            return _TOO_DEEP
        if len(self._active) > _DEEP and self.budget.left < self._patience:
            raise Lost
        listed = tuple(asked.values())
        if len(listed) == 2 and self.is_contradiction(*listed):
            self._known[goal] = NONE
            return NONE
        return self._pursued(goal, listed, accept)

    def _spend(self, steps: int) -> None:
        self.budget.spend(steps)

    def is_contradiction(self, one: Requirement, other: Requirement) -> bool:
        """Whether one asks for values all of which lie within the schema that the other asks to break."""
        if one.wanted is other.wanted:
            return False
        wanted, refused = (one.normal, other.normal) if one.wanted else (other.normal, one.normal)
        message = self.declared_only and wanted.sends and not refused.sends
        return self._inclusion.holds(wanted, refused, message=message)

    def constant(self, **said: Any) -> NormalSchema:
        """A schema made up on the way, the same one for the same words."""
        key = tuple((name, frozen(value) if name == "choices" else value) for name, value in sorted(said.items()))
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = NormalSchema(**said)
        return known

    def forget_unfinished(self) -> None:
        """Drop what a search that broke off left behind."""
        self._active.clear()
        self._assumed.clear()
        self._trail.clear()
        self._lowest = _NEVER

    def _pursued(
        self, goal: Goal, requirements: tuple[Requirement, ...], accept: Callable[[Any], bool] | None
    ) -> Outcome:
        level, mark, outer, was_cut = len(self._active), len(self._trail), self._lowest, self.is_cut
        self._active[goal] = level
        self._lowest, self.is_cut = _NEVER, False
        outcome = self._by_kind(requirements, accept)
        is_cut, self.is_cut = self.is_cut, was_cut or self.is_cut
        del self._active[goal]
        lowest, self._lowest = self._lowest, outer
        since = self._trail[mark:]
        if isinstance(outcome, Nothing) and lowest < level:
            # A proof that rests on what is still open.
            for other in since:
                self._assumed[other] = min(self._assumed[other], lowest)
            self._assumed[goal] = lowest
            self._trail.append(goal)
            self._lowest = min(outer, lowest)
            return outcome
        # What was proved meanwhile on the assumption that this goal has no value is proved now, or open again.
        del self._trail[mark:]
        for other in since:
            del self._assumed[other]
            if isinstance(outcome, Nothing):
                self._known[other] = outcome
        if not (is_cut and isinstance(outcome, Unknown)):
            self._known[goal] = outcome
        return outcome

    def _by_kind(self, requirements: tuple[Requirement, ...], accept: Callable[[Any], bool] | None) -> Outcome:
        outcome: Outcome = NONE
        for kind in _ORDER:
            if any(requirement.wanted and kind not in requirement.normal.kinds for requirement in requirements):
                continue
            found = self._of_kind(kind, requirements, accept)
            if isinstance(found, Found):
                return found
            outcome = joined(outcome, found)
        return outcome

    def _of_kind(
        self, kind: str, requirements: tuple[Requirement, ...], accept: Callable[[Any], bool] | None
    ) -> Outcome:
        outcome: Outcome = NONE
        for leaf in branches(kind, requirements, self):
            found = self._confirmed(leaf, requirements, accept)
            if isinstance(found, Found):
                return found
            outcome = joined(outcome, found)
        return outcome

    def _confirmed(
        self, leaf: ValueDemands, requirements: tuple[Requirement, ...], accept: Callable[[Any], bool] | None
    ) -> Outcome:
        """A value of a leaf that meets what was only watched, too."""
        found = self._leaf(leaf, requirements)
        if not isinstance(found, Found):
            return found
        missed = [requirement for requirement in leaf.watched.values() if meets(requirement, found.value) is not True]
        if not missed:
            certain = not leaf.unsupported_keywords if accept is None else accept(found.value)
            if certain or (accept is None and _checked(requirements)(found.value)):
                return found
            return Unknown(_doubt(leaf))
        outcome: Outcome = NONE
        for finer in refined(leaf, missed, self):
            better = self._confirmed(finer, requirements, accept)
            if isinstance(better, Found):
                return better
            outcome = joined(outcome, better)
        return outcome

    def _leaf(self, leaf: ValueDemands, requirements: tuple[Requirement, ...]) -> Outcome:
        if leaf.choices is not None:
            return self._choice(leaf, requirements)
        match leaf.kind:
            case "null" | "boolean":
                values = [None] if leaf.kind == "null" else [True, False]
                free = [value for value in values if not is_among(value, leaf.excluded)]
                return Found(free[0]) if free else NONE
            case "string":
                return solve_string(leaf, self.budget.spend)
            case "array":
                return solve_array(leaf, self)
            case "object":
                return solve_object(leaf, self)
            case _:
                return solve_number(leaf)

    def _choice(self, leaf: ValueDemands, requirements: tuple[Requirement, ...]) -> Outcome:
        """One of finitely many values: each can be looked at."""
        excluded = set(map(frozen, leaf.excluded))
        # What a schema takes that says nothing but its choices, it does not refuse; of thousands, most need no look.
        refusing = [requirement.normal for requirement in requirements if not requirement.wanted]
        taking = [normal for normal in refusing if normal.said.keys() <= _LISTS_ALONE and leaf.kind in normal.kinds]
        unclear = False
        for value in leaf.choices or ():
            if kind_of(value) != leaf.kind or frozen(value) in excluded:
                continue
            if any(normal.allows(value) for normal in taking):
                continue
            for written in _spellings(value, requirements):
                self.budget.spend()
                verdicts = [meets(requirement, written) for requirement in requirements]
                if all(verdicts):
                    return Found(written, _size(written))
                unclear = unclear or False not in verdicts
        return Unknown("a value of an enum could not be checked") if unclear else NONE


def joined(one: Outcome, other: Outcome) -> Outcome:
    """What two searches come to that found nothing."""
    return one if isinstance(one, Unknown) else other


def _spellings(value: Any, requirements: tuple[Requirement, ...]) -> list[Any]:
    """The value, and where draft 4 holds `1.0` for no integer, also with its whole numbers written otherwise."""
    if all(requirement.normal.age not in {3, 4} for requirement in requirements):
        return [value]
    return [value, _respelled(value, int), _respelled(value, float)]


def _respelled(value: Any, kind: type[int | float]) -> Any:
    if isinstance(value, list):
        return [_respelled(item, kind) for item in value]
    if isinstance(value, dict):
        return {name: _respelled(member, kind) for name, member in value.items()}
    if type(value) in (int, float) and abs(value) < 2**53 and value % 1 == 0:
        return kind(value)
    return value


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def _doubt(leaf: ValueDemands) -> str:
    return (
        f"{leaf.unsupported_keywords[-1]} is not understood"
        if leaf.unsupported_keywords
        else "a value was found that a validator disagrees about"
    )


def _checked(requirements: tuple[Requirement, ...]) -> Callable[[Any], bool]:
    return lambda value: all(meets(requirement, value) is True for requirement in requirements)
