"""What a page shows of one change, ready to be printed: the proof, and both excerpts side by side with what differs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from harness.report.pages.message_part import part_of
from harness.report.pages.page import escaped, ticks, visible
from harness.report.words.text import capitalized
from harness.report.words.trail import BADGES, labels, reason_text, spoken
from harness.report.words.wording import slug
from harness.vocabulary import BREAKING, COMPATIBLE, HIDDEN_BREAKING, WARNING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.report.model.diff import DiffReport, Evidence, ExcerptLine, Row, Side
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
# Two lines are shown as one that changed where they have so much in common.
_ALIKE = 0.45
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Of longer lines, only the beginning and the end are compared.
_MOST_WORDS = 60
_LONGEST_FILE = 44


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
        row: its data.
        kinds: a letter each: "a" added, "r" removed, "c" changed, "d" deprecated, "x" where the judgements differ.
        way: where in its group it stands.
        why: what to say first, as markup.
        places: of each document where no lines are shown: its label, and file and line or pointer.
        reached: some of the operations that it reaches, where these are not those of its group.
        further: how many more there are.
    """

    row: Row
    mark: str
    kinds: str
    title: Markup
    way: str
    before: str | None
    after: str | None
    rule: str
    badge: str | None
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
        self._judged = report.judged
        self._both = report.contract and report.changelog
        self._brief = brief
        # Stored reports may name rules of other versions.
        self._rules: dict[str, Rule] = {rule.id: rule for rule in RULES}
        self._told: dict[str, str] = {}

    def view(self, row: Row, group: Group) -> RowView:
        """What to show of a change in its group."""
        rule = None if row.rule is None else self._rules.get(row.rule)
        both_sides = self._sides(row)
        others = row.operations if group.reached and len(row.operations) != len(group.reached) else ()
        return RowView(
            row=row,
            mark=MARKS[row.impact] if self._judged else UNJUDGED,
            kinds=self._kinds(row),
            title=ticks(capitalized(row.title)),
            way=_way(row),
            before=None if row.before == _NOTHING else row.before,
            after=None if row.after == _NOTHING else row.after,
            rule=row.rule or slug(row),
            badge=None if row.badge is None else BADGES[row.badge],
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

    def _sides(self, row: Row) -> Markup:
        if self._brief and row.impact == COMPATIBLE:
            return Markup()
        old, new, lacks = row.old, row.new, ""
        if old is None and _is_elsewhere(row.lacking, new):
            old, lacks = row.lacking, "old"
        elif new is None and _is_elsewhere(row.lacking, old):
            new, lacks = row.lacking, "new"
        return _panes(old, new, self._labels, lacks=lacks)

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
            Markup(_verbatim(part_of(evidence) if is_long else message)),  # noqa: S704  escaped there
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
        return _ended(f"Breaking in the changelog, {reason}" if row.is_harmless else capitalized(reason))
    text = capitalized(_ended(row.reason or ""))
    if rule is not None and rule.impact == row.impact and rule.why not in text:
        return f"{text} {rule.why}".strip()
    return text


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?:" else f"{text}."


def _shortened(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _panes(old: Side | None, new: Side | None, labels: tuple[str, str], *, lacks: str = "") -> Markup:
    """The two sides of a change as markup, empty where there is nothing to see of either.

    `lacks` is "old" or "new" where that side is not the thing, but what would hold it.
    """
    left = () if old is None else old.excerpt
    right = () if new is None else new.excerpt
    if not left and not right:
        return Markup()
    both = _differing(left, right)
    words = _words(left, right, both)
    pads = _pads(both, (len(left), len(right)))
    figures = []
    for side, label, tag, name in ((old, labels[0], "del", "old"), (new, labels[1], "ins", "new")):
        at = name == "new"
        if side is not None and side.excerpt:
            caption = _caption(side, label, lacking=lacks == name)
            figures.append(f"<figure>{caption}{_code(side.excerpt, tag, both[at], words[at], pads[at])}</figure>")
    alone = " one" if len(figures) == 1 else ""
    return Markup(f'<div class="panes{alone}">{"".join(figures)}</div>')  # noqa: S704  all text in it is escaped


def _differing(left: Sequence[ExcerptLine], right: Sequence[ExcerptLine]) -> tuple[list[int], list[int]]:
    """Which lines changed, without those that begin or end both changes alike."""
    before = [at for at, line in enumerate(left) if line.changed]
    after = [at for at, line in enumerate(right) if line.changed]
    old, new = before, after
    while old and new and left[old[0]].text == right[new[0]].text:
        old, new = old[1:], new[1:]
    while old and new and left[old[-1]].text == right[new[-1]].text:
        old, new = old[:-1], new[:-1]
    return (old, new) if old or new else (before, after)


def _words(
    left: Sequence[ExcerptLine], right: Sequence[ExcerptLine], both: tuple[list[int], list[int]]
) -> tuple[dict[int, str], dict[int, str]]:
    """The markup of lines that are alike, by their place."""
    olds: dict[int, str] = {}
    news: dict[int, str] = {}
    for old, new in zip(*both, strict=False):
        marked = _highlighted(left[old].text, right[new].text)
        if marked is not None:
            olds[old], news[new] = marked
    return olds, news


def _highlighted(old: str, new: str) -> tuple[str, str] | None:
    """Both lines with what differs in bold, None where they have little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    shortest = min(len(before), len(after))
    first = 0
    while first < shortest and before[first] == after[first]:
        first += 1
    last = 0
    while last < shortest - first and before[-1 - last] == after[-1 - last]:
        last += 1
    olds, news = before[first : len(before) - last], after[first : len(after) - last]
    blocks = _blocks(olds, news)
    head, tail = "".join(before[:first]), "".join(before[len(before) - last :])
    # Lines that share their indentation alone are not alike.
    same = len(head.lstrip()) + len(tail) + sum(len("".join(olds[a : a + size])) for a, _, size in blocks)
    if 2 * same < _ALIKE * (len(old.lstrip()) + len(new.lstrip())):
        return None
    return (
        _bold(head, olds, [(a, size) for a, _, size in blocks], tail),
        _bold(head, news, [(b, size) for _, b, size in blocks], tail),
    )


def _blocks(olds: list[str], news: list[str]) -> list[tuple[int, int, int]]:
    """What two runs of words have in common: where in each, and how many."""
    if min(len(olds), len(news)) < 3 or max(len(olds), len(news)) > _MOST_WORDS:
        return []
    from difflib import SequenceMatcher

    matches = SequenceMatcher(None, olds, news, autojunk=False).get_matching_blocks()
    # A blank or a comma in common is no word in common.
    return [(a, b, size) for a, b, size in matches if size > 1 or (size and olds[a].isalnum())]


def _bold(head: str, words: list[str], same: list[tuple[int, int]], tail: str) -> str:
    pieces = [_verbatim(head)]
    at = 0
    for start, size in (*same, (len(words), 0)):
        if at < start:
            pieces.append(f"<b>{_verbatim(''.join(words[at:start]))}</b>")
        pieces.append(_verbatim("".join(words[start : start + size])))
        at = start + size
    return "".join(pieces) + _verbatim(tail)


def _pads(both: tuple[list[int], list[int]], lengths: tuple[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """How many empty lines to put before a line, by its place, so that what changed stands level on both sides."""
    pads: tuple[dict[int, int], dict[int, int]] = ({}, {})
    old, new = both
    if not old or not new:
        return pads
    early = new[0] - old[0]
    pads[early < 0][(old if early > 0 else new)[0]] = abs(early)
    longer = len(new) - len(old)
    end = (old if longer > 0 else new)[-1] + 1
    if end < lengths[longer < 0]:
        pads[longer < 0][end] = abs(longer)
    return pads


def _caption(side: Side, label: str, *, lacking: bool) -> str:
    file = side.file if len(side.file) <= _LONGEST_FILE else side.file.rpartition("/")[2]
    place = file if side.line is None else f"{file}:{side.line}"
    if side.line is not None and side.file.endswith(label):
        place = f"line {side.line}"
    name = f"<b>{escaped(label)}</b>"
    if lacking:
        name = f'<span>{name} <span class="chip">not there</span></span>'
    return f"<figcaption>{name}{escaped(place)}</figcaption>"


def _code(
    lines: Sequence[ExcerptLine], tag: str, changed: Sequence[int], words: dict[int, str], pads: dict[int, int]
) -> str:
    marked = set(changed)
    numbers: list[str] = []
    source: list[str] = []
    last = None
    for at, line in enumerate(lines):
        opens, closes = at in marked, at - 1 in marked
        pad, skips = _pad(pads.get(at, 0)), _skips(last, line)
        # Neighbours share an element, unless something stands between them.
        joined = opens and closes and not pad and not skips
        source += f"</{tag}>" * (closes and not joined), "\n" * skips, pad
        source += f"<{tag}>" * (opens and not joined), words.get(at) or _verbatim(line.text), "\n"
        numbers += "⋮\n" * skips, pad, "" if line.number is None else str(line.number), "\n"
        last = line
    source += [f"</{tag}>" * (len(lines) - 1 in marked)]
    # A line feed right behind the tag is not shown.
    first = "\n" if not marked and not lines[0].text else ""
    gutter = "".join(numbers)
    column = f'<pre class="ln" aria-hidden="true">{gutter}</pre>' if gutter.strip() else ""
    return f'<div class="code">{column}<pre class="src">{first}{"".join(source)}</pre></div>'


def _pad(count: int) -> str:
    feeds = "\n" * count
    return f'<span class="pad">{feeds}</span>' if count else ""


def _skips(last: ExcerptLine | None, line: ExcerptLine) -> bool:
    """Whether lines are left out between the two."""
    return last is not None and last.number is not None and line.number is not None and line.number > last.number + 1


def _verbatim(text: str) -> str:
    """Text between tags as markup; quotes stay as they are, which most of JSON consists of."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
