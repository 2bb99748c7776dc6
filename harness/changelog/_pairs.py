"""Which named part of the old document stands for which of the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from harness.comparison import matched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

K = TypeVar("K", bound="Hashable")


def pairs(
    old: Mapping[K, object], new: Mapping[K, object], folded: Callable[[K], Hashable] | None = None
) -> list[tuple[K | None, K | None]]:
    """Names that stand for each other: equal ones, then those that `folded` makes equal; None for no partner.

    In the order of `new`, then what only `old` has, in its order.
    """
    renamed: dict[K, K] = {}
    if folded is not None and len(old.keys() - new.keys()):
        gone = [name for name in old if name not in new]
        come = [name for name in new if name not in old]
        renamed = {now: was for was, now in matched(gone, come, folded) if was is not None and now is not None}
    found = [(name if name in old else renamed.get(name), name) for name in new]
    kept = {*new, *renamed.values()}
    return [*found, *((name, None) for name in old if name not in kept)]
