"""A thorough check of a document: our own problems, and what the published meta-schemas and openapi-spec-validator say.

Nothing here is needed to read or compare documents, and everything here is slow to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.document._problems import Problem, in_order
from harness.vocabulary import parse_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.document._document import Document

# openapi-spec-validator takes a second for each megabyte.
REFERENCE_LIMIT = 2_000_000

# What openapi-spec-validator and we find alike, each in words of its own.
_SAME = {
    "DuplicateOperationIDError": {"operation-id-duplicate"},
    "ParameterDuplicateError": {"parameter-duplicate"},
    "UnresolvableParameterError": {"path-parameter-undeclared", "path-parameter-not-in-path"},
}


def check(document: Document, *, reference: bool = True) -> tuple[Problem, ...]:
    """All problems of a document, in document order, each spot once.

    Nothing is fetched: what the document refers to is read by the document, within its bounds.

    Args:
        document: what to check.
        reference: whether to ask openapi-spec-validator too, which is done for documents of up to two megabytes.
    """
    from harness.document._check_metaschema import metaschema_problems

    spots = _Spots(document.problems)
    spots.add(metaschema_problems(document))
    if reference and len(document.source.data) <= REFERENCE_LIMIT:
        from harness.document._check_reference import reference_problems

        own = {problem.code for problem in document.problems}
        others = [
            (kind, problem)
            for kind, problem in reference_problems(document)
            if not (_SAME.get(kind, set()) & own) and not _is_beside_reference(document, kind, problem)
        ]
        spots.add((kind == "vague", problem) for kind, problem in others)
    seen_while_reading = [problem for problem in spots.problems if problem.line is not None]
    placed = [problem for problem in spots.problems if problem.line is None]
    return (*seen_while_reading, *in_order(document, placed))


def _is_beside_reference(document: Document, kind: str, problem: Problem) -> bool:
    """Whether a parameter is missed in a path item with a reference; openapi-spec-validator looks not beside that."""
    item = document.file.at(parse_pointer(problem.pointer)[:2])
    return kind == "UnresolvableParameterError" and item is not None and "$ref" in (item.value or ())


class _Spots:
    """Problems, one for each spot."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        # How far below each place the nearest problem stands.
        self._depths: dict[tuple[str, str], int] = {}
        for problem in self.problems:
            self._enter(problem)

    def add(self, problems: Iterable[tuple[bool, Problem]]) -> None:
        """Add the problems whose spots are new; a vague one says less than any problem below its place."""
        for vague, problem in problems:
            depth = self._depths.get((problem.file, problem.pointer))
            # A member that is wrong by its name or value is told at the object, too.
            is_known = depth is not None and (depth == 0 or vague or (depth == 1 and problem.code != "member-missing"))
            if not is_known:
                self.problems.append(problem)
                self._enter(problem)

    def _enter(self, problem: Problem) -> None:
        if problem.line is not None:
            return
        place, depth = problem.pointer, 0
        while True:
            key = (problem.file, place)
            if self._depths.get(key, depth + 1) <= depth:
                return
            self._depths[key] = depth
            if not place:
                return
            place, depth = place.rpartition("/")[0], depth + 1
