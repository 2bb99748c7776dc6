"""Lists are sorted, chosen and cut as their queries ask, and what responses say of pages is true."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock.conftest import Client

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
KITE = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": WHOLE, "name": TEXT, "span": {"type": "number"}, "colours": {"type": "array", "items": TEXT}},
}
NAMES = ["Delta", "box", "Eddy", "Rokkaku", "sled", "Cody", "Parafoil"]


def kites(schema: Any, *queries: Any, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    """A document of kites that are listed in some shape by some parameters."""
    parameters = [query if isinstance(query, dict) else {"name": query, "schema": TEXT} for query in queries]
    listed = {
        "description": "Kites.",
        "content": {"application/json": {"schema": schema}},
        "headers": {name: {"schema": own} for name, own in (headers or {}).items()},
    }
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    made = {"description": "One.", "content": {"application/json": {"schema": KITE}}}
    return {
        "paths": {
            "/kites": {
                "get": {"parameters": [{"in": "query", **p} for p in parameters], "responses": {"200": listed}},
                "post": {"requestBody": body, "responses": {"201": made}},
            },
            "/kites/{kiteId}": {
                "parameters": [{"name": "kiteId", "in": "path", "required": True, "schema": WHOLE}],
                "delete": {"responses": {"204": {"description": "Gone."}}},
            },
        }
    }


def within(**members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["kites"],
        "properties": {"kites": {"type": "array", "items": KITE}, **members},
    }


def filled(client: Client) -> Client:
    for number, name in enumerate(NAMES):
        kite = {"name": name, "colours": ["red", "blue"][: number % 3]} | ({"span": number % 4} if number else {})
        assert client("POST", "/kites", json_body=kite).status == 201
    return client


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["name"] for item in items]


LIMIT = {"name": "limit", "schema": WHOLE}


@pytest.mark.parametrize(
    ("query", "key", "descends"),
    [
        ("sort=name", "name", False),
        ("sort=-name", "name", True),
        ("sort=name:desc", "name", True),
        ("sort=name_desc", "name", True),
        ("sort=name&direction=DESC", "name", True),
        ("sort=%2Bname", "name", False),
        ("sort=span,-name", "span", False),
    ],
)
def test_a_list_is_sorted_as_its_query_says(mock: Callable[..., Client], query: str, key: str, descends: bool) -> None:
    client = filled(mock(kites({"type": "array", "items": KITE}, "sort", "direction")))
    plain = client("GET", "/kites").json
    items = client("GET", f"/kites?{query}").json
    values = [str(item.get(key, "")).casefold() for item in items]
    assert values == sorted(values, reverse=descends)
    assert sorted(names(items)) == sorted(names(plain))
    if "," in query:
        same = [item["name"].casefold() for item in items if item.get("span") == 1]
        assert same == sorted(same, reverse=True)


def test_what_no_item_shows_sorts_nothing_and_chooses_nothing(mock: Callable[..., Client]) -> None:
    client = filled(mock(kites({"type": "array", "items": KITE}, "sort", "weight")))
    assert client("GET", "/kites?sort=weight&weight=7").json == client("GET", "/kites").json


def test_an_item_without_a_property_is_none_with_a_value_of_it(mock: Callable[..., Client]) -> None:
    client = filled(mock(kites({"type": "array", "items": KITE}, {"name": "span", "schema": WHOLE})))
    chosen = client("GET", "/kites?span=1").json
    assert names(chosen) == [name for number, name in enumerate(NAMES) if number and number % 4 == 1]


CURSOR_SHAPES = {
    "beside the list": within(next_cursor={"type": ["string", "null"]}, has_more={"type": "boolean"}),
    "in an object of its own": within(
        paging={"type": "object", "properties": {"cursors": {"type": "object", "properties": {"after": TEXT}}}}
    ),
    "in a page object": within(
        pageInfo={"type": "object", "properties": {"nextPageToken": TEXT, "hasNextPage": {"type": "boolean"}}}
    ),
}


def cursor_in(body: dict[str, Any]) -> str | None:
    paging, info = body.get("paging", {}), body.get("pageInfo", {})
    return body.get("next_cursor") or paging.get("cursors", {}).get("after") or info.get("nextPageToken")


@pytest.mark.parametrize("shape", CURSOR_SHAPES.values(), ids=CURSOR_SHAPES)
@pytest.mark.parametrize("name", ["cursor", "page_token", "pageToken", "page[cursor]"])
@pytest.mark.parametrize("order", ["", "&sort=-name"])
def test_cursors_lead_through_the_whole_list_once(
    mock: Callable[..., Client], shape: Any, name: str, order: str
) -> None:
    client = filled(mock(kites(shape, name, LIMIT, "sort")))
    whole = names(client("GET", f"/kites?limit=100{order}").json["kites"])
    seen: list[str] = []
    query = f"limit=3{order}"
    for _ in range(4):
        body = client("GET", f"/kites?{query}").json
        seen += names(body["kites"])
        assert body.get("has_more", cursor_in(body) is not None) is (cursor_in(body) is not None)
        if cursor_in(body) is None:
            break
        query = f"limit=3{order}&{name}={cursor_in(body)}"
    assert seen == whole


def test_a_cursor_stays_where_it_was_when_its_item_is_gone(mock: Callable[..., Client]) -> None:
    client = filled(mock(kites(CURSOR_SHAPES["beside the list"], "cursor", LIMIT)))
    first = client("GET", "/kites?limit=2").json
    assert client("DELETE", f"/kites/{first['kites'][1]['id']}").status == 204
    following = client("GET", f"/kites?limit=2&cursor={first['next_cursor']}").json
    assert not set(names(following["kites"])) & set(names(first["kites"]))


def test_what_is_no_cursor_is_refused_with_its_place(mock: Callable[..., Client]) -> None:
    client = filled(mock(kites(CURSOR_SHAPES["beside the list"], "cursor", LIMIT)))
    for text in ("x", "WzFd", "%00", "9" * 5000):
        answer = client("GET", f"/kites?cursor={text}")
        assert answer.status == 400
        assert "cursor" in answer.json["detail"]


def test_what_stands_beside_an_identifier_says_whether_more_follows(mock: Callable[..., Client]) -> None:
    shape = within(has_more={"type": "boolean"})
    client = filled(mock(kites(shape, {"name": "starting_after", "schema": WHOLE}, LIMIT)))
    ids = [item["id"] for item in client("GET", "/kites").json["kites"]]
    told = [client("GET", f"/kites?limit=2&starting_after={own}").json["has_more"] for own in ids]
    assert told == [True] * (len(ids) - 3) + [False] * 3


PAGES = [
    ({"name": "page", "schema": {**WHOLE, "minimum": 1}}, LIMIT, "page={}&limit={}"),
    (
        {"name": "page[number]", "schema": WHOLE},
        {"name": "page[size]", "schema": WHOLE},
        "page[number]={}&page[size]={}",
    ),
    (
        {
            "name": "page",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {"number": WHOLE, "size": WHOLE}},
        },
        {"name": "x", "schema": WHOLE},
        "page[number]={}&page[size]={}",
    ),
]


@pytest.mark.parametrize(("number", "size", "query"), PAGES, ids=["plain", "in brackets", "deep object"])
def test_links_lead_to_the_pages_that_they_name(
    mock: Callable[..., Client], number: Any, size: Any, query: str
) -> None:
    links = {"type": "object", "properties": {"next": {"type": ["string", "null"]}, "last": TEXT, "first": TEXT}}
    shape = within(links=links, meta={"type": "object", "properties": {"total": WHOLE, "totalPages": WHOLE}})
    client = filled(mock(kites(shape, number, size, headers={"Link": TEXT, "X-Total-Count": WHOLE})))
    answer = client("GET", f"/kites?{query.format(1, 3)}")
    whole = names(client("GET", "/kites").json["kites"])
    assert answer.json["meta"] == {"total": len(NAMES), "totalPages": 3}
    assert answer.headers["x-total-count"] == str(len(NAMES))
    assert names(answer.json["kites"]) == whole[:3]

    def at(url: str) -> list[str]:
        parts = urlsplit(url)
        return names(client("GET", f"{parts.path}?{parts.query}").json["kites"])

    assert at(answer.json["links"]["next"]) == whole[3:6]
    assert at(answer.json["links"]["last"]) == whole[6:]
    assert at(answer.json["links"]["first"]) == whole[:3]
    header = dict(reversed(pair) for pair in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["link"]))
    assert at(header["next"]) == whole[3:6]
    assert "prev" not in header
    assert client("GET", f"/kites?{query.format(3, 3)}").json["links"]["next"] is None


def test_filters_in_brackets_choose_by_what_stands_in_them(mock: Callable[..., Client]) -> None:
    parameter = {"name": "filter", "style": "deepObject", "schema": {"type": "object", "properties": {"name": TEXT}}}
    client = filled(mock(kites({"type": "array", "items": KITE}, parameter)))
    assert names(client("GET", "/kites?filter[name]=Eddy").json) == ["Eddy"]


@pytest.mark.parametrize(("more", "count"), [({}, len(NAMES)), ({"meta": {"properties": {"total": WHOLE}}}, 2)])
def test_a_count_is_the_total_where_nothing_else_is(
    mock: Callable[..., Client], more: dict[str, Any], count: int
) -> None:
    client = filled(
        mock(kites(within(count=WHOLE, **{n: {"type": "object", **own} for n, own in more.items()}), LIMIT))
    )
    body = client("GET", "/kites?limit=2").json
    assert body["count"] == count
    assert body.get("meta", {"total": len(NAMES)})["total"] == len(NAMES)


def test_items_are_chosen_by_many_identifiers(mock: Callable[..., Client]) -> None:
    client = filled(mock(kites({"type": "array", "items": KITE}, {"name": "ids", "schema": {"type": "array"}})))
    whole = client("GET", "/kites").json
    chosen = client("GET", f"/kites?ids={whole[1]['id']}&ids={whole[4]['id']}").json
    assert chosen == [whole[1], whole[4]]


@pytest.mark.parametrize(("schema", "has_items"), [({**WHOLE, "default": 1}, False), (WHOLE, True)])
def test_nothing_stands_before_a_first_page_that_is_declared(
    mock: Callable[..., Client], schema: dict[str, Any], has_items: bool
) -> None:
    client = filled(mock(kites(within(total=WHOLE), {"name": "page", "schema": schema}, LIMIT)))
    before, first = (client("GET", f"/kites?page={page}&limit=3").json for page in (0, 1))
    assert names(first["kites"]) == NAMES[:3]
    assert names(before["kites"]) == (NAMES[:3] if has_items else [])
    assert before["total"] == first["total"] == len(NAMES)
