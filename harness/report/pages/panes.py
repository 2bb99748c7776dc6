"""The lines of both documents side by side, with what differs in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from harness.report.pages.page import escaped, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.report.model.diff import ExcerptLine, Side

# Two lines are shown as one that changed where they have so much in common.
_ALIKE = 0.45
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Of longer lines, only the beginning and the end are compared.
_MOST_WORDS = 60
_LONGEST_FILE = 44


def panes(old: Side | None, new: Side | None, labels: tuple[str, str], *, lacks: str = "") -> Markup:
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


def verbatim(text: str) -> str:
    """Text between tags as markup; quotes stay as they are, which most of JSON consists of."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
    pieces = [verbatim(head)]
    at = 0
    for start, size in (*same, (len(words), 0)):
        if at < start:
            pieces.append(f"<b>{verbatim(''.join(words[at:start]))}</b>")
        pieces.append(verbatim("".join(words[start : start + size])))
        at = start + size
    return "".join(pieces) + verbatim(tail)


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
        source += f"<{tag}>" * (opens and not joined), words.get(at) or verbatim(line.text), "\n"
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
