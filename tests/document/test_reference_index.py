"""What refers to which component: as it is written, and followed backwards."""

from __future__ import annotations

from typing import Any

from harness.document import ReferenceIndex, references_in, targets_in


def to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def index(**schemas: Any) -> ReferenceIndex:
    return ReferenceIndex({"components": {"schemas": schemas}})


def test_references_stand_in_their_order_and_once() -> None:
    value = {"allOf": [to("B"), to("A"), to("B")], "items": {"$ref": "other.yaml#/C"}}
    assert [*references_in(value)] == ["#/components/schemas/B", "#/components/schemas/A", "other.yaml#/C"]


def test_what_depends_on_where_it_is_evaluated_is_told() -> None:
    assert [*references_in({"$dynamicRef": "#node"})] == ["?"]
    # Definitions that nothing refers to are no part of what is sent.
    assert [*references_in({"$defs": {"a": to("A")}})] == ["?"]
    assert [*references_in({"$defs": {"a": to("A")}, "not": {"$ref": "#/$defs/a"}})] == [
        "?", "#/components/schemas/A", "#/$defs/a",
    ]  # fmt: skip


def test_a_component_is_led_to_by_all_that_refer_to_it_in_any_number_of_steps() -> None:
    references = index(A={"items": to("B")}, B={"not": to("C")}, C=to("A"), D=to("A"), E={})
    assert references.referring_to(["schemas/C"]) == {"schemas/A", "schemas/B", "schemas/C", "schemas/D"}
    assert references.referring_to(["schemas/E"]) == {"schemas/E"}


def test_a_mapping_leads_as_a_reference_does_and_refers_to_nothing() -> None:
    mapped = {"discriminator": {"propertyName": "p", "mapping": {"b": "#/components/schemas/B"}}}
    references = index(A=to("M"), M=mapped, B={})
    assert references.referring_to(["schemas/B"]) == {"schemas/B"}
    assert references.leading_to("schemas/B") == {"schemas/B", "schemas/M", "schemas/A"}
    assert targets_in(mapped) == {"schemas/B"}


def test_components_in_a_circle_are_led_to_by_the_same() -> None:
    schemas = {"A": to("B"), "B": {"anyOf": [to("C"), to("E")]}, "C": to("A"), "D": to("C"), "E": {}, "F": to("E")}
    together, circle = index(**schemas), {"schemas/A", "schemas/B", "schemas/C", "schemas/D"}
    for name in schemas:
        assert together.leading_to(f"schemas/{name}") == index(**schemas).leading_to(f"schemas/{name}")
    assert together.leading_to("schemas/B") == circle
    assert together.leading_to("schemas/A") is together.leading_to("schemas/C") is together.leading_to("schemas/B")
    assert together.leading_to("schemas/E") == {*circle, "schemas/E", "schemas/F"}
    assert together.leading_to("schemas/D") == {"schemas/D"}
