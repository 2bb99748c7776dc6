"""What names the version is said by each snapshot for itself: no edit of its values breaks those who name another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.verdict import contract
from harness.versions import RequestPlace, VersionSettings

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = ("2031-01-01", "2031-02-01")
BY_HEADER = VersionSettings(RequestPlace("header", "Acme-Version"), echo="Acme-Applied")
BY_QUERY = VersionSettings(RequestPlace("query", "v"))


def document(parameter: Any, *, components: Any = None, echo: Any = None, **response: Any) -> dict[str, Any]:
    headers = {"headers": {"acme-applied": {"schema": echo}}} if echo else {}
    answer = {"200": {"description": "ok", **headers, **response}}
    paths = {"/pets": {"get": {"parameters": [parameter], "responses": answer}}}
    info = {"title": "Acme", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components or {}}


def header(day: str, name: str = "acme-version", place: str = "header", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string", "enum": [day]}, **more}


def shared(day: str) -> dict[str, Any]:
    return document({"$ref": "#/components/parameters/Day"}, components={"parameters": {"Day": header(day)}})


@pytest.fixture
def breaks(comparison_of: Callable[..., Any]) -> Callable[..., list[str]]:
    def breaks(old: Any, new: Any, version: VersionSettings | None = BY_HEADER) -> list[str]:
        found = contract(comparison_of(old, new), version=version)
        rules = {finding.rule.id for finding in found.findings if finding.impact != "compatible"}
        assert rules == {change_rule for loss in found.breaks for change_rule in _rules(found, loss)}
        return sorted(rules)

    return breaks


def _rules(found: Any, loss: Any) -> list[str]:
    return [finding.rule.id for finding in found.findings if finding.change in loss.changes]


@pytest.mark.parametrize(
    ("make", "version"),
    [
        (lambda day: document(header(day)), BY_HEADER),
        (shared, BY_HEADER),
        (lambda day: document(header(day, "v", "query")), BY_QUERY),
        (lambda day: document(header(DAYS[0]), echo={"const": day}), BY_HEADER),
    ],
    ids=["header", "component", "query", "echo"],
)
def test_another_version_is_no_break_where_settings_say_that_it_names_it(
    make: Callable[[str], Any], version: VersionSettings, breaks: Callable[..., list[str]]
) -> None:
    old, new = map(make, DAYS)
    assert breaks(old, new, version) == []
    assert breaks(old, new, None)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (header(DAYS[0], "v"), header(DAYS[1], "v"), "request-enum-narrowed"),
        (header(DAYS[0], "Acme-Version", "cookie"), header(DAYS[1], "Acme-Version", "cookie"), "request-enum-narrowed"),
        (header(DAYS[0]), header(DAYS[1], required=True), "request-parameter-became-required"),
    ],
    ids=["another header", "another place", "it has to be there"],
)
def test_all_else_of_parameters_breaks_as_ever(old: Any, new: Any, rule: str, breaks: Callable[..., list[str]]) -> None:
    assert breaks(document(old), document(new)) == [rule]


def test_what_names_the_version_is_not_blamed_with_others(breaks: Callable[..., list[str]]) -> None:
    sides = []
    for day, kind in zip(DAYS, ("string", "integer"), strict=True):
        made = document(header(day))
        made["paths"]["/pets"]["get"]["parameters"].append({"name": "page", "in": "query", "schema": {"type": kind}})
        sides.append(made)
    assert breaks(*sides) == ["request-type-narrowed"]
