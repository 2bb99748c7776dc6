"""Objects that meet demands on their members: one, or the proof that there is none; and the names of members.

Names are those that schemas mention, and classes of all others, which only patterns tell apart.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from harness.containment._check import meets, schemas_for
from harness.containment._names import allowed_by
from harness.containment._patterns import matches
from harness.containment._questions import NONE, Found, Nothing, Outcome, Requirement, Unknown
from harness.containment._schemas import ANYTHING, NO_VALUE, is_among
from harness.containment._sendable import is_sendable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.containment._demands import Demand, ValueDemands
    from harness.containment._solver import Solver

# How many ways to choose names for demands are tried.
_CHOICES = 200
# More members, or values with more parts in all, are not built.
_MOST = 2000
_LARGEST = 200_000

# A place for a demand: a name, or a class of names.
_Place = tuple[str | None, "Signature | None"]


def member_goal(leaf: ValueDemands, name: str) -> list[Requirement]:
    """All that is asked of the member of that name."""
    goal = list(leaf.named.get(name, ()))
    for shape in leaf.shapes:
        goal += [Requirement(True, schema) for schema in schemas_for(shape.normal, name)]
    return goal


def class_goal(leaf: ValueDemands, signature: Signature) -> list[Requirement]:
    """All that is asked of a member of a class of names."""
    goal: list[Requirement] = []
    for shape in leaf.shapes:
        normal = shape.normal
        found = [schema for pattern, schema in normal.patterned.items() if pattern in signature]
        goal += [shape.accepted(schema) for schema in found or [normal.additional]]
    return goal


def is_met(demand: Demand, leaf: ValueDemands) -> bool:
    """Whether a member that has to be there anyhow meets a demand that asks nothing of its value.

    Closed objects that are not to take the object each ask for a member that they do not know: often a tag.
    """
    if any(value.normal is not (ANYTHING if value.wanted else NO_VALUE) for value in demand.values):
        return False
    return any(_fits(demand, name) for name in leaf.required)


def may_be_met(demand: Demand, leaf: ValueDemands) -> bool:
    """Whether there may be a name for a demand, as far as closed schemas tell that the object has to obey."""
    allowed = allowed_by(shape.normal for shape in leaf.shapes)
    return allowed is None or any(name not in leaf.missing and _fits(demand, name) for name in allowed)


def _fits(demand: Demand, name: str) -> bool:
    """Whether a demand may take a name, if an object may have it."""
    owner = demand.owner.normal
    match demand.domain:
        case "pattern":
            return matches("pattern", demand.text, name)
        case "additional":
            known = name in owner.members or name in owner.hidden
            return not known and not any(matches("pattern", p, name) for p in owner.patterned)
    return meets(demand.owner.accepted(owner.names), name) is not True


def solve_object(leaf: ValueDemands, solver: Solver) -> Outcome:
    """An object that meets all demands."""
    return _Object(leaf, solver).solved()


class _Object:
    __slots__ = ("doubt", "leaf", "names", "solver", "tries")

    def __init__(self, leaf: ValueDemands, solver: Solver) -> None:
        self.leaf = leaf
        self.solver = solver
        self.names = Names(leaf, solver)
        # What kept a failure from being a proof.
        self.doubt: str | None = None
        self.tries = 0

    def solved(self) -> Outcome:
        leaf = self.leaf
        most = leaf.max_properties
        if most is not None and (leaf.min_properties > most or len(leaf.required) > most):
            return NONE
        members: dict[str, list[Requirement]] = {}
        # What is asked for in particular fails first.
        for name in sorted(leaf.required, key=lambda name: name not in leaf.named):
            if not self.names.allowed(name):
                return NONE
            members[name] = member_goal(leaf, name)
            found = self.solver.solve(members[name])
            if not isinstance(found, Found):
                return found
        ordered = {name: members[name] for name in leaf.required}
        demands = [demand for demand in leaf.demands if not is_met(demand, leaf)]
        # One that has no place ends it: all places of the others are looked at only where each has any.
        if any(next(self._places(demand), None) is None for demand in demands):
            return self._failed()
        options = [(demand, list(self._places(demand))) for demand in demands]
        options.sort(key=lambda option: len(option[1]))
        return self._arranged(ordered, options, {}) or self._failed()

    def _failed(self) -> Outcome:
        return NONE if self.doubt is None else Unknown(self.doubt)

    def _places(self, demand: Demand) -> Iterator[_Place]:
        """Where a member could be put that meets the demand, if it were the only one."""
        names, classes = self.names.fitting(demand)
        for name in names:
            if self._possible([*member_goal(self.leaf, name), *demand.values]):
                yield name, None
        for signature in classes:
            if self._possible([*class_goal(self.leaf, signature), *demand.values]):
                fresh = self._fresh(demand, signature, ())
                if not isinstance(fresh, Nothing):
                    yield None, signature
        if not self.names.complete:
            self.doubt = "there are many patterns for names"

    def _fresh(self, demand: Demand | None, signature: Signature, taken: tuple[str, ...]) -> Outcome:
        odd = demand is not None and demand.domain == "odd"
        refused = demand.owner.refused(demand.owner.normal.names) if demand is not None and odd else None
        return self.names.fresh(signature, taken, refused)

    def _possible(self, goal: list[Requirement]) -> bool:
        return not isinstance(self.solver.solve(goal), Nothing)

    def _arranged(
        self,
        members: dict[str, list[Requirement]],
        options: list[tuple[Demand, list[_Place]]],
        fresh: dict[str, Signature],
    ) -> Outcome | None:
        """The object with names chosen for the demands that are left; None if there is none."""
        self.tries += 1
        if self.tries > _CHOICES:
            self.doubt = "not every choice of names was tried"
            return None
        if self.leaf.max_properties is not None and len(members) > self.leaf.max_properties:
            return None
        if not options:
            return self._built(members, fresh)
        (demand, places), *rest = options
        for name, signature in self._names_for(demand, places, fresh):
            known = members.get(name)
            if known is None:
                known = member_goal(self.leaf, name) if signature is None else class_goal(self.leaf, signature)
            goal = [*known, *demand.values]
            if not self._possible(goal):
                continue
            more = fresh if signature is None else {**fresh, name: signature}
            found = self._arranged({**members, name: goal}, rest, more)
            if found is not None:
                return found
        return None

    def _names_for(
        self, demand: Demand, places: list[_Place], fresh: dict[str, Signature]
    ) -> Iterator[tuple[str, Signature | None]]:
        for name, signature in places:
            if name is not None:
                yield name, None
                continue
            assert signature is not None
            found = self._fresh(demand, signature, tuple(fresh))
            if isinstance(found, Found):
                yield found.value, signature
            elif isinstance(found, Unknown):
                self.doubt = found.reason
            # Two demands may be met by one member.
            shared = [other for other, where in fresh.items() if where == signature]
            if demand.domain == "odd" and shared:
                self.doubt = "not every choice of names was tried"
            else:
                yield from ((other, signature) for other in shared)

    def _built(self, members: dict[str, list[Requirement]], fresh: dict[str, Signature]) -> Outcome | None:
        built: dict[str, Any] = {}
        size = 1
        for name, goal in members.items():
            found = self.solver.solve(goal)
            if not isinstance(found, Found):
                if isinstance(found, Unknown):
                    self.doubt = found.reason
                return None
            built[name] = found.value
            size += found.size
        filled = self._filled(built, fresh)
        if filled is None:
            return None
        size += filled
        if is_among(built, self.leaf.excluded) and not self._extended(built, fresh):
            self.doubt = "the only object found is one of those excluded"
            return None
        if size > _LARGEST:
            self.doubt = "the value would be too big"
            return None
        return Found(built, size)

    def _filled(self, built: dict[str, Any], fresh: dict[str, Signature]) -> int | None:
        """Add members until there are enough: the size of what was added, None if there are not."""
        least = self.leaf.min_properties
        if least > _MOST:
            self.doubt = "the object would be too big"
            return None
        size = 0
        if len(built) < least:
            for name, found in self._further(built, fresh):
                built[name] = found.value
                size += found.size
                if len(built) >= least:
                    break
        return size if len(built) >= least else None

    def _extended(self, built: dict[str, Any], fresh: dict[str, Signature]) -> bool:
        """Add one more member, where there may be one."""
        if self.leaf.max_properties is not None and len(built) >= self.leaf.max_properties:
            return False
        for name, found in self._further(built, fresh):
            built[name] = found.value
            if not is_among(built, self.leaf.excluded):
                return True
        return False

    def _further(self, built: dict[str, Any], fresh: dict[str, Signature]) -> Iterator[tuple[str, Found]]:
        """Members that nobody asked for: mentioned ones, then others as long as there are any."""
        doubt = self.doubt
        for name in self.names.mentioned:
            if name not in built and self.names.allowed(name):
                found = self.solver.solve(member_goal(self.leaf, name))
                if isinstance(found, Found):
                    yield name, found
                elif isinstance(found, Unknown):
                    doubt = found.reason
        taken = list(fresh)
        for signature in self.names.signatures:
            found = self.solver.solve(class_goal(self.leaf, signature))
            if isinstance(found, Unknown):
                doubt = found.reason
            if not isinstance(found, Found):
                continue
            for _ in range(_MOST):
                self.solver.budget.spend()
                fresh_name = self.names.fresh(signature, tuple(taken))
                if isinstance(fresh_name, Unknown):
                    doubt = fresh_name.reason
                if not isinstance(fresh_name, Found):
                    break
                taken.append(fresh_name.value)
                yield fresh_name.value, found
        self.doubt = doubt if self.names.complete else "there are many patterns for names"


# With more patterns than these, only those classes are looked at that are asked for.
_PATTERNS = 5
# Names that read well; of many, further ones are numbered from here on.
_FURTHER = 12
_FRIENDLY = ("extra", "other", *(f"extra{number}" for number in range(2, _FURTHER)))

# The patterns that a name matches; a name of the class is mentioned nowhere.
Signature = frozenset[str]


class Names:
    """The names that members of an object may have, under what a leaf asks.

    Attributes:
        patterns: all patterns for names.
        signatures: the classes of names that are not mentioned.
        complete: whether these are all.
    """

    __slots__ = ("_allowed", "_asked", "_leaf", "_mentioned", "_solver", "complete", "patterns", "signatures")

    def __init__(self, leaf: ValueDemands, solver: Solver) -> None:
        self._leaf = leaf
        self._solver = solver
        self._allowed: list[str] | None = None
        self._mentioned: tuple[str, ...] | None = None
        patterned = (requirement.normal.patterned for requirement in leaf.seen.values())
        self.patterns = tuple(dict.fromkeys(chain.from_iterable(patterned)))
        self._asked = tuple(
            shape.accepted(shape.normal.names) for shape in leaf.shapes if shape.normal.names is not True
        )
        self.complete = len(self.patterns) <= _PATTERNS
        most = len(self.patterns) if self.complete else 1
        self.signatures = [
            frozenset(chosen) for count in range(most + 1) for chosen in combinations(self.patterns, count)
        ]

    @property
    def mentioned(self) -> tuple[str, ...]:
        """Names that some schema or demand mentions, in their order: in a wide object too many to list unasked."""
        if self._mentioned is None:
            leaf = self._leaf
            normals = [requirement.normal for requirement in leaf.seen.values()]
            of_schemas = chain.from_iterable(chain(normal.members, sorted(normal.hidden)) for normal in normals)
            self._mentioned = tuple(dict.fromkeys(chain(leaf.required, leaf.missing, of_schemas)))
        return self._mentioned

    def allowed(self, name: str) -> bool:
        """Whether an object may have a member of that name, as far as the names are concerned."""
        if name in self._leaf.missing or any(meets(requirement, name) is False for requirement in self._asked):
            return False
        return not self._solver.declared_only or is_sendable(name, self._leaf)

    def fitting(self, demand: Demand) -> tuple[list[str], list[Signature]]:
        """The mentioned names and the classes that a demand may take its name from."""
        owner = demand.owner.normal
        names = [name for name in self._usable() if _fits(demand, name)]
        match demand.domain:
            case "pattern":
                classes = [one for one in self.signatures if demand.text in one]
            case "additional":
                classes = [one for one in self.signatures if one.isdisjoint(owner.patterned)]
            case _:
                classes = list(self.signatures)
        return names, classes

    def _usable(self) -> list[str]:
        """The mentioned names that an object may have; every demand asks for them."""
        if self._allowed is None:
            self._allowed = [name for name in self.mentioned if self.allowed(name)]
        return self._allowed

    def fresh(self, signature: Signature, taken: Iterable[str], refused: Requirement | None = None) -> Outcome:
        """A name of a class that is not taken.

        Args:
            signature: the class.
            taken: names that are taken.
            refused: what the name must meet besides, to be refused by somebody's `propertyNames`.
        """
        used = {*self.mentioned, *taken}
        further = range(_FURTHER + len(used), _FURTHER + len(used) + 3)
        others = [pattern for pattern in self.patterns if pattern not in signature]
        if refused is None:
            for name in (*_FRIENDLY, *(f"extra{number}" for number in further)):
                if (
                    name not in used
                    and all(matches("pattern", pattern, name) for pattern in signature)
                    and not any(matches("pattern", pattern, name) for pattern in others)
                    and all(meets(requirement, name) for requirement in self._asked)
                ):
                    return Found(name)
        # What is excluded is looked at name by name.
        self._solver.budget.spend(len(used) // _FURTHER)
        goal = [self._constant(wanted=True, kinds=frozenset({"string"}), patterns=tuple(sorted(signature)))]
        goal += [self._constant(wanted=False, patterns=(pattern,)) for pattern in others]
        goal.append(self._constant(wanted=False, choices=tuple(sorted(used))))
        goal += self._asked
        if refused is not None:
            goal.append(refused)
        return self._solver.solve(goal)

    def _constant(self, *, wanted: bool, **said: Any) -> Requirement:
        return Requirement(wanted, self._solver.constant(**said))
