"""What is wrong with a document that can still be used: the problems, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.records import NamedTuple
from harness.vocabulary import parse_pointer

if TYPE_CHECKING:
    from harness.document._document import Document
    from harness.document._file import File, Pointer


class Problem(NamedTuple):
    """A spot in a document that is wrong and still lets the document be used.

    Attributes:
        code: what is wrong, in kebab case; the same words for the same mistake.
        message: one line, with the offending value.
        pointer: where, as RFC 6901 writes it.
        file: the name of the file it stands in: the document, or one that it refers to.
        hint: what to do, or None.
        line: known for spots that only the reader of the text saw; their pointer is that of the whole file.
    """

    code: str
    message: str
    pointer: str
    file: str
    hint: str | None = None
    line: int | None = None


def in_order(document: Document, problems: list[Problem]) -> list[Problem]:
    """Problems in the order of their places; those of the document before those of other files."""
    files = document.files
    names = {file.name: number for number, file in reversed(list(enumerate(files)))}
    numbers: dict[int, dict[str, int]] = {}

    def place(problem: Problem) -> tuple[int, int, list[int]]:
        number = names.get(problem.file, 0)
        return (number, problem.line or 0, _path(files[number], parse_pointer(problem.pointer), numbers))

    return sorted(problems, key=place)


def _path(file: File, pointer: Pointer, numbers: dict[int, dict[str, int]]) -> list[int]:
    """The number of each step of a pointer among its siblings."""
    path, value = [], file.content
    for key in pointer:
        if type(value) is dict:
            # identity: the file holds its content meanwhile.
            if id(value) not in numbers:
                numbers[id(value)] = {name: number for number, name in enumerate(value)}
            path.append(numbers[id(value)].get(key, -1))
            value = value.get(key)
        elif type(value) is list and key.isdecimal() and len(key) < 10 and int(key) < len(value):
            path.append(int(key))
            value = value[int(key)]
    return path
