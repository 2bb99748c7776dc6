"""The page of two documents: all text of theirs stays text, and everything that it must say is there."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.report.model.diff import BreakRow, DiffReport, Evidence, ExcerptLine, Input, OperationRow, Row, Side
from harness.report.pages import diff as diff_page
from harness.report.pages.diff import FIRST, MOST_PLAIN, Bar, diff_html, diff_pages
from harness.report.pages.diff_groups import ranges
from harness.vocabulary import Step

_VOID = {"meta", "input", "br", "wbr", "col", "rect"}
_HARMLESS = "harmless"


def _input(date: str, text: str) -> Input:
    return Input(f"pets@{date}", f"specs/pets/{date}.yaml", "0" * 64, text, "1", "3.1")


def _side(text: str, line: int) -> Side:
    lines = (ExcerptLine(line, "type: object", False), ExcerptLine(line + 1, f"  title: {text}", True))
    return Side("specs/pets/1.yaml", "/components", line, 3, lines)


def _row(number: int, text: str = _HARMLESS, **more: Any) -> Row:
    row = Row(
        id=f"c-{number:010x}",
        title=f"type of `{text}` changed",
        before=text,
        after="integer",
        subject="schema",
        aspect="type",
        effect="narrowed",
        direction="request",
        trail=(Step("operation", "POST /pets"), Step("query parameter", text), Step("oneOf")),
        operations=("POST /pets",),
        old=_side(f"old {text}", 12),
        new=_side(f"new {text}", 14),
        impact="breaking",
        edit=False,
        rule="request-type-narrowed",
        reason=f"the old version takes {text}",
        evidence=Evidence("request", "POST /pets", f"query parameter {text}", text, f"curl -d '{text}'"),
        badge="breaking",
    )
    return row._replace(**more)


def _report(*rows: Row, text: str = _HARMLESS, **more: Any) -> DiffReport:
    operations = (
        OperationRow("operation", "POST", "/pets", text, (text,), "kept"),
        OperationRow("operation", "GET", "/pets", None, (), "added"),
        OperationRow("operation", "GET", f"/{text}", None, (), "kept"),
        OperationRow("webhook", "POST", "newPet", None, (), "removed"),
    )
    report = DiffReport(_input("2026-03-25", text), _input("2026-06-24", text), operations, rows, True, True, False)
    return report._replace(**more)


def _all_kinds(text: str) -> DiffReport:
    """A report with text at every place where a document may have put it."""
    shared = ("POST /pets", f"GET /{text}")
    schema = (Step("schemas", text), Step("property", text))
    webhook = (Step("webhook", "Webhook POST newPet"),)
    info = (Step("member", "info"), Step("member", text))
    return _report(
        _row(1, text),
        _row(2, text, old=None, lacking=_side(text, 3), impact="warning", undecided=True, evidence=None),
        _row(3, text, trail=schema, operations=shared),
        _row(4, text, trail=schema, impact="compatible", badge="breaking", evidence=None),
        _row(5, text, trail=info, impact="compatible", badge="silent", rule=None, new=None),
        _row(6, text, trail=webhook, evidence=Evidence("response", text, text, {text: text}, text)),
        text=text,
    )


def _page(report: DiffReport, **more: Any) -> str:
    return "".join(diff_html(report, **more))


class _Tags(HTMLParser):
    """The tags of a page in their order, with the names of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *(name for name, _ in attrs)]))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.texts.append(data)


def _structure(page: str) -> list[str]:
    # Breaks between the parts of a name, and highlights in lines, depend on the text.
    return [tag for tag in _Tags(page).found if tag not in ("wbr", "b", "code")]


@given(st.text(alphabet="<>\"'&`/{}%= \n\x00\x1b\u202e\ud800ab-", min_size=1))
def test_hostile_text_adds_no_element_and_no_attribute(text: str) -> None:
    assert _structure(_page(_all_kinds(f"q{text}q"))) == _structure(_page(_all_kinds("qharmlessq")))


@pytest.mark.parametrize(
    "text",
    [
        '"><img src=x onerror=alert(1)>',
        "</script><script>alert(1)</script>",
        "</style></noscript></template></textarea></title>",
        "{{7*7}} {% raw %}",
        "\u202e\x1b[31m\x00\ud800",
        "x" * 10_000,
    ],
)
def test_what_looks_like_markup_is_shown_as_it_is(text: str) -> None:
    page = _page(_all_kinds(text))
    page.encode()
    tags = _Tags(page)
    assert tags.open == []
    assert not any(tag.startswith("img") for tag in tags.found)
    assert len([tag for tag in tags.found if tag.startswith("script")]) == 2
    assert not set("\x00\x1b\u202e") & set(page)
    if "7*7" in text:
        assert "{{7*7}}" in "".join(tags.texts)


def test_the_policy_names_what_runs_and_nothing_else() -> None:
    page = _page(_all_kinds(_HARMLESS))
    policy = re.findall(r'Policy" content="([^"]*)"', page)[0]
    pieces = re.findall(r"<style>(.*?)</style>|<script>(.*?)</script>", page, re.DOTALL)
    assert len(pieces) == 3
    for piece in pieces:
        assert b64encode(sha256("".join(piece).encode()).digest()).decode() in policy
    assert "unsafe" not in policy
    assert re.search(r"<[a-z][^>]*\s(style|on[a-z]+)=", page) is None
    assert re.search(r'(src|href)="(?!#|[\w-]+\.html)', page) is None


def test_the_headline_is_the_verdict() -> None:
    assert "<em>1 breaking change</em> in 1 of 4 operations</h1>" in _page(_report(_row(1)))
    assert "No breaking changes in 4 operations</h1>" in _page(_report(_row(1, impact="compatible")))
    nobody = _report(_row(1, rule=None, badge=None, impact="compatible"), contract=False, changelog=False)
    page = _page(nobody)
    assert "1 change in 1 of 4 operations</h1>" in page
    assert '<summary class="u">' in page
    assert '<span class="vh">Narrowed: </span>' in page
    assert "<fieldset" not in page


def test_both_judgements_stand_on_each_change() -> None:
    page = _page(_report(_row(1), _row(2, impact="compatible", reason="Nobody sends it.")))
    assert page.count('<summary class="b">') == page.count('<summary class="i">') == 1
    assert page.count('<span class="chip b">changelog: Breaking</span>') == 2
    assert "Breaking in the changelog, harmless to clients: nobody sends it." in page
    assert "calls <b>2</b> Breaking; <b>1</b> of them is harmless to clients." in page


def test_a_row_says_why_what_proves_it_and_what_to_do() -> None:
    page = _page(_report(_row(1)))
    assert "The old version takes harmless." in page
    assert '<pre class="ln" aria-hidden="true">12\n13\n</pre>' in page
    assert "<del>  title: <b>old</b> harmless\n</del>" in page
    assert "<ins>  title: <b>new</b> harmless\n</ins>" in page
    assert "Request that proves it" in page
    assert '<span class="y">✓ accepted</span>' in page
    assert '<span class="x">✕ refused</span><code>query parameter harmless: &#34;harmless&#34;</code>' in page
    assert "<code>harness explain request-type-narrowed</code>" in page


def test_words_that_differ_are_marked_in_lines_that_are_alike() -> None:
    old = Side("1.yaml", "", 1, 1, (ExcerptLine(1, "  type: string", True),))
    new = Side("2.yaml", "", 1, 1, (ExcerptLine(1, "  type: number", True), ExcerptLine(2, "  minimum: 1", True)))
    page = _page(_report(_row(1, old=old, new=new)))
    assert "<del>  type: <b>string</b>\n</del>" in page
    assert "<ins>  type: <b>number</b>\n  minimum: 1\n</ins>" in page


def test_lines_stand_level_and_gaps_are_marked() -> None:
    context, changed = ExcerptLine(1, "schema:", False), ExcerptLine(3, "  a: 1", True)
    old = Side("1.yaml", "", 1, 1, (context, changed))
    new = Side("2.yaml", "", 1, 1, (context, ExcerptLine(2, "  b: 2", False), changed._replace(text="  z: 9")))
    page = _page(_report(_row(1, old=old, new=new)))
    assert '<pre class="ln" aria-hidden="true">1\n⋮\n<span class="pad">\n</span>3\n</pre>' in page


def test_the_side_that_has_no_such_thing_shows_what_would_hold_it() -> None:
    lacking = Side("1.yaml", "/info", 7, 1, (ExcerptLine(7, "info:", False),))
    page = _page(_report(_row(1, old=None, lacking=lacking)))
    assert '<b>2026-03-25</b> <span class="chip">not there</span></span>1.yaml:7<' in page


def test_without_lines_it_says_where() -> None:
    old, new = Side("a.yaml", "/paths/~1pets"), Side("b.yaml", "/paths", 7, 3)
    page = _page(_report(_row(1, old=old, new=new)))
    assert "2026-03-25: <code>a.yaml#/paths/~1pets</code><br>2026-06-24: <code>b.yaml:7</code>" in page


def test_a_long_message_that_was_shown_is_linked() -> None:
    proof = Evidence("request", "POST /pets", "request body", {}, "curl " + "x" * 300)
    page = _page(_report(_row(1, evidence=proof), _row(2, evidence=proof)))
    assert page.count("x" * 300) == 1
    assert 'The same message as in <a href="#c-0000000001">' in page


def test_a_message_that_is_very_long_is_cut_and_not_copied() -> None:
    page = _page(_report(_row(1, evidence=Evidence("request", "POST /pets", "request body", {}, "x" * 5_000))))
    assert "all 5,000 characters" in page
    assert 'data-copy="text"' not in page.split("<script>")[1].split("</script>")[1]


def test_a_rule_that_this_version_does_not_know_is_no_fault() -> None:
    page = _page(_report(_row(1, rule="rule-of-another-version")))
    assert "rule-of-another-version" in page
    assert "harness explain rule-of-another-version" not in page


def test_a_change_of_a_shared_schema_is_listed_once_and_linked_from_what_it_reaches() -> None:
    page = _page(_report(_row(1, trail=(Step("schemas", "Pet"),), operations=("POST /pets", "GET /pets"))))
    assert page.count('<details class="row"') == 1
    assert "2 more operations are reached from elsewhere alone" in page
    assert '<a href="#op-post-pets">' in page
    assert '<li id="op-post-pets" data-at="0">' in page
    assert '<a href="#s-Pet">Pet</a> (1 breaking)' in page


def test_the_index_has_each_operation_that_anything_reaches_with_all_that_reaches_it() -> None:
    shared = (Step("schemas", "Pet"),)
    rows = [_row(1), _row(2, trail=shared), _row(3, trail=shared, operations=("POST /pets", "GET /pets"))]
    index = re.findall(r'<li><a href="#([^"]+)">(.*?)</li>', _page(_report(*rows)).partition("</nav>")[0])
    counts = {id_: re.findall(r'<span class="vh">breaking </span>(\d+)', item) for id_, item in index}
    assert counts == {"op-post-pets": ["3"], "op-get-pets": ["1"], "s-Pet": ["2"]}


def test_operations_that_nothing_reaches_are_named_as_such() -> None:
    page = _page(_report(_row(1)))
    calm = page.partition("No change reaches 3 operations</summary>")[2].partition("</details>")[0]
    assert re.findall(r'<li id="([^"]+)"', calm) == ["op-get-pets", "op-get-harmless", "w-post-newpet-e30591"]


def test_what_a_row_reaches_takes_few_bytes_however_many_operations_there_are() -> None:
    operations = tuple(OperationRow("operation", "GET", f"/p{at}", None, (), "kept") for at in range(1_000))
    names = tuple(operation.name for operation in operations)

    def size(count: int) -> int:
        rows = [_row(at, trail=(Step("schemas", f"S{at}"),), operations=names) for at in range(count)]
        return len(_page(_report(*rows, operations=operations)).encode())

    assert (size(40) - size(20)) / 20 < 3_500


@given(st.sets(st.integers(0, 60)))
def test_ranges_name_the_numbers_and_no_others(numbers: set[int]) -> None:
    named = set()
    for run in ranges(numbers).split():
        first, _, last = run.partition("-")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == numbers


def test_the_first_that_break_are_open() -> None:
    rows = [_row(at, impact="breaking" if at > 3 else "compatible", evidence=None) for at in range(9)]
    states = re.findall(r'<details class="row"[^>]*?( open)?><summary class="(.)">', _page(_report(*rows)))
    assert [is_open != "" for is_open, _ in states] == [True] * 3 + [False] * 6
    assert [mark for _, mark in states[:3]] == ["b"] * 3


def test_what_a_reason_says_is_not_said_again() -> None:
    row = _row(1, rule="security-alternative-removed", reason="by structure: clients that use it are shut out")
    assert _page(_report(row)).lower().count("clients that use it are shut out") == 1


def test_what_meets_several_operations_names_them() -> None:
    names = ("POST /pets", "GET /pets")
    rows = [
        _row(at, trail=(Step("operation", name), Step("request body")), operations=(name,))
        for at, name in enumerate(names)
    ]
    causes = tuple(
        BreakRow(f"b-{at:010x}", "k-0000000001", "every", "`x` went", (row.id,), "request", row.operations)
        for at, row in enumerate(rows)
    )
    page = _page(_report(*rows, breaks=causes))
    assert "<em>1 breaking change</em> in 2 of 4 operations</h1>" in page
    assert "Reaches 2 operations: <code>POST /pets</code>, <code>GET /pets</code>." in page
    assert '<a href="#several">Several operations</a> (1 breaking)' in page


def test_advice_says_for_whom_it_is() -> None:
    page = _page(_report(_row(1)))
    assert "<b>For clients:</b> The old version takes harmless." in page
    assert "<b>For the API:</b> " in page


def test_filtered_counts_are_said_to_be_filtered() -> None:
    assert "Filtered: only what --path, " in _page(_report(_row(1), filtered=True))
    assert "Filtered: only what --path, " not in _page(_report(_row(1)))


def test_what_breaks_together_is_one_entry_with_its_changes_beneath() -> None:
    rows = [_row(1, evidence=None), _row(2, title="minimum of `x` added", evidence=None), _row(3, impact="compatible")]
    cause = BreakRow(
        id="b-0000000001",
        cause="k-0000000001",
        grade="some",
        title="`x` may no longer be 1",
        changes=(rows[0].id, rows[1].id),
        direction="request",
        operations=("POST /pets",),
        evidence=rows[2].evidence,
    )
    page = _page(_report(*rows, breaks=(cause,)))
    assert "<em>1 breaking change</em> in 1 of 4 operations</h1>" in page
    assert page.count('<details class="row"') == 2
    assert page.count('<section class="cause"') == 2
    assert '<span class="chip">loses some messages</span>' in page
    assert all(f'id="{id_}"' in page for id_ in (rows[0].id, rows[1].id, rows[2].id, cause.id, cause.cause))


def test_an_undecided_warning_says_what_stood_in_the_way() -> None:
    page = _page(_report(_row(1, impact="warning", undecided=True, evidence=None, reason="the pattern is odd")))
    assert "Not decided: the pattern is odd." in page


def test_equal_documents_are_said_to_be_equal() -> None:
    page = _page(_report(_row(1, edit=True)))
    assert "The two snapshots describe the same API." in page
    assert "1 edit to descriptions and examples is left out." in page
    assert "<form class" not in page


def test_the_strip_links_to_the_snapshots() -> None:
    page = _page(_report(_row(1)), strip=(Bar("2026-03", "history.html#v-2026-03-25", 0, False),))
    assert 'href="history.html#v-2026-03-25"' in page


def test_of_many_changes_the_later_groups_wait_as_text() -> None:
    rows = [
        _row(number, trail=(Step("schemas", f"S{number // 25}"),), operations=("POST /pets",))
        for number in range(MOST_PLAIN + 1)
    ]
    page = _page(_report(*rows))
    assert (
        page.index("\n<noscript>") > [found.start() for found in re.finditer('<details class="row"', page)][FIRST - 1]
    )
    assert "\n<noscript>" not in _page(_report(*rows[:-1]))
    assert len(page.encode()) < 2_000 * len(rows)


def test_too_many_changes_for_a_page_are_split_by_area(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_page, "MOST_ON_A_PAGE", 20)
    row = _row(1, evidence=None, impact="compatible", reason="")
    rows = [
        row._replace(id=f"c-{number:010x}", trail=(Step("schemas", f"S{number}"),) if number % 2 else row.trail)
        for number in range(21)
    ]
    rows[0] = _row(0, operations=("POST /pets", "GET /pets"))
    pages = {name: "".join(pieces) for name, pieces in diff_pages(_report(*rows), "diff.html")}
    assert list(pages) == ["diff.html", "diff-1.html", "diff-2.html"]
    assert 'href="diff-1.html#c-0000000000"' in pages["diff.html"]
    assert pages["diff.html"].count('<details class="row"') == 0
    assert sum(page.count('<details class="row"') for page in pages.values()) == len(rows)
    assert 'href="diff.html"' in pages["diff-2.html"]
    assert '<div class="panes' not in pages["diff-2.html"]


def test_the_index_of_parts_knows_where_each_change_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff_page, "MOST_ON_A_PAGE", 1)
    rows = [_row(1), _row(2, trail=(Step("schemas", "S"),))]
    pages = {name: "".join(pieces) for name, pieces in diff_pages(_report(*rows), "diff.html")}
    found = dict(re.findall(r'<span hidden data-part="([^"]+)">([^<]+)</span>', pages.pop("diff.html")))
    assert list(found) == list(pages)
    for file, ids in found.items():
        assert all(f'id="{id_}"' in pages[file] for id_ in ids.split(" "))
    assert {id_ for ids in found.values() for id_ in ids.split(" ")} == {
        "op-post-pets",
        "s-S",
        *(row.id for row in rows),
    }


def test_too_many_bytes_for_a_page_are_split_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [_row(number, trail=(Step("schemas", f"S{number}"),), impact="compatible") for number in range(8)]
    whole = len(_page(_report(*rows)).encode())
    monkeypatch.setattr(diff_page, "MOST_BYTES", whole)
    assert [name for name, _ in diff_pages(_report(*rows), "diff.html")] == ["diff.html"]
    monkeypatch.setattr(diff_page, "MOST_BYTES", whole // 2)
    pages = {name: "".join(pieces) for name, pieces in diff_pages(_report(*rows), "diff.html")}
    assert list(pages) == ["diff.html", "diff-1.html", "diff-2.html"]
    assert not any('<div class="panes' in page for page in pages.values())


def test_few_changes_are_one_file() -> None:
    assert [name for name, _ in diff_pages(_report(_row(1)), "diff.html")] == ["diff.html"]


def test_files_are_called_by_the_end_of_their_paths_that_tells_them_apart() -> None:
    report = _report(_row(1))
    old, new = report.old._replace(name="a/b/old/api.yaml"), report.new._replace(name="a/b/new/api.yaml")
    page = _page(report._replace(old=old, new=new))
    assert '<span class="ver">old/api.yaml</span>' in page
    assert '<span class="ver">new/api.yaml</span>' in page


def test_a_page_is_the_same_on_every_run() -> None:
    assert _page(_all_kinds("a")) == _page(_all_kinds("a"))
