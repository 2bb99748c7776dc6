"""The conventions, each in all the places where it may hold, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Contract

TODAY = "2025-06-16"
TEXT = {"type": "string"}
OBJECT = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
JSON = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


def document(operation: dict[str, Any], version: str = "3.1.0", webhook: bool = False, **more: Any) -> dict[str, Any]:
    head = {"openapi": version, "info": {"title": "T", "version": "1"}, **more}
    operation = {"responses": {"200": {"description": ""}}, **operation}
    if webhook:
        return {**head, "paths": {}, "webhooks": {"e": {"post": operation}}}
    return {**head, "paths": {"/a": {"post": operation}}}


def sent(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}


def answered(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def statuses(*names: str) -> dict[str, Any]:
    return {"responses": {name: {"description": ""} for name in names}}


def header(**headers: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "", "headers": headers}}}


@pytest.fixture
def judged(comparison_of: Callable[..., Any]) -> Callable[..., Contract]:
    def judge(old: dict[str, Any], new: dict[str, Any], **options: Any) -> Contract:
        return contract(comparison_of(document(old, **options), document(new, **options)), today=TODAY)

    return judge


def worst(judged: Contract) -> str:
    kinds = [finding.warning or finding.impact for finding in judged.findings]
    return next((kind for kind in ("breaking", "undecided", "risk") if kind in kinds), "compatible")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("place", ["query", "header", "cookie"])
@pytest.mark.parametrize("instead", [None, ("other", False), ("other", True)])
def test_what_a_parameter_asked_for_is_silently_not_done(
    version: str, place: str, instead: tuple[str, bool] | None, judged: Callable[..., Contract]
) -> None:
    old = {"parameters": [{"name": "limit", "in": place, "schema": TEXT}]}
    new = {"parameters": []}
    if instead is not None:
        new = {"parameters": [{"name": instead[0], "in": place, "required": instead[1], "schema": TEXT}]}
    needed = instead is not None and instead[1]
    assert worst(judged(old, new, version=version)) == ("breaking" if needed else "risk")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("media_type", JSON)
@pytest.mark.parametrize("closed", [False, True])
def test_a_property_of_a_request_goes_silently_unless_its_object_is_closed(
    version: str, media_type: str, closed: bool, judged: Callable[..., Contract]
) -> None:
    limits = {"additionalProperties": False} if closed else {}
    old = sent({**OBJECT, **limits}, media_type)
    new = sent({"type": "object", "properties": {"a": TEXT}, **limits}, media_type)
    assert worst(judged(old, new, version=version)) == ("breaking" if closed else "risk")
    assert worst(judged(new, old, version=version)) == "compatible"


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("webhook", [False, True])
def test_a_property_that_a_server_sent_goes(required: bool, webhook: bool, judged: Callable[..., Contract]) -> None:
    wrap = sent if webhook else answered
    needed = {"required": ["b"]} if required else {}
    result = judged(wrap({**OBJECT, **needed}), wrap({"type": "object", "properties": {"a": TEXT}}), webhook=webhook)
    assert worst(result) == ("breaking" if required else "risk")
    broken = [finding for finding in result.findings if finding.impact == "breaking"]
    assert len(broken) == required
    assert all(finding.witness is not None and "b" not in finding.witness.value for finding in broken)


@pytest.mark.parametrize("required", [False, True])
def test_a_header_that_a_server_sent_goes(required: bool, judged: Callable[..., Contract]) -> None:
    old = header(Page={"required": required, "schema": TEXT})
    assert worst(judged(old, header())) == ("breaking" if required else "risk")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("200",), ("2XX",), "risk"),
        (("2XX",), ("200",), "compatible"),
        (("200",), ("default",), "breaking"),
        (("200", "404"), ("404",), "breaking"),
        (("200",), ("200", "202"), "risk"),
        (("200", "403"), ("200", "451"), "risk"),
        (("200", "403"), ("200",), "compatible"),
        (("200", "404"), ("200", "4XX"), "compatible"),
        (("200", "4XX"), ("200", "404"), "compatible"),
    ],
)
def test_statuses_are_promises(
    old: tuple[str, ...], new: tuple[str, ...], expected: str, judged: Callable[..., Contract]
) -> None:
    assert worst(judged(statuses(*old), statuses(*new))) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (("2XX",), ("204",), "breaking"),
        (("204",), ("2XX",), "compatible"),
        (("default",), ("200",), "risk"),
        (("200",), ("default",), "compatible"),
        (("200", "204"), ("204",), "breaking"),
        (("200",), ("200", "204"), "compatible"),
    ],
)
def test_answers_to_a_webhook_are_what_the_server_takes(
    old: tuple[str, ...], new: tuple[str, ...], expected: str, judged: Callable[..., Contract]
) -> None:
    assert worst(judged(statuses(*old), statuses(*new), webhook=True)) == expected

    def called(names: tuple[str, ...]) -> dict[str, Any]:
        return {"callbacks": {"done": {"{$request.body#/url}": {"post": statuses(*names)}}}}

    assert worst(judged(called(old), called(new))) == expected


@pytest.mark.parametrize("whole", [False, True])
def test_a_first_word_on_security_shuts_clients_out(whole: bool, comparison_of: Callable[..., Any]) -> None:
    schemes = {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}}}
    asked = {"security": [{"key": []}]}
    new = document({}, **schemes, **asked) if whole else document(asked, **schemes)
    result = contract(comparison_of(document({}, **schemes), new), today=TODAY)
    assert [finding.rule.id for finding in result.findings if finding.impact == "breaking"] == ["security-stated"]
    assert worst(contract(comparison_of(new, document({}, **schemes)), today=TODAY)) == "compatible"


@pytest.mark.parametrize("media_type", JSON)
def test_what_becomes_read_only_is_a_risk_in_requests_alone(media_type: str, judged: Callable[..., Contract]) -> None:
    new = {"type": "object", "properties": {"a": TEXT, "b": {**TEXT, "readOnly": True}}}
    assert worst(judged(sent(OBJECT, media_type), sent(new, media_type))) == "risk"
    assert worst(judged(answered(OBJECT), answered(new))) == "compatible"


@pytest.mark.parametrize("required", [False, True])
def test_what_becomes_write_only_is_as_if_it_were_removed(required: bool, judged: Callable[..., Contract]) -> None:
    needed = {"required": ["b"]} if required else {}
    new = {"type": "object", "properties": {"a": TEXT, "b": {**TEXT, "writeOnly": True}}, **needed}
    assert worst(judged(answered({**OBJECT, **needed}), answered(new))) == ("breaking" if required else "risk")
    assert worst(judged(sent({**OBJECT, **needed}), sent(new))) == "compatible"


@pytest.mark.parametrize(
    ("old", "new", "in_request", "in_response"),
    [
        ("double", "float", "risk", "compatible"),
        ("float", "double", "compatible", "risk"),
        (None, "float", "risk", "compatible"),
        ("double", None, "compatible", "risk"),
    ],
)
def test_numbers_lose_precision_in_one_direction(
    old: str | None, new: str | None, in_request: str, in_response: str, judged: Callable[..., Contract]
) -> None:
    olds, news = ({"type": "number", **({"format": name} if name else {})} for name in (old, new))
    assert worst(judged(sent(olds), sent(news))) == in_request
    assert worst(judged(answered(olds), answered(news))) == in_response

    def asked(schema: Any) -> dict[str, Any]:
        return {"parameters": [{"name": "q", "in": "query", "schema": schema}]}

    assert worst(judged(asked(olds), asked(news))) == in_request


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "breaking"),
        ({"x-extensible-enum": True}, "compatible"),
        ({"x-ms-enum": {"name": "Kind", "modelAsString": True}}, "compatible"),
        ({"x-ms-enum": {"name": "Kind", "modelAsString": False}}, "breaking"),
    ],
)
def test_an_open_list_of_values_may_get_longer(
    said: dict[str, Any], expected: str, judged: Callable[..., Contract]
) -> None:
    short, long = ({**TEXT, "enum": values, **said} for values in (["a"], ["a", "b"]))
    assert worst(judged(answered(short), answered(long))) == expected
    assert worst(judged(sent(long), sent(short))) == "breaking"


def test_the_default_of_a_request_is_behaviour(judged: Callable[..., Contract]) -> None:
    olds, news = ({"type": "object", "properties": {"a": {**TEXT, "default": each}}} for each in "xy")
    assert worst(judged(sent(olds), sent(news))) == "risk"
    assert worst(judged(answered(olds), answered(news))) == "compatible"


@pytest.mark.parametrize("url", ["/", "https://a.example", "https://a.example/v2"])
def test_a_first_server_is_a_risk_under_a_path(url: str, comparison_of: Callable[..., Any]) -> None:
    result = contract(comparison_of(document({}), document({}, servers=[{"url": url}])), today=TODAY)
    assert worst(result) == ("risk" if url.endswith("v2") else "compatible")


@pytest.mark.parametrize("union", ["oneOf", "anyOf"])
@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_a_variant_of_a_request_goes(union: str, inline: bool, closed: bool, judged: Callable[..., Contract]) -> None:
    limits = {"additionalProperties": False} if closed else {}
    one, other = ({"type": "object", "required": [n], "properties": {n: TEXT}, **limits} for n in "ab")
    one = {key: value for key, value in one.items() if key != "required"}
    old = sent({union: [one, other]})
    new = sent(one if inline else {union: [one]})
    assert worst(judged(old, new)) == ("breaking" if closed else "risk")


@pytest.mark.parametrize("day", ["2025-05-31", "Sat, 31 May 2025 23:59:59 GMT", "2025-12-31", "soon"])
def test_parts_may_go_after_their_sunset(day: str, judged: Callable[..., Contract]) -> None:
    over = {"deprecated": True, "x-sunset": day}
    gone = {"type": "object", "required": ["a"], "properties": {"a": {**TEXT, **over}}}
    pairs = [
        ({"parameters": [{"name": "q", "in": "query", "schema": TEXT, **over}]}, {}),
        (answered(gone), answered({"type": "object"})),
        (header(Page={"required": True, "schema": TEXT, **over}), header()),
    ]
    is_over = "31 May" in day or "05-31" in day
    for old, new in pairs:
        result = judged(old, new)
        assert (worst(result) == "compatible") == is_over
        assert all(("2025-05-31" in finding.reason) == is_over for finding in result.findings)


def test_a_name_in_a_discriminator_that_leads_elsewhere_is_a_risk(comparison_of: Callable[..., Any]) -> None:
    def union(name: str, **said: Any) -> dict[str, Any]:
        kinds = {each: {"type": "object", "properties": {"k": TEXT, each[:1]: TEXT}} for each in ("Dog", "Cat")}
        schemas = {"Dog": kinds["Dog"], name: kinds["Cat"]}
        refs = [{"$ref": f"#/components/schemas/{each}"} for each in schemas]
        return document(sent({"anyOf": refs, **said}), components={"schemas": schemas})

    led = {"discriminator": {"propertyName": "k"}}
    assert worst(contract(comparison_of(union("Cat", **led), union("Kitty", **led)), today=TODAY)) == "risk"
    assert worst(contract(comparison_of(union("Cat"), union("Kitty")), today=TODAY)) == "compatible"


def asked(schema: Any, place: str = "query", **more: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "q", "in": place, "schema": schema, **more}]}


def field(schema: Any, media_type: str) -> dict[str, Any]:
    return sent({"type": "object", "properties": {"q": schema}}, media_type)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": ["string", "null"]}, TEXT),
        ({"anyOf": [TEXT, {"type": "null"}]}, TEXT),
        ({}, {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "array", "object")]}),
        ({"type": "array", "items": {"type": ["string", "null"]}}, {"type": "array", "items": TEXT}),
        ({"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "minItems": 1}),
    ],
)
@pytest.mark.parametrize("place", ["query", "header", "cookie"])
def test_no_text_stands_for_null(old: Any, new: Any, place: str, judged: Callable[..., Contract]) -> None:
    assert worst(judged(asked(old, place), asked(new, place))) == "compatible"
    assert worst(judged(header(Page={"schema": new}), header(Page={"schema": old}))) == "compatible"


@pytest.mark.parametrize("media_type", JSON)
def test_fields_of_forms_have_no_null_and_members_of_json_have(
    media_type: str, judged: Callable[..., Contract]
) -> None:
    result = judged(field({"type": ["string", "null"]}, media_type), field(TEXT, media_type))
    assert worst(result) == ("breaking" if media_type == "application/json" else "compatible")


@pytest.mark.parametrize("form", [{"style": "deepObject", "explode": True}, {"explode": True}, {"explode": False}])
@pytest.mark.parametrize("kind", ["integer", "number", "boolean"])
def test_members_of_objects_in_a_query_are_texts(
    form: dict[str, Any], kind: str, judged: Callable[..., Contract]
) -> None:
    def members(schema: Any) -> dict[str, Any]:
        return asked({"type": "object", "properties": {"a": schema, "b": TEXT}}, **form)

    assert worst(judged(members({"type": kind}), members(TEXT))) == "compatible"
    assert worst(judged(members(TEXT), members({"type": kind}))) == "breaking"
    short = judged(members({"type": "integer"}), members({**TEXT, "maxLength": 3}))
    (witness, *_) = [finding.witness for finding in short.findings if finding.impact == "breaking"]
    assert witness is not None
    assert len(str(witness.value["a"])) > 3


def variant(tag: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["k"], "properties": {"k": {**TEXT, "enum": [tag]}, **properties}}


@pytest.mark.parametrize("union", ["oneOf", "anyOf"])
def test_a_variant_gains_an_optional_property(union: str, judged: Callable[..., Contract]) -> None:
    old = {union: [variant("x", a=TEXT), variant("y")]}
    new = {union: [variant("x", a=TEXT, n={"type": "integer"}), variant("y")]}
    assert worst(judged(sent(old), sent(new))) == "compatible"
    assert worst(judged(answered(old), answered(new))) == "compatible"


@pytest.mark.parametrize("union", ["oneOf", "anyOf", "allOf"])
@pytest.mark.parametrize("wrap", [sent, answered])
def test_the_base_of_variants_gains_and_loses_an_optional_property(
    union: str, wrap: Callable[[Any], dict[str, Any]], comparison_of: Callable[..., Any]
) -> None:
    def based(**more: Any) -> dict[str, Any]:
        base = {"$ref": "#/components/schemas/Base"}
        schemas = {"Base": {"type": "object", "properties": {"a": TEXT, **more}}}
        variants = [{"allOf": [base, variant(tag)]} for tag in "xy"]
        schema = variants[0] if union == "allOf" else {union: variants}
        return document(wrap(schema), components={"schemas": schemas})

    less, more = based(), based(n={"type": "integer"})
    assert worst(contract(comparison_of(less, more), today=TODAY)) == "compatible"
    assert worst(contract(comparison_of(more, less), today=TODAY)) == "risk"


@pytest.mark.parametrize("wrap", [sent, answered])
def test_a_member_of_all_of_goes_with_what_it_declares(
    wrap: Callable[[Any], dict[str, Any]], judged: Callable[..., Contract]
) -> None:
    one, other = ({"type": "object", "properties": {name: TEXT}} for name in "ab")
    assert worst(judged(wrap({"allOf": [one, other]}), wrap({"allOf": [one]}))) == "risk"
    assert worst(judged(wrap({"allOf": [one]}), wrap({"allOf": [one, other]}))) == "compatible"
    assert worst(judged(wrap({"allOf": [one, {"title": "T"}]}), wrap({"allOf": [one]}))) == "compatible"


def test_a_variant_sends_no_names_of_others(judged: Callable[..., Contract]) -> None:
    cat, dog, cow = ({"type": "object", "required": ["k"], "properties": {"k": TEXT, name: TEXT}} for name in "mbh")
    dog["properties"]["b"] = {"type": "integer"}
    assert worst(judged(sent({"oneOf": [cat, dog]}), sent({"oneOf": [cat, dog, cow]}))) != "breaking"


@pytest.mark.parametrize("wrap", [sent, answered])
def test_a_subtype_behind_a_discriminator_is_in_messages(
    wrap: Callable[[Any], dict[str, Any]], comparison_of: Callable[..., Any]
) -> None:
    def api(kind: str, **said: Any) -> dict[str, Any]:
        base = {"type": "object", "properties": {"k": TEXT}, **said}
        cat = {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": kind}}}]}
        return document(wrap({"$ref": "#/components/schemas/Pet"}), components={"schemas": {"Pet": base, "Cat": cat}})

    led = {"discriminator": {"propertyName": "k"}}
    assert worst(contract(comparison_of(api("integer", **led), api("string", **led)), today=TODAY)) == "risk"
    assert worst(contract(comparison_of(api("integer"), api("string")), today=TODAY)) == "compatible"
