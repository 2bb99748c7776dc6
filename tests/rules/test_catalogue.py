"""What holds for every rule: one row, one example pair, one page, and each fact has exactly one of them."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.comparison import Change, compare
from harness.document import load
from harness.errors import UnknownRule
from harness.rules import BREAKING, COMPATIBLE, IMPACTS, PROOF, RULES, STRUCTURE, Rule, matching, rule, rule_for
from harness.rules._catalogue import _DIRECTIONS, _EFFECTS, _rows
from harness.vocabulary import ANNOTATED, BOTH, NARROWED, NONE, REPLACED, REQUEST, RESPONSE, WIDENED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

# The day on which the newer document of every example is published.
TODAY = "2025-06-16"
_VERSIONS = ("2.0", "3.0.3", "3.1.1", "3.2.0")
NOWHERE = load(str(Path(__file__).parent / "operation-removed" / "old.yaml")).root
_BY_ID = pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)


def unruled(changes: Iterable[Change]) -> list[tuple[object, ...]]:
    """The changes that have no rule or more than one."""
    found = ((change, matching(change, TODAY)) for change in changes)
    return [(*change[:5], [one.id for one in rules]) for change, rules in found if len(rules) != 1]


def test_ids_are_unique_and_in_kebab_case() -> None:
    ids = [one.id for one in RULES]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)+", name)] == []


def test_no_two_rules_say_that_they_check_the_same() -> None:
    said = [one.checks for one in RULES]
    assert [text for text in said if said.count(text) > 1] == []


def test_each_rule_has_a_folder_of_its_name(examples: Path) -> None:
    folders = {path.parent.name for path in examples.glob("*/old.yaml")}
    assert folders == {path.parent.name for path in examples.glob("*/new.yaml")}
    assert folders == {one.id for one in RULES}


def test_each_rule_has_all_its_files(root: Path, examples: Path) -> None:
    names = [examples / one.id / name for one in RULES for name in ("old.yaml", "new.yaml", "findings.txt")]
    paths = [*names, *(root / "docs" / "rules" / f"{one.id}.md" for one in RULES)]
    assert [path.relative_to(root).as_posix() for path in paths if not path.is_file()] == []


def test_each_rule_has_a_page_of_its_name(root: Path) -> None:
    pages = {path.stem for path in (root / "docs" / "rules").glob("*.md")}
    assert pages == {one.id for one in RULES} | {"README"}


def test_pages_say_what_the_catalogue_says(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tools/rule_pages.py", "--check"], cwd=root, capture_output=True, check=False
    )
    assert done.stderr.decode() == ""
    assert done.returncode == 0


@_BY_ID
def test_rows_speak_of_what_changes_can_be(one: Rule) -> None:
    assert one.impact in IMPACTS
    assert one.subjects
    assert set(one.effects) <= {NARROWED, WIDENED, REPLACED, ANNOTATED}
    assert set(one.directions) <= {REQUEST, RESPONSE, NONE}
    for words in (one.subjects, one.aspects, one.effects, one.directions):
        assert len(set(words)) == len(words)


@_BY_ID
def test_texts_are_sentences(one: Rule) -> None:
    assert one.checks.startswith("Checks that ")
    for text in (one.checks, one.why, *([one.instead] if one.instead else [])):
        assert text.endswith(".")
        assert text.strip() == text
        assert "  " not in text
    assert one.source.strip()


@_BY_ID
def test_who_is_told_of_a_break_is_told_what_to_do(one: Rule) -> None:
    assert one.impact != BREAKING or one.instead


def test_no_two_rows_are_for_the_same_changes() -> None:
    subjects = {subject for one in RULES for subject in one.subjects}
    aspects = {None, *(aspect for one in RULES for aspect in one.aspects)}
    keys = product(sorted(subjects), aspects, _EFFECTS, _DIRECTIONS)
    rules = {key: [one.id for one in _rows(*key)] for key in keys}
    assert {key: ids for key, ids in rules.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("effect", [NARROWED, WIDENED, REPLACED, ANNOTATED])
@pytest.mark.parametrize("direction", [REQUEST, RESPONSE, BOTH, NONE])
def test_what_nobody_has_seen_yet_has_a_rule(effect: str, direction: str) -> None:
    subjects = {subject for one in RULES for subject in one.subjects}
    changes = [
        Change(subject, "newest", effect, (), direction, (), None, None, 1, 2, NOWHERE, NOWHERE) for subject in subjects
    ]
    assert unruled(changes) == []


@_BY_ID
def test_the_example_of_a_rule_shows_it(one: Rule, examples: Path) -> None:
    old, new = (load(str(examples / one.id / f"{side}.yaml")) for side in ("old", "new"))
    changes = compare(old, new).changes
    assert unruled(changes) == []
    assert one.id in [rule_for(change, TODAY).id for change in changes]


@_BY_ID
def test_an_example_does_not_differ_from_itself(one: Rule, examples: Path) -> None:
    for side in ("old", "new"):
        path = str(examples / one.id / f"{side}.yaml")
        assert compare(load(path), load(path)).changes == ()


@_BY_ID
def test_near_misses_are_not_reported(one: Rule, examples: Path) -> None:
    documents = [load(str(examples / one.id / f"{side}.yaml")) for side in ("old", "new")]
    for document, side in zip(documents, ("old_node", "new_node"), strict=True):
        lines = document.source.data.decode().splitlines()
        misses = {number for number, line in enumerate(lines, 1) if "# not reported: " in line}
        for change in compare(*documents).changes:
            node = getattr(change, side)
            if node is not None and rule_for(change, TODAY) is one:
                above = {document.position(node.pointer[:length]).line for length in range(1, len(node.pointer) + 1)}
                assert not above & misses, change


def _is_of_problems(one: Rule) -> bool:
    """Whether a rule is for what is a problem in a document by itself: unknown members, undeclared places of a path."""
    return one.id.startswith("unknown-") or one.id.startswith("request-path-parameter-")


@pytest.mark.parametrize("one", [one for one in RULES if not _is_of_problems(one)], ids=lambda one: one.id)
def test_examples_are_documents_without_problems(one: Rule, examples: Path) -> None:
    for side in ("old", "new"):
        assert load(str(examples / one.id / f"{side}.yaml")).problems == ()


@pytest.mark.parametrize("version", _VERSIONS)
@settings(max_examples=25)
@given(random=st.randoms(use_true_random=True))
def test_every_fact_has_exactly_one_rule(
    version: str, random: Random, written: Callable[..., Any], comparison_of: Callable[..., Any]
) -> None:
    old, new = written(random, version)
    assert unruled(comparison_of(old, new).changes) == []
    assert unruled(comparison_of(new, old).changes) == []


@pytest.mark.parametrize("api", ["azure", "box", "notion", "slack"])
def test_every_fact_of_real_documents_has_exactly_one_rule(api: str, shared: Path) -> None:
    paths = sorted(path for path in (shared / "corpus" / api).rglob("*.json"))[:3]
    documents = [load(str(path)) for path in paths]
    for old, new in pairwise(documents):
        assert unruled(compare(old, new).changes) == []


@_BY_ID
def test_the_law_holds_where_no_convention_departs_from_it(one: Rule) -> None:
    # A server may accept more and say less.
    if one.basis == PROOF and one.aspects and one.impact == COMPATIBLE and "Convention" not in one.source:
        harmless = {REQUEST: {WIDENED}, RESPONSE: {NARROWED}}
        for direction in one.directions:
            assert set(one.effects) <= harmless[direction] or any(": " in aspect for aspect in one.aspects)
    if one.basis == STRUCTURE and one.effects == (ANNOTATED,):
        assert one.impact == COMPATIBLE


def test_a_rule_is_found_by_its_id() -> None:
    assert rule("request-enum-narrowed").impact == BREAKING


def test_an_unknown_rule_names_those_that_are_written_like_it() -> None:
    with pytest.raises(UnknownRule) as caught:
        rule("request-enum-narowed")
    assert "request-enum-narrowed" in str(caught.value.hint)


def test_an_unknown_rule_like_no_other_leads_to_the_list() -> None:
    with pytest.raises(UnknownRule) as caught:
        rule("zzz")
    assert "harness rules" in str(caught.value.hint)
