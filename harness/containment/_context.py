"""Where a schema comes from: its dialect, who writes and reads its messages, and what its references mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.containment._keywords import normalised
from harness.containment._schemas import ANYTHING, NO_VALUE, NormalSchema
from harness.vocabulary import NEWEST, names

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """

    __slots__ = ("_kept", "_known", "_resolve", "age", "file", "reading")

    def __init__(
        self,
        reading: Reading,
        resolve: Callable[[Any, str], tuple[Context, Any] | None],
        file: File | None = None,
    ) -> None:
        self.reading = reading
        self.file = file
        self.age = reading.age
        self._resolve = resolve
        self._known: dict[int, NormalSchema] = {}
        # What is known by its identity, which must not be given to others meanwhile.
        self._kept: list[Any] = []

    def normal(self, schema: Any) -> NormalSchema:
        """The normal form of a schema, made once; that of the schema within, where this one is but a wrapper."""
        if isinstance(schema, bool):
            return ANYTHING if schema else NO_VALUE
        # identity: `_kept` holds every schema that is known.
        known = self._known.get(id(schema))
        if known is None:
            self._kept.append(schema)
            normal = self._known[id(schema)] = normalised(schema, self)
            within = normal.sole_part()
            if within is not None:
                context, inner = within
                known = context.normal(inner)
            else:
                known = ANYTHING if normal.is_silent else normal
            # identity: as above.
            self._known[id(schema)] = known
        return known

    def hides(self, member: Any, depth: int = 8) -> bool:
        """Whether a property's schema says that it is no part of the message, itself or where it refers to."""
        keyword = self.reading.hidden
        if keyword is None or not isinstance(member, dict) or depth == 0:
            return False
        if member.get(keyword) is True:
            return True
        reference = member.get("$ref")
        if isinstance(reference, str):
            target = self.target(member, reference)
            if target is not None and target[0].hides(target[1], depth - 1):
                return True
        parts = [part for name in _PARTS if isinstance(member.get(name), list) for part in member[name]]
        return any(self.hides(part, depth - 1) for part in parts)

    def target(self, schema: Any, reference: str) -> tuple[Context, Any] | None:
        """The schema that a reference points at, with the context to read it in; None for nothing."""
        return self._resolve(schema, reference)


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
