"""What a reference within a schema that stands for itself points at."""

from __future__ import annotations

from typing import Any

import pytest

from harness.containment._contained import in_document
from harness.containment._questions import DRAFT_2020, Reading

PLAIN: dict[str, Any] = {
    "$defs": {"A": {"$anchor": "here", "minLength": 1}, "a/b~c d": {"minLength": 2}, "T": True, "N": 1},
    "prefixItems": [{"minLength": 3}, False],
    "items": {"$dynamicAnchor": "there", "minLength": 4},
}
IDENTIFIED = {**PLAIN, "$id": "https://example.com/a"}
WITHIN = {"$defs": {"A": {"$id": "https://example.com/b", "minLength": 1, "$defs": {"B": {"minLength": 2}}}}}
TWICE = {"$defs": {"A": {"$anchor": "here"}, "B": {"$anchor": "here"}}}
OLD = {"definitions": {"A": {"$id": "#a", "minLength": 1}, "B": {"id": "#b", "minLength": 2}, "C": {"id": 1}}}


@pytest.mark.parametrize(
    ("root", "reference", "target"),
    [
        (PLAIN, "#", PLAIN),
        (PLAIN, "", PLAIN),
        (PLAIN, "#/$defs/A", PLAIN["$defs"]["A"]),
        (PLAIN, "#/$defs/a~1b~0c%20d", PLAIN["$defs"]["a/b~c d"]),
        (PLAIN, "#/$defs/T", True),
        (PLAIN, "#/$defs/N", None),
        (PLAIN, "#/$defs/Z", None),
        (PLAIN, "#/prefixItems", None),
        (PLAIN, "#/prefixItems/0", PLAIN["prefixItems"][0]),
        (PLAIN, "#/prefixItems/1", False),
        (PLAIN, "#/prefixItems/2", None),
        (PLAIN, "#/prefixItems/-1", None),
        (PLAIN, "#/prefixItems/x", None),
        (PLAIN, "#/$defs/~2", None),
        (PLAIN, "#here", PLAIN["$defs"]["A"]),
        (PLAIN, "#there", PLAIN["items"]),
        (PLAIN, "#nowhere", None),
        (PLAIN, "https://example.com/a", None),
        (PLAIN, "other.json#/$defs/A", None),
        (IDENTIFIED, "https://example.com/a", IDENTIFIED),
        (IDENTIFIED, "https://example.com/a#", IDENTIFIED),
        (IDENTIFIED, "https://example.com/a#/$defs/A", IDENTIFIED["$defs"]["A"]),
        (IDENTIFIED, "#/$defs/A", IDENTIFIED["$defs"]["A"]),
        (IDENTIFIED, "#here", IDENTIFIED["$defs"]["A"]),
        (WITHIN, "https://example.com/b", WITHIN["$defs"]["A"]),
        (WITHIN, "https://example.com/b#/$defs/B", {"minLength": 2}),
        # Within, the same pointer would start at the inner schema.
        (WITHIN, "#/$defs/A", None),
        (WITHIN, "#", WITHIN),
        (TWICE, "#here", None),
        (OLD, "#a", OLD["definitions"]["A"]),
        (OLD, "#b", OLD["definitions"]["B"]),
        (OLD, "#/definitions/C", OLD["definitions"]["C"]),
    ],
)
def test_it_is_the_schema_of_that_name_or_place(root: Any, reference: str, target: Any) -> None:
    context = in_document(root, Reading(DRAFT_2020, formats=False))
    found = context.target(root, reference)
    if target is None:
        assert found is None
    else:
        assert found == (context, target)
        assert type(found[1]) is type(target)
