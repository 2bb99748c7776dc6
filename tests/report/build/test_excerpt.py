"""Excerpts are lines of the file, with the lines that changed among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harness.document import load
from harness.report.build.diff import report_of
from harness.report.build.excerpts import lacking
from harness.session import diff
from harness.versions import load_pair

if TYPE_CHECKING:
    from harness.report.model.diff import Row, Side

ROOT = Path(__file__).resolve().parents[3]
SENSAY = [str(ROOT / "specs" / "sensay" / f"{date}.yaml") for date in ("2025-03-28", "2025-06-16")]
MOST_LINES = 16


def rows(old: str, new: str) -> tuple[Row, ...]:
    """All changes of two files."""
    return report_of(diff(*load_pair(old, new)), judges=()).rows


def sides(row: Row) -> list[Side]:
    """The places of a change."""
    return [side for side in (row.old, row.new, row.lacking) if side is not None]


def document(schema: Any) -> dict[str, Any]:
    """A document with one shared schema that one operation answers with."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}
    operation = {"responses": {"200": {"description": "ok", "content": content}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/p": {"get": operation}},
        "components": {"schemas": {"S": schema}},
    }


@pytest.fixture(scope="module")
def sensay() -> tuple[Row, ...]:
    """The changes of the Sensay API."""
    return rows(*SENSAY)


def test_every_line_stands_in_the_file_under_its_number(sensay: tuple[Row, ...]) -> None:
    files = {path: Path(path).read_text(encoding="utf-8").split("\n") for path in SENSAY}
    for row in sensay:
        for side in sides(row):
            for line in side.excerpt:
                assert line.number is not None
                assert files[side.file][line.number - 1].strip() == line.text.strip()


def test_what_changed_is_marked_and_begins_where_its_place_is(sensay: tuple[Row, ...]) -> None:
    for row in sensay:
        for side in (row.old, row.new):
            if side is not None:
                numbers = [line.number or 0 for line in side.excerpt]
                begins = min(line.number or 0 for line in side.excerpt if line.changed)
                # Of a long list, what differs may stand far from where the list begins, which is shown too.
                assert begins == side.line or (side.line in numbers and begins > (side.line or 0) + 6)
                assert len(side.excerpt) <= MOST_LINES


def test_what_would_hold_it_has_no_changed_lines(sensay: tuple[Row, ...]) -> None:
    found = [row for row in sensay if row.lacking is not None]
    assert found
    for row in found:
        assert row.lacking is not None
        assert not any(line.changed for line in row.lacking.excerpt)
        assert (row.old is None) != (row.new is None)


def test_what_would_hold_it_stands_in_the_other_document(sensay: tuple[Row, ...]) -> None:
    places = {}
    for row in sensay:
        if row.lacking is not None:
            other = row.new if row.new is not None else row.old
            assert other is not None
            assert row.lacking.file != other.file
            places[row.defined_in if row.subject == "operation" else row.id] = row.lacking.pointer
    assert places["POST /v1/replicas"] == "/paths/~1v1~1replicas"
    assert places["POST /v1/api-keys/invites/{code}/redeem"] == "/paths"


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_json_is_shown_as_it_stands_or_laid_out_anew(tmp_path: Path, indent: int | None) -> None:
    many = {f"p{number}": {"type": "string", "maxLength": number + 1} for number in range(40)}
    for name, longest in (("old", 7), ("new", 9)):
        schema = {"type": "object", "properties": {**many, "p3": {"type": "string", "maxLength": longest}}}
        (tmp_path / f"{name}.json").write_text(json.dumps(document(schema), indent=indent), encoding="utf-8")
    (row,) = rows(str(tmp_path / "old.json"), str(tmp_path / "new.json"))
    assert row.new is not None
    (changed,) = [line for line in row.new.excerpt if line.changed]
    assert changed.text.strip() == '"maxLength": 9'
    assert (changed.number is None) == (indent is None)


def test_items_at_the_indentation_of_their_key_belong_to_it(tmp_path: Path) -> None:
    for name, required in (("old", ["a"]), ("new", ["a", "b"])):
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(document({"type": "string", "enum": required, "title": "t"})), encoding="utf-8")
        assert load(str(path)).problems == ()
    (row,) = rows(str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"))
    assert row.new is not None
    assert [line.text.strip() for line in row.new.excerpt if line.changed] == ["enum:", "- a", "- b"]


@pytest.mark.parametrize("write", ["minified", "indented", "yaml"])
@pytest.mark.parametrize("place", [0, 5, 30, 59])
def test_the_value_that_changed_is_shown_wherever_it_stands(tmp_path: Path, write: str, place: int) -> None:
    names = [f"value-{number}" for number in range(60)]
    for name, value in (("old", "before"), ("new", "after")):
        schema = {"type": "string", "enum": [*names[:place], value, *names[place + 1 :]]}
        text = {
            "minified": json.dumps(document(schema)),
            "indented": json.dumps(document(schema), indent=2),
            "yaml": yaml.safe_dump(document(schema)),
        }[write]
        (tmp_path / name).write_text(text, encoding="utf-8")
    changes = rows(str(tmp_path / "old"), str(tmp_path / "new"))
    assert changes
    for side, value in ((side, value) for row in changes for side, value in ((row.old, "before"), (row.new, "after"))):
        assert side is not None
        assert [line for line in side.excerpt if value in line.text and line.changed], side.excerpt
        assert len(side.excerpt) <= MOST_LINES


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("length", [10, 390, 3_000])
def test_the_word_that_changed_is_shown_in_a_long_line(tmp_path: Path, indent: int | None, length: int) -> None:
    for name, word in (("old", "before"), ("new", "after")):
        schema = {"type": "string", "pattern": f"^({'a' * length}{word}{'z' * length})$"}
        (tmp_path / name).write_text(json.dumps(document(schema), indent=indent), encoding="utf-8")
    changes = rows(str(tmp_path / "old"), str(tmp_path / "new"))
    assert changes
    for side, word in ((side, word) for row in changes for side, word in ((row.old, "before"), (row.new, "after"))):
        assert side is not None
        assert [line for line in side.excerpt if word in line.text and line.changed], side.excerpt
        assert max(len(line.text) for line in side.excerpt) <= 400


def test_a_number_holds_nothing_of_what_is_lacking(tmp_path: Path) -> None:
    files = []
    for name, value in (("old", 0.5), ("new", {"fee": 1})):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document({}) | {"x-costs": value}, indent=1), encoding="utf-8")
        files.append(load(str(path)).file)
    owner, other, lost = files[0].at(("x-costs",)), files[1].at(("x-costs",)), files[1].at(("x-costs", "fee"))
    assert owner is not None
    assert other is not None
    assert lost is not None
    excerpted = lacking(owner, other, lost)
    assert excerpted is not None
    assert [line.text.strip() for line in excerpted[1]] == ['"x-costs": 0.5']
