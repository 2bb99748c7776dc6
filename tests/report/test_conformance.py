"""A conformance run reads the same in all formats, comes back from JSON, and nothing that a server says comes alive."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from markdown_it import MarkdownIt
from xmlschema import XMLSchema

from harness.conformance import (
    CELL_STATES,
    ORACLES,
    STATES,
    AskedOperation,
    Cell,
    CheckMade,
    ConformanceRun,
    ContractPlace,
    End,
    Failure,
    Hit,
    RecordedAnswer,
    RecordedRequest,
    ReportLine,
    ServedVersion,
    Setup,
    Verdict,
    VersionSent,
    failure_id,
)
from harness.errors import UsageError
from harness.report.formats.conformance_github import conformance_github
from harness.report.formats.conformance_json import conformance_json, conformance_ndjson
from harness.report.formats.conformance_junit import conformance_junit
from harness.report.formats.conformance_markdown import conformance_markdown
from harness.report.formats.conformance_reading import conformance_from_json
from harness.report.formats.schemas import schema_text
from harness.report.pages.conformance import conformance_html
from harness.report.terminal.conformance import conformance_text
from harness.report.words.conformance import question
from harness.report.words.text import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HERE = Path(__file__).parent
_RECORDING = _HERE / "recordings" / "sensay.json"
_SCHEMA = Draft202012Validator(json.loads(schema_text("conformance")))
_EVENT = Draft202012Validator({"$ref": "#/$defs/event", "$defs": json.loads(schema_text("conformance"))["$defs"]})
_JUNIT = XMLSchema(_HERE / "schemas" / "junit-10.xsd")
_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# Stands in every text that a server or a snapshot has a say in.
_MARK = "Zq"
# The only markup, all of it ours.
_HTML = re.compile(
    r"<!-- harness:conformance:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)* -->\n?|<br>|</details>\n?"
    r"|<details><summary>[\d,]+ more failures?</summary>\n?"
)


@pytest.fixture(scope="module")
def run() -> ConformanceRun:
    """The recorded run."""
    return conformance_from_json(json.loads(_RECORDING.read_bytes()), "sensay.json")


@st.composite
def runs(draw: Callable[..., Any], texts: st.SearchStrategy[str]) -> ConformanceRun:
    """A run against a server that means harm."""
    counts = st.integers(0, 2000)
    dates = tuple(dict.fromkeys(draw(st.lists(texts, min_size=1, max_size=3))))
    names = tuple(dict.fromkeys(draw(st.lists(texts, min_size=1, max_size=3))))
    hashes = st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
    keys = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(dates)), unique=True))
    lines = st.lists(st.builds(ReportLine, st.none() | st.integers(1, 99), texts, st.booleans()), max_size=3).map(tuple)
    headers = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
    failures = st.builds(
        lambda operations, check, component, pointer, *rest: Failure(
            failure_id(check, component, pointer), tuple(operations), check, component, pointer, *rest
        ),
        st.lists(st.sampled_from(names), max_size=3, unique=True),
        st.sampled_from([oracle.id for oracle in ORACLES]),
        texts,
        texts.map(lambda text: f"/{text}"),
        texts | texts.map(lambda text: f"`{text}` is missing in the 200 response"),
        texts,
        st.lists(st.builds(Hit, st.sampled_from(dates), counts, counts), min_size=1, max_size=2).map(tuple),
        st.builds(RecordedRequest, texts, texts, headers, st.none() | texts),
        st.none() | st.builds(RecordedAnswer, st.integers(100, 599), texts, headers, lines, counts, st.none() | counts),
        st.none() | st.builds(ContractPlace, texts, st.integers(1, 99), texts.map(lambda text: f"/{text}"), lines),
        st.lists(st.builds(Verdict, st.sampled_from(dates), st.booleans(), texts), max_size=2).map(tuple),
    )
    return ConformanceRun(
        setup=Setup(
            draw(texts),
            draw(texts),
            VersionSent(draw(st.sampled_from(("header", "query", "path", "none"))), draw(texts)),
            draw(st.integers()),
            draw(texts),
            "2026-11-21T18:40:00Z",
            "0.1.0",
            draw(st.none() | texts),
        ),
        end=End(
            draw(st.sampled_from(STATES)), draw(st.floats(0, 1e5)), draw(st.none() | counts), draw(st.none() | texts)
        ),
        versions=tuple(ServedVersion(date, draw(texts), draw(st.none() | texts), draw(hashes)) for date in dates),
        operations=tuple(AskedOperation(name, draw(st.none() | texts)) for name in names),
        cells=tuple(
            Cell(name, date, draw(st.sampled_from(CELL_STATES)), draw(counts), draw(counts), draw(st.none() | texts))
            for name, date in keys
        ),
        failures=tuple({one.id: one for one in draw(st.lists(failures, max_size=3))}.values()),
        checks=tuple(
            CheckMade(draw(st.sampled_from(ORACLES)).id, date, draw(counts), draw(st.none() | texts)) for date in dates
        ),
        leftovers=tuple(draw(st.lists(texts, max_size=2))),
        known=draw(st.integers(0, 3)),
    )


@pytest.fixture(scope="session")
def hostile_runs(hostile: st.SearchStrategy[str]) -> st.SearchStrategy[ConformanceRun]:
    """Runs against servers that mean harm."""
    return runs(hostile)


@pytest.mark.parametrize("write", [conformance_markdown, conformance_github, conformance_junit, conformance_html])
def test_what_was_left_at_the_server_is_named(run: ConformanceRun, write: Callable[..., Any]) -> None:
    left = run._replace(leftovers=("/v1/replicas/17 (2025-03-28)",))
    assert "/v1/replicas/17 (2025-03-28)" in _joined(write(left))
    assert "/v1/replicas/17" not in _joined(write(run))


@pytest.mark.parametrize("write", [conformance_markdown, conformance_github, conformance_html])
def test_failures_that_are_known_are_counted_and_not_listed(run: ConformanceRun, write: Callable[..., Any]) -> None:
    known = run._replace(failures=run.failures[1:], known=1)
    text = _joined(write(known))
    assert "1 failure that earlier runs found is left out." in text
    assert run.failures[0].id not in text
    assert run.failures[1].id in text


def test_a_version_that_is_held_to_a_snapshot_of_another_name_says_so(run: ConformanceRun) -> None:
    def written(snapshot: str) -> tuple[str, str]:
        versions = (run.versions[0]._replace(snapshot=snapshot), *run.versions[1:])
        renamed = run._replace(versions=versions)
        return "".join(conformance_text(renamed, PLAIN)), _joined(conformance_html(renamed))

    text, page = written("specs/pets/1999-12-31.yaml")
    assert "  as 1999-12-31\n" in text
    assert ">as 1999-12-31<" in page
    text, page = written(f"specs/pets/{run.versions[0].date}.yaml")
    assert f"as {run.versions[0].date}" not in text + page


def test_a_run_of_known_failures_alone_fails_no_case(run: ConformanceRun) -> None:
    known = run._replace(failures=(), known=len(run.failures))
    assert known.passed
    assert "<failure" in _joined(conformance_junit(run))
    assert "<failure" not in _joined(conformance_junit(known))
    assert "No new failure" in _joined(conformance_html(known))
    assert "Conformance failed" not in _joined(conformance_html(known))


@pytest.mark.parametrize(
    ("statuses", "asked"),
    [((401, 403), "Are the credentials those of"), ((401, 404), "the address of this API?")],
)
def test_a_run_without_any_success_is_doubted(run: ConformanceRun, statuses: tuple[int, int], asked: str) -> None:
    answers = [RecordedAnswer(status, "", (), (), 0) for status in statuses]
    pairs = zip(run.failures, answers, strict=False)
    failing = run._replace(failures=tuple(failure._replace(answer=answer) for failure, answer in pairs))
    doubted = failing._replace(refuses_all=True)
    text = "".join(conformance_text(doubted, PLAIN))
    assert "No request succeeded." in text
    assert asked in text
    assert "No request succeeded." not in "".join(conformance_text(failing, PLAIN))
    stored = json.loads(_joined(conformance_json(doubted)))
    assert conformance_from_json(stored, "run.json") == doubted


def _joined(pieces: Iterable[str | bytes]) -> str:
    return "".join(piece.decode() if isinstance(piece, bytes) else piece for piece in pieces)


# JSON


def test_the_recording_is_what_would_be_written_today(run: ConformanceRun) -> None:
    stored = _RECORDING.read_bytes()
    assert b"".join(conformance_json(run)) == stored
    assert list(_SCHEMA.iter_errors(json.loads(stored))) == []


def test_the_recording_holds_no_secret_and_no_place_of_a_machine() -> None:
    stored = _RECORDING.read_text(encoding="utf-8")
    assert "the-secret-of-the-recording" not in stored
    assert re.search(r"/(home|root|tmp|work|Users)/", stored) is None
    urls = set(re.findall(r"https?://[^/\"' ?]+", stored))
    assert urls <= {"http://127.0.0.1:8080", "https://images.example.com"}


@given(st.data())
def test_whatever_was_found_comes_back_from_json(hostile_runs: Any, data: st.DataObject) -> None:
    found = data.draw(hostile_runs)
    written = b"".join(conformance_json(found))
    stored = json.loads(written)
    assert list(_SCHEMA.iter_errors(stored)) == []
    read = conformance_from_json(stored, "run.json")
    # Half of a pair of characters comes back spelled out.
    assert read == found or b"\\\\ud800" in written
    assert b"".join(conformance_json(read)) == written


@given(st.data())
def test_each_event_is_a_line_of_the_schema(hostile_runs: Any, data: st.DataObject) -> None:
    found = data.draw(hostile_runs)
    lines = b"".join(conformance_ndjson(found)).splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        assert list(_EVENT.iter_errors(event)) == []
    kinds = [event["event"] for event in events]
    assert kinds == ["begin", *["cell"] * len(found.cells), *["failure"] * len(found.failures), "end"]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ((), [], 'there is no "$schema"'),
        (("$schema",), "urn:harness:diff-1", '"$schema" is "urn:harness:diff-1"'),
        (("schema_version",), "2.7", "its schema_version is 2.7, and this harness knows 2.0 to 2.3"),
        (("schema_version",), "1.0", "its schema_version is 1.0"),
        (("cells", 0, "state"), "fine", '/cells/0/state: "fine" is not one of'),
        (("cells", 0, "version"), "1999-01-01", 'there is no version "1999-01-01"'),
        (("cells", 0, "operation"), "GET /x", 'there is no operation "GET /x"'),
        (("cells", 1), None, "/cells/1: null is not of type"),
        (("failures", 0, "hits"), [], "/failures/0/hits: [] has less than 1 item"),
        (("failures", 0, "verdicts", 0, "version"), "x", 'there is no version "x"'),
        (("versions", 0, "date"), "2025-06-16", 'there are two versions "2025-06-16"'),
        (("run", "started"), "yesterday", "/run/started: "),
    ],
)
def test_a_wrong_file_is_one_clear_error(path: tuple[str | int, ...], value: Any, said: str) -> None:
    stored = json.loads(_RECORDING.read_bytes())
    inner = stored
    for key in path[:-1]:
        inner = inner[key]
    if path:
        inner[path[-1]] = value
    with pytest.raises(UsageError) as caught:
        conformance_from_json(stored if path else value, "run.json")
    assert caught.value.message.startswith(f"run.json is no conformance run: {said}")
    assert caught.value.hint is not None


# Text, Markdown, annotations, JUnit


def test_the_recording_reads_as_it_should(run: ConformanceRun, golden: Callable[[str, bytes], None]) -> None:
    golden("conformance.txt", "".join(conformance_text(run, PLAIN)).encode())
    golden("conformance.md", "".join(conformance_markdown(run)).encode())
    golden("conformance.github.txt", "".join(conformance_github(run)).encode())
    golden("conformance.junit.xml", b"".join(conformance_junit(run)))


@pytest.mark.parametrize(
    ("end", "text", "page"),
    [
        (
            End("finished", 1.0),
            r"1,8\d\d cases in 3 versions, none failed, 1\.0 s, seed 7\.",
            "1,8.. cases, none failed",
        ),
        (
            End("stopped", 1.0, 9999, "by hand"),
            "Stopped after .* of 9,999 cases: by hand; numbers are partial",
            "9,999 cases",
        ),
        (End("no-answer", 9.0, None, "after 9 s"), r"No answer from http://127.0.0.1:8080 after 9 s\.", "After 9 s"),
    ],
)
def test_each_end_is_told(run: ConformanceRun, end: End, text: str, page: str) -> None:
    cells = () if end.state == "no-answer" else run.cells
    calm = run._replace(end=end, failures=(), cells=tuple(one._replace(state="passed", failed=0) for one in cells))
    assert re.search(text, "".join(conformance_text(calm, PLAIN)))
    assert re.search(page, "".join(conformance_html(calm)))
    suites = ET.fromstring(b"".join(conformance_junit(calm)))  # noqa: S314 - our own text
    assert (suites.get("errors") != "0") == (end.state != "finished")


def test_the_text_counts_what_the_json_counts(run: ConformanceRun) -> None:
    text = "".join(conformance_text(run, PLAIN))
    assert f"{len(run.failures)} failures, {run.failed} of {run.cases:,} cases, in 3 of 3 versions" in text
    assert text.endswith(f"Again: {run.ranked[0].replay}\n")


def test_those_come_first_that_show_in_most_versions(run: ConformanceRun) -> None:
    assert all(len(one.hits) >= len(other.hits) for one, other in pairwise(run.ranked))


@given(st.data())
def test_no_line_of_text_holds_what_a_terminal_obeys(hostile_runs: Any, data: st.DataObject) -> None:
    for line in "".join(conformance_text(data.draw(hostile_runs), PLAIN)).split("\n"):
        assert line.isprintable() or line.replace("\N{NO-BREAK SPACE}", "").isprintable()


@given(st.data())
def test_markdown_holds_no_markup_of_a_server(hostile_runs: Any, data: st.DataObject) -> None:
    text = "".join(conformance_markdown(data.draw(hostile_runs)))
    for token in _READER.parse(text):
        for inner in token.children or [token]:
            assert inner.type not in {"link_open", "image"}
            if inner.type in {"html_inline", "html_block"}:
                assert _HTML.fullmatch(inner.content)
            elif inner.type not in {"code_inline", "fence", "inline"} and _MARK in inner.content:
                # Plain words become nothing else, whoever says them.
                assert re.fullmatch(r"[A-Za-z0-9 ,.:;'()-]*", inner.content)


def test_markdown_keeps_its_limit_at_the_end_of_a_failure(run: ConformanceRun) -> None:
    many = [one._replace(pointer=f"/{number}") for number in range(60) for one in run.failures]
    large = run._replace(
        failures=tuple(one._replace(id=failure_id(one.check, one.component, one.pointer)) for one in many)
    )
    text = "".join(conformance_markdown(large))
    assert 30_000 < len(text) <= 60_000
    left = int(re.findall(r"\n([\d,]+) more in conformance\.html\.\n$", text)[0].replace(",", ""))
    assert text.count("\n### ") + left == len(large.failures)
    assert text.count("<details>") == text.count("</details>") == 1


@given(st.data())
def test_annotations_are_one_line_each_and_at_most_ten(hostile_runs: Any, data: st.DataObject) -> None:
    text = "".join(conformance_github(data.draw(hostile_runs)))
    lines = text.split("\n")[:-1]
    assert all(re.match(r"::(error|warning|notice) [a-z]", line) for line in lines)
    assert all(line.isprintable() or line.replace("\N{NO-BREAK SPACE}", "").isprintable() for line in lines)
    for line in lines:
        properties = line.split(" ", 1)[1].split("::")[0]
        assert {part.partition("=")[0] for part in properties.split(",")} <= {"title", "file", "line", "endLine"}


def test_annotations_stand_at_the_lines_of_the_snapshots(run: ConformanceRun, root: Path) -> None:
    text = "".join(conformance_github(run))
    found = re.findall(r"::error file=([^,]+),line=(\d+),", text)
    assert len(found) == len(run.failures)
    for file, line in found:
        assert (root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].strip()


@given(st.data())
def test_junit_keeps_the_schema_whatever_a_server_says(hostile_runs: Any, data: st.DataObject) -> None:
    found = data.draw(hostile_runs)
    text = b"".join(conformance_junit(found)).decode()
    _JUNIT.validate(text)
    suites = ET.fromstring(text)  # noqa: S314 - our own text
    assert len(list(suites.iter("testcase"))) == sum(cell.state != "absent" for cell in found.cells) + (
        found.end.state != "finished" or bool(found.leftovers)
    )


def test_what_a_snapshot_does_not_have_is_no_case(run: ConformanceRun) -> None:
    suites = ET.fromstring(b"".join(conformance_junit(run)))  # noqa: S314 - our own text
    for suite, one in zip(suites, run.sums, strict=True):
        assert suite.get("tests") == str(one.operations)
        assert suite.get("skipped") == str(one.untested)


def test_each_check_is_explained() -> None:
    assert all(question(oracle.id) == oracle.asks for oracle in ORACLES)
    assert question("a-check-of-your-own") == ""


# The page


class _Shape(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, tuple[str, ...]]] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, tuple(sorted(name for name, _ in attrs))))
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]


@given(st.data())
def test_the_page_has_the_elements_of_a_harmless_one(hostile_runs: Any, data: st.DataObject) -> None:
    shape = _Shape("".join(conformance_html(data.draw(hostile_runs))))
    names = {name for name, _ in shape.attributes}
    assert not any(name.startswith("on") or name in {"style", "src", "srcset", "action"} for name in names)
    assert {tag for tag, _ in shape.tags} <= _TAGS
    for name, value in shape.attributes:
        if name == "href":
            assert re.fullmatch(r"#[a-z0-9-]+", value or "")
        elif name not in {"title", "content"}:
            assert _MARK not in (value or "")
    assert len(shape.ids) == len(set(shape.ids))


@given(st.data())
def test_the_page_shows_what_cannot_be_seen(hostile_runs: Any, data: st.DataObject) -> None:
    page = "".join(conformance_html(data.draw(hostile_runs)))
    body = page[page.index("<body>") :]
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", body) is None


def test_each_failing_cell_leads_to_a_failure_of_its_own(run: ConformanceRun) -> None:
    page = "".join(conformance_html(run))
    ids = set(re.findall(r'class="body" id="(f-[0-9a-f]{10})"', page))
    assert ids == {failure.id for failure in run.failures}
    targets = re.findall(r'<a href="#(f-[0-9a-f]{10})" class="k kb"', page)
    assert len(targets) == sum(cell.state == "failed" for cell in run.cells)
    assert set(targets) <= ids


def test_only_the_first_failure_is_open(run: ConformanceRun) -> None:
    page = "".join(conformance_html(run))
    assert [" open" in row for row in re.findall(r'<details class="row"[^>]*>', page)] == [
        number == 0 for number in range(len(run.failures))
    ]


_TAGS = {
    *("html", "head", "meta", "title", "style", "script", "body", "a", "header", "strong", "nav", "ul", "li", "button"),
    *("kbd", "main", "div", "p", "span", "h1", "h2", "h3", "em", "dl", "dt", "dd", "code", "section", "table", "thead"),
    *("tbody", "tr", "th", "td", "svg", "rect", "details", "summary", "pre", "figure", "figcaption", "b", "del", "ins"),
    *("br", "wbr", "footer", "dialog", "label", "input", "form"),
}
