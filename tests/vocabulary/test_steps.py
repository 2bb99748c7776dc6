"""Steps say what they lead to, whatever the names in a document look like."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from harness.vocabulary import (
    SECTIONS,
    Section,
    component_step,
    component_step_at,
    parameter_step,
    schemes_of,
    security_step,
    subschema_step,
)


@given(st.lists(st.text(min_size=1), unique=True))
def test_a_security_step_gives_back_its_schemes(schemes: list[str]) -> None:
    assert schemes_of(security_step(schemes)) == tuple(schemes)


def test_a_scheme_called_none_is_not_the_lack_of_schemes() -> None:
    assert security_step(["none"]) != security_step([])


def test_schemes_with_signs_between_are_not_two_schemes() -> None:
    assert security_step(["a & b"]) != security_step(["a", "b"])
    assert security_step(["a/b"]) != security_step(["a", "b"])


def test_a_parameter_that_does_not_say_where_it_is_sent_is_one_all_the_same() -> None:
    assert parameter_step("query", "limit") == ("query parameter", "limit")
    assert parameter_step(None, "limit") == ("parameter", "limit")


def test_a_member_of_a_keyword_is_no_property_of_that_name() -> None:
    assert subschema_step("items", 0) == ("items", "0")
    assert subschema_step("items", 0) != ("property", "items[0]")


def test_every_section_of_components_has_steps() -> None:
    assert {*SECTIONS, "component"} == set(get_args(Section))


def test_a_component_is_known_by_its_section_whatever_the_version() -> None:
    assert component_step_at(("definitions", "Pet")) == component_step_at(("components", "schemas", "Pet"))
    assert component_step_at(("securityDefinitions", "Key")) == ("securitySchemes", "Key")
    assert component_step("x-things", "Door") == ("component", "x-things Door")
    assert component_step_at(("components", "schemas")) is None
    assert component_step_at(("paths", "/pets")) is None
