"""`harness diff`: the contract and the changelog side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from tests.cli.conftest import Program

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "harness/report/formats/schemas/diff-1.json").read_text(encoding="utf-8")
)
PAIR = ("diff", "old.yaml", "new.yaml")
IMPACTS = ("breaking", "warning", "compatible")


def report(program: Program, *options: str, pair: tuple[str, ...] = PAIR) -> dict[str, Any]:
    """What is written as JSON, which is as its schema says."""
    found: dict[str, Any] = json.loads(program(*pair, "--format", "json", *options).out)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def write(folder: Path, name: str, **schema: Any) -> str:
    """A document with one operation that takes a schema; its name."""
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object", "properties": schema}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "Done."}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": {"post": operation}},
    }
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return name


def test_every_change_has_both_judgements(program: Program) -> None:
    found = report(program)
    counts = {impact: sum(change["impact"] == impact for change in found["changes"]) for impact in IMPACTS}
    assert {**counts, "undecided": 0} == {**found["summary"]["contract"], "undecided": 0}
    for badge, count in found["summary"]["changelog"].items():
        assert sum(change["changelog"] == badge for change in found["changes"]) == count


def test_one_judgement_leaves_the_other_out(program: Program) -> None:
    contract, changelog = report(program, "--rules", "contract"), report(program, "--rules", "changelog")
    assert all("changelog" not in change and "rule" in change for change in contract["changes"])
    assert all("changelog" in change and "rule" not in change for change in changelog["changes"])
    assert "changelog" not in contract["summary"]
    assert "contract" not in changelog["summary"]
    assert "changelog:" not in program(*PAIR, "--rules", "contract").out
    assert "accepted by" not in program(*PAIR, "--rules", "changelog").out


def test_json_has_no_witness_without_a_break(program: Program) -> None:
    changes = report(program)["changes"]
    assert any(change["witness"] for change in changes)
    assert all(change["impact"] == "breaking" for change in changes if change["witness"])
    assert not any(change["witness"] for change in report(program, "--no-witness")["changes"])
    assert "accepted by" not in program(*PAIR, "--no-witness").out


def test_ndjson_has_the_same_findings(program: Program) -> None:
    lines = [json.loads(line) for line in program(*PAIR, "--format", "ndjson").out.splitlines()]
    for line in lines:
        Draft202012Validator({"$ref": "#/$defs/event", "$defs": SCHEMA["$defs"]}).validate(line)
    stored = report(program)
    assert [{**line, "event": None} for line in lines[1:]] == [
        {**one, "event": None} for one in (*stored["breaks"], *stored["changes"])
    ]


@pytest.mark.parametrize("level", IMPACTS)
def test_a_level_lists_what_is_as_bad(program: Program, level: str) -> None:
    out = program(*PAIR, "--level", level).out
    impacts = re.findall(r"^  (breaking|warning|compatible) ", out, re.MULTILINE)
    assert set(impacts) == set(IMPACTS[: IMPACTS.index(level) + 1])
    # What is left out is counted, with how to see it.
    for impact, noun in (("warning", "warnings"), ("compatible", "compatible changes")):
        assert (f"{noun} (--level {impact})" in out) == (impact not in impacts)
    assert "4 edits to descriptions (--all)" in out


def test_the_worst_stands_first(program: Program) -> None:
    impacts = re.findall(r"^  (breaking|warning|compatible) ", program(*PAIR, "--all").out, re.MULTILINE)
    assert impacts == sorted(impacts, key=IMPACTS.index)


def test_the_headline_stands_first_and_says_what_every_output_says(program: Program) -> None:
    head, _, verdict, *_ = program(*PAIR).out.splitlines()
    assert head == "Parcel API  old.yaml -> new.yaml"
    summary = report(program)["summary"]
    assert verdict.startswith(f"{summary['breaks']['causes']} breaking changes in 3 of 4 operations, ")
    assert (
        f"<em>{summary['breaks']['causes']} breaking changes</em> in 3 of 4 operations"
        in program(*PAIR, "-f", "html").out
    )
    assert f"## {summary['breaks']['causes']} breaking changes" in program(*PAIR, "-f", "markdown").out


def test_counts_of_what_was_asked_for_say_so(program: Program) -> None:
    words = "Filtered: only what --path, --tag, --operation and --rule let pass is counted and listed."
    for format_ in ("text", "html", "markdown"):
        assert words in program(*PAIR, "--path", "/parcels", "--format", format_).out
        assert words not in program(*PAIR, "--format", format_).out
    assert report(program, "--path", "/parcels")["filtered"] is True
    assert "filtered" not in report(program)


def test_everything_is_listed_or_counted(program: Program) -> None:
    stored = report(program)
    # Breaks of one cause are one entry, with all that they blame.
    blamed = {change for one in stored["breaks"] for change in one["changes"]}
    causes = {one["cause"] for one in stored["breaks"]}
    total = stored["summary"]["changes"] - len(blamed) + len(causes)
    assert len(re.findall(r"^  (?:breaking|warning|compatible) ", program(*PAIR, "--all").out, re.MULTILINE)) == total


def test_a_rule_is_a_filter(program: Program) -> None:
    rules = {
        change["rule"] for change in report(program, "--rule", "request-*", "--rule", "operation-removed")["changes"]
    }
    assert "operation-removed" in rules
    assert all(rule.startswith("request-") or rule == "operation-removed" for rule in rules)
    assert program(*PAIR, "--rule", "link-changed").out == "No differences match.\n"
    assert program(*PAIR, "--rule", "no-*").code == 2, "no rule is called so"


def test_fail_on_passes_breaks_of_lesser_grades(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    same = write(tmp_path, "same.json", nick={"type": "string", "maxLength": 90})
    shorter = write(tmp_path, "shorter.json", nick={"type": "string", "maxLength": 60})

    def code(severity: str) -> int:
        return program("diff", same, shorter, "--fail-on", severity).code

    codes = {severity: code(severity) for severity in ("breaking", "breaking:every", "breaking:some")}
    assert codes == {"breaking": 1, "breaking:every": 0, "breaking:some": 1}
    assert code("breaking:none") == 2


def test_fail_on_ends_with_1_when_it_is_met(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    same = write(tmp_path, "same.json", nick={"type": "string"})
    tighter = write(tmp_path, "tighter.json", nick={"type": "string", "maxLength": 3})
    reworded = write(tmp_path, "reworded.json", nick={"type": "string", "description": "Its name."})

    def codes(*pair: str) -> dict[str, int]:
        severities = ("never", "breaking", "warning", "any")
        return {severity: program("diff", *pair, "--fail-on", severity).code for severity in severities}

    assert codes(same, tighter) == {"never": 0, "breaking": 1, "warning": 1, "any": 1}
    assert codes(tighter, same) == {"never": 0, "breaking": 0, "warning": 0, "any": 1}
    assert codes(same, reworded) == {"never": 0, "breaking": 0, "warning": 0, "any": 1}
    assert codes(same, same) == {"never": 0, "breaking": 0, "warning": 0, "any": 0}
    assert program("diff", same, tighter).code == 0
    assert program("diff", same, tighter, "--fail-on", "breaking", "--path", "/nowhere").code == 2
    assert program("diff", same, tighter, "--fail-on", "breaking", "--rules", "changelog").code == 0
    quiet = program("diff", same, tighter, "--fail-on", "breaking", "-qq")
    assert quiet == (1, "", "")


def test_fail_on_warning_is_met_by_a_warning(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    pair = (write(tmp_path, "a.json", n={"type": "string"}), write(tmp_path, "b.json", n={"type": "integer"}))
    (tmp_path / "harness.toml").write_text('[rules]\nrequest-type-narrowed = "warning"\n', encoding="utf-8")
    assert program("diff", *pair, "--fail-on", "breaking").code == 0
    assert program("diff", *pair, "--fail-on", "warning").code == 1
    assert "\n  warning  `n` in the request body must now be" in program("diff", *pair).out


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf", ""])
def test_a_time_is_a_number_of_seconds(program: Program, seconds: str) -> None:
    result = program(*PAIR, f"--time-limit={seconds}")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: --time-limit cannot be ")


def test_what_the_time_limit_leaves_undecided_is_counted_and_ends_with_5(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    short, long = {"type": "string", "maxLength": 4}, {"type": "string", "maxLength": 5}
    pair = (write(tmp_path, "a.json", n=long, m=short), write(tmp_path, "b.json", n=short, m=short))
    limited = ("diff", *pair, "--time-limit", "0.00001")
    assert program(*limited).code == 0
    assert "\n1 change not decided within the limits of time (--time-limit) and memory.\n" in program(*limited).out
    assert [program(*limited, "--fail-on", level).code for level in ("breaking", "warning", "any")] == [5, 1, 1]
    told = report(program, "--time-limit", "0.00001", pair=("diff", *pair))
    assert told["summary"]["contract"]["unfinished"] == 1
    assert [change["unfinished"] for change in told["changes"]] == [True]
    (tmp_path / "stored.json").write_text(json.dumps(told), encoding="utf-8")
    assert "1 change not decided within the limits of time" in program("report", "stored.json").out
    assert program("diff", *pair, "--fail-on", "breaking").code == 1


def test_more_time_changes_nothing_that_is_decided(program: Program) -> None:
    assert program(*PAIR, "--time-limit", "200").out == program(*PAIR).out


def test_the_day_of_the_judgement_can_be_fixed(program: Program, tmp_path: Path) -> None:
    program.folder = tmp_path
    path = write(tmp_path, "old.json", nick={"type": "string"})
    document = json.loads((tmp_path / path).read_text(encoding="utf-8"))
    document["paths"]["/pets"]["post"] |= {"deprecated": True, "x-sunset": "2026-01-01"}
    (tmp_path / path).write_text(json.dumps(document), encoding="utf-8")
    document["paths"] = {}
    (tmp_path / "new.json").write_text(json.dumps(document), encoding="utf-8")
    for epoch, impact in (("1700000000", "breaking"), ("1800000000", "compatible")):
        out = program("diff", path, "new.json", "--format", "json", env={"SOURCE_DATE_EPOCH": epoch}).out
        assert json.loads(out)["changes"][0]["impact"] == impact


EVIL = "\x1b]0;owned\x07\x1b[31m\u202egnp.exe\u2066\r\n'; rm -rf $HOME; '`id`"


@pytest.mark.parametrize("text", [EVIL, "n" * 5000, "--data @/etc/passwd", "{{7*7}}", "'\"'$(id)"])
def test_hostile_values_stay_text_in_witnesses(program: Program, tmp_path: Path, text: str) -> None:
    program.folder = tmp_path
    old = write(tmp_path, "old.json", **{text: {"enum": [text, "b"]}})
    new = write(tmp_path, "new.json", **{text: {"enum": ["b"]}})
    result = program("diff", old, new)
    assert result.code == 0, result.err
    assert "accepted by old.json, refused by new.json" in result.out
    assert all(sign.isprintable() or sign == "\n" for sign in result.out)
    assert max(map(len, result.out.splitlines())) < 12_000
    (change,) = report(program, pair=("diff", old, new))["changes"]
    assert change["witness"]["value"] == {text: text}


def test_a_witness_can_be_copied_into_a_shell(program: Program, tmp_path: Path) -> None:
    import shlex

    program.folder = tmp_path
    text = 'it\'s $HOME `id` "x" \\'
    old, new = write(tmp_path, "old.json", n={"enum": [text]}), write(tmp_path, "new.json", n={"enum": ["b"]})
    out = program("diff", old, new).out
    block = out[out.index("curl ") :]
    words = shlex.split(block.replace("\\\n", " "))
    assert json.loads(words[words.index("--data") + 1]) == {"n": text}
