"""How long modules and functions are."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tools.measures.tree import Module

_LONG = 40  # lines of a function


class Sizes(NamedTuple):
    """Lengths in lines, blank ones counted with the modules and functions in which they stand.

    Attributes:
        lines: of the whole code that are not blank.
        long_functions: those of more than 40 lines.
    """

    lines: int
    modules: int
    module_median: int
    module_p90: int
    module_max: int
    functions: int
    function_median: int
    function_p90: int
    long_functions: int


def sizes_of(modules: list[Module]) -> Sizes:
    """The lengths of all modules and functions."""
    lengths = [len(module.lines) for module in modules]
    inside = [
        (function.end_lineno or function.lineno) - function.lineno + 1
        for module in modules
        for function in module.functions
    ]
    return Sizes(
        sum(1 for module in modules for line in module.lines if line.strip()),
        len(modules),
        int(median(lengths)),
        _p90(lengths),
        max(lengths),
        len(inside),
        int(median(inside)),
        _p90(inside),
        sum(length > _LONG for length in inside),
    )


def _p90(lengths: list[int]) -> int:
    return sorted(lengths)[len(lengths) * 9 // 10]
