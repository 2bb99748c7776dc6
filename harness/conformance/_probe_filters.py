"""Do lists hold to what a query asks of them?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.conformance._client import NotSent
from harness.conformance._json import json_of
from harness.conformance._lists import pagings_of, totals_of, widest
from harness.resources import items_in

if TYPE_CHECKING:
    from harness.conformance._world import World
    from harness.document import Operation

_WHY = "The parameter is called like the property, and so says which things are asked for."


def filters(world: World) -> None:
    """A query parameter that is called like a property leaves out what has another value there."""
    for resource in world.resources:
        listing = resource.listing
        if listing is None or listing not in world.operations or not filters_of(listing):
            continue
        try:
            for _ in range(2):
                world.create(resource)
            _filtered(world, listing)
        except NotSent:
            continue


def filters_of(operation: Operation) -> list[str]:
    """The query parameters of a list that say nothing of its pages."""
    paging = {paging.parameter.name for paging in pagings_of(operation)} | set(widest(operation))
    names = (parameter.name for parameter in operation.parameters if parameter.location == "query")
    return [name for name in names if name not in paging]


def _filtered(world: World, listing: Operation) -> None:
    whole = _items(world, listing, widest(listing))
    for parameter in filters_of(listing):
        for name in {name for item in whole for name in item if _folded(name) == _folded(parameter)}:
            values = [item[name] for item in whole if isinstance(item.get(name), str | int)]
            others = [value for value in values if not _matches(value, values[0])]
            if others:
                _narrowed(world, listing, parameter, name, values[0])


def _narrowed(world: World, listing: Operation, parameter: str, name: str, wanted: Any) -> None:
    text = str(wanted).lower() if isinstance(wanted, bool) else wanted
    request = world.request(listing, "smallest", query={**widest(listing), parameter: text})
    exchanged = world.ask(listing, request) if request is not None else None
    if exchanged is None or exchanged.response is None or exchanged.response.status >= 300:
        return
    items = items_in(json_of(exchanged.response))
    if items == []:
        title = f"`{parameter}` leaves out what has the `{name}` that is asked for"
        world.breach("filter", exchanged, title, _WHY, listing, pointer=parameter)
    size = int(next(iter(widest(listing).values()), 0))
    for total, count in totals_of(exchanged) if items is not None and len(items) < size else ():
        if count != len(items or ()):
            title = f"`{total}` is {count} where `{parameter}` leaves {len(items or ())}"
            why = "The total is how much there is of what is asked for."
            world.breach("pages-total", exchanged, title, why, listing, pointer=parameter)
    for item in items or []:
        value = item.get(name) if isinstance(item, dict) else None
        if value is not None and not _matches(value, wanted):
            title = f"`{parameter}` does not leave out what has another `{name}`"
            world.breach("filter", exchanged, title, _WHY, listing, pointer=parameter)
            return


def _items(world: World, listing: Operation, query: dict[str, Any]) -> list[dict[str, Any]]:
    request = world.request(listing, "smallest", query=query)
    exchanged = world.ask(listing, request) if request is not None else None
    answer = json_of(exchanged.response) if exchanged is not None else None
    return [item for item in items_in(answer) or [] if isinstance(item, dict)]


def _matches(value: Any, wanted: Any) -> bool:
    """Whether a value is what is asked for, or holds it: some look for words."""
    return value == wanted or (isinstance(value, str) and str(wanted).lower() in value.lower())


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
