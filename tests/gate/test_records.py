"""Notes and approvals: what files may say, what commands write, and what is wrong with them by line."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gate import Approval, approval_text, notes_in, read_approvals, skeleton
from tests.gate.conftest import TODAY, breaking, document, harmless
from tests.gate.test_end_to_end import NEW, OLD, accept, break_id

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gate.conftest import Repository

IDS = st.from_regex(r"b-[0-9a-f]{10}", fullmatch=True)
PROSE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029#`~<>"))
VALID = """\
[[approval]]
break = "b-0123456789"
changes = ["c-0123456789"]
from = "2026-01-01"
to = "2026-01-01"
until = 2026-12-31
owner = "Ada"
reason = "nobody sends it"
"""


@given(st.lists(st.tuples(st.lists(IDS, min_size=1, unique=True), PROSE)))
def test_notes_are_read_as_they_were_written(entries: list[tuple[list[str], str]]) -> None:
    text = "# Notes\n\nHello.\n\n" + "".join(f"## {', '.join(ids)}\n\n{prose}\n\n" for ids, prose in entries)
    assert [(list(note.breaks), note.text) for note in notes_in(text)] == [
        (ids, prose.strip()) for ids, prose in entries
    ]


@given(st.lists(st.tuples(IDS, st.text(max_size=60).filter(str.isprintable)), unique_by=lambda entry: entry[0]))
def test_a_skeleton_has_an_empty_note_for_each_break(entries: list[tuple[str, str]]) -> None:
    notes = notes_in(skeleton("What to do", entries))
    assert [(note.breaks, note.text) for note in notes] == [((name,), "") for name, _ in entries]


def test_a_heading_in_code_and_below_a_note_begins_no_other() -> None:
    text = "## b-0123456789\n\n```\n## b-aaaaaaaaaa\n```\n\n### Before\n\nMore.\n\n## Other\n\nNothing.\n"
    (note,) = notes_in(text)
    assert (note.breaks, note.line) == (("b-0123456789",), 1)
    assert note.text.endswith("### Before\n\nMore.")


def test_what_a_comment_holds_is_no_note() -> None:
    assert notes_in("## b-0123456789\n\n<!-- Send `via`. -->\n")[0].text == ""
    assert notes_in("## b-0123456789\n\n<!-- never closed\n\nSend `via`.\n")[0].text == ""


def test_notes_that_are_there_stay_and_others_are_added(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking)
    first = repository("notes", "parcels", NEW)
    assert first.code == 0
    path = repository.path / f"specs/parcels/{NEW}.notes.md"
    name = break_id(repository.gate())
    assert path.read_text().startswith(f"# What to do for {NEW}\n\n## {name}\n")
    path.write_text(f"## {name}\n\nSend `via`.\n")
    assert "each break" in repository("notes", "parcels", NEW).err
    assert path.read_text() == f"## {name}\n\nSend `via`.\n"
    repository.write(f"specs/parcels/{NEW}.yaml", document(NEW, breaking, lambda made: made["paths"].pop("/stamps")))
    repository("notes", "parcels", NEW)
    assert [bool(note.text) for note in notes_in(path.read_text())] == [True, False]


def test_a_note_about_nothing_is_stale(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, harmless, version=OLD)
    repository.write(f"specs/parcels/{NEW}.notes.md", "# Notes\n\n## b-0123456789\n\nSend `via`.\n")
    (finding,) = repository.gate().findings
    assert (finding["rule"], finding["line"]) == ("note-stale", 3)


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda text: text.isprintable()),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda text: text.isprintable()),
)
def test_an_approval_is_written_as_it_is_read(owner: str, reason: str) -> None:
    approval = Approval("b-0123456789", ("c-0123456789",), OLD, None, "2026-12-31", owner, reason, "security")
    (table,) = tomllib.loads(approval_text(approval))["approval"]
    assert (table["owner"], table["reason"], table["changes"]) == (owner, reason, ["c-0123456789"])
    assert "to" not in table


def test_approvals_are_read(tmp_path: Path) -> None:
    path = tmp_path / "approvals.toml"
    path.write_text(VALID)
    (approval,) = read_approvals(str(path))
    assert (approval.until, approval.kind, approval.line) == ("2026-12-31", "owner", 1)
    assert read_approvals(str(tmp_path / "absent.toml")) == ()


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (('owner = "Ada"\n', ""), 1, "approval 1 has no owner"),
        (('owner = "Ada"', 'owner = " "'), 7, "owner of approval 1 must be a text"),
        (("b-0123456789", "the break of May"), 2, "is no id of a break"),
        (('"c-0123456789"', "12"), 3, "are no ids of changes"),
        (("2026-12-31", "2026-02-30"), 6, ""),
        (("until = 2026-12-31", 'until = "soon"'), 6, "is no date"),
        (('reason = "nobody', 'kind = "whim"\nreason = "nobody'), 8, "there is no kind 'whim'"),
        (("owner =", "ower ="), 7, "unknown key 'ower'"),
        (("[[approval]]", "[approval]"), 1, "must be an array of tables"),
        (("[[approval]]", "title = 1\n[[approval]]"), 1, "unknown key 'title'"),
        (("[[approval]]\n", "[[approval]\n"), 1, "no valid TOML"),
        (("[[approval]]\n", VALID + "\n[[approval]]\n"), 11, "are both of b-0123456789"),
    ],
)
def test_what_is_wrong_in_approvals_ends_with_2_and_the_line(
    repository: Repository, change: tuple[str, str], line: int, message: str
) -> None:
    repository.publish(OLD)
    repository.write("specs/parcels/approvals.toml", VALID.replace(*change))
    answer = repository.gate("parcels")
    assert answer.code == 2
    assert f"approvals.toml:{line}" in answer.err
    assert message in answer.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("b-0123456789", "--until", "2026-12-31", "--owner", "Ada", "--reason", "x"), "no break from"),
        (("BREAK", "--until", "2026-12-31", "--owner", "Ada"), "no reason"),
        (("BREAK", "--until", "2026-12-31", "--reason", "x"), "no owner"),
        (("BREAK", "--owner", "Ada", "--reason", "x"), "no end"),
        (("BREAK", "--until", "2026-02-28", "--owner", "Ada", "--reason", "x"), "lies before today"),
        (("BREAK", "--until", "2026-02-30", "--owner", "Ada", "--reason", "x"), "is no day of the calendar"),
        (("BREAK", "--until", "2026-12-31", "--owner", "Ada\n[x]", "--reason", "x"), "owner must be one line"),
        (("BREAK", "--until", "2026-12-31", "--owner", "Ada", "--reason", "x", "--kind", "whim"), "--kind"),
    ],
)
def test_an_approval_that_cannot_be_is_not_written(
    repository: Repository, options: tuple[str, ...], message: str
) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    name = break_id(repository.gate())
    answer = repository("accept", "parcels", *(name if each == "BREAK" else each for each in options), "--today", TODAY)
    assert (answer.code, message in answer.err) == (2, True), answer.err
    assert not (repository.path / "specs/parcels/approvals.toml").exists()


def test_accepting_again_stands_for_the_older_decision(repository: Repository) -> None:
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository, until="2026-04-01")
    accept(repository, until="2026-05-01")
    path = repository.path / "specs/parcels/approvals.toml"
    assert [each.until for each in read_approvals(str(path))] == ["2026-05-01"]


def test_only_the_kinds_that_the_promise_names_let_a_version_break(repository: Repository) -> None:
    repository.promise('may-break-for = ["security"]')
    repository.publish(OLD)
    repository.snapshot(NEW, breaking, version=OLD)
    accept(repository)
    assert repository.gate().denied == ["approval-kind"]
    path = repository.path / "specs/parcels/approvals.toml"
    path.write_text(path.read_text().replace('"owner"\n', '"security"\n'))
    assert repository.gate().denied == []


def test_a_store_takes_notes_and_approvals_for_its_own(repository: Repository) -> None:
    repository.snapshot(OLD)
    repository.write(f"specs/parcels/{OLD}.notes.md", "# Notes\n")
    repository.write("specs/parcels/approvals.toml", "")
    assert "is no snapshot" not in repository("snapshots", "check", "parcels", "--own").out


@pytest.mark.parametrize(
    ("command", "format_"),
    [("changelog", name) for name in ("text", "markdown", "json", "html")]
    + [("history", name) for name in ("text", "json", "atom", "html")],
)
def test_changelog_history_and_feed_tell_clients_what_to_do(repository: Repository, command: str, format_: str) -> None:
    repository.snapshot(OLD)
    repository.snapshot(NEW, breaking)
    repository.write(
        f"specs/parcels/{NEW}.notes.md", "## b-0123456789\n\nSend the \x1b[1mcarrier.\n\n## Other\n\nNo.\n"
    )
    answer = repository(command, "parcels", "--format", format_)
    assert answer.code == 0
    assert answer.out.count("Send the ") == 1
    assert "\x1b" not in answer.out
    assert "No.\n" not in answer.out
