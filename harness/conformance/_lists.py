"""Lists, page by page: how an operation takes its list apart, and all that is in it."""

from __future__ import annotations

from time import sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from harness.conformance._json import json_of
from harness.messages import Accepted
from harness.records import NamedTuple
from harness.resources import folded, id_in, is_word, items_in, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._asked import Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Operation, Parameter
    from harness.resources import Resource

# What follows the words for what a page begins or ends at.
_ENDS = ("", "id", "uuid")
_MOST_PAGES = 20
_MOMENT = 1.0  # seconds
_DEEPEST = 2  # objects within the answer that tell of its page
_MOST_ITEMS = 100  # of a page


class Paging(NamedTuple):
    """How a list is taken apart.

    Attributes:
        kind: "page", "offset", "after" or "before"; "size" where only the size of the first part can be said.
        parameter: that says which part.
        size: the parameter that says how much of it; None where nothing does.
    """

    kind: str
    parameter: Parameter
    size: Parameter | None


class Listed(NamedTuple):
    """What a list has.

    Attributes:
        exchanges: its pages, as they came.
        items: of all of them.
        is_whole: whether that is all; False where there may be more.
    """

    exchanges: tuple[Exchanged, ...]
    items: tuple[Any, ...]
    is_whole: bool


def listed(
    world: World, listing: Operation, ids: Mapping[str, Any] | None = None, *, identity: Identity | None = None
) -> Listed | None:
    """All of a list, by as few pages as there may be; None where nothing can be read of it.

    Args:
        world: who asks.
        listing: the operation.
        ids: of its path; something is created for them where there are none.
        identity: who asks, if it is not who usually does; that something is there for it is not expected.
    """
    paging = next((paging for paging in pagings_of(listing) if paging.kind != "before"), None)
    pages: list[Exchanged] = []
    items: list[Any] = []
    query: dict[str, Any] | None = widest(listing)
    while query is not None and len(pages) < _MOST_PAGES:
        page = asked(world, listing, query, ids, identity=identity)
        own = None if page is None else items_of(page)
        if page is None or own is None:
            break
        pages.append(page)
        items += own
        query = _Following(paging, listing, len(pages), len(items)).query(page, own) if paging is not None else None
    return Listed(tuple(pages), tuple(items), query is None and not _may_be_cut(listing, items)) if pages else None


def asked(
    world: World,
    listing: Operation,
    query: Mapping[str, Any],
    ids: Mapping[str, Any] | None = None,
    *,
    identity: Identity | None = None,
) -> Exchanged | None:
    """What a query gets; None where it is not allowed."""
    values = {name: _typed(listing, name, value) for name, value in query.items()}
    request = world.request(listing, "smallest", ids=ids, query=values)
    read = world.judge.exchange(listing).accept_request(request) if request is not None else None
    if request is None or not isinstance(read, Accepted):
        return None
    return world.ask(listing, request, identity=identity, there=identity is None)


def items_of(exchanged: Exchanged) -> list[Any] | None:
    """The items of a page; None where it is none."""
    if exchanged.response is None or exchanged.response.status >= 300:
        return None
    return items_in(json_of(exchanged.response))


def ids_listed(
    world: World, resource: Resource, ids: Mapping[str, Any], *, there: bool | None = None
) -> tuple[list[Any], Listed] | None:
    """The ids of a list, and how much of it there is to see; a moment later, if it is not as it should be.

    Args:
        world: who asks.
        resource: whose members are listed.
        ids: of a member, and of what it stands below.
        there: whether that member should be in the list; None where nobody can tell.
    """
    seen = _ids_now(world, resource, ids)
    if seen is not None and there is not None and (ids[resource.parameter] in seen[0]) is not there:
        sleep(_MOMENT)  # lists may come a little later than what they are of
        seen = _ids_now(world, resource, ids)
    return seen


def _ids_now(world: World, resource: Resource, ids: Mapping[str, Any]) -> tuple[list[Any], Listed] | None:
    own = None if resource.listing is None else listed(world, resource.listing, ids)
    every = [id_in(item, resource.parameter, resource.path) for item in own.items] if own is not None else []
    return None if own is None or None in every else (every, own)


def totals_of(exchanged: Exchanged) -> Iterator[tuple[str, int]]:
    """What an answer says how much there is on all pages, in its body or its headers, by name."""
    headers = exchanged.response.headers if exchanged.response is not None else ()
    named_numbers = [(name, int(text)) for name, text in headers if text.isascii() and text.isdecimal()]
    for name, value in (*members_of(json_of(exchanged.response)), *named_numbers):
        if is_word(folded(name).removeprefix("x"), "total") and type(value) is int:
            yield name, value


def members_of(body: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The members of an answer that are no lists, of the objects in it too."""
    for name, value in body.items() if isinstance(body, dict) else ():
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from members_of(value, depth + 1)
        else:
            yield name, value


def pagings_of(operation: Operation) -> list[Paging]:
    """The ways to take the list of an operation apart."""
    query = [parameter for parameter in operation.parameters if parameter.location == "query"]
    size = next((parameter for parameter in query if is_word(parameter.name, "size")), None)
    kinds = [(_kind(parameter.name), parameter) for parameter in query]
    pagings = [Paging(kind, parameter, size) for kind, parameter in kinds if kind is not None]
    return pagings or ([Paging("size", size, size)] if size is not None else [])


def widest(operation: Operation) -> dict[str, Any]:
    """The query for as much of a list as there may be."""
    size = next((paging.size for paging in pagings_of(operation) if paging.size is not None), None)
    return {} if size is None else {size.name: _typed(operation, size.name, most_of(size))}


def most_of(size: Parameter) -> int:
    """How much a page may hold."""
    return min(int(schema_of(size).get("maximum", _MOST_ITEMS)), _MOST_ITEMS)


def first_of(paging: Paging) -> int:
    """The number of the first page, or the first offset."""
    if paging.kind == "offset":
        return 0
    for keyword in ("default", "minimum"):
        value = str(schema_of(paging.parameter).get(keyword))
        if value in ("0", "1"):
            return int(value)
    return 1


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """The schema of a parameter, an empty one where there is none."""
    schema = parameter.node.child("schema")
    return schema.value if schema is not None and isinstance(schema.value, dict) else {}


def following_cursor(paging: Paging, listing: Operation, exchanged: Exchanged, own: list[Any]) -> Any:
    """The cursor of the page behind one: what the answer names, or else the id of its last item."""
    body = json_of(exchanged.response)
    cursor = next_cursor(body)
    if cursor is not None:
        parts = urlsplit(cursor)
        return dict(parse_qsl(parts.query)).get(paging.parameter.name, cursor) if parts.path else cursor
    return None if _says_end(body) else id_in(own[-1], "id", listing.path)


def next_cursor(body: Any) -> str | None:
    """What an answer names as the next page: a cursor, or an address that has one."""
    if not isinstance(body, dict):
        return None
    own = (v for n, v in body.items() if is_word(n, "next cursor", "next") and isinstance(v, str) and v)
    inner = (next_cursor(value) for value in body.values() if isinstance(value, dict))
    return next((value for value in (*own, *inner) if value is not None), None)


def _says_end(body: Any) -> bool:
    """Whether an answer says that there is no next page."""
    if not isinstance(body, dict):
        return False
    own = any(is_word(name, "next cursor", "next") and value is None for name, value in body.items())
    return own or any(_says_end(value) for value in body.values() if isinstance(value, dict))


class _Following(NamedTuple):
    """The way from a page to the one behind it.

    Attributes:
        pages: how many there were.
        items: on all of them.
    """

    paging: Paging
    listing: Operation
    pages: int
    items: int

    def query(self, page: Exchanged, own: list[Any]) -> dict[str, Any] | None:
        """The query of the page behind one; None where there is none."""
        kind, size = self.paging.kind, self.paging.size
        most = most_of(size) if size is not None else len(own)
        if kind == "size" or not own:
            return None
        is_full = len(own) == most or (kind == "after" and next_cursor(json_of(page.response)) is not None)
        place: Any = self.items
        if kind == "page":
            place = first_of(self.paging) + self.pages
        elif kind == "after":
            place = following_cursor(self.paging, self.listing, page, own)
        return {**widest(self.listing), self.paging.parameter.name: place} if is_full and place is not None else None


def _may_be_cut(listing: Operation, items: list[Any]) -> bool:
    """Whether there may be more that no query asks for."""
    sizes = [paging.size for paging in pagings_of(listing) if paging.kind == "size"]
    return any(size is not None and len(items) >= most_of(size) for size in sizes)


def _kind(name: str) -> str | None:
    if is_word(name, "page"):
        return "page"
    if is_word(name, "offset"):
        return "offset"
    if is_word(name, "cursor") or named([name], "after", _ENDS) is not None:
        return "after"
    return "before" if named([name], "before", _ENDS) is not None else None


def _typed(operation: Operation, name: str, value: Any) -> Any:
    """A number as its parameter wants it: some are texts."""
    for parameter in operation.parameters:
        if parameter.name == name and parameter.location == "query":
            types = schema_of(parameter).get("type")
            return str(value) if types == "string" else value
    return value
