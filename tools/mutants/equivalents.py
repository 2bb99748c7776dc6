"""Mutants that do what the code does, as tests/mutants-equivalent.toml lists them with the reason."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from tools.mutants.operators import Mutant


class Equivalent(NamedTuple):
    """A mutant that no test can kill.

    Attributes:
        module: the path of the file below the root.
        before: the lines that change, without their margins.
        after: what they become.
        reason: why that is the same.
    """

    module: str
    before: str
    after: str
    reason: str


def equivalents_in(path: Path) -> list[Equivalent]:
    """The mutants that a file lists; none if there is no such file."""
    if not path.exists():
        return []
    return [Equivalent(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]]


def equivalent_of(mutant: Mutant, source: bytes, equivalents: list[Equivalent]) -> Equivalent | None:
    """The entry for a mutant of a module, None where there is none."""
    lines = mutant.difference(source)
    return next(
        (entry for entry in equivalents if entry.module == mutant.module and (entry.before, entry.after) == lines), None
    )
