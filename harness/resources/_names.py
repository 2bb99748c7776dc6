"""Names that mean the same: `replicaUUID`, `replica_uuid` and the `uuid` of a replica."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the names of identifiers end with, the longest first.
_ENDS = ("uuid", "guid", "id", "key", "slug", "name")


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without what only spells it: `createdAt` and `created_at` are the same."""
    return "".join(sign for sign in name if sign not in "_-. $[]:").lower()


def singular(segment: str) -> str:
    """The folded name of one thing in a collection: `aigateway` for `ai-gateways`."""
    name = folded(segment)
    if name.endswith("ies") and len(name) > len("ties"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def names_of_id(segment: str, parameters: Iterable[str]) -> tuple[str, ...]:
    """The folded names that the identifier of a resource may have, the likeliest first.

    Args:
        segment: the last one of the path of the collection.
        parameters: the names of the parameter that a path to one resource has.
    """
    resource = singular(segment)
    names: dict[str, None] = {}
    for parameter in parameters:
        own = folded(parameter)
        short = own.removeprefix(resource) or own
        names |= dict.fromkeys((own, short, f"{resource}{short}"))
        end = next((end for end in _ENDS if own.endswith(end)), None)
        if end is not None:
            names |= dict.fromkeys((end, f"{resource}{end}"))
    return tuple(names or {"id": None, "uuid": None, f"{resource}id": None, f"{resource}uuid": None})
