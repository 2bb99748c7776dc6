"""A journal gives back what was written into it, whatever became of the process that wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.conformance._asked import Identity
from harness.conformance._client import Exchanged
from harness.conformance._finding import Finding
from harness.conformance._journal import Entry, Finished, Fold, Journal, Taken, Verdicts, read_journal
from harness.conformance._model import Verdict
from harness.conformance._recording import recorded
from harness.conformance._task import Created, Ended, Outcome, Seen, Unit
from harness.errors import UsageError
from harness.messages import HTTPRequest, HTTPResponse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HEAD = {"journal": 1, "run": "a1", "key": {"api": "library", "seed": 1}, "setup": []}
_SECRET = "reader-5c2d44"  # noqa: S105 - it has to be found nowhere
_texts = st.text(max_size=12)
_headers = st.tuples(st.tuples(st.sampled_from(["A", "B"]), _texts))
_requests = st.builds(HTTPRequest, st.just("GET"), st.just("/a"), _texts, _headers, st.binary(max_size=20))
_responses = st.none() | st.builds(HTTPResponse, st.integers(100, 599), _headers, st.binary(max_size=20))
_steps = st.none() | st.tuples(_texts, st.integers(0, 9))
_findings = st.builds(
    Finding, _texts, _texts, _texts, _texts, _texts, _texts, _texts,
    st.builds(Exchanged, _requests, _responses, st.none() | _texts), _steps, _steps, _texts, st.tuples(_texts),
)  # fmt: skip
_units = st.builds(Unit, st.sampled_from(["1", "2"]), st.sampled_from(["oracles", "fuzzing"]), st.sampled_from("ab"))
_counts = st.dictionaries(_texts, st.integers(0, 99), max_size=2)
_seen = st.builds(
    Seen, _counts, _counts, _counts, _counts,
    st.dictionaries(st.tuples(_texts, _texts, _texts, _texts), st.integers(1, 9), max_size=2),
    st.dictionaries(_texts, _texts, max_size=2),
)  # fmt: skip
_entries = st.one_of(
    st.builds(
        Outcome, _units, st.lists(_findings, max_size=2).map(tuple), st.none() | _seen,
        st.none() | st.builds(Ended, st.none() | _texts),
    ),
    st.builds(Created, _texts, _texts, _texts, _texts),
    st.builds(Taken, _texts, _texts),
    st.builds(Verdicts, _texts, st.tuples(st.builds(Verdict, _texts, st.booleans(), _texts))),
    st.builds(Finished, st.just(1.5), st.none() | _texts),
)  # fmt: skip


def _write(path: Path, entries: Iterable[Entry], *, resume: bool = False) -> Fold:
    with Journal(str(path), _HEAD, resume=resume) as journal:
        for entry in entries:
            journal.write(entry)
    return journal.fold


@settings(max_examples=60, deadline=None)
@given(st.lists(_entries, max_size=6))
def test_what_is_read_is_what_was_written(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> None:
    path = tmp_path_factory.mktemp("journal") / "run.jsonl"
    fold = _write(path, entries)
    assert read_journal(str(path)) == (_HEAD, entries)
    assert vars(Fold(entries)) == vars(fold)


@settings(max_examples=60, deadline=None)
@given(st.lists(_entries, min_size=1, max_size=5), st.data())
def test_a_line_that_was_cut_off_counts_for_nothing_and_is_written_over(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("journal") / "run.jsonl"
    _write(path, entries)
    content = path.read_bytes()
    first, last = content.index(b"\n") + 1, content[:-1].rindex(b"\n") + 1
    path.write_bytes(content[: data.draw(st.integers(max(first, last), len(content) - 1))])
    assert read_journal(str(path))[1] == entries[:-1]
    _write(path, entries[-1:], resume=True)
    assert path.read_bytes() == content


@given(st.lists(_entries, max_size=6))
def test_a_unit_that_was_whole_stays_so(entries: list[Entry]) -> None:
    fold = Fold(entries)
    for unit in {entry.unit for entry in entries if isinstance(entry, Outcome)}:
        own = [entry for entry in entries if isinstance(entry, Outcome) and entry.unit == unit]
        whole = [entry for entry in own if entry.is_done]
        assert fold.outcomes[unit] == (whole or own)[-1]


def test_the_journal_of_another_run_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    _write(path, [Finished(1.0)])
    before = path.read_bytes()
    with pytest.raises(UsageError, match="seed differ"):
        Journal(str(path), {**_HEAD, "key": {"api": "library", "seed": 2}}, resume=True)
    assert path.read_bytes() == before


def test_two_runs_cannot_write_one_journal(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(str(path), _HEAD), pytest.raises(UsageError, match="another run is writing"):
        Journal(str(path), _HEAD)


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", "no\n", '{"journal": 2, "key": {}}\n'])
def test_what_is_no_journal_is_one_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"run\.jsonl"):
        read_journal(str(path))


def test_a_line_that_says_nothing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps(_HEAD) + '\n{"finished": [1.0, null]}\n{"unit": []}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"run\.jsonl:3"):
        read_journal(str(path))


@pytest.mark.parametrize("body", [b'{"token": "%s"}', b"a %s in text", b"user=1&secret=%s", b"\xff%s\xfe"])
def test_a_finding_is_written_without_the_secrets_that_it_holds(tmp_path: Path, body: bytes) -> None:
    reader = Identity("reader", "a", {"Key": _SECRET})
    filled = body.replace(b"%s", _SECRET.encode())
    headers = (("X-Key", _SECRET), ("Authorization", f"Bearer {_SECRET}"))
    request = HTTPRequest("POST", f"/things/{_SECRET}", f"key={_SECRET}&page=2", headers, filled)
    exchanged = Exchanged(request, HTTPResponse(500, headers, filled), None, 0.1, f"Bad {_SECRET}")
    finding = Finding("server-error", "1", "POST /things", "", "", f"with {_SECRET}", _SECRET, exchanged)
    path = tmp_path / "run.jsonl"
    _write(path, [Outcome(Unit("1", "oracles", "a"), (recorded(finding, (reader,), (_SECRET,)),))])
    assert _SECRET not in path.read_text(encoding="utf-8")
    [outcome] = read_journal(str(path))[1]
    assert isinstance(outcome, Outcome)
    assert outcome.findings[0].who == "reader"
