"""The table of checks is whole: each has its words, its probe and its page, and what applies is read from it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from harness.conformance import ORACLES, oracle

if TYPE_CHECKING:
    from pathlib import Path


def test_no_two_checks_have_one_name() -> None:
    names = [each.id for each in ORACLES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_each_check_asks_a_question_and_says_what_breaks_its_promise() -> None:
    for each in ORACLES:
        assert each.asks.endswith("?"), each.id
        assert each.proves.endswith("."), each.id
        assert each.mutant.endswith("."), each.id
        assert each.source, each.id


@pytest.mark.parametrize("name", sorted({each.probe for each in ORACLES if each.probe}))
def test_each_probe_is_there(name: str) -> None:
    module, _, function = name.partition(":")
    assert callable(getattr(import_module(f"harness.conformance.{module}"), function))


def test_every_check_that_the_code_reports_is_in_the_table(root: Path) -> None:
    known = {each.id for each in ORACLES}
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "harness" / "conformance").glob("_*.py"))
    reported = set(re.findall(r'(?:breach|finding|_breach)\(\s*"([a-z-]+)"', code))
    assert reported
    assert reported <= known


def test_each_check_has_its_part_of_the_page(root: Path) -> None:
    page = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    assert re.findall(r"^## `([a-z-]+)`$", page, re.MULTILINE) == [each.id for each in ORACLES]


def test_an_unknown_check_is_none() -> None:
    assert oracle("no-such-check") is None
