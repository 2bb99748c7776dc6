"""The gate in a terminal."""

from __future__ import annotations

from harness.report.formats.gate_markdown import gate_markdown
from harness.report.model.gate import GateReport, GateRow, GateRun
from harness.report.terminal.gate import gate_text
from harness.report.words.text import PLAIN

DENIED = GateRow(
    rule="break-in-version",
    question="same version",
    impact="breaking",
    denies=True,
    already=False,
    title="authentication by `Token` removed",
    why="Who named this version was promised that it stays as it is.",
    instead="Publish it as a new version.",
    file="specs/parcels/2026-02-01.yaml",
    line=32,
    break_id="b-0000000000",
    grade="every",
    operations=("GET /parcels",),
)


def text_of(*rows: GateRow) -> str:
    report = GateReport("parcels", "Parcels", "2026-11-29", None, False, (), rows)
    return "".join(gate_text(GateRun((report,)), PLAIN))


def test_what_meets_many_operations_in_the_same_words_is_told_once_with_all_places() -> None:
    others = [DENIED._replace(line=line, break_id=f"b-{line:010}") for line in (40, 50)]
    text = text_of(DENIED, *others)
    assert text.count(DENIED.title) == 1
    assert "and in 2 more places: :40 b-0000000040, :50 b-0000000050" in text
    assert "denied (3 reasons)" in text


def test_what_has_a_message_of_its_own_is_told_by_itself() -> None:
    other = DENIED._replace(line=40, message="curl https://parcels.example")
    assert text_of(DENIED, other).count(DENIED.title) == 2


def test_of_a_long_message_the_part_is_shown_that_matters() -> None:
    row = DENIED._replace(message="curl https://parcels.example\n" + "long " * 400, excerpt="request body /weight:\n0")
    assert "request body /weight:" in text_of(row)
    assert "long" not in text_of(row)


def test_markdown_says_by_who_sends_a_message_what_it_is_written_in() -> None:
    for direction, language in (("request", "sh"), ("response", "http")):
        row = DENIED._replace(message="curl: a word of a body", direction=direction)
        report = GateReport("parcels", "Parcels", "2026-11-29", None, False, (), (row,))
        assert f"```{language}\n" in "".join(gate_markdown(GateRun((report,))))
