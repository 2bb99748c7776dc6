"""The lines of a document that a report shows of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


def excerpt(owner: Node, node: Node) -> tuple[ExcerptLine, ...]:
    """Some lines of the object that was compared, with those of what changed in it.

    Args:
        owner: the object that was compared.
        node: what of it changed.
    """
    lines = node.file.lines
    start = node.file.position(node.pointer)
    if not _is_readable(lines, start):
        return tuple(_laid_out(node, changed=True))
    inner = _span(lines, start.line - 1, _MOST_CHANGED + _CONTEXT + 1)
    outer = inner
    if owner.file is node.file:
        outer = _span(lines, owner.file.position(owner.pointer).line - 1, 2 * _MOST_LINES)
    chosen = _chosen(lines, outer, _Span(inner.first, min(inner.last, inner.first + _MOST_CHANGED - 1)))
    return _numbered(lines, chosen, inner)


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
        return holder, tuple(_laid_out(holder, changed=False))
    # Which of many is missing, their names do not tell.
    many = len(holder.value) > _MOST_MEMBERS
    members = () if many else holder.value if isinstance(holder.value, dict) else range(len(holder.value))
    names = [str(name) for name in members]
    places = {holder.file.position((*holder.pointer, name)).line - 1 for name in names}
    # The bracket that opens an object tells nothing of it.
    places = {at for at in places if lines[at].strip() not in (b"{", b"[", b"-")}
    return holder, _numbered(lines, sorted({start.line - 1, *places}), _Span(-1, -1))


class _Span(NamedTuple):
    """Lines of a file, from 0, the last one included."""

    first: int
    last: int


def _is_readable(lines: list[bytes], start: Position) -> bool:
    return start.exact and len(lines[start.line - 1]) <= _LONGEST_LINE


def _numbered(lines: list[bytes], chosen: list[int], changed: _Span) -> tuple[ExcerptLine, ...]:
    """Lines with their numbers, without the indentation that all of them have."""
    few = changed.last - changed.first < _FEW
    texts = [
        _text(lines[at], _LONGEST_LINE if few and changed.first <= at <= changed.last else _LONGEST_BESIDE)
        for at in chosen
    ]
    indent = min((len(text) - len(text.lstrip()) for text in texts if text), default=0)
    return tuple(
        ExcerptLine(at + 1, text[indent:], changed.first <= at <= changed.last)
        for at, text in zip(chosen, texts, strict=True)
    )


def _text(line: bytes, longest: int) -> str:
    text = line.rstrip()[: 4 * longest].decode(errors="replace")
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


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


def _laid_out(node: Node, *, changed: bool) -> Iterator[ExcerptLine]:
    """What stands at a node in lines of its own, without numbers."""
    import json

    name = f"{json.dumps(node.pointer[-1], ensure_ascii=False)}: " if node.pointer else ""
    text = name + json.dumps(node.value, ensure_ascii=False, indent=2)
    for line in text[: _MOST_CHANGED * _LONGEST_LINE].split("\n")[:_MOST_CHANGED]:
        yield ExcerptLine(None, line[:_LONGEST_LINE], changed)
