"""What was probably renamed is said as a hint: where it is likely, once for each thing, and with bounded effort."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.comparison import compare
from harness.report.build import renamings
from harness.report.build.diff import report_of
from harness.report.formats.diff_json import diff_json
from harness.report.formats.diff_reading import report_from_json
from harness.report.terminal.diff import diff_text
from harness.report.words.text import PLAIN
from harness.session import Diff
from harness.versions import load_pair

if TYPE_CHECKING:
    from pathlib import Path

    from harness.report.model.diff import DiffReport


def document(schema: Any, *, path: str = "/jars", parameters: tuple[Any, ...] = (), **operation: Any) -> dict[str, Any]:
    """An API that answers with a schema."""
    content = {"application/json": {"schema": schema}}
    get = {"responses": {"200": {"description": "ok", "content": content}}, "parameters": list(parameters), **operation}
    return {"openapi": "3.1.0", "info": {"title": "Jars", "version": "1"}, "paths": {path: {"get": get}}}


def report(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> DiffReport:
    """What differs, with words."""
    for name, content in (("old.json", old), ("new.json", new)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return report_of(Diff(compare(*load_pair(str(folder / "old.json"), str(folder / "new.json")))))


def hints(found: DiffReport) -> set[tuple[str, str]]:
    """All pairs that are said to be renamed."""
    return {tuple(pair) for row in found.rows for pair in row.renamed}


def of(**properties: Any) -> dict[str, Any]:
    """An object."""
    return {"type": "object", "properties": properties}


LID = {"type": "string", "maxLength": 9, "description": "The kind of lid that closes the jar tightly."}


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        (of(lid_kind=LID), of(lidKind=LID), {("lid_kind", "lidKind")}),
        (of(cover=LID), of(lid=LID), {("cover", "lid")}),
        (of(colour={"type": "string"}), of(color={"type": "string"}), {("colour", "color")}),
        (of(lid_kind={"type": "string"}), of(lidKind={"type": "integer"}), {("lid_kind", "lidKind")}),
        (of(lidTightly={"type": "boolean"}), of(lidTight=LID), set()),
        (of(cover=LID), of(weight={"type": "number", "minimum": 3}), set()),
        (of(height={"type": "string"}), of(maker={"type": "string"}), set()),
        ({"enum": ["canceled", "open"]}, {"enum": ["cancelled", "open"]}, {("canceled", "cancelled")}),
        ({"enum": ["red", "open"]}, {"enum": ["blue", "open"]}, set()),
    ],
)
def test_what_is_alike_in_name_shape_or_description_is_told_together(
    tmp_path: Path, old: Any, new: Any, renamed: set[tuple[str, str]]
) -> None:
    assert hints(report(tmp_path, document(old), document(new))) == renamed


def test_operations_and_parameters_have_the_hint_too(tmp_path: Path) -> None:
    size = {"in": "query", "schema": {"type": "integer", "maximum": 90}}
    old = document(of(lid=LID), parameters=({"name": "page_size", **size},))
    new = document(of(lid=LID), parameters=({"name": "pageSize", **size},))
    assert hints(report(tmp_path, old, new)) == {("page_size", "pageSize")}
    moved = document(of(lid=LID), path="/v2/jars", parameters=({"name": "page_size", **size},))
    assert ("GET /jars", "GET /v2/jars") in hints(report(tmp_path, old, moved))


def test_both_sides_say_it_and_no_verdict_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = document(of(lid_kind=LID)), document(of(lidKind=LID))
    found = report(tmp_path, old, new)
    text = "".join(diff_text(found._replace(level="compatible"), PLAIN))
    assert "probably renamed to `lidKind`" in text
    assert "probably `lid_kind` under another name" in text
    monkeypatch.setattr("harness.report.build.diff.renamings_of", lambda _: {})
    without = report(tmp_path, old, new)
    assert [row._replace(renamed=()) for row in found.rows] == list(without.rows)
    stored = json.loads(b"".join(diff_json(found, details=True)))
    assert report_from_json(stored, "stored.json").rows == found.rows


@given(st.lists(st.text("abc_", min_size=1, max_size=4), unique=True, max_size=8), st.data())
def test_nothing_is_renamed_twice(names: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    pairs = list(renamings._values(gone, [name for name in names if name not in gone]))
    assert len({pair.old for pair in pairs}) == len({pair.new for pair in pairs}) == len(pairs)


def test_few_candidates_are_looked_at_for_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    score = renamings._score
    monkeypatch.setattr(renamings, "_score", lambda old, new: asked.append(old) or score(old, new))
    old = of(**{f"shelf_{at}": LID for at in range(300)})
    new = of(**{f"board_{at}": LID for at in range(300)})
    report(tmp_path, document(old), document(new))
    assert 0 < len(asked) <= 300 * 20
