"""The words of steps tell steps of one kind apart, and say what each leads to."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.report.words.trail import label
from harness.vocabulary import ParameterKind, Section, Step, Subschema, component_step, security_step, subschema_step

_NAMED = (
    *get_args(ParameterKind),
    *get_args(Section),
    *get_args(Subschema),
    *("operation", "webhook", "path", "member", "response", "media type", "header", "encoding", "link", "callback"),
    *("expression", "method", "scheme", "flow", "scope", "server", "tag"),
)


@given(st.sampled_from(_NAMED), st.text(), st.text())
def test_two_steps_of_one_kind_are_called_the_same_only_if_they_are(kind: str, one: str, other: str) -> None:
    assert (label(Step(kind, one)) == label(Step(kind, other))) == (one == other)  # type: ignore[arg-type]


@given(st.lists(st.from_regex(r"[A-Z]\w*", fullmatch=True)), st.lists(st.from_regex(r"[A-Z]\w*", fullmatch=True)))
def test_ways_to_authenticate_are_called_by_their_schemes(one: list[str], other: list[str]) -> None:
    assert (label(security_step(one)) == label(security_step(other))) == (one == other)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (component_step("definitions", "Pet"), "schema Pet"),
        (component_step("requestBodies", "Pet"), "request body Pet"),
        (component_step("x-things", "Door"), "x-things Door"),
        (subschema_step("allOf", 0), "allOf[0]"),
        (subschema_step("items"), "items"),
        (Step("property", "allOf[0]"), "allOf[0]"),
        (Step("response", "200"), "response 200"),
        (Step("request body"), "request body"),
        (Step("media type", "text/csv"), "text/csv"),
        (security_step([]), "security none"),
        (security_step(["Key", "User"]), "security Key & User"),
    ],
)
def test_steps_are_called_as_people_call_them(step: Step, words: str) -> None:
    assert label(step) == words
