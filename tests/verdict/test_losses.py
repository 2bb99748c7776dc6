"""What is lost at its place and not in a message, or in one message and not in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract

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


def test_a_loss_is_decided_only_if_it_is_in_all_messages(judged: Callable[..., dict[str, Finding]]) -> None:
    old = api(["cat", "dog"], first=NEVER, second=never_and_name(9))
    new = api(["cat"], first=NEVER, second=never_and_name(5))
    assert judged(old, new)["enum"].undecided


def test_a_loss_in_one_of_two_messages_breaks(judged: Callable[..., dict[str, Finding]]) -> None:
    free = {"type": "object", "properties": NEVER["properties"]}
    old, new = (api(kinds, first=NEVER, second=free) for kinds in (["cat", "dog"], ["cat"]))
    finding = judged(old, new)["enum"]
    assert finding.impact == "breaking"
    assert finding.witness is not None
    assert (finding.witness.operation, finding.witness.value) == ("POST /second", {"kind": "dog"})


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
