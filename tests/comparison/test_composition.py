"""What two schemas are put together from hides nothing of what differs."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Comparison


def document(schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}
    operation = {"responses": {"200": {"description": "", "content": content}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "N", "version": "1"},
        "paths": {"/nodes": {"get": operation}},
        "components": {"schemas": {"Node": schema, "Leaf": {"type": "string"}}},
    }


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf", "allOf"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_schema_is_not_what_stands_for_a_reference_to_itself_within_it(
    comparison_of: Callable[..., Comparison], keyword: str, *, wrapped: bool
) -> None:
    parts: dict[str, Any] = {keyword: [{"$ref": "#/components/schemas/Leaf"}, {"$ref": "#/components/schemas/Node"}]}
    old = {"oneOf": [parts]} if wrapped else parts
    new = {"minProperties": 1, "propertyNames": {"maxLength": 9}}
    changes = comparison_of(document(old), document(new)).changes
    assert {"minProperties", "propertyNames"} <= {change.aspect for change in changes}


@pytest.mark.parametrize("kinds", list(permutations(("string", "integer", "null"))))
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_null_among_types_is_that_of_a_union_in_whatever_order(
    comparison_of: Callable[..., Comparison], keyword: str, kinds: tuple[str, ...]
) -> None:
    listed = {"type": list(kinds)}
    for inner in permutations(("string", "integer")):
        union = {keyword: [{"type": list(inner)}, {"type": "null"}]}
        for old, new in ((union, listed), (listed, union)):
            changes = comparison_of(document(old), document(new)).changes
            assert [change.aspect for change in changes] == ["composition"]
