"""Real documents: each equals itself, each dated pair compares, and small pairs are told in full."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.comparison import audit, compare
from harness.document import load
from harness.versions import load_pair

if TYPE_CHECKING:
    from harness.comparison import Comparison

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SMALL, MEDIUM = 300_000, 1_500_000

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no folder `shared/corpus` beside the repository")


def documents() -> list[str]:
    """The files that are documents themselves; those of Azure refer to the others."""
    if not CORPUS.is_dir():
        return []
    listed = [entry["file"] for entry in json.loads((CORPUS / "INDEX.json").read_text()) if entry.get("openapi")]
    return sorted({name for name in listed if (CORPUS / name).is_file() and _is_document(CORPUS / name)})


def dated_pairs() -> list[tuple[str, str]]:
    """Neighbours in time among the documents of one API in one format."""
    series: dict[tuple[str, ...], list[str]] = {}
    for name in documents():
        parts = Path(name).parts
        if parts[0] == "azure":
            series.setdefault((*parts[:4], Path(name).name), []).append(name)
        elif parts[0] != "circular" and "converted" not in name:
            series.setdefault((parts[0], Path(name).suffix), []).append(name)
    return [pair for names in series.values() for pair in pairwise(sorted(names))]


def _is_document(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4000)
    return b"openapi" in head or b"swagger" in head


@pytest.mark.parametrize("name", documents())
def test_a_real_document_equals_itself_and_its_copy(name: str) -> None:
    path = str(CORPUS / name)
    document = load(path)
    assert compare(document, document).changes == ()
    assert compare(document, load(path)).changes == ()


@pytest.mark.parametrize(("old", "new"), dated_pairs())
def test_a_dated_pair_is_told_once_and_in_full(old: str, new: str) -> None:
    comparison = compare(*load_pair(str(CORPUS / old), str(CORPUS / new)))
    places = Counter((c.subject, c.aspect, c.effect, c.old, c.new) for c in comparison.changes)
    assert [place for place, count in places.items() if count > 1] == []
    assert comparison.changes
    _audited(comparison)


def _audited(comparison: Comparison) -> None:
    size = max(len(document.source.data) for document in (comparison.old, comparison.new))
    if size < SMALL:
        assert audit(comparison, oracle="deepdiff") == ()
    if size < MEDIUM:
        assert audit(comparison, oracle="exact") == ()
