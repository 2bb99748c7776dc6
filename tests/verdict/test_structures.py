"""What is no schema: which of its changes break, and the message that shows it."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from harness.verdict import contract
from harness.vocabulary import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Finding

TEXT = {"type": "string"}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": TEXT}}


def api(path: str = "/pets", method: str = "get", **said: Any) -> dict[str, Any]:
    operation = {"responses": {"200": {"description": ""}}, **said}
    head = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}}
    return {**head, "paths": {path: {method: operation}}}


def answers(**schemas: Any) -> dict[str, Any]:
    """An operation that answers each status, `s404` or `default`, with a schema; None for no content."""
    return api(
        responses={
            status.removeprefix("s"): {"description": ""}
            if schema is None
            else {"description": "", "content": {"application/json": {"schema": schema}}}
            for status, schema in schemas.items()
        }
    )


def in_path(schema: dict[str, Any] | None, name: str = "id") -> dict[str, Any]:
    parameter = {"name": name, "in": "path", "required": True, **({"schema": schema} if schema is not None else {})}
    return api(f"/pets/{{{name}}}", parameters=[parameter])


@pytest.fixture
def finding(comparison_of: Callable[..., Any]) -> Callable[..., Finding]:
    """The only finding of a rule on two documents."""

    def only(old: dict[str, Any], new: dict[str, Any], rule: str) -> Finding:
        found = contract(comparison_of(old, new), today="2025-06-16")
        (one,) = [one for one in found.findings if one.rule.id == rule]
        return one

    return only


@pytest.mark.parametrize(
    ("schema", "impact", "address"),
    [
        (TEXT, "compatible", ""),
        ({}, "compatible", ""),
        (None, "compatible", ""),
        ({"type": "string", "minLength": 1}, "compatible", ""),
        ({"type": ["string", "integer"]}, "compatible", ""),
        ({"type": "integer"}, "breaking", "/pets/amber"),
        ({"type": "string", "format": "uuid"}, "breaking", "/pets/1042"),
        ({"type": "string", "maxLength": 2}, "breaking", "/pets/1042"),
        ({"enum": ["a"]}, "breaking", "/pets/"),
    ],
)
def test_a_place_of_a_path_that_gets_a_declaration_breaks_only_if_it_refuses_texts(
    finding: Callable[..., Finding], schema: Any, impact: str, address: str
) -> None:
    one = finding(api("/pets/{id}"), in_path(schema), "request-path-parameter-declared")
    assert one.impact == impact
    assert (one.witness is not None) == (impact == "breaking")
    assert one.witness is None or address in one.witness.message


def test_a_place_of_a_path_is_the_same_under_another_name(finding: Callable[..., Finding]) -> None:
    old, new = api("/pets/{id}"), in_path({"type": "integer"}, "key")
    one = finding(old, new, "request-path-parameter-declared")
    assert one.witness is not None
    assert one.witness.message == "curl -X GET https://api.example.com/pets/amber"


def test_a_place_that_the_old_path_had_not_is_needed_now(finding: Callable[..., Finding]) -> None:
    old = api("/pets", operationId="pet")
    new = in_path(TEXT)
    new["paths"]["/pets/{id}"]["get"]["operationId"] = "pet"
    one = finding(old, new, "request-parameter-required-added")
    assert (one.impact, one.witness) == ("breaking", None)


def test_what_a_path_demands_was_required_before(finding: Callable[..., Finding]) -> None:
    old, new = in_path(TEXT), in_path(TEXT)
    del old["paths"]["/pets/{id}"]["get"]["parameters"][0]["required"]
    assert finding(old, new, "request-parameter-became-required").impact == "compatible"


def test_a_request_without_credentials_shows_that_they_are_needed_now(finding: Callable[..., Finding]) -> None:
    scheme = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}}
    old, new = ({**api(security=said), **scheme} for said in ([], [{"key": []}]))
    one = finding(old, new, "security-required")
    assert one.witness is not None
    assert one.witness.message == "curl -X GET https://api.example.com/pets"


@pytest.mark.parametrize(
    ("old", "new", "rule", "impact"),
    [
        (answers(default=ERROR), answers(default=ERROR, s404=ERROR), "response-status-told-apart", "compatible"),
        (answers(default=ERROR), answers(default=ERROR, s404=TEXT), "response-status-told-apart", "breaking"),
        (answers(default=ERROR), answers(default=ERROR, s404=None), "response-status-told-apart", "compatible"),
        (answers(default=None), answers(default=None, s404=TEXT), "response-status-told-apart", "compatible"),
        (answers(default=ERROR), answers(default=ERROR, s4XX=TEXT), "response-status-told-apart", "breaking"),
        (
            answers(s4XX=TEXT, default=ERROR),
            answers(s4XX=TEXT, default=ERROR, s404=ERROR),
            "response-status-told-apart",
            "breaking",
        ),
        (answers(default=ERROR), answers(default=ERROR, s200=TEXT), "response-status-told-apart", "breaking"),
        (
            answers(s200=TEXT, default=ERROR),
            answers(s200=TEXT, s201=TEXT, default=ERROR),
            "response-success-status-added",
            "warning",
        ),
        (answers(s404=ERROR, default=ERROR), answers(default=ERROR), "response-status-merged", "compatible"),
        (answers(s404=ERROR, default=TEXT), answers(default=TEXT), "response-status-merged", "breaking"),
        (answers(s404=ERROR), answers(default=TEXT), "response-status-merged", "breaking"),
        (answers(s404=ERROR), answers(s200=None), "response-status-removed", "compatible"),
        (
            answers(s200=TEXT, s202=None, default=TEXT),
            answers(s202=None, default=TEXT),
            "response-success-status-removed",
            "breaking",
        ),
    ],
)
def test_a_status_is_compared_with_what_described_it(
    finding: Callable[..., Finding], old: Any, new: Any, rule: str, impact: str
) -> None:
    one = finding(old, new, rule)
    assert one.impact == impact
    assert (one.witness is not None) == (impact == "breaking" and rule != "response-success-status-removed")


def test_the_message_has_the_status_that_was_told_apart(finding: Callable[..., Finding]) -> None:
    old, new = answers(default=ERROR), answers(default=ERROR, s404={"type": "array"})
    one = finding(old, new, "response-status-told-apart")
    assert one.witness is not None
    assert one.witness.message == "HTTP/1.1 404\nContent-Type: application/json\n\n[]"


def test_a_request_that_lacks_a_parameter_is_good_in_all_other_parts(finding: Callable[..., Finding]) -> None:
    content = {"application/json": {"schema": {"type": "array"}}}
    body = {"requestBody": {"required": True, "content": content}}
    kind = {"name": "kind", "in": "query", "required": True, "schema": {"enum": ["cat"]}}
    name = {"name": "X-Name", "in": "header", "required": True, "schema": TEXT}
    old = api(method="post", parameters=[kind], **body)
    new = api(method="post", parameters=[kind, name], **body)
    one = finding(old, new, "request-parameter-required-added")
    assert one.witness is not None
    assert one.witness.message.split(" \\\n  ") == [
        "curl -X POST 'https://api.example.com/pets?kind=cat'",
        "-H 'Content-Type: application/json'",
        "--data '[]'",
    ]


def test_a_request_without_the_body_shows_that_it_is_needed_now(finding: Callable[..., Finding]) -> None:
    content = {"application/json": {"schema": TEXT}}
    old, new = (api(method="post", requestBody={"required": needed, "content": content}) for needed in (False, True))
    one = finding(old, new, "request-body-required")
    assert one.witness is not None
    assert one.witness.message == "curl -X POST https://api.example.com/pets"


def test_a_request_with_the_old_place_shows_that_a_needed_parameter_moved(finding: Callable[..., Finding]) -> None:
    old, new = (
        api(parameters=[{"name": "kind", "in": place, "required": True, "schema": TEXT}])
        for place in ("query", "header")
    )
    one = finding(old, new, "request-parameter-required-added")
    assert one.witness is not None
    assert one.witness.message == "curl -X GET 'https://api.example.com/pets?kind=standard'"


@pytest.mark.parametrize("required", [True, False])
def test_a_response_without_a_promised_header_shows_that_it_is_gone(
    finding: Callable[..., Finding],
    required: bool,
) -> None:
    header = {"X-Total": {"required": required, "schema": TEXT}}
    old, new = api(responses={"200": {"description": "", "headers": header}}), api()
    rule = "response-header-removed" if required else "response-optional-header-removed"
    one = finding(old, new, rule)
    assert (one.impact, one.witness and one.witness.message) == (
        ("breaking", "HTTP/1.1 200") if required else ("warning", None)
    )


def bodies(**schemas: Any) -> dict[str, Any]:
    content = {name.replace("_", "/").replace("ANY", "*"): {"schema": schema} for name, schema in schemas.items()}
    return api(method="post", requestBody={"content": content})


def sends(**schemas: Any) -> dict[str, Any]:
    content = {name.replace("_", "/").replace("ANY", "*"): {"schema": schema} for name, schema in schemas.items()}
    return api(responses={"200": {"description": "", "content": content}})


@pytest.mark.parametrize(
    ("old", "new", "rule", "impact", "said"),
    [
        (bodies(text_csv=TEXT), bodies(text_ANY=TEXT), "request-media-type-merged", "compatible", ""),
        (bodies(text_csv=TEXT), bodies(ANY_ANY=TEXT), "request-media-type-merged", "compatible", ""),
        (bodies(text_csv=TEXT), bodies(text_ANY={"const": "x"}), "request-media-type-merged", "breaking", "text/csv"),
        (bodies(text_csv=TEXT), bodies(text_plain=TEXT), "request-media-type-removed", "breaking", "text/csv"),
        (bodies(text_ANY=TEXT), bodies(text_plain=TEXT), "request-media-type-removed", "breaking", "text/csv"),
        (sends(ANY_ANY=TEXT), sends(text_plain=TEXT), "response-media-type-removed", "compatible", ""),
        (sends(text_csv=TEXT, text_ANY=TEXT), sends(text_ANY=TEXT), "response-media-type-removed", "compatible", ""),
        (sends(text_csv=ERROR), sends(text_ANY=TEXT), "response-media-type-removed", "breaking", "text/csv"),
        (sends(ANY_ANY=TEXT), sends(text_plain=TEXT), "response-media-type-told-apart", "compatible", ""),
        (sends(text_ANY=ERROR), sends(text_plain=TEXT), "response-media-type-told-apart", "breaking", "text/plain"),
        (sends(text_csv=TEXT), sends(text_csv=TEXT, x_y=TEXT), "response-media-type-added", "compatible", ""),
    ],
)
def test_a_media_type_is_compared_with_the_range_that_takes_it(
    finding: Callable[..., Finding], old: Any, new: Any, rule: str, impact: str, said: str
) -> None:
    one = finding(old, new, rule)
    assert one.impact == impact
    assert one.witness is None if not said else one.witness is not None and said in one.witness.message


def takes(schema: dict[str, Any] | None, **said: Any) -> dict[str, Any]:
    """An operation with one query parameter."""
    parameter = {"name": "q", "in": "query", **({"schema": schema} if schema is not None else {}), **said}
    return api(parameters=[parameter])


LIST = {"type": "array", "items": TEXT}
PAIRS = {"type": "object", "properties": {"a": TEXT}, "required": ["a"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "old", "new", "query"),
    [
        (TEXT, {}, {"explode": False}, None),
        ({"type": "integer"}, {}, {"style": "pipeDelimited", "explode": False}, None),
        ({**LIST, "maxItems": 1}, {}, {"explode": False}, None),
        (LIST, {}, {"explode": False}, "q=a&q=a"),
        (LIST, {"explode": False}, {}, "q=a,a"),
        (LIST, {"style": "pipeDelimited", "explode": False}, {"style": "spaceDelimited", "explode": False}, "q=a%7Ca"),
        (PAIRS, {}, {"style": "deepObject"}, "a=a"),
        (PAIRS, {"style": "deepObject"}, {"style": "form"}, "q[a]=a"),
    ],
)
def test_a_form_breaks_only_what_it_writes_in_another_way(
    comparison_of: Callable[..., Any], schema: Any, old: Any, new: Any, query: str | None
) -> None:
    found = contract(comparison_of(takes(schema, **old), takes(schema, **new))).findings
    assert {one.rule.id for one in found} == {"request-parameter-style-changed"}
    for one in found:
        assert one.impact == ("compatible" if query is None else "breaking")
        assert query is None or (one.witness is not None and f"/pets?{query}" in one.witness.message)


def test_a_parameter_with_a_blank_in_its_name_is_told_by_its_whole_name(comparison_of: Callable[..., Any]) -> None:
    sizes = {"name": "page size", "in": "query", "schema": LIST}
    sides = (api(parameters=[{**sizes, **more}]) for more in ({}, {"explode": False}))
    (one,) = contract(comparison_of(*sides)).findings
    assert one.reason == ("what is sent as `page size=a&page size=a` is read in a form that writes `page size=a,a`")
    assert one.witness is not None
    assert one.witness.place == (Step("query parameter", "page size"),)


@pytest.mark.parametrize(
    ("schema", "old", "new", "rule", "query"),
    [
        (TEXT, {"allowEmptyValue": True}, {}, "request-parameter-empty-value-refused", "?q="),
        (TEXT, {"allowReserved": True}, {}, "request-parameter-reserved-characters-refused", "?q=/"),
        (None, {"allowReserved": True}, {}, "request-parameter-reserved-characters-refused", "?q=/"),
        ({"enum": ["a"]}, {"allowReserved": True}, {}, "request-parameter-reserved-characters-refused", None),
        ({"type": "integer"}, {"allowReserved": True}, {}, "request-parameter-reserved-characters-refused", None),
    ],
)
def test_a_lost_way_to_write_a_value_is_shown_by_a_value(
    finding: Callable[..., Finding], schema: Any, old: Any, new: Any, rule: str, query: str | None
) -> None:
    one = finding(takes(schema, **old), takes(schema, **new), rule)
    assert one.impact == ("compatible" if query is None else "breaking")
    assert query is None or (one.witness is not None and query in one.witness.message)


def form(kind: str, schema: dict[str, Any], **encoding: Any) -> dict[str, Any]:
    """An operation that takes a form of one needed property beside a file."""
    whole = {"type": "object", "required": ["name"], "properties": {"name": TEXT, "file": schema}}
    media_type = {"schema": whole, **({"encoding": {"file": encoding}} if encoding else {})}
    return api(method="post", requestBody={"content": {kind: media_type}})


MULTIPART, FORM = "multipart/form-data", "application/x-www-form-urlencoded"
PNG = {"contentType": "image/png"}


@pytest.mark.parametrize(
    ("old", "new", "impact", "said"),
    [
        (form(MULTIPART, TEXT, **PNG), form(MULTIPART, TEXT, contentType="image/png, image/gif"), "compatible", ""),
        (form(MULTIPART, TEXT, **PNG), form(MULTIPART, TEXT, contentType="image/*"), "compatible", ""),
        (
            form(MULTIPART, TEXT, contentType="image/png, image/gif"),
            form(MULTIPART, TEXT, **PNG),
            "breaking",
            "-F 'file=report.csv;type=image/gif'",
        ),
        (form(MULTIPART, TEXT), form(MULTIPART, TEXT, contentType="text/plain"), "compatible", ""),
        (form(MULTIPART, {"type": "object"}), form(MULTIPART, {"type": "object"}, **PNG), "warning", ""),
        (form(MULTIPART, {}), form(MULTIPART, {}, **PNG), "warning", ""),
        (form("application/json", TEXT), form("application/json", TEXT, **PNG), "compatible", ""),
        (form(FORM, LIST), form(FORM, LIST, style="form"), "compatible", ""),
        (form(FORM, LIST), form(FORM, LIST, explode=False), "breaking", "--data-raw 'file=a&file=a'"),
        (form(FORM, LIST, explode=False), form(FORM, LIST, explode=True), "breaking", "--data-raw file=a,a"),
    ],
)
def test_an_encoding_breaks_what_is_sent_in_a_form_that_is_not_taken(
    comparison_of: Callable[..., Any], old: Any, new: Any, impact: str, said: str
) -> None:
    (one,) = contract(comparison_of(old, new)).findings
    assert one.impact == impact
    assert (one.witness is not None) == bool(said)
    if one.witness is not None:
        assert said in one.witness.message
        assert "name=Quarterly report" in one.witness.message


def test_a_property_that_comes_with_its_encoding_breaks_nothing(comparison_of: Callable[..., Any]) -> None:
    old = form(MULTIPART, TEXT)
    del old["paths"]["/pets"]["post"]["requestBody"]["content"][MULTIPART]["schema"]["properties"]["file"]
    found = contract(comparison_of(old, form(MULTIPART, TEXT, **PNG)))
    assert not found.breaking


def names_in(message: str) -> dict[str, set[str]]:
    """The parameters that a `curl` command sends, by where they stand."""
    words = shlex.split(message.replace("\\\n", ""))
    options = list(pairwise(words))
    query = urlsplit(next(word for word in words if "://" in word)).query
    return {
        "query": {name.partition("[")[0] for name, _ in parse_qsl(query, keep_blank_values=True)},
        "header": {word.partition(":")[0].lower() for option, word in options if option == "-H"},
        "cookie": {
            part.strip().partition("=")[0] for option, word in options if option == "-b" for part in word.split(";")
        },
    }


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_the_request_lacks_what_is_needed_now_and_has_what_was_needed_before(
    finding: Callable[..., Finding], location: str
) -> None:
    def needed(name: str) -> dict[str, Any]:
        return {"name": name, "in": location, "required": True, "schema": TEXT}

    one = finding(
        api(parameters=[needed("old")]),
        api(parameters=[needed("old"), needed("new")]),
        "request-parameter-required-added",
    )
    assert one.witness is not None
    assert names_in(one.witness.message)[location] == {"old"}


@pytest.mark.parametrize(
    ("status", "line"),
    [("404", "404"), ("4XX", "400"), ("5XX", "500"), ("default", "200"), ("201", "201")],
)
def test_the_response_that_shows_a_break_has_the_status_that_is_described(
    finding: Callable[..., Finding], status: str, line: str
) -> None:
    old, new = (answers(**{f"s{status}": {"type": "object", "maxProperties": most}}) for most in (1, 2))
    witness = finding(old, new, "response-properties-count-widened").witness
    assert witness is not None
    assert witness.message.startswith(f"HTTP/1.1 {line}\nContent-Type: application/json\n\n")


@pytest.mark.parametrize("required", [True, False])
def test_a_status_that_loses_a_promised_header_with_its_own_response_breaks(
    finding: Callable[..., Finding], required: bool
) -> None:
    header = {"description": "", "headers": {"X-Total": {"required": required, "schema": TEXT}}}
    bare = {"description": "", "headers": {"X-Total": {"schema": TEXT}}}
    old, new = api(responses={"404": header, "default": bare}), api(responses={"default": bare})
    one = finding(old, new, "response-status-merged")
    assert one.impact == ("breaking" if required else "compatible")


def urlencoded(**encoding: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"q": TEXT}}
    content = {"application/x-www-form-urlencoded": {"schema": schema, "encoding": {"q": encoding}}}
    return api(method="post", requestBody={"content": content})


def test_reserved_characters_that_a_form_no_longer_takes_break_by_the_rule_alone(
    finding: Callable[..., Finding],
) -> None:
    refused = finding(urlencoded(allowReserved=True), urlencoded(allowReserved=False), "request-encoding-changed")
    assert (refused.impact, refused.witness) == ("breaking", None)
    assert refused.reason.startswith("by structure: ")


def test_a_part_that_comes_to_need_a_header_breaks_by_the_rule_alone(finding: Callable[..., Finding]) -> None:
    def parts(**headers: Any) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"photo": TEXT}}
        encoding = {"photo": {"contentType": "text/plain", "headers": headers}}
        content = {"multipart/form-data": {"schema": schema, **({"encoding": encoding} if headers else {})}}
        return api(method="post", requestBody={"content": content})

    needed = {"X-Name": {"required": True, "schema": TEXT}}
    one = finding(parts(), parts(**needed), "encoding-added-or-removed")
    assert (one.impact, one.undecided) == ("warning", False)
    assert one.reason.startswith("by convention: ")


def test_an_object_in_a_form_without_a_style_may_be_written_as_any_style_says(finding: Callable[..., Finding]) -> None:
    def styled(**encoding: Any) -> dict[str, Any]:
        made = urlencoded(**encoding)
        media_type = made["paths"]["/pets"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        media_type["schema"]["properties"]["q"] = {"type": "object", "required": ["a"], "properties": {"a": TEXT}}
        if not encoding:
            del media_type["encoding"]
        return made

    added = finding(styled(), styled(style="deepObject", explode=True), "encoding-added-or-removed")
    assert added.impact == "compatible"
    changed = finding(
        styled(style="form", explode=False), styled(style="deepObject", explode=False), "request-encoding-changed"
    )
    assert (changed.impact, changed.witness is None) == ("breaking", False)


@pytest.mark.parametrize(("version", "is_styled"), [("3.0.3", False), ("3.1.0", True), ("3.2.0", True)])
def test_styles_are_those_of_any_form_since_3_1(
    finding: Callable[..., Finding], version: str, *, is_styled: bool
) -> None:
    """Source: OpenAPI 3.0.4, 4.7.15: of other media types than application/x-www-form-urlencoded they say nothing."""

    def parts(*, explode: bool) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"q": {"type": "array", "items": TEXT, "minItems": 2}}}
        content = {"multipart/form-data": {"schema": schema, "encoding": {"q": {"explode": explode}}}}
        return {**api(method="post", requestBody={"content": content}), "openapi": version}

    changed = finding(parts(explode=True), parts(explode=False), "request-encoding-changed")
    assert ("is read in a form that writes" in changed.reason) == is_styled


def test_a_parameter_of_a_path_is_missing_where_no_operation_asked_for_it_itself(
    finding: Callable[..., Finding],
) -> None:
    limit = {"name": "limit", "in": "query", "required": True, "schema": TEXT}
    old, new = api(parameters=[limit]), api()
    for content in (old, new):
        content["paths"]["/pets"]["post"] = {"responses": {"200": {"description": ""}}}
    new["paths"]["/pets"]["parameters"] = [limit]

    missing = finding(old, new, "request-parameter-required-added")
    assert missing.impact == "breaking"
    assert missing.witness is not None
    assert missing.witness.operation == "POST /pets"
