"""Notes: what clients must do about each break of a snapshot, written by people in Markdown beside it.

`2026-10-01.notes.md`, where a heading names the breaks that the text below it is about::

    # What to do for 2026-10-01

    ## b-65cecc5b26, b-0a1b2c3d4e

    Send `limit` as a number.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from harness.errors import UsageError
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.versions import Snapshot

_ID = re.compile(r"b-[0-9a-f]{10}\b")
_HEADING = re.compile(r"#{1,6}(?:\s+(.*?))?\s*#*\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


class Note(NamedTuple):
    """One entry.

    Attributes:
        breaks: the ids of the breaks that it is about.
        text: what clients must do, in Markdown; empty where nobody wrote it yet.
        line: of its heading, from 1.
    """

    breaks: tuple[str, ...]
    text: str
    line: int


def notes_path(snapshot: Snapshot) -> str:
    """Where the notes on a snapshot stand."""
    return f"{os.path.join(os.path.dirname(snapshot.path), snapshot.date)}.notes.md"


def read_notes(path: str) -> tuple[Note, ...]:
    """The notes of a file; none where there is no file.

    Raises:
        UsageError: it cannot be read, or is no UTF-8.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            return notes_in(file.read())
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise UsageError("the notes are not written in UTF-8", file=path) from error
    except OSError as error:
        raise UsageError("the notes cannot be read", file=path, cause=error.strerror) from error


def note_texts(snapshot: Snapshot) -> tuple[str, ...]:
    """What clients must do for a stored snapshot, in Markdown; raises as `read_notes` does."""
    return tuple(note.text for note in read_notes(notes_path(snapshot)) if note.text)


def notes_in(text: str) -> tuple[Note, ...]:
    """The notes that a text holds: an entry begins with a heading that names breaks, and ends before the next one."""
    entries: list[tuple[tuple[str, ...], int, list[str]]] = []
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        heading = None if fence else _HEADING.fullmatch(line)
        if heading is not None:
            ids = tuple(dict.fromkeys(_ID.findall(heading[1] or "")))
            if ids or not entries or line.startswith(("# ", "## ")):
                entries.append((ids, number, []))
                continue
        if entries:
            entries[-1][2].append(line)
    return tuple(Note(ids, _COMMENT.sub("", "\n".join(lines)).strip(), number) for ids, number, lines in entries if ids)


def skeleton(title: str, entries: Iterable[tuple[str, str]]) -> str:
    """The beginning of a file of notes.

    Args:
        title: of the file.
        entries: the id of each break, and what it is, in one line.
    """
    parts = [f"# {title}\n"]
    for name, sentence in entries:
        # What stands in a comment must not end it.
        parts.append(f"## {name}\n\n<!-- {sentence.replace('--', '- -')}\n     What must clients do? -->\n")
    return "\n".join(parts)
