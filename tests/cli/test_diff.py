"""`harness diff`: what it prints, in all formats."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from tests.cli.conftest import Golden, Program

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "harness/report/formats/schemas/diff-1.json").read_text(encoding="utf-8")
)
PAIR = ("diff", "old.yaml", "new.yaml")


def validate(value: Any, definition: str | None = None) -> None:
    schema = SCHEMA if definition is None else {"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]}
    Draft202012Validator(schema).validate(value)


def write(folder: Path, name: str, **changes: Any) -> str:
    """A small document; its path."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"get": {"responses": {"200": {"description": "Pets"}}}}},
        **changes,
    }
    path = folder / name
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return str(path)


def test_what_breaks_is_listed_by_operation_and_shared_component(program: Program, golden: Golden) -> None:
    result = program(*PAIR)
    assert (result.code, result.err) == (0, "")
    golden.check("diff.txt", result.out)


def test_all_lists_annotations_too(program: Program, golden: Golden) -> None:
    golden.check("diff-all.txt", program(*PAIR, "--all").out)


def test_a_terminal_gets_colours_and_folded_lines(program: Program, golden: Golden) -> None:
    for columns in (60, 80, 120):
        out = program.in_terminal(*PAIR, columns=columns).out
        golden.check(f"diff-terminal-{columns}.txt", out.replace("\x1b", "ESC"))


def test_nothing_is_folded_or_coloured_in_a_pipe(program: Program) -> None:
    out = program(*PAIR, env={"COLUMNS": "40"}).out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) > 60


def test_every_place_names_its_line(program: Program) -> None:
    lines = program(*PAIR, "--all").out.splitlines()
    places = [line.split()[0] for line in lines if re.match(r" {12,}\w+\.yaml:\d+:\d+", line)]
    assert len(places) > 30
    for place in places:
        name, line, column = place.split(":")
        text = (program.folder / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text[int(column) - 1] not in " \t-", place


def test_json_is_as_its_schema_says(program: Program, golden: Golden) -> None:
    result = program(*PAIR, "--format", "json")
    report = json.loads(result.out)
    validate(report)
    assert report["summary"]["changes"] == len(report["changes"])
    assert report["inputs"]["old"]["version"] == "2026-03-25"
    golden.check("diff.json", result.out)


def test_json_tells_lines_when_asked(program: Program) -> None:
    report = json.loads(program(*PAIR, "--format", "json", "--lines").out)
    validate(report)
    sides = [change[side] for change in report["changes"] for side in ("old", "new") if change[side]]
    assert all(side["line"] > 0 for side in sides)


def test_json_does_not_repeat_whole_objects(program: Program) -> None:
    for change in json.loads(program(*PAIR, "--format", "json").out)["changes"]:
        for side in filter(None, (change["old"], change["new"])):
            assert ("value" in side) == (change["aspect"] != "presence")


def test_ndjson_has_one_object_a_line(program: Program) -> None:
    lines = [json.loads(line) for line in program(*PAIR, "--format", "ndjson").out.splitlines()]
    for line in lines:
        validate(line, "event")
    assert [line["event"] for line in lines] == [
        "comparison",
        *(["break"] * lines[0]["summary"]["breaks"]["total"]),
        *(["change"] * lines[0]["summary"]["changes"]),
    ]


def test_the_schema_is_printed(program: Program) -> None:
    assert json.loads(program("schema", "diff").out) == SCHEMA
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("form", ["text", "json", "ndjson"])
def test_two_runs_print_the_same_bytes(program: Program, form: str) -> None:
    runs = {program(*PAIR, "--format", form, env={"PYTHONHASHSEED": seed}).out for seed in ("1", "2", "3")}
    assert len(runs) == 1


def test_ids_are_unique_and_in_every_format_alike(program: Program) -> None:
    ids = [change["id"] for change in json.loads(program(*PAIR, "--format", "json").out)["changes"]]
    assert len(set(ids)) == len(ids)


def test_a_document_and_itself_do_not_differ(program: Program) -> None:
    assert program("diff", "old.yaml", "old.yaml").out == "No differences.\n"
    report = json.loads(program("diff", "old.yaml", "old.yaml", "--format", "json").out)
    validate(report)
    assert report["changes"] == []


def test_what_clients_cannot_notice_is_counted(program: Program, tmp_path: Path) -> None:
    old = write(tmp_path, "old.json")
    new = write(tmp_path, "new.json", info={"title": "Pets", "version": "2"})
    assert program("diff", old, new).out == (
        "No differences that clients can notice. 1 edit to descriptions left out.\n"
    )


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--path", "/parcels"), {"listParcels", "createParcel"}),
        (("--path", "*label*"), {"printLabel"}),
        (("--tag", "Lab*"), {"printLabel"}),
        (("--operation", "delete*"), {"deleteParcel"}),
        (("--operation", "GET *"), {"listParcels"}),
        (("--operation", "delete*", "--operation", "print*"), {"deleteParcel", "printLabel"}),
        (("--path", "/parcels", "--operation", "*Parcel"), {"createParcel"}),
    ],
)
def test_filters_keep_what_reaches_an_operation(program: Program, options: tuple[str, ...], names: set[str]) -> None:
    out = program(*PAIR, *options, "--level", "compatible").out
    ids = {"listParcels", "createParcel", "printLabel", "deleteParcel"}
    assert {name for name in ids if f"  {name}\n" in out} == names


def test_a_filter_keeps_shared_schemas_that_its_operations_use(program: Program) -> None:
    assert "Shared schema Money" in program(*PAIR, "--operation", "createParcel").out
    assert "Shared schema Money" not in program(*PAIR, "--operation", "printLabel").out


def test_a_filter_that_nothing_matches_says_so(program: Program) -> None:
    assert program(*PAIR, "--rule", "webhook-removed").out == "No differences match.\n"


def test_a_file_is_written_whole(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "diff.json"
    result = program(*PAIR, "--format", "json", "-o", str(target))
    assert result.out == ""
    assert result.err == f"wrote: {target} ({target.stat().st_size:,} bytes)\n"
    assert target.read_text(encoding="utf-8") == program(*PAIR, "--format", "json").out
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_left_alone_when_the_command_fails(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "diff.txt"
    target.write_text("before", encoding="utf-8")
    assert program("diff", "old.yaml", "absent.yaml", "-o", str(target)).code == 3
    assert target.read_text(encoding="utf-8") == "before"


def test_files_never_hold_escapes(program: Program, tmp_path: Path) -> None:
    target = tmp_path / "diff.txt"
    program(*PAIR, "--color", "always", "-o", str(target))
    assert "\x1b" not in target.read_text(encoding="utf-8")


def test_standard_input_is_a_document(program: Program) -> None:
    old = (program.folder / "old.yaml").read_bytes()
    piped = program("diff", "-", "new.yaml", "--no-witness", given=old)
    named = program(*PAIR, "--no-witness")
    assert piped.out.replace(" - -> ", " old.yaml -> ").replace(" -:", " old.yaml:") == named.out


def test_snapshots_are_called_by_their_dates(program: Program, root: Path) -> None:
    out = program("diff", "sensay@previous", "sensay@latest", "-C", str(root)).out
    assert out.startswith("Sensay API  2025-06-16 -> 2025-06-19\n")


def test_quiet_leaves_results_and_twice_nothing(program: Program) -> None:
    assert program(*PAIR, "-q").out.startswith("Parcel API")
    assert program(*PAIR, "-qq") == (0, "", "")


def test_verbose_tells_what_was_read(program: Program) -> None:
    assert program(*PAIR, "-v").err.startswith("info: read old.yaml (")


def test_an_audit_accounts_for_every_difference(program: Program) -> None:
    result = program(*PAIR, "--audit")
    assert result.code == 0, result.out
    assert result.out.startswith("Every difference of the files is told by one of ")


def test_a_revision_of_git_is_a_document(program: Program, tmp_path: Path) -> None:
    import subprocess

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid")
        subprocess.run(["git", "-C", str(tmp_path), *identity, *arguments], check=True, capture_output=True)

    git("init")
    (tmp_path / "api.yaml").write_bytes((program.folder / "old.yaml").read_bytes())
    git("add", "api.yaml")
    git("commit", "-m", "Publish")
    (tmp_path / "api.yaml").write_bytes((program.folder / "new.yaml").read_bytes())
    program.folder = tmp_path
    out = program("diff", "HEAD:api.yaml", "api.yaml").out
    assert out.startswith("Parcel API  HEAD:api.yaml -> api.yaml\n")
    assert "operation removed" in out


def test_json_without_judges_says_what_differs(program: Program) -> None:
    plain = json.loads(program("diff", "old.yaml", "new.yaml", "--format", "json", "--rules", "none").out)
    assert plain["changes"]
    assert not any("impact" in change or "changelog" in change for change in plain["changes"])
    judged = json.loads(program("diff", "old.yaml", "new.yaml", "--format", "json").out)
    assert all("impact" in change and "changelog" in change for change in judged["changes"])
    assert [change["id"] for change in judged["changes"]] == [change["id"] for change in plain["changes"]]


def test_where_nobody_judges_the_effect_on_messages_is_told(program: Program) -> None:
    printed = program("diff", "old.yaml", "new.yaml", "--rules", "none").out
    assert "\n  narrowed" in printed
    assert "narrowed, " in printed.splitlines()[-2] or "narrowed, " in printed
    assert "breaking" not in printed


def test_a_reference_that_leads_nowhere_now_is_a_warning_in_all_formats(program: Program, tmp_path: Path) -> None:
    def paths(reference: str) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": reference}}}
        return {"/pets": {"get": {"responses": {"200": {"description": "", "content": content}}}}}

    said = paths("#/components/schemas/Pet")
    old = write(tmp_path, "a.json", paths=said, components={"schemas": {"Pet": {"type": "object"}}})
    new = write(tmp_path, "b.json", paths=said)
    assert program("diff", old, new, "--fail-on", "warning").code == 1
    assert program("diff", old, new, "--fail-on", "breaking").code == 0
    assert "leads nowhere in the new document" in program("diff", old, new).out
    value = json.loads(program("diff", old, new, "--format", "json", "--rules", "contract").out)
    validate(value)
    (one,) = [change for change in value["changes"] if change["impact"] == "warning"]
    assert one["rule"] == "reference-changed"
    same = program("diff", new, new, "--fail-on", "any")
    assert same.code == 0


def test_references_to_other_hosts_are_counted_apart_with_what_allows_them(program: Program, tmp_path: Path) -> None:
    def document(end: str) -> str:
        references = [*(f"https://example.com/{n}.yaml#/{end}" for n in range(7)), f"#/absent/{end}"]
        schema = {"properties": {f"p{n}": {"$ref": reference} for n, reference in enumerate(references)}}
        answer = {"description": "Pets", "content": {"application/json": {"schema": schema}}}
        paths = {"/pets": {"get": {"responses": {"200": answer}}}}
        return json.dumps({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": paths})

    program.folder = tmp_path
    (tmp_path / "old.json").write_text(document("a"))
    (tmp_path / "new.json").write_text(document("b"))
    result = program("diff", "old.json", "new.json")
    assert result.code == 0
    notes = [line for line in result.err.splitlines() if line.startswith("note: ")]
    for name, end in (("old.json", "a"), ("new.json", "b")):
        told = f"7 references of {name} lead to other hosts, which are not read; allow it with --allow-remote"
        assert f"note: {told}" in notes
        assert sum(f"#/absent/{end}" in note for note in notes) == 1
    assert len(notes) == 4
