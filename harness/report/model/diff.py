"""What a report of two documents says, as plain data: read from a comparison, or from JSON that was stored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

from harness.records import NamedTuple
from harness.report.model.entries import Entry, entries_of
from harness.vocabulary import BREAKING, COMPATIBLE, GRADES, IMPACTS, SECTIONS, operation_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from harness.vocabulary import Badge, Direction, Effect, Grade, Impact, OperationKind, Step, WarningKind

# Who judges.
Judge = Literal["contract", "changelog"]

# What is told of a change beside the facts: the sentence and the values; where it stands; what stands around it.
Detail = Literal["words", "lines", "excerpts"]
DETAILS: Final[tuple[Detail, ...]] = ("words", "lines", "excerpts")

# What became of an operation.
OperationState = Literal["added", "removed", "kept"]


class Counts(NamedTuple):
    """How many changes of each impact there are; edits to descriptions and examples are counted apart."""

    breaking: int = 0
    warning: int = 0
    compatible: int = 0
    edits: int = 0

    @property
    def total(self) -> int:
        """All but the edits."""
        return self.breaking + self.warning + self.compatible

    @property
    def worst(self) -> Impact | None:
        """The worst impact that there is, None where there is none."""
        return next((impact for impact, count in zip(IMPACTS, self, strict=False) if count), None)

    def plus(self, other: Counts) -> Counts:
        """The sums."""
        return Counts(*(count + two for count, two in zip(self, other, strict=True)))


class Input(NamedTuple):
    """One of the two documents.

    Attributes:
        name: as it was asked for: a path, a URL, or `api@date`.
        path: where its bytes came from.
        title: `info.title`, None where it has none.
        sha256: of those bytes, in hexadecimal.
        version: `info.version`.
        openapi: "2.0", "3.0", "3.1" or "3.2".
    """

    name: str
    path: str
    title: str | None
    sha256: str
    version: str | None
    openapi: str


class OperationRow(NamedTuple):
    """One operation of either document.

    Attributes:
        method: in capitals.
        path: the path template, or the name of the webhook.
    """

    kind: OperationKind
    method: str
    path: str
    operation_id: str | None
    tags: tuple[str, ...]
    state: OperationState

    @property
    def name(self) -> str:
        """`GET /pets` or `Webhook POST newPet`, as changes name it."""
        return operation_name(self.kind, self.method, self.path)


class ExcerptLine(NamedTuple):
    """One line of a document.

    Attributes:
        number: from 1; None where the document is written on few lines, and the text is laid out anew.
        changed: whether it is part of what went, came or changed.
    """

    number: int | None
    text: str
    changed: bool


class Side(NamedTuple):
    """The place of a change in one of the documents.

    Attributes:
        pointer: RFC 6901.
        line, column: from 1; None where nobody asked for them.
        excerpt: the smallest part of the document that explains the change; empty where nobody asked for it.
        value: what stands there; None where an object came or went as a whole.
    """

    file: str
    pointer: str
    line: int | None = None
    column: int | None = None
    excerpt: tuple[ExcerptLine, ...] = ()
    value: Any = None


class Evidence(NamedTuple):
    """A message that one version allows and the other does not.

    Attributes:
        direction: "request" or "response".
        operation: the operation that it belongs to.
        place: the part of the message that `value` is: "request body", "response 200", "query parameter limit", …
        value: a JSON value: what stands at that place.
        message: the whole message: a `curl` command for a request, status, headers and body for a response.
        refusal: where and why the other version refuses it: `/parcel/weight: 1 is not of type object`; None where no
            schema says why, or nobody asked.
        refused: the steps within the value to what is refused; empty where that is not known.
        undeclared: the member that is refused for being there; None where it is something else.
        differs: the steps within the value to the only place that is not as in a typical message; empty where that is
            the whole, None where such a message itself is lost, or nothing is known of that.
    """

    direction: str
    operation: str
    place: str
    value: Any
    message: str
    refusal: str | None = None
    refused: tuple[str | int, ...] = ()
    undeclared: str | None = None
    differs: tuple[str | int, ...] | None = None


class SetImpact(NamedTuple):
    """What set the impact of a change.

    Attributes:
        file, line: where the setting stands; None where no file says it.
        profile: the profile that says so; None for a rule that is set by its name.
        unset: the impact without it.
    """

    file: str | None
    line: int | None
    profile: str | None
    unset: Impact


class Renaming(NamedTuple):
    """What was probably renamed: its name in both documents."""

    old: str
    new: str


class Row(NamedTuple):
    """One change, once for its place of definition.

    Attributes:
        id: the same over runs, order and wording: `c-65cecc5b26`.
        title: a sentence; names from the documents stand in backticks. Empty where nobody asked for words.
        before, after: the values where they are short and the title does not say them.
        subject, aspect, effect, direction, trail: as in `harness.comparison.Change`.
        operations: the names of the operations that reach the place.
        old, new: where it stands; None on the side that has no such thing.
        lacking: on that side, the object that has no such thing; None where nobody asked for excerpts.
        impact: on clients: "breaking", "warning" or "compatible".
        edit: whether it is but an edit to descriptions, examples or extensions, which no client notices.
        rule: the id of the rule of the contract; None where the contract was not asked.
        reason: why it is compatible, what it breaks, or what stood in the way of a proof.
        undecided, unfinished: whether it is a warning for want of a proof, and whether that is for want of steps.
        warning: which kind of warning it is; None where it is none.
        setting: what set the impact; None where no setting changed it.
        badge: what the public changelog says of it (`BADGES`); None where it was not asked.
        grade: how many messages are lost, where one shows it; None where that is not known.
        renamed: what was probably renamed; a hint, which nothing is judged by.
    """

    id: str
    title: str
    before: str | None
    after: str | None
    subject: str
    aspect: str
    effect: Effect
    direction: Direction
    trail: tuple[Step, ...]
    operations: tuple[str, ...]
    old: Side | None
    new: Side | None
    impact: Impact
    edit: bool
    rule: str | None = None
    reason: str | None = None
    undecided: bool = False
    evidence: Evidence | None = None
    badge: Badge | None = None
    lacking: Side | None = None
    warning: WarningKind | None = None
    setting: SetImpact | None = None
    grade: Grade | None = None
    renamed: tuple[Renaming, ...] = ()
    unfinished: bool = False

    @property
    def holder(self) -> Step | None:
        """The operation or the shared component that defines the place; None where the document itself does."""
        root = self.trail[0] if self.trail else None
        is_holder = self.defined_in is not None or (root is not None and root.kind in SECTIONS)
        return root if is_holder else None

    @property
    def defined_in(self) -> str | None:
        """The name of the operation that defines the place; None where it stands elsewhere."""
        in_operation = bool(self.trail) and self.trail[0].kind in ("operation", "webhook")
        return self.trail[0].name if in_operation else None

    @property
    def place(self) -> Side | None:
        """Where it stands: in the new document where it is there."""
        return self.new or self.old

    @property
    def annotation_place(self) -> Side | None:
        """What to point at in the new document: for what went, the object that has lost it."""
        return self.new or self.lacking or self.old

    @property
    def word(self) -> Impact | Effect:
        """The impact; what the change does to messages, where nobody judges."""
        return self.effect if self.rule is None and self.badge is None else self.impact

    @property
    def is_harmless(self) -> bool:
        """Whether the changelog calls breaking what breaks nobody."""
        return self.badge == BREAKING and self.rule is not None and self.impact == COMPATIBLE


class BreakRow(NamedTuple):
    """One way in which clients lose messages at one place.

    Attributes:
        id: the same over runs, order and wording: `b-65cecc5b26`.
        cause: the same for all breaks that say the same of several operations: `k-65cecc5b26`.
        grade: how many messages are lost: "every", "some", or "unusual" ones.
        title: a sentence; names from the documents stand in backticks.
        changes: the ids of those to blame, of which none can be left out.
        direction: who sends the messages.
        operations: the names of those that lose messages so.
        evidence: a message that is lost; None for what breaks by rule, or where nobody wants to see it.
        hidden: whether messages are lost so only once the other breaks are mended.
        also: the ids of changes that each lose the same message alone.
        replay: the command that asks a server whether it makes the break; None where no server can be asked.
    """

    id: str
    cause: str
    grade: Grade
    title: str
    changes: tuple[str, ...]
    direction: Direction
    operations: tuple[str, ...]
    evidence: Evidence | None = None
    hidden: bool = False
    also: tuple[str, ...] = ()
    replay: str | None = None


class DiffReport(NamedTuple):
    """Two documents, what differs between them, and what that means.

    Attributes:
        operations: all of both documents: those of the new one, then those that went.
        rows: all changes that were asked for, in document order; edits too.
        contract, changelog: who judged.
        filtered: whether somebody asked for some operations or rules only.
        level: the least severe impact that is listed.
        edits: whether everything is listed, edits to descriptions, examples and extensions too.
        breaks: the ways in which clients lose messages by changes that were asked for, the worst first.
    """

    old: Input
    new: Input
    operations: tuple[OperationRow, ...]
    rows: tuple[Row, ...]
    contract: bool
    changelog: bool
    filtered: bool
    level: Impact = COMPATIBLE
    edits: bool = False
    breaks: tuple[BreakRow, ...] = ()

    def lists(self, row: Row) -> bool:
        """Whether a row is shown."""
        level = self.level if self.judged else COMPATIBLE
        return self.edits or (not row.edit and IMPACTS.index(row.impact) <= IMPACTS.index(level))

    @property
    def judged(self) -> bool:
        """Whether anybody judged."""
        return self.contract or self.changelog

    @property
    def listed(self) -> tuple[Row, ...]:
        """The rows that are shown."""
        return tuple(row for row in self.rows if self.lists(row))

    @property
    def entries(self) -> list[Entry]:
        """What there is to list: the breaks, the worst first, then what breaks nobody, in document order."""
        return entries_of(self.rows, self.breaks)

    @property
    def listed_entries(self) -> list[Entry]:
        """Those that are shown: a break always is."""
        return [entry for entry in self.entries if entry.breaks or self.lists(entry.rows[0])]

    @property
    def counted(self) -> list[Entry]:
        """Those that clients may notice, listed or not."""
        return [entry for entry in self.entries if not entry.edit]

    @property
    def counts(self) -> Counter[str]:
        """How many of these there are of each word."""
        return Counter(entry.word for entry in self.counted)

    @property
    def unlisted(self) -> Counter[str]:
        """How many are not shown, of each word; "edit" for edits."""
        hidden = (entry for entry in self.entries if not entry.breaks and not self.lists(entry.rows[0]))
        return Counter("edit" if entry.edit else entry.word for entry in hidden)

    @property
    def both_judgements(self) -> tuple[int, int] | None:
        """How many changes the changelog calls breaking, and how many of them harm nobody; None unless both judged."""
        if not (self.contract and self.changelog):
            return None
        return sum(row.badge == BREAKING for row in self.rows), sum(row.is_harmless for row in self.rows)

    def has(self, severity: Impact | Literal["any"], grade: Grade | None = None) -> bool:
        """Whether there is anything of this severity or worse; "any" for any difference at all.

        Args:
            severity: the impact.
            grade: of breaks, those of this grade or worse alone; None for all.
        """
        if severity == "any":
            return bool(self.rows)
        if grade is not None:
            return any(GRADES.index(one.grade) <= GRADES.index(grade) for one in self.breaks)
        return any(IMPACTS.index(row.impact) <= IMPACTS.index(severity) for row in self.rows)

    @property
    def title(self) -> str:
        """The name of the API."""
        return self.new.title or self.old.title or self.new.name

    @property
    def labels(self) -> tuple[str, str]:
        """What to call the two: by their dates alone where both are snapshots of one API."""
        (old_api, old_at, old_date), (new_api, new_at, new_date) = (
            document.name.rpartition("@") for document in (self.old, self.new)
        )
        if old_at and new_at and old_api == new_api and "/" not in self.old.name + self.new.name:
            return old_date, new_date
        return self.old.name, self.new.name

    def reached(self, changes: Iterable[Row | Entry], known: Container[str] = ()) -> int:
        """How many operations some changes reach; whoever asks often gives the names of all that are `known`."""
        known = known or {operation.name for operation in self.operations}
        return len({name for names in {change.operations for change in changes} for name in names if name in known})


def ordered(rows: Iterable[Row]) -> list[Row]:
    """The worst first, then what reaches the most operations, then as in the documents."""
    return sorted(rows, key=lambda row: (IMPACTS.index(row.impact), row.edit, -len(row.operations)))


def unknown_operation(name: str) -> OperationRow:
    """An operation of which nothing is known but what changes call it."""
    return OperationRow("operation", "", name, None, (), "kept")
