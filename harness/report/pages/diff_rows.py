"""What a page shows of one change, ready to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from harness.report.pages.line_diff import panes, verbatim
from harness.report.pages.message_part import part_of
from harness.report.pages.page import ticks
from harness.report.words.judgement import BADGES, reason_text
from harness.report.words.trail import labels, spoken
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, HIDDEN_BREAKING, WARNING

if TYPE_CHECKING:
    from markupsafe import Markup

    from harness.report.model.diff import DiffReport, Evidence, Row, Side
    from harness.report.pages.diff_groups import Group
    from harness.rules import Rule

MARKS = {BREAKING: "b", WARNING: "w", COMPATIBLE: "i"}
UNJUDGED = "u"
_NOTHING = "(none)"
_STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
_LONGEST_MESSAGE = 1_500
_LONGEST_VALUE = 160
_MOST_OPERATIONS = 12
_LIFECYCLE = frozenset({"deprecated", "x-sunset"})


class ProofView(NamedTuple):
    """A message that proves a break.

    Attributes:
        heading: what it is.
        operation: of which operation it is, None where that stands above already.
        message: what to copy, as markup; of a long one the part that matters.
        left: how many characters the whole has, 0 where it is shown.
        same: the id of the change that shows the same long message, None where it is shown here.
        verdicts: of each version that judges it: its label, whether it allows it, the word, and what it is about.
    """

    heading: str
    operation: str | None
    message: Markup
    left: int
    same: str | None
    verdicts: tuple[tuple[str, bool, str, str], ...]


class RowView(NamedTuple):
    """One change.

    Attributes:
        kinds: a letter each: "a" added, "r" removed, "c" changed, "d" deprecated, "x" where the judgements differ.
        way: where in its group it stands.
        why: what to say first, as markup.
        places: of each document where no lines are shown: its label, and file and line or pointer.
        reached: some of the operations that it reaches, where these are not those of its group.
        further: how many more there are.
    """

    id: str
    mark: str
    word: str
    kinds: str
    title: Markup
    way: str
    before: str | None
    after: str | None
    rule: str
    badge: str | None
    is_loud: bool
    why: Markup
    panes: Markup
    places: tuple[tuple[str, str], ...]
    proof: ProofView | None
    reached: tuple[str, ...]
    further: int
    instead: str
    is_known: bool


class Rows:
    """Makes the views of a report's changes, one after the other.

    Args:
        report: whose changes they are.
        labels: what to call the two documents.
        brief: whether compatible changes go without their places in the documents.
    """

    def __init__(self, report: DiffReport, labels: tuple[str, str], *, brief: bool = False) -> None:
        from harness.rules import RULES

        self._labels = labels
        self._judged = report.contract or report.changelog
        self._both = report.contract and report.changelog
        self._brief = brief
        # Stored reports may name rules of other versions.
        self._rules: dict[str, Rule] = {rule.id: rule for rule in RULES}
        self._told: dict[str, str] = {}

    def view(self, row: Row, group: Group) -> RowView:
        """What to show of a change in its group."""
        rule = None if row.rule is None else self._rules.get(row.rule)
        both_sides = self._panes(row)
        others = row.operations if group.reached and len(row.operations) != len(group.reached) else ()
        return RowView(
            id=row.id,
            mark=MARKS[row.impact] if self._judged else UNJUDGED,
            word=row.word.capitalize(),
            kinds=self._kinds(row),
            title=ticks(_sentence(row.title)),
            way=_way(row),
            before=None if row.before == _NOTHING else row.before,
            after=None if row.after == _NOTHING else row.after,
            rule=row.rule or slug(row),
            badge=None if row.badge is None else BADGES[row.badge],
            is_loud=row.badge == BREAKING,
            why=ticks(_why(row, rule)),
            panes=both_sides,
            places=() if both_sides else self._places(row),
            proof=None if row.evidence is None else self._proof(row, row.evidence, group),
            reached=others[:_MOST_OPERATIONS],
            further=max(0, len(others) - _MOST_OPERATIONS),
            instead="" if rule is None or row.impact == COMPATIBLE else rule.instead,
            is_known=rule is not None,
        )

    def _kinds(self, row: Row) -> str:
        kinds = "a" if row.old is None else "r" if row.new is None else "c"
        if row.aspect in _LIFECYCLE:
            kinds += "d"
        if self._both and (row.badge in (BREAKING, HIDDEN_BREAKING)) != (row.impact == BREAKING):
            kinds += "x"
        return kinds

    def _panes(self, row: Row) -> Markup:
        if self._brief and row.impact == COMPATIBLE:
            return ticks("")
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

    def _proof(self, row: Row, evidence: Evidence, group: Group) -> ProofView:
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
        same = self._told.setdefault(message, row.id) if len(message) > _LONGEST_VALUE else row.id
        return ProofView(
            heading,
            None if own else evidence.operation,
            verbatim(part_of(evidence) if is_long else message),
            len(message) if is_long else 0,
            None if same == row.id else same,
            verdicts,
        )


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
        return _ended(f"Breaking in the changelog, {reason}" if row.is_harmless else _sentence(reason))
    text = _sentence(_ended(row.reason or ""))
    if rule is not None and rule.impact == row.impact and rule.why not in text:
        return f"{text} {rule.why}".strip()
    return text


def _sentence(text: str) -> str:
    """With a capital at its beginning, unless that is a name."""
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?:" else f"{text}."


def _shortened(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
