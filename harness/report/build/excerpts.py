"""The lines of a document that a report shows of a change."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.report.model.diff import ExcerptLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.document import Node, Position

_CONTEXT = 2
_MOST_LINES = 14
_MOST_MEMBERS = 12
# Of what changed itself; of a whole object that came or went, the rest is told by how much is missing.
_MOST_CHANGED = 8
# So many lines that changed are compared word by word.
_FEW = 4
# Where lines are longer, the document is meant for machines, and its value is laid out anew.
_LONGEST_LINE = 400
# Beside a change, and in what came or went as a whole, the beginning of a line tells what it is.
_LONGEST_BESIDE = 160
# So many lines of a value are looked at for what differs.
_MOST_COMPARED = 1_000
# No line of JSON is written in more pieces.
_PIECES = 8
# So many signs of a line that is cut stand behind the first that differs.
_AFTER = 60


def excerpt(owner: Node, node: Node, other: Node | None = None) -> tuple[ExcerptLine, ...]:
    """Some lines of the object that was compared, with those of what changed in it: the first that differs is shown.

    Args:
        owner: the object that was compared.
        node: what of it changed.
        other: its counterpart; None where it has none.
    """
    lines = node.file.lines
    start = node.file.position(node.pointer)
    differs = _Difference(0, 0) if other is None else _difference(_lines_of(node), _lines_of(other))
    if not _is_readable(lines, start):
        return tuple(_laid_out(node, differs, changed=True))
    inner = _span(lines, start.line - 1, differs.line + _MOST_CHANGED + _CONTEXT + 1)
    # Of a long list, what differs may stand far from where the list begins.
    begin = inner.first + (differs.line - 1 if differs.line >= _MOST_CHANGED else 0)
    outer = inner
    if owner.file is node.file:
        outer = _span(lines, owner.file.position(owner.pointer).line - 1, 2 * _MOST_LINES)
    chosen = _chosen(lines, outer, _Span(begin, min(inner.last, begin + _MOST_CHANGED - 1)))
    chosen = chosen if inner.first in chosen else sorted({inner.first, *chosen})
    return _numbered(lines, chosen, _Span(begin, inner.last), _Difference(inner.first + differs.line, differs.column))


def lacking(owner: Node, other: Node, node: Node) -> tuple[Node, tuple[ExcerptLine, ...]] | None:
    """What of an object would hold what only its counterpart has, with the first line of everything in it.

    Args:
        owner: the object that has no such thing.
        other: its counterpart.
        node: what only the counterpart has.

    Returns:
        The object or array that would hold it, and its lines; None where it is the document itself.
    """
    way = node.pointer[len(other.pointer) : -1] if node.pointer[: len(other.pointer)] == other.pointer else ()
    holder = (owner.file.at((*owner.pointer, *way)) if way else None) or owner
    if not holder.pointer:
        return None
    lines = owner.file.lines
    start = owner.file.position(holder.pointer)
    if not _is_readable(lines, start):
        return holder, tuple(_laid_out(holder, _Difference(0, 0), changed=False))
    # Which of many is missing, their names do not tell.
    every = chain((member for _, member in holder.members()), holder.elements())
    members = list(islice(every, _MOST_MEMBERS + 1))
    names = [member.pointer[-1] for member in members] if len(members) <= _MOST_MEMBERS else ()
    places = {holder.file.position((*holder.pointer, name)).line - 1 for name in names}
    # The bracket that opens an object tells nothing of it.
    places = {at for at in places if lines[at].strip() not in (b"{", b"[", b"-")}
    return holder, _numbered(lines, sorted({start.line - 1, *places}), _Span(-1, -1))


class _Difference(NamedTuple):
    """The first sign in which two runs of lines differ: its line, and its column in that line without indentation."""

    line: int
    column: int


class _Span(NamedTuple):
    """Lines of a file, from 0, the last one included."""

    first: int
    last: int


def _is_readable(lines: list[bytes], start: Position) -> bool:
    return start.exact and len(lines[start.line - 1]) <= _LONGEST_LINE


def _lines_of(node: Node) -> list[str]:
    """The lines of a value without their indentation, as its document has them or as they are laid out."""
    lines = node.file.lines
    start = node.file.position(node.pointer)
    if not _is_readable(lines, start):
        return [line.strip() for line in _layout(node, _MOST_COMPARED)]
    span = _span(lines, start.line - 1, _MOST_COMPARED)
    return [line.decode(errors="replace").strip() for line in lines[span.first : span.last + 1]]


def _difference(lines: list[str], others: list[str]) -> _Difference:
    """Where two runs of lines differ first; a comma at the end of a line is no difference."""
    pairs = list(zip(lines, others, strict=False))
    at = next((at for at, (line, other) in enumerate(pairs) if line.rstrip(",") != other.rstrip(",")), len(pairs))
    if at >= len(pairs):
        return _Difference(max(0, min(at, len(lines) - 1)), 0)
    line, other = pairs[at]
    same = zip(line, other, strict=False)
    return _Difference(at, next((column for column, (one, two) in enumerate(same) if one != two), 0))


def _numbered(
    lines: list[bytes], chosen: list[int], changed: _Span, differs: _Difference | None = None
) -> tuple[ExcerptLine, ...]:
    """Lines with their numbers, without the indentation that all of them have."""
    few = changed.last - changed.first < _FEW
    texts = [
        _text(
            lines[at],
            _LONGEST_LINE if few and changed.first <= at <= changed.last else _LONGEST_BESIDE,
            _indent(lines[at]) + differs.column if differs is not None and differs.line == at else 0,
        )
        for at in chosen
    ]
    indent = min((len(text) - len(text.lstrip()) for text in texts if text), default=0)
    return tuple(
        ExcerptLine(at + 1, text[indent:], changed.first <= at <= changed.last)
        for at, text in zip(chosen, texts, strict=True)
    )


def _text(line: bytes, longest: int, column: int = 0) -> str:
    """A line, cut where it is long: the sign at a column stays in it."""
    return _cut(line.rstrip()[: 4 * (longest + column)].decode(errors="replace"), longest, column)


def _cut(text: str, longest: int, column: int) -> str:
    start = 0 if column < longest - _AFTER else column - longest // 2
    if len(text) - start > longest:
        text = f"{text[: start + longest - 1]}…"
    return text if not start else f"{text[: _indentation(text)]}…{text[start + 1 :]}"


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip())


def _chosen(lines: list[bytes], outer: _Span, inner: _Span) -> list[int]:
    """The whole object where it is short; else its first line and the surroundings of what changed."""
    if outer.last - outer.first < _MOST_LINES and outer.last >= inner.last:
        return list(range(outer.first, min(outer.last, max(inner.last + _CONTEXT, outer.first + 1)) + 1))
    last = inner.last
    while last < min(inner.last + _CONTEXT, len(lines) - 1) and _indent(lines[last + 1]) >= _indent(lines[inner.first]):
        last += 1
    near = range(max(outer.first, inner.first - _CONTEXT), last + 1)
    return list(near) if near.start - outer.first <= 1 else [outer.first, *near]


def _span(lines: list[bytes], first: int, most: int) -> _Span:
    """The first lines of a value: what is indented deeper than where it begins, and the bracket that closes it."""
    indent = _indent(lines[first])
    is_item = lines[first].lstrip()[:1] == b"-"
    last = first
    for at in range(first + 1, min(len(lines), first + most)):
        text = lines[at].strip()
        if not text or text[:1] == b"#":
            continue
        deeper = _indent(lines[at])
        # Items of YAML may stand at the indentation of their key.
        if deeper > indent or (deeper == indent and not is_item and text[:2] in (b"- ", b"-")):
            last = at
            continue
        if deeper == indent and text[:1] in (b"}", b"]"):
            last = at
        break
    return _Span(first, last)


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip())


def _layout(node: Node, most: int) -> list[str]:
    """What stands at a node in lines of its own, the first of them."""
    from json import JSONEncoder, dumps

    name = f"{dumps(node.pointer[-1], ensure_ascii=False)}: " if node.pointer else ""
    # An object may be as large as its document, and each change in it shows a few lines of it.
    pieces = islice(JSONEncoder(ensure_ascii=False, indent=2).iterencode(node.value), most * _PIECES)
    return (name + "".join(pieces)).split("\n")[:most]


def _laid_out(node: Node, differs: _Difference, *, changed: bool) -> Iterator[ExcerptLine]:
    """The lines around what differs, without numbers."""
    begin = differs.line - 1 if differs.line >= _MOST_CHANGED else 0
    lines = _layout(node, begin + _MOST_CHANGED)
    if begin:
        yield ExcerptLine(None, _cut(lines[0], _LONGEST_LINE, 0), changed=False)
        yield ExcerptLine(None, "…", changed=False)
    for at, line in enumerate(lines[begin : begin + _MOST_CHANGED], begin):
        column = differs.column + _indentation(line) if at == differs.line else 0
        yield ExcerptLine(None, _cut(line, _LONGEST_LINE, column), changed)
