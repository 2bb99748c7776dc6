"""A diff as Markdown for a comment on a pull request.

Text from documents stands in code spans and fences only. Nothing in those becomes a link, a mention or markup.
Source: GitHub Flavored Markdown 4.5 and 6.3.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.entries import worst_first
from harness.report.words.messages import message_of, proof_line
from harness.report.words.text import clipped, plural
from harness.report.words.trail import (
    BADGES,
    FILTERED,
    NOUNS,
    entry_lines,
    holder_of,
    labels,
    reason_of,
    renaming_words,
    setting_words,
    slug_of,
    spot,
)
from harness.vocabulary import BREAKING, EFFECTS, IMPACTS, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.report.model.diff import DiffReport, Row
    from harness.report.model.entries import Entry

# A comment takes 65,536 characters.
LIMIT = 60_000
_LONGEST_TITLE = 400
_LONGEST_NAME = 200
_LONGEST_MESSAGE = 1_500
# What ends a text that is cut: the end of a fold, and how much is left.
_ROOM = 400
_RUNS = re.compile("`+")
# What sentences of ours are made of: nothing that becomes a mention, a link or markup next to other such words.
_WORD = re.compile(r"\(?(?:[A-Za-z]+(?:[-'][A-Za-z]+)*|\d{1,5}|[1-5]XX|->|\.\.\.)?\)?[,:;.]?")
# GitHub takes such words for commits.
_COMMIT = re.compile("[0-9a-f]{7}")


class Piece(NamedTuple):
    """What is written or left out as a whole: a change or a failure; a fold may be open behind it."""

    text: str
    is_open: bool = False


def diff_markdown(report: DiffReport, *, limit: int = LIMIT) -> Iterator[str]:
    """A verdict, a table of counts, what breaks in full, the rest folded; the first line names the API to bots.

    Args:
        report: what to write.
        limit: the most characters; what would go beyond is left out change by change, and counted.
    """
    yield from bounded(
        "".join(_head(report)), list(_pieces(report, worst_first(report.listed_entries))), limit, "diff.html"
    )
    yield from _unlisted(report)


def bounded(head: str, pieces: Sequence[Piece], limit: int, page: str) -> Iterator[str]:
    """The head, and the pieces for which there is room; then how many more the page has."""
    yield head
    room = limit - len(head) - _ROOM
    left, is_open = len(pieces), False
    for piece in pieces:
        room -= len(piece.text)
        if room < 0:
            break
        left, is_open = left - 1, piece.is_open
        yield piece.text
    if is_open:
        yield "\n</details>\n"
    if left:
        yield f"\n{left:,} more in {page}.\n"


def code_span(text: str, longest: int = _LONGEST_NAME) -> str:
    """A code span, delimited by more backticks than follow each other in the text."""
    line = clipped(text, longest) or "(empty)"
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def sentence(text: str, names: tuple[str, ...] = ()) -> str:
    """A sentence of ours with names from documents in backticks.

    Where a name may hold backticks, or what stands outside is no sentence of ours, all of it is one code span.

    Args:
        text: the sentence.
        names: those that may stand in it.
    """
    line = clipped(text, _LONGEST_TITLE)
    pieces = line.split("`")
    is_plain = len(pieces) % 2 == 1 and all(pieces[1::2]) and all(_is_ours(piece) for piece in pieces[::2])
    if not is_plain or any("`" in name for name in names):
        return code_span(line, _LONGEST_TITLE)
    return "".join(piece if at % 2 == 0 else code_span(piece, _LONGEST_TITLE) for at, piece in enumerate(pieces))


def _is_ours(piece: str) -> bool:
    return all(_WORD.fullmatch(word) and not _COMMIT.search(word) for word in piece.split(" "))


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text)), default=0)


def fence(text: str, language: str, indent: str = "") -> str:
    """A block of code, delimited by more backticks than follow each other in it."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    lines = (f"{ticks}{language}", *text.split("\n"), ticks)
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)


def _head(report: DiffReport) -> Iterator[str]:
    counts = report.counts
    old, new = report.labels
    yield f"<!-- harness:diff:{slug_of(report)} -->\n## {_verdict(report)}\n\n"
    yield f"{code_span(report.title)} from {code_span(old)} to {code_span(new)}\n"
    rows = report.counted
    if not rows:
        return
    if report.filtered:
        yield f"\n{FILTERED}\n"
    yield "\n| | changes | operations |\n| --- | --: | --: |\n"
    for word in IMPACTS if report.judged else EFFECTS:
        noun = "warnings" if word == WARNING else word
        yield f"| {noun} | {counts[word]:,} | {report.reached(row for row in rows if row.word == word):,} |\n"
    marked, harmless = report.both_judgements or (0, 0)
    if marked:
        yield f"\n{marked:,} Breaking in the changelog, {harmless:,} of them harmless to clients.\n"


def _verdict(report: DiffReport) -> str:
    counts = report.counts
    if not report.rows:
        return "No differences match" if report.filtered else "No differences"
    if not counts:
        return "No differences that clients can notice"
    if not report.judged:
        return plural(sum(counts.values()), "change")
    if counts[BREAKING]:
        return plural(counts[BREAKING], NOUNS[BREAKING])
    if counts[WARNING]:
        return f"No breaking changes, {plural(counts[WARNING], NOUNS[WARNING])}"
    return "No breaking changes"


def _pieces(report: DiffReport, listed: list[Entry]) -> Iterator[Piece]:
    groups: dict[str, list[Entry]] = {}
    folds: dict[str, list[Row]] = {}
    for entry in listed:
        row = entry.lead
        if row.word == BREAKING and not row.edit:
            groups.setdefault(holder_of(row), []).append(entry)
        else:
            folds.setdefault("edit" if row.edit else row.word, []).append(row)
    messages: set[str] = set()
    for holder, entries in groups.items():
        heading = f"\n### {code_span(holder)}\n\n"
        for entry in entries:
            yield Piece(heading + _in_full(entry, report.labels, messages))
            heading = ""
    for word, rows in folds.items():
        noun = NOUNS.get(word, word if word == "edit" else f"{word} change")
        heading = f"\n<details><summary>{plural(len(rows), noun)}</summary>\n\n"
        # What the changelog calls breaking wants its reason first.
        rows.sort(key=lambda row: not row.is_harmless)
        for number, row in enumerate(rows, 1):
            is_open = number < len(rows)
            tail = "" if is_open else "\n</details>\n"
            yield Piece(f"{heading}{_in_short(row)}{tail}", is_open)
            heading = ""


def _in_full(entry: Entry, labels: tuple[str, str], messages: set[str]) -> str:
    row = entry.lead
    lines = [f"**{_title(row)}**{_values(row)}", *_hint(row), _where(row), *map(sentence, entry_lines(entry))]
    if len(row.operations) > 1:
        lines.append(f"in {plural(len(row.operations), 'operation')}")
    if row.setting is not None:
        lines.append(sentence(setting_words(row.setting)))
    evidence = row.evidence
    if evidence is None:
        return f"- {'<br>'.join(lines)}\n"
    whose = [] if row.defined_in == evidence.operation else [code_span(evidence.operation)]
    accepted = f"{proof_line(evidence, labels, code_span, whose)}:"
    if evidence.message in messages:
        again = (
            f"{accepted} the message above{f', {code_span(evidence.refusal)}' if evidence.refusal is not None else ''}"
        )
        return f"- {'<br>'.join((*lines, again))}\n"
    messages.add(evidence.message)
    because = f"\n  {code_span(evidence.refusal)}\n" if evidence.refusal is not None else ""
    language = "http" if evidence.direction == "response" else "sh"
    message = fence(message_of(evidence, _LONGEST_MESSAGE), language, "  ")
    return f"- {'<br>'.join((*lines, accepted))}\n\n{message}{because}"


def _in_short(row: Row) -> str:
    lines = [f"{code_span(holder_of(row))}: {_title(row)}{_values(row)}", *_hint(row), _where(row)]
    reason = reason_of(row)
    if reason is not None:
        lines.append(f"{reason[0]}: {sentence(reason[1])}")
    return f"- {'<br>'.join(lines)}\n"


def _hint(row: Row) -> list[str]:
    hint = renaming_words(row)
    return [] if hint is None else [sentence(hint, tuple(name for pair in row.renamed for name in pair))]


def _title(row: Row) -> str:
    return sentence(row.title, labels(row.trail))


def _values(row: Row) -> str:
    if row.before is None or row.after is None:
        return ""
    return f": {code_span(row.before)} to {code_span(row.after)}"


def _where(row: Row) -> str:
    parts = [code_span(spot(row.place))] if row.place is not None else []
    parts += [code_span(row.rule)] if row.rule is not None else []
    if row.badge is not None:
        parts.append(f"changelog: {BADGES[row.badge]}")
    return ", ".join(parts)


def _unlisted(report: DiffReport) -> Iterator[str]:
    """What nobody asked to be listed."""
    counts = report.unlisted
    words = [plural(counts[word], NOUNS[word]) for word in IMPACTS if counts[word]]
    words += [f"{plural(counts['edit'], 'edit')} to descriptions"] if counts["edit"] else []
    if words:
        yield f"\nNot listed: {' and '.join(words)}.\n"
