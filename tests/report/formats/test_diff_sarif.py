"""SARIF files keep the standard and the limits of code scanning."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft4Validator

from harness.report.formats.diff_sarif import diff_sarif
from harness.report.formats.sarif import LIMIT, uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.report.model.diff import DiffReport

_SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0-rtm.5.json").read_bytes())
# The pattern of languages, which are not written, is none of ECMA-262.
for _holder in ("run", "toolComponent"):
    del _SCHEMA["definitions"][_holder]["properties"]["language"]["pattern"]
_VALIDATOR = Draft4Validator(_SCHEMA, validate_formats=True)
_LEVELS = ["error", "warning", "note"]


def test_the_sensay_pair_reads_as_it_should(sensay: DiffReport, golden: Callable[[str, bytes], None]) -> None:
    found = b"".join(diff_sarif(sensay._replace(level="warning")))
    _read(found)
    golden("sensay.sarif", found)


def test_the_worst_come_first_then_those_of_the_furthest_reach(sensay: DiffReport) -> None:
    results = _run(sensay)["results"]
    grades = ("every", "some", "unusual")
    order = [
        (
            _LEVELS.index(result["level"]),
            grades.index(result["properties"]["break"]["grade"]) if "break" in result["properties"] else 3,
            -result["properties"]["reach"],
        )
        for result in results
    ]
    assert order == sorted(order)
    assert len(results) == len(sensay.listed_entries)


def test_a_result_is_known_again_by_the_id_of_the_change(sensay: DiffReport) -> None:
    results = _run(sensay)["results"]
    assert {result["partialFingerprints"]["harness/v1"] for result in results} == {
        entry.breaks[0].id if entry.breaks else entry.id for entry in sensay.listed_entries
    }


def test_a_change_stands_in_the_new_document_and_is_related_to_the_old_one(sensay: DiffReport) -> None:
    for result in _run(sensay)["results"]:
        assert _file(result["locations"][0]) == "specs/sensay/2025-06-16.yaml"
        assert all(_file(one) == "specs/sensay/2025-03-28.yaml" for one in result.get("relatedLocations", ()))


def test_what_code_scanning_does_not_show_is_cut_and_counted(sensay: DiffReport) -> None:
    many = sensay._replace(rows=sensay.rows * 60, breaks=())
    run = _run(many)
    assert len(run["results"]) == LIMIT == 5_000
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(f"{len(many.listed_entries) - LIMIT:,} results left out")


def test_rules_say_why_and_what_to_do(sensay: DiffReport) -> None:
    run = _run(sensay)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"].startswith("Checks that") for rule in rules)


def test_a_rule_of_another_version_is_named_all_the_same(sensay: DiffReport) -> None:
    rows = tuple(row._replace(rule="a-rule-to-come") for row in sensay.rows)
    (rule,) = _run(sensay._replace(rows=rows))["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == rule["id"] == "a-rule-to-come"


def test_without_a_judgement_the_kind_of_change_is_the_rule(sensay: DiffReport) -> None:
    rows = tuple(row._replace(rule=None, badge=None, impact="compatible") for row in sensay.rows)
    run = _run(sensay._replace(rows=rows, breaks=(), contract=False, changelog=False))
    assert {result["level"] for result in run["results"]} == {"note"}
    assert "security-presence" in {result["ruleId"] for result in run["results"]}


def test_no_difference_is_a_run_without_results(empty: DiffReport) -> None:
    assert _run(empty)["results"] == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("specs/a b.yaml", "specs/a%20b.yaml"),
        ("./x%20#?.yaml", "x%2520%23%3F.yaml"),
        ("main:specs/x.yaml", "main%3Aspecs/x.yaml"),
        ("/srv/x.yaml", "file:///srv/x.yaml"),
        (r"C:\specs\x.yaml", "file:///C%3A/specs/x.yaml"),
        ("https://api.example/v1?x=1", "https://api.example/v1?x=1"),
        ("größe.yaml", "gr%C3%B6%C3%9Fe.yaml"),
    ],
)
def test_paths_become_references(path: str, expected: str) -> None:
    assert uri(path) == expected


@given(data=st.data())
def test_any_path_becomes_a_reference(data: st.DataObject, hostile: st.SearchStrategy[str]) -> None:
    path = data.draw(hostile)
    plain = r"[A-Za-z0-9._~/?#@!$&'()*+,;=:\[\]-]"
    assert re.fullmatch(rf"({plain}|%[0-9A-F]{{2}})+", uri(path))


@given(data=st.data())
def test_hostile_text_stays_text(data: st.DataObject, reports: st.SearchStrategy[DiffReport]) -> None:
    report = data.draw(reports)
    run = _run(report)
    assert len(run["results"]) == len(report.listed_entries)
    for result in run["results"]:
        text = result["message"]["text"]
        assert text.replace("\xa0", " ").isprintable()
        # Neither an embedded link nor a placeholder.
        assert "](" not in text
        assert not re.search("[{}]", text.replace("{{", "").replace("}}", ""))


def _run(report: DiffReport) -> dict[str, Any]:
    found = b"".join(diff_sarif(report))
    assert found == b"".join(diff_sarif(report))
    return _read(found)


def _read(found: bytes) -> dict[str, Any]:
    log = json.loads(found)
    error = next(iter(_VALIDATOR.iter_errors(log)), None)
    assert error is None, f"{error.instance_path}: {error.message}"
    (run,) = log["runs"]
    return dict(run)


def _file(location: dict[str, Any]) -> str:
    return str(location["physicalLocation"]["artifactLocation"]["uri"])
