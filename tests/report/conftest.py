"""Reports that the tests of all formats are made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from harness.comparison import compare
from harness.report.build.diff import report_of
from harness.report.model.diff import DiffReport, Evidence, ExcerptLine, Input, Row, Side, unknown_operation
from harness.session import Diff, Judging
from harness.versions import load_pair
from harness.vocabulary import BADGES, IMPACTS, Step

if TYPE_CHECKING:
    from collections.abc import Callable

# Stands in every hostile text, and in no word of ours.
MARK = "Zq"
# What means something to Markdown, HTML, GitHub, workflow commands, XML, SARIF, shells, templates or terminals.
_FRAGMENTS = (
    *("`", "``", "````", "\n", "\r\n", "\n\n# ", "\n- ", "\n> ", "\n~~~\n", "\n```\n", "    ", "\t", " ", "|", "\\"),
    *("_a_", "**b**", "~~c~~", "@everyone", "@octo/team", "#123", "GH-7", "octo/repo#9", "deadbeef01", ":tada:"),
    *("a@b.example", "https://evil.example", "www.evil.example", "[x](javascript:alert(1))", "![i](//evil.example)"),
    *("[r]: /u", "<img src=x onerror=alert(1)>", "</details>", "<script>", "-->", "--", "<!--", "&lt;", "&#64;x"),
    *("<br>", "::error::x", "\n::set-output name=x::y", "%0A", "%", ",", ":", "EOF", "x=y", "]]>", "</failure>"),
    *("{0}", "{{7*7}}", "${{ x }}", "$(id)", "\x00", "\x1b[31m", "\u202e", "\u2028", "\u200b", "\ufeff", "\ufffe"),
    *("\ud800", "\N{DUCK}", "Größe", "everyone"),
)
_fragment = st.sampled_from(_FRAGMENTS) | st.text(max_size=6)
_hostile = st.lists(_fragment, max_size=6).map(lambda parts: MARK.join((MARK, *parts)))

_evidence = st.builds(Evidence, st.sampled_from(("request", "response")), _hostile, _hostile, _hostile, _hostile)
_inputs = st.builds(Input, _hostile, _hostile, st.just("0" * 64), st.none() | _hostile, _hostile, st.just("3.1"))


_roots = st.sampled_from(("operation", "webhook", "schemas", "member"))


@st.composite
def _rows(draw: Callable[..., Any], operations: tuple[str, ...]) -> Row:
    """A change with hostile text wherever a document or stored JSON has a say."""
    name = draw(_hostile)
    old = draw(st.none() | st.builds(_side, _hostile))
    new = draw(st.builds(_side, _hostile) if old is None else st.none() | st.builds(_side, _hostile))
    titles = (f"type of `{name}` in the request body changed", f"`{name}` no longer allows `{draw(_hostile)}`", name)
    before, after = draw(st.just((None, None)) | st.tuples(_hostile, _hostile))
    return Row(
        id=draw(st.from_regex(r"c-[0-9a-f]{10}", fullmatch=True)),
        title=draw(st.sampled_from(titles)),
        before=before,
        after=after,
        subject="schema",
        aspect="type",
        effect=draw(st.sampled_from(("narrowed", "widened", "replaced", "annotated"))),
        direction="request",
        trail=(draw(st.builds(Step, _roots, st.sampled_from((*operations, name)))), Step("property", name)),
        operations=draw(st.sampled_from((operations, ()))),
        old=old,
        new=new,
        impact=draw(st.sampled_from(IMPACTS)),
        edit=draw(st.booleans()),
        rule=draw(st.none() | st.just("request-type-narrowed") | _hostile),
        reason=draw(st.none() | _hostile),
        undecided=draw(st.booleans()),
        evidence=draw(st.none() | _evidence),
        badge=draw(st.none() | st.sampled_from(BADGES)),
        lacking=draw(st.none() | st.builds(_side, _hostile)),
    )


@st.composite
def _reports(draw: Callable[..., Any]) -> DiffReport:
    """A report of a document that means harm."""
    names = tuple(dict.fromkeys(draw(st.lists(_hostile, min_size=1, max_size=3))))
    judged = draw(st.booleans())
    return DiffReport(
        old=draw(_inputs),
        new=draw(_inputs),
        operations=tuple(map(unknown_operation, names)),
        rows=tuple(draw(st.lists(_rows(names), max_size=4))),
        contract=judged,
        changelog=judged,
        filtered=draw(st.booleans()),
        edits=draw(st.booleans()),
    )


def _side(text: str) -> Side:
    return Side(text, f"/{text}", 3, 5, (ExcerptLine(3, text, changed=True),))


@pytest.fixture(scope="session")
def hostile() -> st.SearchStrategy[str]:
    """Texts that mean harm."""
    return _hostile


@pytest.fixture(scope="session")
def reports() -> st.SearchStrategy[DiffReport]:
    """Reports of documents that mean harm."""
    return _reports()


@pytest.fixture(scope="session")
def sensay(root: Path) -> DiffReport:
    """The report of the first two Sensay snapshots, with all that clients may notice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        old, new = load_pair("sensay@2025-03-28", "sensay@2025-06-16", root="specs")
        return report_of(Diff(compare(old, new), Judging(today="2025-07-01")))


@pytest.fixture(scope="session")
def empty(sensay: DiffReport) -> DiffReport:
    """A report of two documents without any difference."""
    return sensay._replace(rows=())


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Holds bytes against a golden file."""
    folder = Path(__file__).parent / "golden"
    update = request.config.getoption("--update-golden")

    def check(name: str, found: bytes) -> None:
        if update:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(found)
        assert found == (folder / name).read_bytes()

    return check
