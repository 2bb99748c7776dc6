"""Operations in beta: which these are, and what is promised of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from harness.records import NamedTuple

if TYPE_CHECKING:
    from harness.document import Operation

Promise = Literal["may-break", "as-stable"]

# Extensions that say how stable an operation is, from the least on. Source: oasdiff, `x-stability-level`.
_LEVELS = {"draft": 0, "alpha": 1, "beta": 2, "stable": 3}
LEVEL_MEMBERS = ("x-stability-level", "x-stability")
# Below this nobody is promised that the operation stays.
_PROMISED = 2


class Beta(NamedTuple):
    """What is promised of operations in beta, and which these are beside those that a document marks.

    Attributes:
        promise: "may-break": nothing; "as-stable": as much as of all others; None: that they are not removed unmarked,
            which breaks nobody, and all else as of others.
        paths: globs of paths.
        file, line: where settings say so.
    """

    promise: Promise | None = None
    paths: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None

    def holds(self, operation: Operation) -> bool:
        """Whether an operation is in beta."""
        if is_in_beta(operation.node.value):
            return True
        from fnmatch import fnmatchcase  # only where settings name paths

        return any(fnmatchcase(operation.path, glob) for glob in self.paths)


def is_in_beta(operation: Any) -> bool:
    """Whether an operation object says that it is in beta: by `x-beta`, or a stability of draft or alpha."""
    return type(operation) is dict and stability_of(operation) < _PROMISED


def stability_of(members: dict[str, Any]) -> int:
    """How stable an object says that it is: the more, the higher; all that say nothing are stable."""
    if members.get("x-beta") is True:
        return 1
    levels = [_LEVELS.get(str(members[name]).lower(), 3) for name in LEVEL_MEMBERS if name in members]
    return min(levels, default=3)
