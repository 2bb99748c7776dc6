"""What holds for the judgement of every pair of documents."""

# ruff: noqa: S311 - documents are no secrets

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType
from referencing.exceptions import Unresolvable

from harness.comparison import compare
from harness.containment import Budget
from harness.document import format_pointer, load
from harness.messages import operation_pairs, part_pairs
from harness.report.words.trail import labels
from harness.rules import BREAKING, COMPATIBLE, PROOF
from harness.verdict import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harness.comparison import Comparison
    from harness.document import Document, Node
    from harness.messages import PartPair
    from harness.verdict import Contract, Finding

TODAY = "2025-06-16"
# A seed is shrunk in no time, where the choices of a whole document are not.
_SEEDS = st.integers(0, 100_000)
_VERSIONS = ("2.0", "3.0.3", "3.1.1", "3.2.0")
_META = Draft202012Validator(Draft202012Validator.META_SCHEMA)
# What validators of plain JSON Schema do not judge as messages are judged.
_APART = frozenset({"format", "readOnly", "writeOnly", "nullable", "$dynamicRef", "$dynamicAnchor", "$id", "$anchor"})


def judged(comparison: Comparison) -> Contract:
    """The contract, on the day of the tests, with steps alone: a process of many tests may pause for a second."""
    return contract(comparison, today=TODAY, budget=Budget(0.5, guard=60))


def plain(content: Any) -> Any:
    """A document of which JSON Schema says all that is asked of messages."""
    if isinstance(content, dict):
        return {key: plain(value) for key, value in content.items() if key not in _APART}
    return [plain(item) for item in content] if isinstance(content, list) else content


def proven(found: Contract) -> list[Finding]:
    """The breaking findings of schemas that rest on proof."""
    proofs = [finding for finding in found.findings if finding.impact == BREAKING and finding.rule.basis == PROOF]
    return [finding for finding in proofs if finding.change.subject in ("schema", "property", "alternative")]


def is_valid(document: Document, schema: Node, value: Any) -> bool | None:
    """Whether a value is valid for a schema of a document, by a validator that the search does not know.

    None where that validator gives up: it follows references in circles, and schemas may be none.
    """
    for said in (schema.value, *(document.content.get("components", {}).get("schemas", {}).values())):
        if not _META.is_valid(said):
            return None
    whole = {key: member for key, member in document.content.items() if not key.startswith("$")}
    try:
        return Draft202012Validator({**whole, "$ref": "#" + format_pointer(schema.pointer)}).is_valid(value)
    except (RecursionError, Unresolvable, UnknownType, TypeError, ValueError, AttributeError, ArithmeticError):
        return None


def root_of(found: Contract, finding: Finding) -> PartPair | None:
    """The part of a message that a witness is."""
    witness = finding.witness
    assert witness is not None
    pairs = operation_pairs(found.comparison)
    for root in part_pairs(*pairs[witness.operation]) if witness.operation in pairs else ():
        same = (root.direction, root.place) == (witness.direction, witness.place)
        if same and not root.text and f"Content-Type: {root.media_type}" in witness.message:
            return root
    return None


def bodies(found: Contract) -> Iterator[tuple[Finding, PartPair]]:
    """The witnesses that are bodies, with the schemas that they are told apart by."""
    for finding in proven(found):
        root = root_of(found, finding)
        if root is not None:
            yield finding, root


def _is_confirmed(found: Contract, finding: Finding, root: PartPair) -> bool:
    assert finding.witness is not None
    value = finding.witness.value
    documents = found.comparison.old, found.comparison.new
    valid = [is_valid(document, node, value) for document, node in zip(documents, (root.old, root.new), strict=True)]
    if None in valid:
        return True
    # A request is valid by the old document and not by the new one, a response the other way round.
    return valid == ([True, False] if root.direction == "request" else [False, True])


@settings(max_examples=40)
@given(seed=_SEEDS)
def test_every_witness_tells_the_documents_apart(
    seed: int, written: Callable[..., Any], comparison_of: Callable[..., Comparison]
) -> None:
    old, new = written(Random(seed), "3.1.1")
    found = judged(comparison_of(plain(old), plain(new)))
    for finding in proven(found):
        assert finding.witness is not None
    assert [finding for finding, root in bodies(found) if not _is_confirmed(found, finding, root)] == []


def test_the_examples_of_rules_have_confirmed_witnesses(root: Path) -> None:
    checked = 0
    for folder in sorted((root / "tests" / "rules").iterdir()):
        if not (folder / "old.yaml").is_file():
            continue
        found = judged(compare(load(str(folder / "old.yaml")), load(str(folder / "new.yaml"))))
        assert [finding.rule.id for finding in proven(found) if finding.witness is None] == []
        texts = [json.dumps(document.content) for document in (found.comparison.old, found.comparison.new)]
        if not any(f'"{keyword}"' in text for keyword in _APART for text in texts):
            for finding, body in bodies(found):
                assert _is_confirmed(found, finding, body), (folder.name, finding.witness)
                checked += 1
    assert checked > 20


def test_what_breaks_without_a_message_says_what_it_rests_on(root: Path) -> None:
    without = set()
    for folder in sorted((root / "tests" / "rules").iterdir()):
        if not (folder / "old.yaml").is_file():
            continue
        found = judged(compare(load(str(folder / "old.yaml")), load(str(folder / "new.yaml"))))
        for finding in found.findings:
            if finding.impact == BREAKING and finding.witness is None:
                assert finding.rule.basis != PROOF
                assert finding.reason.startswith(f"by {finding.rule.basis}: ")
                without.add(finding.rule.id)
            elif finding.impact != COMPATIBLE:
                assert finding.witness is not None or finding.undecided or finding.reason.startswith("by convention: ")
    assert {"operation-removed", "security-alternative-removed"} <= without
    assert not any("parameter-required" in name or "schema" in name for name in without)


@settings(max_examples=40)
@given(seed=_SEEDS)
def test_the_whole_message_has_the_value(
    seed: int, written: Callable[..., Any], comparison_of: Callable[..., Comparison]
) -> None:
    found = judged(comparison_of(*map(plain, written(Random(seed), "3.1.1"))))
    for finding, root in bodies(found):
        assert finding.witness is not None
        value = finding.witness.value
        plain_text = isinstance(value, str) and "json" not in str(root.media_type)
        said = value if plain_text else json.dumps(value, ensure_ascii=False)
        # A shell's word has its own quotes.
        said = said.replace("'", "'\"'\"'") if root.place == "request body" else said
        assert said in finding.witness.message


@pytest.mark.parametrize("version", _VERSIONS)
@settings(max_examples=20)
@given(seed=_SEEDS)
def test_no_document_is_too_odd_to_be_judged(
    seed: int, version: str, written: Callable[..., Any], comparison_of: Callable[..., Comparison]
) -> None:
    old, new = written(Random(seed), version)
    found = judged(comparison_of(old, new))
    assert [finding.change for finding in found.findings] == list(found.comparison.changes)
    assert judged(comparison_of(old, old)).findings == ()


# A thing that several operations refer to has its place in another one of them.
_ELSEWHERE = frozenset({77, 649, 815, 913, 1015, 1340})


@pytest.mark.parametrize("seeds", [range(first, first + 50) for first in range(0, 300, 50)], ids=str)
def test_the_order_of_operations_does_not_matter(
    seeds: range, written: Callable[..., Any], comparison_of: Callable[..., Comparison]
) -> None:
    differing = set()
    for seed in seeds:
        old, new = written(Random(seed), "3.1.1")
        turned = {**new, "paths": dict(reversed(new["paths"].items()))}
        if _said(judged(comparison_of(old, new))) != _said(judged(comparison_of(old, turned))):
            differing.add(seed)
    assert differing == _ELSEWHERE.intersection(seeds)


def _said(found: Contract) -> list[tuple[str, ...]]:
    # Operations that are paired by what is left over depend on the order in which they stand.
    return sorted((finding.impact, finding.rule.id, *labels(finding.change.trail)) for finding in found.findings)
