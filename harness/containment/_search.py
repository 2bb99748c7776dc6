"""From requirements to the ways in which one value of one kind could meet them all.

What a valid value obeys in any case comes first. Then there are choices: the keyword that an invalid value breaks, the
branch that a valid one takes. Ways that cannot be gone are struck out; a choice with one way left is none, and of the
others that with the fewest ways is tried first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.containment._alternatives import alternatives
from harness.containment._arrays import element_goal, longest_prefix
from harness.containment._branches import Choice, broken, obeyed
from harness.containment._budget import Exhausted
from harness.containment._check import meets
from harness.containment._demands import Some, ValueDemands
from harness.containment._objects import is_met, may_be_met, member_goal
from harness.containment._questions import NO, Answer, Nothing, Requirement, decide
from harness.containment._sendable import is_sendable
from harness.containment._ways import Branch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harness.containment._alternatives import Alternatives
    from harness.containment._schemas import NormalSchema
    from harness.containment._solver import Solver


def branches(kind: str, requirements: Iterable[Requirement], solver: Solver) -> Iterator[ValueDemands]:
    """The ways for a value of `kind`; none if the requirements contradict each other.

    What tells the branches of a `oneOf` apart is only watched.
    """
    leaf = ValueDemands(kind)
    choices: list[Choice] = []
    leaf.direct = tuple(requirement.normal for requirement in requirements if not requirement.normal.sends)
    search = _Search(solver)
    if search.add(leaf, requirements, choices):
        yield from search.decide(leaf, choices)


def refined(leaf: ValueDemands, requirements: Iterable[Requirement], solver: Solver) -> Iterator[ValueDemands]:
    """The ways to go on from a leaf with requirements that were only watched."""
    other = leaf.copy()
    choices: list[Choice] = []
    for requirement in requirements:
        del other.watched[requirement.key]
    search = _Search(solver)
    if search.add(other, requirements, choices):
        yield from search.decide(other, choices)


# Schemas that lead to more others for one value are given up.
_TANGLED = 20_000
_MANY_CHOICES = 8
# So many requirements are only watched in the time of one step.
_WATCHED_IN_A_STEP = 16
# Schemas within schemas that are looked into for what a value breaks anyhow.
_DEEPEST = 2
# Kinds of values without parts.
_PLAIN = frozenset(("null", "boolean", "integer", "fraction", "string"))


def _sender_has_choice(choices: list[Choice]) -> bool:
    """Whether a branch that was not chosen yet may declare more names for the sender."""
    return any(choice.declares for choice in choices)


class _Search:
    __slots__ = ("solver",)

    def __init__(self, solver: Solver) -> None:
        self.solver = solver

    def add(self, leaf: ValueDemands, requirements: Iterable[Requirement], choices: list[Choice]) -> bool:
        """Ask a leaf to meet requirements; False if that contradicts what was asked before."""
        kind, seen = leaf.kind, leaf.seen
        pending = list(requirements)
        while pending:
            self.solver.budget.spend()
            requirement = pending.pop()
            key, normal = requirement.key, requirement.normal
            if key in seen:
                continue
            if kind not in normal.kinds:
                if requirement.wanted:
                    return False
                continue
            if self._contradicts(leaf, requirement):
                return False
            if normal.expansion_size() > _TANGLED:
                # No validator would come to an end either.
                raise Exhausted
            seen[key] = requirement
            self._note(leaf, requirement)
            if not requirement.wanted:
                choices.append(broken(normal, kind))
                continue
            if normal.sends:
                leaf.senders += (normal,)
            way, more = obeyed(normal, kind)
            for name, value in way.demands:
                if not leaf.demand(name, value):
                    return False
            pending += way.requirements
            choices += more
        return True

    def _contradicts(self, leaf: ValueDemands, requirement: Requirement) -> bool:
        """Whether the opposite is asked already, of this schema or of one that is alike."""
        if -requirement.key in leaf.seen or -requirement.key in leaf.watched:
            return True
        opposite = leaf.index.get((not requirement.wanted, requirement.normal.own()))
        if opposite is None:
            return False
        alike, normal = self.solver.likeness.alike, requirement.normal
        return any(alike(normal, other) if requirement.wanted else alike(other, normal) for other in opposite)

    def _note(self, leaf: ValueDemands, requirement: Requirement) -> None:
        key = (requirement.wanted, requirement.normal.own())
        leaf.index[key] = (*leaf.index.get(key, ()), requirement.normal)

    def _watch(self, leaf: ValueDemands, requirements: Iterable[Requirement]) -> bool:
        """Keep requirements in mind; False if one contradicts what was asked before."""
        for number, requirement in enumerate(requirements, 1):
            if not number % _WATCHED_IN_A_STEP:
                self.solver.budget.spend()
            if requirement.key in leaf.seen or leaf.kind not in requirement.normal.kinds:
                continue
            if self._contradicts(leaf, requirement):
                return False
            leaf.watched[requirement.key] = requirement
            self._note(leaf, requirement)
        return True

    def decide(self, leaf: ValueDemands, choices: list[Choice]) -> Iterator[ValueDemands]:
        """The leaf along all ways of the choices."""
        while choices and leaf.choices is None:
            number, ways = self._narrowest(leaf, choices)
            if not ways:
                return
            del choices[number]
            if len(ways) > 1:
                if self._is_shut_out(leaf):
                    return
                for way in ways:
                    other, rest = leaf.copy(), choices.copy()
                    if self._take(other, way, rest):
                        yield from self.decide(other, rest)
                return
            before = len(choices)
            if not self._take(leaf, ways[0], choices):
                return
            simplest = self._simplest(leaf, choices) if len(choices) > before + _MANY_CHOICES else None
            if simplest is not None:
                # Many alternatives are broken: often by what comes first, and else by one of all the other ways.
                yield simplest
        # Of finitely many values each can be looked at.
        yield leaf

    def _is_shut_out(self, leaf: ValueDemands) -> bool:
        """Whether what is only watched cannot be met, whichever ways are gone from here."""
        return any(
            not any(
                self._is_possible(leaf, way) for way in broken(requirement.normal, leaf.kind).ways(leaf, self.solver)
            )
            for requirement in leaf.watched.values()
            if not requirement.wanted
        )

    def _simplest(self, leaf: ValueDemands, choices: list[Choice]) -> ValueDemands | None:
        """The leaf along the first way that is open of each choice; None where there is none."""
        leaf, choices = leaf.copy(), choices.copy()
        while choices:
            choice = choices.pop()
            way = next((way for way in choice.ways(leaf, self.solver) if self._is_open(leaf, way, choices)), None)
            if way is None or not self._take(leaf, way, choices):
                return None
        return leaf

    def _narrowest(self, leaf: ValueDemands, choices: list[Choice]) -> tuple[int, list[Branch]]:
        """The choice with the fewest ways; those that are made already count as one way that asks nothing."""
        best: tuple[int, int, list[Branch]] | None = None
        for number, choice in enumerate(choices):
            every = choice.ways(leaf, self.solver)
            if any(self._is_gone(leaf, way) for way in every):
                return number, [Branch()]
            ways = self._left(leaf, choices, number, every)
            if len(ways) <= 1:
                return number, ways
            # Which branch a valid value takes decides how others can be broken, so it comes early.
            weight = 2 if all(way.requirements and way.requirements[0].wanted for way in every) else len(ways) + 1
            if best is None or weight < best[0]:
                best = weight, number, ways
        assert best is not None
        return best[1:]

    def _left(self, leaf: ValueDemands, choices: list[Choice], number: int, every: Sequence[Branch]) -> list[Branch]:
        """The ways of a choice that are open; those that never will be are struck out from now on."""
        possible = [way for way in every if self._is_possible(leaf, way)]
        if len(possible) < len(every):
            choices[number] = choices[number].narrowed(possible)
        return [way for way in possible if self._is_declared(leaf, way, choices)]

    def _is_gone(self, leaf: ValueDemands, way: Branch, depth: int = _DEEPEST) -> bool:
        """Whether a leaf goes that way already; what is to be broken is looked into down to a depth."""
        if way.strict or not (way.requirements or way.demands):
            return False
        for name, value in way.demands:
            # What most ways ask for, and few members have to be there.
            if name == "named" and value[0] not in leaf.required:
                return False
        for requirement in way.requirements:
            if requirement.key in leaf.seen:
                continue
            if requirement.wanted or (
                leaf.kind in requirement.normal.kinds and not self._is_broken(leaf, requirement.normal, depth)
            ):
                return False
        return all(leaf.has(name, value) or self._is_sure(leaf, name, value) for name, value in way.demands)

    def _is_broken(self, leaf: ValueDemands, normal: NormalSchema, depth: int) -> bool:
        """Whether what a leaf asks for breaks a schema in one of its ways."""
        if not depth:
            return False
        return any(self._is_gone(leaf, way, depth - 1) for way in broken(normal, leaf.kind).ways(leaf, self.solver))

    def _is_sure(self, leaf: ValueDemands, name: str, value: Any) -> bool:
        """Whether a member that has to be there breaks a schema anyhow: by its name, or as a discriminator does."""
        if name == "demands":
            return is_met(value, leaf)
        if name != "named" or value[0] not in leaf.required or not value[1].normal.kinds <= _PLAIN:
            return False
        return isinstance(self.solver.solve((*member_goal(leaf, value[0]), value[1]._replace(wanted=True))), Nothing)

    def _is_open(self, leaf: ValueDemands, way: Branch, choices: list[Choice]) -> bool:
        """Whether a leaf can go that way, as far as can be told without going it."""
        return self._is_declared(leaf, way, choices) and self._is_possible(leaf, way)

    def _is_declared(self, leaf: ValueDemands, way: Branch, choices: list[Choice]) -> bool:
        """Whether the sender declares the names that it would use, as far as its branches are chosen."""
        if not self.solver.declared_only:
            return True
        return all(
            name != "named" or is_sendable(value[0], leaf) or _sender_has_choice(choices) for name, value in way.demands
        )

    def _is_possible(self, leaf: ValueDemands, way: Branch) -> bool:
        """Whether a way contradicts nothing that is asked; what does now, does with whatever more is asked."""
        self.solver.budget.spend()
        for requirement in way.requirements:
            if leaf.kind not in requirement.normal.kinds:
                if requirement.wanted:
                    return False
            elif self._contradicts(leaf, requirement):
                return False
        return all(self._may_have(leaf, name, value) for name, value in way.demands)

    def _may_have(self, leaf: ValueDemands, name: str, value: Any) -> bool:
        match name:
            case "required":
                return value not in leaf.missing
            case "missing":
                return value not in leaf.required
            case "named":
                if value[0] in leaf.missing:
                    return False
                return not isinstance(self.solver.solve((*member_goal(leaf, value[0]), value[1])), Nothing)
            case "demands":
                return may_be_met(value, leaf)
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

    def _has_place(self, leaf: ValueDemands, some: Some) -> bool:
        """Whether an element is possible anywhere from the place on."""
        last = some.start if some.exactly else max(some.start, longest_prefix(leaf))
        if leaf.max_items is not None:
            last = min(last, leaf.max_items - 1)
        return any(
            not isinstance(self.solver.solve((*element_goal(leaf, place), some.requirement)), Nothing)
            for place in range(some.start, last + 1)
        )

    def _take(self, leaf: ValueDemands, way: Branch, choices: list[Choice]) -> bool:
        """Go a way; False if it contradicts what was asked before."""
        for name, value in way.demands:
            if not leaf.demand(name, value):
                return False
        return self.add(leaf, way.requirements, choices) and self._watch(leaf, way.strict)


# From so many branches on, and so many steps for each, with some more for each of the others.
_MANY_BRANCHES = 8
_STEPS_FOR_BRANCH, _STEPS_FOR_OTHERS = 400, 4


def by_branches(
    solver: Solver, narrow: NormalSchema, wide: NormalSchema, confirmed: Callable[[Any], bool]
) -> Answer | None:
    """The answer "no" with a value of a branch that shows it; None where none does, which says nothing.

    For a choice that is so wide that a search of all its cases takes too long. A value is made for one branch after the
    other, with hardly a look at the schema that it should break, and then held against that. Most edits of such a
    choice show in the branch that was edited.
    """
    several = next((each for each in _choices(narrow) if len(each.parts) >= _MANY_BRANCHES), None)
    if several is None or not any(_choices(wide)):
        return None
    wanted, refused = Requirement(True, narrow), Requirement(False, wide)
    if solver.is_contradiction(wanted, refused):
        return None
    goals = _goals(solver, wanted, several, list(_choices(wide)))
    steps = _STEPS_FOR_BRANCH + _STEPS_FOR_OTHERS * len(several.parts)
    try:
        return _made_for_a_branch(solver, goals, refused, confirmed, steps)
    except Exhausted:
        return None


def _made_for_a_branch(
    solver: Solver,
    goals: Iterable[tuple[Requirement, ...]],
    refused: Requirement,
    confirmed: Callable[[Any], bool],
    steps: int,
) -> Answer | None:
    # The other half is for the search of all cases.
    least = solver.budget.left // 2
    for goal in goals:
        with solver.budget.limited(steps):
            made = decide(solver, goal, lambda value: meets(refused, value) is not False)
        if made.verdict == NO and confirmed(made.witness):
            return made
        if solver.budget.left < least:
            break
    return None


def _choices(normal: NormalSchema) -> Iterator[Alternatives]:
    return (alternatives(normal, group) for group in (*normal.exclusives, *normal.disjunctions))


def _goals(
    solver: Solver, wanted: Requirement, several: Alternatives, others: list[Alternatives]
) -> Iterator[tuple[Requirement, ...]]:
    """What to ask for each branch that the other side does not have too; last for what lies within one of it."""
    alike = solver.likeness.alike
    later: list[tuple[Requirement, ...]] = []
    for number, branch in enumerate(several.parts):
        if any(alike(branch, other.parts[place]) for other in others for place in other.resembling(branch, number)):
            continue
        requirements = wanted, Requirement(True, branch)
        if any(solver.is_contradiction(requirements[1], home) for home in _homes(branch, others)):
            later.append(requirements)
            continue
        # What was edited in its place should show beside what it became.
        became = [other.parts[number] for other in others if len(other.parts) == len(several.parts)]
        yield from ((*requirements, Requirement(False, other)) for other in became[:1])
        yield requirements
    yield from later


def _homes(branch: NormalSchema, others: list[Alternatives]) -> Iterator[Requirement]:
    """To break what a branch may lie within, of choices in which few alternatives can hold it."""
    for other in others:
        holding = other.holding(branch)
        if len(holding) <= _MANY_BRANCHES:
            yield from (other.refusals[number] for number in holding)
