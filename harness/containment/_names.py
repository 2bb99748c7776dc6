"""Names of members: those that schemas mention, and classes of all others, which only patterns tell apart."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from harness.containment._check import meets
from harness.containment._context import Literal
from harness.containment._outcome import Found, Outcome
from harness.containment._patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.containment._leaf import Demand, Leaf
    from harness.containment._normal import Normal
    from harness.containment._solver import Solver

# With more patterns than these, only those classes are looked at that are asked for.
_PATTERNS = 5
_FRIENDLY = ("extra", "other", *(f"extra{number}" for number in range(2, 12)))

# The patterns that a name matches; a name of the class is mentioned nowhere.
Signature = frozenset[str]


class Names:
    """The names that members of an object may have, under what a leaf asks.

    Attributes:
        mentioned: names that some schema or demand mentions, in their order.
        patterns: all patterns for names.
        signatures: the classes of names that are not mentioned.
        complete: whether these are all.
    """

    __slots__ = ("_asked", "_leaf", "_solver", "complete", "mentioned", "patterns", "signatures")

    def __init__(self, leaf: Leaf, solver: Solver) -> None:
        self._leaf = leaf
        self._solver = solver
        normals = [literal.normal for literal in leaf.seen.values()]
        self.mentioned = tuple(
            dict.fromkeys(
                chain(
                    leaf.required,
                    leaf.missing,
                    chain.from_iterable(chain(normal.properties, sorted(normal.hidden)) for normal in normals),
                )
            )
        )
        self.patterns = tuple(dict.fromkeys(chain.from_iterable(normal.pattern_properties for normal in normals)))
        self._asked = tuple(
            shape.accepted(shape.normal.names) for shape in leaf.shapes if shape.normal.names is not True
        )
        self.complete = len(self.patterns) <= _PATTERNS
        most = len(self.patterns) if self.complete else 1
        self.signatures = [
            frozenset(chosen) for count in range(most + 1) for chosen in combinations(self.patterns, count)
        ]

    def allowed(self, name: str) -> bool:
        """Whether an object may have a member of that name, as far as the names are concerned."""
        if name in self._leaf.missing or any(meets(literal, name) is False for literal in self._asked):
            return False
        return not self._solver.declared_only or is_sendable(name, self._leaf)

    def fitting(self, demand: Demand) -> tuple[list[str], list[Signature]]:
        """The mentioned names and the classes that a demand may take its name from."""
        owner = demand.owner.normal
        names = [name for name in self.mentioned if self.allowed(name) and self._fits(demand, name)]
        match demand.domain:
            case "pattern":
                classes = [one for one in self.signatures if demand.text in one]
            case "additional":
                classes = [one for one in self.signatures if one.isdisjoint(owner.pattern_properties)]
            case _:
                classes = list(self.signatures)
        return names, classes

    def _fits(self, demand: Demand, name: str) -> bool:
        owner = demand.owner.normal
        match demand.domain:
            case "pattern":
                return matches("pattern", demand.text, name)
            case "additional":
                known = name in owner.properties or name in owner.hidden
                return not known and not any(matches("pattern", p, name) for p in owner.pattern_properties)
        return meets(demand.owner.accepted(owner.names), name) is not True

    def fresh(self, signature: Signature, taken: Iterable[str], refused: Literal | None = None) -> Outcome:
        """A name of a class that is not taken.

        Args:
            signature: the class.
            taken: names that are taken.
            refused: what the name must meet besides, to be refused by somebody's `propertyNames`.
        """
        used = {*self.mentioned, *taken}
        others = [pattern for pattern in self.patterns if pattern not in signature]
        if refused is None:
            for name in _FRIENDLY:
                if (
                    name not in used
                    and all(matches("pattern", pattern, name) for pattern in signature)
                    and not any(matches("pattern", pattern, name) for pattern in others)
                    and all(meets(literal, name) for literal in self._asked)
                ):
                    return Found(name)
        goal = [self._constant(wanted=True, kinds=frozenset({"string"}), patterns=tuple(sorted(signature)))]
        goal += [self._constant(wanted=False, patterns=(pattern,)) for pattern in others]
        goal.append(self._constant(wanted=False, choices=tuple(sorted(used))))
        goal += self._asked
        if refused is not None:
            goal.append(refused)
        return self._solver.solve(goal)

    def _constant(self, *, wanted: bool, **said: Any) -> Literal:
        return Literal(wanted, self._solver.constant(**said))


def is_sendable(name: str, leaf: Leaf) -> bool:
    """Whether a sender uses a name: one that its own schema declares, or that nobody's does.

    A reader's schema declares what its own `properties` name. What its parts, alternatives and conditions say of a
    name, and its patterns, are demands on whoever uses it.
    """
    for normal in leaf.direct:
        if name in normal.properties or name in normal.hidden:
            return is_declared(name, leaf)
    return True


def is_declared(name: str, leaf: Leaf) -> bool:
    """Whether the sender's own schema declares a name."""
    return name in leaf.promised or any(
        literal.wanted and _declares(literal.normal, name) and literal.normal.sends for literal in leaf.seen.values()
    )


def _declares(normal: Normal, name: str) -> bool:
    return name in normal.properties or any(matches("pattern", p, name) for p in normal.pattern_properties)
