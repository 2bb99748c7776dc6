"""From literals to the ways in which one value of one kind could meet them all.

What a valid value obeys in any case comes first. Then there are choices: the keyword that an invalid value breaks, the
branch that a valid one takes. Ways that cannot be gone are struck out; a choice with one way left is none, and of the
others that with the fewest ways is tried first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._answer import NO, Answer, Exhausted, Nothing, decide
from harness.containment._arrays import element_goal, longest_prefix
from harness.containment._check import meets
from harness.containment._context import Literal
from harness.containment._leaf import Leaf, Some
from harness.containment._objects import is_sendable, member_goal
from harness.containment._ways import Choice, Way, broken, obeyed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.containment._schemas import Normal
    from harness.containment._solver import Solver


def branches(kind: str, literals: Iterable[Literal], solver: Solver) -> Iterator[Leaf]:
    """The ways for a value of `kind`; none if the literals contradict each other.

    What tells the branches of a `oneOf` apart is only watched.
    """
    leaf, choices = Leaf(kind), list[Choice]()
    leaf.direct = tuple(literal.normal for literal in literals if not literal.normal.sends)
    search = _Search(solver)
    if search.add(leaf, literals, choices):
        yield from search.decide(leaf, choices)


def refined(leaf: Leaf, literals: Iterable[Literal], solver: Solver) -> Iterator[Leaf]:
    """The ways to go on from a leaf with literals that were only watched."""
    other, choices = leaf.copy(), list[Choice]()
    for literal in literals:
        del other.watched[literal.key]
    search = _Search(solver)
    if search.add(other, literals, choices):
        yield from search.decide(other, choices)


# Schemas that lead to more others for one value are given up.
_TANGLED = 20_000
# Kinds of values without parts.
_PLAIN = frozenset(("null", "boolean", "integer", "fraction", "string"))


def _sender_has_choice(choices: list[Choice]) -> bool:
    """Whether a branch that was not chosen yet may declare more names for the sender."""
    return any(
        literal.wanted and literal.normal.sends for choice in choices for way in choice for literal in way.literals
    )


class _Search:
    __slots__ = ("solver",)

    def __init__(self, solver: Solver) -> None:
        self.solver = solver

    def add(self, leaf: Leaf, literals: Iterable[Literal], choices: list[Choice]) -> bool:
        """Ask a leaf to meet literals; False if that contradicts what was asked before."""
        kind, seen = leaf.kind, leaf.seen
        pending = list(literals)
        while pending:
            self.solver.budget.spend()
            literal = pending.pop()
            key, normal = literal.key, literal.normal
            if key in seen:
                continue
            if kind not in normal.kinds:
                if literal.wanted:
                    return False
                continue
            if self._contradicts(leaf, literal):
                return False
            if normal.tangle() > _TANGLED:
                # No validator would come to an end either.
                raise Exhausted
            seen[key] = literal
            self._note(leaf, literal)
            if not literal.wanted:
                choices.append(broken(normal, kind))
                continue
            way, more = obeyed(normal, kind)
            for name, value in way.demands:
                if not leaf.demand(name, value):
                    return False
            pending += way.literals
            choices += more
        return True

    def _contradicts(self, leaf: Leaf, literal: Literal) -> bool:
        """Whether the opposite is asked already, of this schema or of one that is alike."""
        if -literal.key in leaf.seen or -literal.key in leaf.watched:
            return True
        opposite = leaf.index.get((not literal.wanted, literal.normal.own()))
        if opposite is None:
            return False
        alike, normal = self.solver.likeness.alike, literal.normal
        return any(alike(normal, other) if literal.wanted else alike(other, normal) for other in opposite)

    def _note(self, leaf: Leaf, literal: Literal) -> None:
        key = (literal.wanted, literal.normal.own())
        leaf.index[key] = (*leaf.index.get(key, ()), literal.normal)

    def _watch(self, leaf: Leaf, literals: Iterable[Literal]) -> bool:
        """Keep literals in mind; False if one contradicts what was asked before."""
        for literal in literals:
            if literal.key in leaf.seen or leaf.kind not in literal.normal.kinds:
                continue
            if self._contradicts(leaf, literal):
                return False
            leaf.watched[literal.key] = literal
            self._note(leaf, literal)
        return True

    def decide(self, leaf: Leaf, choices: list[Choice]) -> Iterator[Leaf]:
        """The leaf along all ways of the choices."""
        while choices and leaf.choices is None:
            number, ways = self._narrowest(leaf, choices)
            if not ways:
                return
            del choices[number]
            if len(ways) > 1:
                for way in ways:
                    other, rest = leaf.copy(), choices.copy()
                    if self._take(other, way, rest):
                        yield from self.decide(other, rest)
                return
            if not self._take(leaf, ways[0], choices):
                return
        # Of finitely many values each can be looked at.
        yield leaf

    def _narrowest(self, leaf: Leaf, choices: list[Choice]) -> tuple[int, list[Way]]:
        """The choice with the fewest ways; those that are made already count as one way that asks nothing."""
        best: tuple[int, int, list[Way]] | None = None
        for number, choice in enumerate(choices):
            if any(self._is_gone(leaf, way) for way in choice):
                return number, [Way()]
            ways = [way for way in choice if self._is_open(leaf, way, choices)]
            if len(ways) <= 1:
                return number, ways
            # Which branch a valid value takes decides how others can be broken, so it comes early.
            weight = 2 if all(way.literals and way.literals[0].wanted for way in choice) else len(ways) + 1
            if best is None or weight < best[0]:
                best = weight, number, ways
        assert best is not None
        return best[1:]

    def _is_gone(self, leaf: Leaf, way: Way) -> bool:
        """Whether a leaf goes that way already."""
        if way.strict or not (way.literals or way.demands):
            return False
        for literal in way.literals:
            if literal.key not in leaf.seen and (literal.wanted or leaf.kind in literal.normal.kinds):
                return False
        return all(leaf.has(name, value) or self._is_sure(leaf, name, value) for name, value in way.demands)

    def _is_sure(self, leaf: Leaf, name: str, value: Any) -> bool:
        """Whether a member that has to be there breaks a schema of plain values anyhow, as a discriminator does."""
        if name != "named" or value[0] not in leaf.required or not value[1].normal.kinds <= _PLAIN:
            return False
        return isinstance(self.solver.solve((*member_goal(leaf, value[0]), value[1]._replace(wanted=True))), Nothing)

    def _is_open(self, leaf: Leaf, way: Way, choices: list[Choice]) -> bool:
        """Whether a leaf can go that way, as far as can be told without going it."""
        self.solver.budget.spend()
        for literal in way.literals:
            if leaf.kind not in literal.normal.kinds:
                if literal.wanted:
                    return False
            elif self._contradicts(leaf, literal):
                return False
        if self.solver.declared_only:
            for name, value in way.demands:
                if name == "named" and not is_sendable(value[0], leaf) and not _sender_has_choice(choices):
                    return False
        return all(self._may_have(leaf, name, value) for name, value in way.demands)

    def _may_have(self, leaf: Leaf, name: str, value: Any) -> bool:
        match name:
            case "required":
                return value not in leaf.missing
            case "missing":
                return value not in leaf.required
            case "named":
                if value[0] in leaf.missing:
                    return False
                return not isinstance(self.solver.solve((*member_goal(leaf, value[0]), value[1])), Nothing)
            case "some":
                return self._has_place(leaf, value)
            case "repeated":
                return not leaf.unique
            case "unique":
                return not leaf.repeated
            case "lower":
                return leaf.upper is None or leaf.upper[0] >= value[0]
            case "upper":
                return leaf.lower is None or leaf.lower[0] <= value[0]
            case "max_length" | "max_items" | "max_properties":
                return bool(getattr(leaf, "min_" + name[4:]) <= value)
            case "min_length" | "min_items" | "min_properties":
                most = getattr(leaf, "max_" + name[4:])
                return most is None or bool(most >= value)
        return True

    def _has_place(self, leaf: Leaf, some: Some) -> bool:
        """Whether an element is possible anywhere from the place on."""
        last = some.start if some.exactly else max(some.start, longest_prefix(leaf))
        if leaf.max_items is not None:
            last = min(last, leaf.max_items - 1)
        return any(
            not isinstance(self.solver.solve((*element_goal(leaf, place), some.literal)), Nothing)
            for place in range(some.start, last + 1)
        )

    def _take(self, leaf: Leaf, way: Way, choices: list[Choice]) -> bool:
        """Go a way; False if it contradicts what was asked before."""
        for name, value in way.demands:
            if not leaf.demand(name, value):
                return False
        return self.add(leaf, way.literals, choices) and self._watch(leaf, way.strict)


# From so many branches on, and so many steps for each.
_MANY_BRANCHES = 8
_STEPS_FOR_BRANCH = 400


def by_branches(solver: Solver, narrow: Normal, wide: Normal, confirmed: Callable[[Any], bool]) -> Answer | None:
    """The answer "no" with a value of a branch that shows it; None where none does, which says nothing.

    For a choice that is so wide that a search of all its cases takes too long. A value is made for one branch after the
    other, with hardly a look at the schema that it should break, and then held against that. Most edits of such a
    choice show in the branch that was edited.
    """
    groups = [group for group in (*narrow.one_of, *narrow.any_of) if len(group) >= _MANY_BRANCHES]
    others = [wide.at(schema) for group in (*wide.one_of, *wide.any_of) for schema in group]
    if not groups or not others:
        return None
    wanted, refused = Literal(True, narrow), Literal(False, wide)
    if solver.is_contradiction(wanted, refused):
        return None
    whole = solver.budget.left
    for goal in _goals(solver, wanted, groups[0], others):
        solver.budget.left = _STEPS_FOR_BRANCH
        made = decide(solver, goal, lambda value: meets(refused, value) is not False)
        if made.verdict == NO and confirmed(made.witness):
            return made
    solver.budget.left = whole
    return None


def _goals(
    solver: Solver, wanted: Literal, group: tuple[Any, ...], others: list[Normal]
) -> Iterator[tuple[Literal, ...]]:
    """What to ask for each branch that the other side does not have too."""
    alike = solver.likeness.alike
    for number, branch in enumerate(wanted.normal.at(schema) for schema in group):
        if any(alike(branch, other) for other in others):
            continue
        literals = wanted, Literal(True, branch)
        if len(others) == len(group):
            # What was edited in its place should show beside what it became.
            yield (*literals, Literal(False, others[number]))
        yield literals
