"""What a page shows of one change, ready to be printed: the sentence, the proof, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from harness.records import NamedTuple
from harness.report.model.entries import SEVERAL
from harness.report.pages.diff_groups import SHARED, places_of, ranges
from harness.report.pages.page import ticks
from harness.report.pages.panes import panes, verbatim
from harness.report.words.messages import part_of, unusual_place
from harness.report.words.text import capitalized
from harness.report.words.trail import badge_words, grade_words, labels, reason_text, renaming_words, spoken
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, HIDDEN_BREAKING, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.report.model.diff import DiffReport, Evidence, Row, Side
    from harness.report.model.entries import Entry
    from harness.report.pages.diff_groups import Group
    from harness.rules import Rule

MARKS = {BREAKING: "b", WARNING: "w", COMPATIBLE: "i"}
UNJUDGED = "u"
_NOTHING = "(none)"
_STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_LONGEST_MESSAGE = 1_500
_LONGEST_VALUE = 160
_MOST_OPERATIONS = 12
# Of the changes that break something together.
_MOST_CHANGES = 6
# So many of what breaks is open from the beginning.
_MOST_OPEN = 3
_LIFECYCLE = frozenset({"deprecated", "x-sunset"})


class ProofView(NamedTuple):
    """A message that proves a break.

    Attributes:
        heading: what it is.
        operation: of which operation it is, None where that stands above already.
        unusual: the only place that is not as in a typical message, None where nothing is known of that.
        message: what to copy, as markup; of a long one the part that matters.
        left: how many characters the whole has, 0 where it is shown.
        same: the id of the change that shows the same long message, None where it is shown here.
        verdicts: of each version that judges it: its label, whether it allows it, the word, and what it is about.
    """

    heading: str
    operation: str | None
    unusual: str | None
    message: Markup
    left: int
    same: str | None
    verdicts: tuple[tuple[str, bool, str, str], ...]


class ChangeView(NamedTuple):
    """One change of an entry.

    Attributes:
        title: empty where the entry says it.
        id: that of the change, where no other entry of the page has it; else it is `same`.
        way: where in its group it stands.
        hint: that it was probably renamed, as markup.
        panes: the lines of both documents, as markup.
        places: of each document where no lines are shown: its label, and file and line or pointer.
    """

    title: Markup
    id: str
    same: str
    way: str
    before: str | None
    after: str | None
    hint: Markup
    panes: Markup
    places: tuple[tuple[str, str], ...]


class EntryView(NamedTuple):
    """One entry.

    Attributes:
        entry: its data.
        kinds: a letter each: "a" added, "r" removed, "c" changed, "d" deprecated, "x" where the judgements differ.
        ids: further ids that links may name, beside that of its first change.
        numbers: the operations that it reaches, as scripts know them; None where they are those of its group.
        changes: some of those to blame.
        left: how many more there are.
        badge: what the changelog says; None where it was not asked.
        for_clients: what it means to them, as markup; `why` is the same where it is no advice.
        reached: some of the operations that it reaches, where these are not those of its group.
        further: how many more there are.
        for_api: what to do instead.
        harmless: how many other changes of the group lose nothing.
    """

    entry: Entry
    mark: str
    kinds: str
    title: Markup
    ids: tuple[str, ...]
    numbers: str | None
    rule: str
    grade: str | None
    badge: str | None
    why: Markup
    for_clients: Markup
    changes: tuple[ChangeView, ...]
    left: int
    proof: ProofView | None
    reached: tuple[str, ...]
    further: int
    for_api: str
    harmless: int
    is_known: bool
    is_open: bool


class Rows:
    """Makes the views of a report's entries, one after the other.

    Args:
        report: whose entries they are.
        labels: what to call the two documents.
        brief: whether compatible changes go without their places in the documents.
    """

    def __init__(self, report: DiffReport, labels: tuple[str, str], *, brief: bool = False) -> None:
        from harness.rules import RULES

        self._labels = labels
        self._judged = report.judged
        self._both = report.contract and report.changelog
        self._brief = brief
        self._numbers = places_of(report)
        # Stored reports may name rules of other versions.
        self._rules: dict[str, Rule] = {rule.id: rule for rule in RULES}
        self._told: dict[str, str] = {}
        self._ids: set[str] = set()
        self._to_open = _MOST_OPEN

    def numbers_of(self, group: Group) -> str:
        """The operations that most entries of a group reach."""
        if group.operation is not None:
            return self._ranges((group.operation.name,))
        return self._ranges(group.reached)

    def view(self, entry: Entry, group: Group) -> EntryView:
        """What to show of an entry in its group."""
        row = entry.rows[0]
        rule = None if row.rule is None else self._rules.get(row.rule)
        differs = group.name == SEVERAL or len(entry.operations) != len(group.reached)
        others = entry.operations if group.reached and differs else ()
        is_open = self._judged and entry.impact == BREAKING and self._to_open > 0
        self._to_open -= is_open
        rows = [*entry.first_rows, *entry.also][:_MOST_CHANGES]
        # Before the changes, which take the ids that are left.
        proof = None if entry.evidence is None else self._proof(entry, entry.evidence, group)
        numbers = self._ranges(entry.operations)
        why, advises = _why(row, rule), entry.impact != COMPATIBLE
        return EntryView(
            entry=entry,
            mark=MARKS[entry.impact] if self._judged else UNJUDGED,
            kinds="".join(dict.fromkeys(kind for row in entry.rows for kind in self._kinds(row))),
            title=ticks(capitalized(entry.title)),
            changes=tuple(self._change(row, entry) for row in rows),
            ids=self._free(entry.ids),
            left=len(entry.rows) + len(entry.also) - len(rows),
            numbers=None if numbers == self.numbers_of(group) else numbers,
            rule=row.rule or slug(row),
            grade=None if entry.grade is None else grade_words(entry.grade),
            badge=None if row.badge is None else badge_words(row.badge),
            why=Markup() if advises else ticks(why),
            for_clients=ticks(why) if advises else Markup(),
            proof=proof,
            reached=others[:_MOST_OPERATIONS],
            further=max(0, len(others) - _MOST_OPERATIONS),
            for_api="" if rule is None or entry.impact == COMPATIBLE else rule.instead,
            harmless=group.counts.compatible if group.section == SHARED and entry.impact == BREAKING else 0,
            is_known=rule is not None,
            is_open=is_open,
        )

    def _change(self, row: Row, entry: Entry) -> ChangeView:
        both_sides = self._sides(row)
        is_free = row.id not in self._ids
        self._ids.add(row.id)
        return ChangeView(
            title=ticks(_title_of(row, entry)),
            id=row.id if is_free else "",
            same="" if is_free else row.id,
            way=_way(row),
            before=None if row.before == _NOTHING else row.before,
            after=None if row.after == _NOTHING else row.after,
            hint=ticks(capitalized(renaming_words(row) or "")),
            panes=both_sides,
            places=() if both_sides else self._places(row),
        )

    def _free(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those that nothing on the page has yet."""
        free = tuple(id_ for id_ in ids if id_ not in self._ids)
        self._ids.update(free)
        return free

    def _ranges(self, names: Iterable[str]) -> str:
        return ranges(self._numbers[name] for name in names if name in self._numbers)

    def _kinds(self, row: Row) -> str:
        kinds = "a" if row.old is None else "r" if row.new is None else "c"
        if row.aspect in _LIFECYCLE:
            kinds += "d"
        if self._both and (row.badge in (BREAKING, HIDDEN_BREAKING)) != (row.impact == BREAKING):
            kinds += "x"
        return kinds

    def _sides(self, row: Row) -> Markup:
        if self._brief and row.impact == COMPATIBLE:
            return Markup()
        old, new, lacks = row.old, row.new, ""
        if old is None and _is_elsewhere(row.lacking, new):
            old, lacks = row.lacking, "old"
        elif new is None and _is_elsewhere(row.lacking, old):
            new, lacks = row.lacking, "new"
        return panes(old, new, self._labels, lacks=lacks)

    def _places(self, row: Row) -> tuple[tuple[str, str], ...]:
        sides = zip(self._labels, (row.old, row.new), strict=True)
        return tuple(
            (label, f"{side.file}#{side.pointer}" if side.line is None else f"{side.file}:{side.line}")
            for label, side in sides
            if side is not None
        )

    def _proof(self, entry: Entry, evidence: Evidence, group: Group) -> ProofView:
        old, new = self._labels
        # A whole body stands in the message already.
        is_short = not isinstance(evidence.value, (dict, list))
        reason = evidence.refusal or (f"{evidence.place}: {_shortened(evidence.value)}" if is_short else evidence.place)
        if evidence.direction == "response":
            heading = "Response that proves it"
            verdicts = ((new, True, "sent", ""), (old, False, "not allowed", reason))
        else:
            heading = "Request that proves it"
            verdicts = ((old, True, "accepted", ""), (new, False, "refused", reason))
        own = group.operation is not None and group.operation.name == evidence.operation
        message = evidence.message
        is_long = len(message) > _LONGEST_MESSAGE
        same = self._told.setdefault(message, entry.id) if len(message) > _LONGEST_VALUE else entry.id
        return ProofView(
            heading,
            None if own else evidence.operation,
            unusual_place(evidence),
            Markup(verbatim(part_of(evidence) if is_long else message)),  # noqa: S704  escaped there
            len(message) if is_long else 0,
            None if same == entry.id else same,
            verdicts,
        )


def _title_of(row: Row, entry: Entry) -> str:
    """What a change is called beneath its entry, which says it itself where there is no other."""
    if row in entry.also:
        return f"Alone as well: {row.title}"
    return capitalized(row.title) if len(entry.rows) > 1 or entry.also else ""


def _way(row: Row) -> str:
    """The steps to where it is, empty where the title names them all."""
    title = row.title.replace("`", "")
    steps = row.trail[1:]
    if all(step.kind == "media type" or spoken(step).replace("`", "") in title for step in steps):
        return ""
    return _STEP.join(labels(steps))


def _is_elsewhere(lacking: Side | None, side: Side | None) -> bool:
    # That a path is not among the paths, its absence says.
    if lacking is None or lacking.pointer == "/paths":
        return False
    return side is None or (lacking.file, lacking.pointer) != (side.file, side.pointer)


def _why(row: Row, rule: Rule | None) -> str:
    reason = reason_text(row)
    if reason is not None:
        return _ended(f"Breaking in the changelog, {reason}" if row.is_harmless else capitalized(reason))
    text = capitalized(_ended(row.reason or ""))
    if rule is not None and rule.impact == row.impact and rule.why.lower() not in text.lower():
        return f"{text} {rule.why}".strip()
    return text


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?:" else f"{text}."


def _shortened(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
