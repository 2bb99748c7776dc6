"""A question of containment: how schemas are read, what is asked of a value, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from harness.containment._budget import Exhausted
from harness.containment._keywords import normalised
from harness.containment._schemas import ANYTHING, NO_VALUE, NormalSchema
from harness.containment._scopes import NO_SCOPE, Scope, is_resource
from harness.records import NamedTuple
from harness.vocabulary import NEWEST, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.containment._lists import AlternativesByName, PartsByName
    from harness.containment._marks import Marks
    from harness.containment._solver import Solver
    from harness.document import File

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
OPENAPI_3_0 = "https://spec.openapis.org/oas/3.0/dialect"

# What of a dialect's URI tells its age. OpenAPI 3.0 has its own and is the most lenient: people write keywords of
# later drafts into its documents, and mean them.
_AGES = (
    ("oas/3.0", 0),
    ("draft-03", 3),
    ("draft-04", 4),
    ("draft-05", 4),
    ("draft-06", 6),
    ("draft-07", 7),
    ("2019-09", 2019),
)
_PARTS = names("every")
# Where a schema says, itself or by another one, that what it describes is no part of a message.
_HIDING = frozenset(("readOnly", "writeOnly", "$ref", *_PARTS))
# How far references are followed to that.
_DEEPEST = 8


class Reading(NamedTuple):
    """How the schemas of one side are read.

    Attributes:
        dialect: the URI of the meta-schema.
        hidden: "readOnly" in a request, "writeOnly" in a response: properties marked so are no part of the message;
            None for schemas that are no messages.
        sends: whether this side writes the messages that the other reads.
        formats: whether `format` is an assertion.
        widths: whether `int32` and `int64` bound integers, as in OpenAPI.
    """

    dialect: str = DRAFT_2020
    hidden: str | None = None
    sends: bool = True
    formats: bool = True
    widths: bool = False

    @property
    def age(self) -> int:
        """The draft: 4, 6, 7, 2019, 2020, or 0 for OpenAPI 3.0."""
        return next((age for part, age in _AGES if part in self.dialect), NEWEST)


class Context:
    """The schemas that one side's references can reach.

    Attributes:
        reading: how they are read.
        file: where they stand, None for schemas that stand for themselves.
        scope: what dynamic references lead to.
        parted: schemas by their identities, with what bundles are made of.
        marks: what objects are told by of those for which that is known, by their identities.
        lists: long lists of them that were looked into, by their identities.
    """

    __slots__ = (
        "_hiding",
        "_kept",
        "_known",
        "_resolve",
        "_scoped",
        "age",
        "file",
        "lists",
        "marks",
        "parted",
        "reading",
        "scope",
    )

    def __init__(
        self,
        reading: Reading,
        resolve: Callable[[Any, str], tuple[Context, Any] | None],
        file: File | None = None,
        scope: Scope = NO_SCOPE,
        scoped: Callable[[Scope], Context] | None = None,
    ) -> None:
        """Ready to read schemas.

        Args:
            reading: how.
            resolve: what a reference that stands in a schema leads to.
            file: where they stand.
            scope: what dynamic references lead to.
            scoped: the same schemas in another scope.
        """
        self.reading = reading
        self.file = file
        self.scope = scope
        self.age = reading.age
        self._resolve = resolve
        self._scoped = scoped
        self._known: dict[int, NormalSchema] = {}
        # What is known by its identity, which must not be given to others meanwhile.
        self._kept: list[Any] = []
        # Whether what a reference leads to is no part of the message.
        self._hiding: dict[str, bool] = {}
        self.parted: dict[int, tuple[Any, tuple[dict[str, Any], list[Any] | None]]] = {}
        self.marks: dict[int, tuple[Any, Marks]] = {}
        self.lists: dict[int, tuple[Any, AlternativesByName | PartsByName]] = {}

    def normal(self, schema: Any) -> NormalSchema:
        """The normal form of a schema, made once; that of the schema within, where this one is but a wrapper."""
        if isinstance(schema, bool):
            return ANYTHING if schema else NO_VALUE
        # identity: `_kept` holds every schema that is known.
        known = self._known.get(id(schema))
        if known is not None:
            return known
        # Wrappers may stand within wrappers as deep as documents have components.
        wrappers: list[tuple[Context, Any]] = []
        inside: tuple[Context, Any] | NormalSchema = (self, schema)
        while isinstance(inside, tuple):
            wrappers.append(inside)
            inside = inside[0].unwrapped(inside[1])
        for context, wrapper in wrappers:
            context.know(wrapper, inside)
        return inside

    def unwrapped(self, schema: Any) -> tuple[Context, Any] | NormalSchema:
        """The schema that one only wraps, and where to read it, or else its normal form."""
        if isinstance(schema, bool):
            return ANYTHING if schema else NO_VALUE
        # identity: as above; what leads back to a schema finds it.
        known = self._known.get(id(schema))
        if known is not None:
            return known
        self._kept.append(schema)
        context = self.within(schema)
        if context is not self:
            return context, schema
        normal = self._known[id(schema)] = normalised(schema, self)
        return normal.sole_part() or (ANYTHING if normal.is_silent else normal)

    def know(self, schema: Any, normal: NormalSchema) -> None:
        """Keep the normal form of a schema."""
        self._known[id(schema)] = normal  # identity: as above

    def within(self, schema: Any) -> Context:
        """The context in which to read a schema that stands in one of these."""
        if self._scoped is None or not is_resource(schema):
            return self
        scope = self.scope.within(schema)
        return self if scope is self.scope else self._scoped(scope)

    def hides(self, member: Any, depth: int = _DEEPEST) -> bool:
        """Whether a property's schema says that it is no part of the message, itself or where it refers to."""
        keyword = self.reading.hidden
        # Asked of every property of every edited schema: most say nothing of all that.
        if keyword is None or not isinstance(member, dict) or depth == 0 or _HIDING.isdisjoint(member):
            return False
        reference = member.get("$ref")
        stands_alone = self.age < 2019 and isinstance(reference, str)  # what stands beside it says nothing
        if member.get(keyword) is True and not stands_alone:
            return True
        if isinstance(reference, str) and self._hides_behind(member, reference, depth):
            return True
        for name in () if stands_alone else _PARTS:
            parts = member.get(name)
            if isinstance(parts, list) and any(self.hides(part, depth - 1) for part in parts):
                return True
        return False

    def _hides_behind(self, member: dict[str, Any], reference: str, depth: int) -> bool:
        """The same of what a reference leads to: each wide object that is edited asks it of all its members."""
        hides = self._hiding.get(reference)
        if hides is None:
            target = self.target(member, reference)
            hides = target is not None and target[0].hides(target[1], depth - 1)
            # Further in, the depth that is left may end it too soon.
            if depth == _DEEPEST:
                self._hiding[reference] = hides
        return hides

    def target(self, schema: Any, reference: str) -> tuple[Context, Any] | None:
        """The schema that a reference points at, with the context to read it in; None for nothing."""
        return self._resolve(schema, reference)

    def dynamic_target(self, schema: Any, reference: str) -> tuple[Context, Any] | None:
        """The same for a dynamic reference; None as well where several schemas may be meant."""
        name = reference.rpartition("#")[2]
        if name in self.scope.anchors:
            anchored = self.scope.anchors[name]
            return None if anchored is None else (self, anchored)
        return self._resolve(schema, reference) if self.scope.is_known else None


class Requirement(NamedTuple):
    """What is asked of a value: to be valid for a schema, or not to be."""

    wanted: bool
    normal: NormalSchema

    @property
    def key(self) -> int:
        """The same for two requirements that ask the same; the negative for those that ask the opposite."""
        return self.normal.number if self.wanted else -self.normal.number

    def of(self, schema: Any) -> Requirement:
        """The same demand for a subschema."""
        return Requirement(self.wanted, self.normal.at(schema))

    def refused(self, schema: Any) -> Requirement:
        """The demand that a subschema refuses the value."""
        return Requirement(False, self.normal.at(schema))

    def accepted(self, schema: Any) -> Requirement:
        """The demand that a subschema accepts the value."""
        return Requirement(True, self.normal.at(schema))


Verdict: TypeAlias = Literal["yes", "no", "undecided"]
YES: Final = "yes"
NO: Final = "no"
UNDECIDED: Final = "undecided"

TOO_DEEP = "the schemas are nested too deeply"
TOO_LONG = "not decided within the steps allowed"


class Answer(NamedTuple):
    """The answer to a question of containment.

    Attributes:
        verdict: what it is.
        witness: for "no" a value that is valid for the first schema and not for the second; None is one too.
        reason: why it is so, or what stood in the way.
    """

    verdict: Verdict
    witness: Any
    reason: str


# How deep values are searched for, and how long, where a search got lost in the depths of schemas that lead back to
# themselves, beside what is near.
_NEARER: Final = ((2, 400), (5, 800), (9, 1_600))


class Lost(Exception):
    """The search is deep in schemas that lead back to themselves, and has taken long."""


def decide(solver: Solver, goal: tuple[Requirement, ...], confirmed: Callable[[Any], bool] | None) -> Answer:
    """Whether no value meets a goal; a value that does is the witness, once it is confirmed if that is asked."""
    before = solver.budget.left
    try:
        with solver.not_too_deep():
            return _attempted(solver, goal, confirmed)
    except Lost:
        solver.forget_unfinished()
    for deepest, steps in _NEARER:
        with solver.within(deepest, steps):
            answer = _attempted(solver, goal, confirmed)
        is_open = answer.reason in (TOO_LONG, TOO_DEEP) or solver.is_cut
        if answer.verdict != UNDECIDED or not is_open or solver.budget.left < 0:
            return answer
    # Who looks nearby first goes as far afterwards as who does not: proofs are found by those that go to the end.
    solver.budget.extend(before - solver.budget.left)
    return _attempted(solver, goal, confirmed)


def _attempted(solver: Solver, goal: tuple[Requirement, ...], confirmed: Callable[[Any], bool] | None) -> Answer:
    try:
        outcome = solver.solve(goal, confirmed)
    except Exhausted:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, TOO_LONG)
    except RecursionError:
        solver.forget_unfinished()
        return Answer(UNDECIDED, None, TOO_DEEP)
    if isinstance(outcome, Found):
        return Answer(NO, outcome.value, "a value shows the difference")
    if isinstance(outcome, Nothing):
        return Answer(YES, None, "no value can tell them apart")
    return Answer(UNDECIDED, None, outcome.reason)


class Found(NamedTuple):
    """A value that meets all demands, as far as they were understood.

    Attributes:
        value: the value; arrays and objects in it may be shared, so nobody changes it.
        size: how many members and elements it has in all.
    """

    value: Any
    size: int = 1


class Nothing(NamedTuple):
    """No value meets the demands."""


class Unknown(NamedTuple):
    """Neither a value nor a proof that there is none."""

    reason: str


Outcome = Found | Nothing | Unknown

NONE = Nothing()
