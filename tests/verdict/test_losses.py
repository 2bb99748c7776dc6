"""What is lost at its place and not in a message, or in one message and not in another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from harness.containment import Loans, _messages
from harness.report.words.trail import labels
from harness.verdict import contract
from harness.verdict._switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.verdict import Finding

# An object whose property no message has.
NEVER = {"type": "object", "properties": {"kind": {"$ref": "#/components/schemas/Kind"}}, "not": {"required": ["kind"]}}


def api(kinds: list[Any], **schemas: Any) -> dict[str, Any]:
    """A document with an operation for each schema of a request, and a component that they may refer to."""

    def operation(schema: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": schema}}
        return {"post": {"requestBody": {"content": content}, "responses": {"200": {"description": ""}}}}

    return {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1"},
        "paths": {f"/{name}": operation(schema) for name, schema in schemas.items()},
        "components": {"schemas": {"Kind": {"enum": kinds}}},
    }


def never_and_name(most: int) -> dict[str, Any]:
    properties: dict[str, Any] = NEVER["properties"]
    return {**NEVER, "properties": {**properties, "name": {"type": "string", "maxLength": most}}}


@pytest.fixture
def judged(comparison_of: Callable[..., Any]) -> Callable[..., dict[str, Finding]]:
    """The findings on two documents by the aspect of their changes."""

    def judge(old: Any, new: Any) -> dict[str, Finding]:
        findings = contract(comparison_of(old, new), today="2025-06-16").findings
        return {finding.change.aspect: finding for finding in findings}

    return judge


def test_a_loss_that_no_message_has_is_compatible(judged: Callable[..., dict[str, Finding]]) -> None:
    finding = judged(api(["cat", "dog"], pets=NEVER), api(["cat"], pets=NEVER))["enum"]
    assert finding.impact == "compatible"
    assert finding.reason.endswith("what it shuts out reaches no message")


def test_the_break_of_another_change_is_none_of_a_loss_that_no_message_has(
    judged: Callable[..., dict[str, Finding]],
) -> None:
    old, new = api(["cat", "dog"], pets=never_and_name(9)), api(["cat"], pets=never_and_name(5))
    findings = judged(old, new)
    assert findings["maxLength"].impact == "breaking"
    assert findings["enum"].impact != "breaking"
    assert findings["enum"].witness is None


def test_a_loss_that_no_message_has_is_compatible_beside_another_break(
    judged: Callable[..., dict[str, Finding]],
) -> None:
    old = api(["cat", "dog"], first=NEVER, second=never_and_name(9))
    new = api(["cat"], first=NEVER, second=never_and_name(5))
    assert judged(old, new)["enum"].reason.endswith("what it shuts out reaches no message")
    assert judged(old, new)["maxLength"].impact == "breaking"


def test_a_loss_in_one_of_two_messages_breaks(judged: Callable[..., dict[str, Finding]]) -> None:
    free = {"type": "object", "properties": NEVER["properties"]}
    old, new = (api(kinds, first=NEVER, second=free) for kinds in (["cat", "dog"], ["cat"]))
    finding = judged(old, new)["enum"]
    assert finding.impact == "breaking"
    assert finding.witness is not None
    assert (finding.witness.operation, finding.witness.value) == ("POST /second", {"kind": "dog"})


@pytest.fixture
def searches(comparison_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How many searches it takes to judge two documents."""
    decide = _messages.decide

    def count(old: Any, new: Any) -> int:
        asked = 0

        def counted(*question: Any) -> Any:
            nonlocal asked
            asked += 1
            return decide(*question)

        monkeypatch.setattr(_messages, "decide", counted)
        contract(comparison_of(old, new), today="2025-06-16")
        return asked

    return count


@pytest.mark.parametrize("sent", [NEVER, {"type": "object", "properties": NEVER["properties"]}])
def test_operations_that_send_the_same_take_no_more_searches(searches: Callable[..., int], sent: Any) -> None:
    def documents(operations: int) -> list[dict[str, Any]]:
        kinds = ["cat", "dog"], ["cat"]
        many = {f"pets{number}": {"$ref": "#/components/schemas/Sent"} for number in range(operations)}
        made = [api(list(some), **many) for some in kinds]
        for document in made:
            document["components"]["schemas"]["Sent"] = sent
        return made

    assert searches(*documents(8)) == searches(*documents(1))


def paid_by(card: dict[str, Any]) -> dict[str, Any]:
    """A document with responses that have one of two objects, told apart by names."""
    cash = {"type": "object", "required": ["coins"], "properties": {"coins": {"type": "integer"}}}
    alternatives = {"anyOf": [cash, {"$ref": "#/components/schemas/Card"}]}
    made = answer({"type": "object", "required": ["paid"], "properties": {"paid": alternatives}})
    owner = {"$ref": "#/components/schemas/Owner"}
    made["components"]["schemas"]["Card"] = {
        "type": "object",
        "required": ["number"],
        "properties": {"number": {"type": "string"}, "owner": owner},
    }
    made["components"]["schemas"]["Owner"] = {"type": "object", "properties": {"card": card}}
    return made


def test_a_loss_behind_alternatives_is_shown_in_the_one_that_leads_to_it(
    comparison_of: Callable[..., Any],
) -> None:
    old, new = paid_by({"enum": ["red"]}), paid_by({"enum": ["red", "blue"]})
    (loss,) = contract(comparison_of(old, new), today="2025-06-16").breaks
    assert loss.grade == "some"
    assert loss.witness is not None
    assert set(loss.witness.value["paid"]) == {"number", "owner"}


def test_an_edit_of_a_schema_that_comes_up_in_itself_is_made_in_it_alone(comparison_of: Callable[..., Any]) -> None:
    def ring(*names: str) -> dict[str, Any]:
        made = answer({"$ref": "#/components/schemas/A"})
        again = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A"}}}
        made["components"]["schemas"]["A"] = {"type": "object", "required": list(names), "properties": {"b": again}}
        return made

    comparison = comparison_of(ring("b"), ring("c"))
    switches = Switches(comparison, Loans())
    old, new = (side.components("schemas")["A"] for side in (comparison.old, comparison.new))
    for edit in switches.edits:
        here, everywhere = switches.schema_here(old, new, edit.bit), switches.schema(old, new, edit.bit)
        assert here.value["required"] == everywhere.value["required"] != old.value["required"]
        assert here.value["properties"] is old.value["properties"]
        assert everywhere.value["properties"] != old.value["properties"]


def test_a_value_that_another_alternative_takes_is_lost_to_nobody(judged: Callable[..., dict[str, Finding]]) -> None:
    def either(*kinds: str) -> dict[str, Any]:
        kind = {"$ref": "#/components/schemas/Kind"}
        made = answer({"type": "object", "properties": {"pet": {"anyOf": [kind, {"type": "string"}]}}})
        made["components"]["schemas"]["Kind"] = {"type": ["string", "null"], "enum": list(kinds)}
        return made

    finding = judged(either("cat"), either("cat", "dog"))["enum"]
    assert (finding.impact, finding.undecided) == ("compatible", False)
    assert finding.reason.endswith("what it shuts out reaches no message")


def test_without_witnesses_the_impacts_are_the_same(comparison_of: Callable[..., Any]) -> None:
    free = {"type": "object", "properties": NEVER["properties"]}
    pairs = [
        (api(["cat", "dog"], pets=NEVER), api(["cat"], pets=NEVER)),
        (api(["cat", "dog"], pets=free), api(["cat"], pets=free)),
        (api(["cat", "dog"], pets=never_and_name(9)), api(["cat"], pets=never_and_name(5))),
        (api(["cat"], pets=free), api(["cat", "dog"], pets=free)),
    ]
    for old, new in pairs:
        whole, bare = (contract(comparison_of(old, new), witnesses=shown).findings for shown in (True, False))
        assert [finding.impact for finding in whole] == [finding.impact for finding in bare]
        assert [finding.witness for finding in bare] == [None] * len(bare)


def of_part(most: int) -> dict[str, Any]:
    """A document with a form whose part has a header of its own."""
    made = api(["cat"])
    header = {"schema": {"type": "string", "maxLength": most}}
    media_type = {
        "schema": {"type": "object", "properties": {"photo": {"type": "string"}}},
        "encoding": {"photo": {"headers": {"X-Name": header}}},
    }
    operation = {"requestBody": {"content": {"multipart/form-data": media_type}}}
    made["paths"] = {"/pets": {"post": {**operation, "responses": {"200": {"description": ""}}}}}
    return made


def test_a_header_of_a_part_of_a_form_is_shown_within_the_form(judged: Callable[..., dict[str, Finding]]) -> None:
    wider, narrower = judged(of_part(5), of_part(9)), judged(of_part(9), of_part(5))
    assert (wider["maxLength"].impact, wider["maxLength"].undecided) == ("compatible", False)
    witness = narrower["maxLength"].witness
    assert (narrower["maxLength"].impact, witness is not None) == ("breaking", True)
    assert witness is not None
    assert labels(witness.place) == ("request body", "photo", "header X-Name")
    assert re.search(r"""-F 'photo="\w*";headers="X-Name: \w{6,9}"'$""", witness.message)


def test_a_header_of_a_part_of_an_answer_is_shown_within_the_form(judged: Callable[..., dict[str, Finding]]) -> None:
    old, new = of_part(5), of_part(9)
    for made in (old, new):
        operation = made["paths"]["/pets"]["post"]
        operation["responses"]["200"]["content"] = operation.pop("requestBody")["content"]
    witness = judged(old, new)["maxLength"].witness
    assert witness is not None
    head, body = witness.message.split("\n\n", 1)
    assert head == "HTTP/1.1 200\nContent-Type: multipart/form-data; boundary=part"
    assert re.match(r'--part\nContent-Disposition: form-data; name="photo"\nX-Name: \w{6,9}\n\n', body)
    assert body.endswith("\n--part--")


def answer(schema: Any) -> dict[str, Any]:
    made = api(["cat"])
    content = {"application/json": {"schema": schema}}
    made["paths"] = {"/pets": {"get": {"responses": {"200": {"description": "", "content": content}}}}}
    return made


def test_what_breaks_together_is_no_fault_of_a_change_that_says_less(judged: Callable[..., dict[str, Finding]]) -> None:
    old = answer({"enum": ["ab"], "maxLength": 2})
    new = answer({"enum": ["ab", "abc"], "maxLength": 3, "minLength": 1})
    findings = judged(old, new)
    assert {findings[aspect].impact for aspect in ("enum", "maxLength")} == {"breaking"}
    assert findings["minLength"].impact == "compatible"


@pytest.mark.parametrize("width", [2, 40])
def test_a_branch_that_says_less_is_compatible_whatever_other_branches_do(
    width: int, judged: Callable[..., dict[str, Finding]]
) -> None:
    def choice(most: int, limit: int) -> dict[str, Any]:
        kinds: dict[str, Any] = {
            f"Kind{number}": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"enum": [number]}, "tag": {"type": "string"}},
            }
            for number in range(width)
        }
        kinds["Kind0"]["properties"]["note"] = {"type": "string", "maxLength": most}
        kinds["Kind1"]["properties"]["size"] = {"type": "integer", "maximum": limit}
        made = answer({"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in kinds]})
        made["components"]["schemas"] = kinds
        return made

    findings = judged(choice(9, 5), choice(5, 9))
    assert findings["maximum"].impact == "breaking"
    assert (findings["maxLength"].impact, findings["maxLength"].undecided) == ("compatible", False)


@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_property_that_requests_come_to_need_breaks_in_a_form_as_in_json(
    media_type: str, judged: Callable[..., dict[str, Finding]]
) -> None:
    def made(*, read_only: bool) -> dict[str, Any]:
        kind = {"type": "string", "readOnly": read_only}
        schema = {"type": "object", "required": ["kind"], "properties": {"kind": kind}}
        document = api(["cat"], pets=schema)
        content = document["paths"]["/pets"]["post"]["requestBody"]["content"]
        content[media_type] = content.pop("application/json")
        return document

    finding = judged(made(read_only=True), made(read_only=False))["readOnly"]
    assert finding.impact == "breaking"
    assert finding.witness is not None
    assert finding.witness.value == {}


def in_query(refused: list[str]) -> dict[str, Any]:
    made = api(["cat"])
    parameter = {"name": "kind", "in": "query", "schema": {"type": "string", "not": {"enum": refused}}}
    operation = {"parameters": [parameter], "responses": {"200": {"description": ""}}}
    return {**made, "paths": {"/pets": {"get": operation}}}


def test_a_text_that_a_parameter_comes_to_refuse_breaks(judged: Callable[..., dict[str, Finding]]) -> None:
    findings = judged(in_query(["cat"]), in_query(["cat", "dog"]))
    assert findings["enum"].impact == "breaking"
    assert findings["enum"].witness is not None
    assert findings["enum"].witness.value == "dog"
    assert judged(in_query(["cat", "dog"]), in_query(["cat"]))["enum"].impact == "compatible"


def test_a_list_that_loses_a_value_and_gains_another_breaks_by_the_one_alone(
    comparison_of: Callable[..., Any],
) -> None:
    free = {"type": "object", "properties": NEVER["properties"]}
    comparison = comparison_of(api(["cat", "dog"], pets=free), api(["dog", "fox"], pets=free))
    impacts = {finding.change.effect: finding.impact for finding in contract(comparison).findings}
    assert impacts == {"narrowed": "breaking", "widened": "compatible"}


def test_what_stands_beside_a_choice_is_read_with_its_branches(judged: Callable[..., dict[str, Finding]]) -> None:
    def choice(*names: str) -> dict[str, Any]:
        branches = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Kind"}]
        made = api(["cat"], pets={"oneOf": branches, "unevaluatedProperties": False})
        cat = {"type": "object", "required": ["purrs"], "properties": {name: {"type": "string"} for name in names}}
        made["components"]["schemas"]["Cat"] = cat
        return made

    assert judged(choice("purrs", "name"), choice("purrs"))["presence"].impact != "compatible"
