"""What was generated once is sent again as it was, for what is there now, and without anybody's secrets."""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.conformance._asked import AskedVersion, Credential, Identity
from harness.conformance._corpora import Corpora
from harness.conformance._corpus import Corpus, CorpusCase, Source, UnitCases, cases_in, digests_of
from harness.conformance._corpus_cases import CaseRecorder, bound_path
from harness.conformance._corpus_judge import judge_corpus
from harness.conformance._engine import EngineCase
from harness.conformance._engine_judge import judge_engine
from harness.conformance._finding import Finding
from harness.conformance._judge import Judge
from harness.conformance._limits import Limits
from harness.conformance._model import VersionSent
from harness.conformance._task import Seen, Tally, Target, Task, Unit
from harness.conformance._worlds import world_of
from harness.document import load
from harness.messages import HTTPRequest, HTTPResponse
from tests.mutants import library, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from harness.document import Document

_KEY = {"seed": 1}
_DIGESTS = {"": "all", "GET /shelves": "a", "POST /shelves": "b"}
_TEXTS = st.text(max_size=8)
_REQUESTS = st.builds(
    HTTPRequest,
    st.sampled_from(["GET", "POST"]),
    _TEXTS,
    _TEXTS,
    st.lists(st.tuples(_TEXTS, _TEXTS), max_size=2).map(tuple),
    st.binary(max_size=20),
)
_SOURCES = st.builds(Source, st.integers(0, 5), st.lists(_TEXTS | st.integers(0, 3), max_size=3).map(tuple))
_CASES = st.builds(
    CorpusCase,
    st.sampled_from(["GET /shelves", "POST /shelves"]),
    _REQUESTS,
    st.sampled_from([True, False, None]),
    st.lists(_TEXTS, max_size=2).map(tuple),
    st.dictionaries(_TEXTS, _SOURCES, max_size=2),
)


def _unit(phase: str, part: str) -> Unit:
    return Unit("2025-01-10", phase, part)


def _corpus(path: Path, digests: Mapping[str, str] = _DIGESTS, *, fresh: bool = False, **key: Any) -> Corpus:
    return Corpus(str(path), {**_KEY, **key}, digests, fresh=fresh)


@given(cases=st.lists(_CASES, max_size=4).map(tuple))
def test_cases_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, cases: tuple[CorpusCase, ...]
) -> None:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    corpus = _corpus(path)
    corpus.add(UnitCases(_unit("coverage", "GET /shelves"), cases), ())
    corpus.close()
    assert cases_in(str(path)) == {("coverage", "GET /shelves"): cases}


@given(case=_CASES, secret=st.text(st.characters(codec="utf-8"), min_size=6, max_size=12), where=st.integers(0, 3))
def test_no_case_has_a_secret(
    tmp_path_factory: pytest.TempPathFactory, case: CorpusCase, secret: str, where: int
) -> None:
    request = case.request
    texts = {"path": f"/{secret}", "query": f"q={secret}", "body": f'{{"a": "{secret}"}}'.encode(errors="replace")}
    headers = (*request.headers, ("X-Any", f"Bearer {secret}"))
    changed = [request._replace(headers=headers), *(request._replace(**{name: text}) for name, text in texts.items())]
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    corpus = _corpus(path)
    corpus.add(UnitCases(_unit("coverage", "GET /shelves"), (case._replace(request=changed[where]),)), (secret,))
    corpus.close()
    assert cases_in(str(path)) == {("coverage", "GET /shelves"): ()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A corpus of two operations and of sequences."""
    made = tmp_path / "corpus.jsonl"
    corpus = _corpus(made)
    for unit in (_unit("coverage", "GET /shelves"), _unit("coverage", "POST /shelves"), _unit("stateful", "1")):
        corpus.add(UnitCases(unit, (CorpusCase("GET /shelves", HTTPRequest("GET", "/shelves"), valid=True),)), ())
    corpus.close()
    return made


def _parts(corpus: Corpus) -> set[tuple[str, str]]:
    corpus.close()
    return corpus.parts


def test_only_what_has_changed_is_generated_again(path: Path) -> None:
    changed = {**_DIGESTS, "": "all of it", "POST /shelves": "c"}
    assert _parts(_corpus(path, changed)) == {("coverage", "GET /shelves")}
    assert set(cases_in(str(path))) == {("coverage", "GET /shelves")}


@pytest.mark.parametrize("other", [{"fresh": True}, {"seed": 2}, {"schemathesis": "5.0"}])
def test_what_was_made_otherwise_is_not_used(path: Path, other: dict[str, Any]) -> None:
    assert _parts(_corpus(path, **other)) == set()


@pytest.mark.parametrize("damage", [b"{", b"[]\n", b'{"unit":["a"],"cases":[]}\n', b'{"unit":["a","b"],"cases":[1]}\n'])
def test_a_line_that_was_cut_off_counts_for_nothing_and_a_damaged_corpus_is_made_anew(
    path: Path, damage: bytes
) -> None:
    with path.open("ab") as file:
        file.write(damage)
    assert len(_parts(_corpus(path))) == (3 if damage == b"{" else 0)
    corpus = _corpus(path)
    corpus.add(UnitCases(_unit("fuzzing", "GET /shelves"), ()), ())
    corpus.close()
    assert ("fuzzing", "GET /shelves") in cases_in(str(path))


def test_a_corpus_that_another_run_adds_to_is_only_read(path: Path) -> None:
    other = _corpus(path)
    before = path.read_bytes()
    corpus = _corpus(path, fresh=True)
    corpus.add(UnitCases(_unit("fuzzing", "GET /shelves"), ()), ())
    assert (len(_parts(corpus)), path.read_bytes()) == (3, before)
    other.close()


def _document(folder: Path, content: dict[str, Any]) -> Document:
    path = folder / "2025-01-10.json"
    path.write_text(json.dumps(content))
    return load(str(path))


def test_what_an_operation_refers_to_is_part_of_it(tmp_path: Path) -> None:
    def digests(change: Callable[[dict[str, Any]], None]) -> dict[str, str]:
        content = json.loads(json.dumps(library.document("2025-01-10")))
        change(content)
        return digests_of(_document(tmp_path, content), "whole")

    def rename(content: dict[str, Any]) -> None:
        content["info"]["title"] = "Another"

    def narrow(content: dict[str, Any]) -> None:
        content["components"]["schemas"]["ShelfIn"]["properties"]["name"]["maxLength"] = 3

    before = digests(lambda _: None)
    assert digests(rename) == before
    changed = {name for name, digest in digests(narrow).items() if digest != before[name]}
    assert "POST /shelves" in changed
    assert "GET /me" not in changed


_CREDENTIALS = (
    Credential("header", "X-Key", "k-111"),
    Credential("query", "key", "q 2"),
    Credential("cookie", "c", "3"),
)


@pytest.fixture
def recorder(tmp_path: Path) -> CaseRecorder:
    """Makes cases of requests to the oldest version of the API."""
    document = _document(tmp_path, library.document("2025-01-10"))
    judge = Judge(AskedVersion("2025-01-10", "2025-01-10"), {"2025-01-10": document}, _SENT, echoes=None)
    operations = {operation.name: operation for operation in document.operations}
    return CaseRecorder(judge, operations, _CREDENTIALS, _SENT.name, lambda text: text.replace("k-111", "k-222"))


_SENT = VersionSent("header", library.HEADER)


def _sent(operation: str, path: str, phase: str = "coverage", answer: Any = None, **request: Any) -> EngineCase:
    sent = HTTPRequest(operation.partition(" ")[0], path, **request)
    response = HTTPResponse(200, (), json.dumps(answer).encode())
    return EngineCase(operation, operation, phase, True, sent, response, 0.1, ())


@pytest.mark.parametrize("key", ["k-111", "k-222"])
def test_who_asked_is_no_part_of_a_case(recorder: CaseRecorder, key: str) -> None:
    headers = (("X-Key", key), ("Cookie", "a=1; c=3"), (library.HEADER, "2025-01-10"), ("X-Odd", "é"), ("Host", "h"))
    recorder.add(_sent("GET /shelves", "/shelves", headers=headers, query="page=2&key=q%202"))
    [case] = recorder.taken()
    assert case.request == HTTPRequest("GET", "/shelves", "page=2", (("Cookie", "a=1"), ("X-Odd", "é")))
    assert set(case.carriers) == {"X-Key", "c", "key"}


def test_credentials_that_were_made_up_stay_as_they_were(recorder: CaseRecorder) -> None:
    recorder.add(_sent("GET /shelves", "/shelves", headers=(("X-Key", "made-up"),)))
    [case] = recorder.taken()
    assert (case.request.headers, case.carriers) == ((("X-Key", "made-up"),), ())


def test_ids_that_were_made_up_stand_for_what_is_there_unless_they_are_the_point(recorder: CaseRecorder) -> None:
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(2)]
    for id_ in (*ids, *ids, "no-uuid"):
        recorder.add(_sent("GET /shelves/{shelfId}", f"/shelves/{id_}"))
    cases = recorder.taken()
    assert [(case.request.path.rpartition("/")[2], set(case.bound)) for case in cases] == [
        (ids[0], {"shelfId"}),
        (ids[1], set()),
        (ids[0], set()),
        ("no-uuid", set()),
    ]


def test_what_came_from_an_answer_is_bound_to_it_and_not_written_down(recorder: CaseRecorder) -> None:
    id_ = "5f1c9a52-9a1e-4c0b-8f0e-0d2b7b1f6a11"
    recorder.add(_sent("POST /shelves", "/shelves", "stateful", {"shelf": [{"id": id_}], "note": "short"}))
    recorder.add(_sent("GET /shelves", "/shelves", "stateful"))
    recorder.add(_sent("GET /shelves/{shelfId}", f"/shelves/{id_}", "stateful"))
    recorder.add(_sent("GET /shelves/{shelfId}", "/shelves/short", "stateful"))
    recorder.next_sequence()
    recorder.add(_sent("GET /shelves/{shelfId}", f"/shelves/{id_}", "stateful"))
    cases = recorder.taken()
    assert cases[2].bound == {"shelfId": Source(2, ("shelf", 0, "id"))}
    assert cases[2].request.path == "/shelves/{shelfId}"
    assert [dict(case.bound) for case in (cases[3], cases[4])] == [{}, {}]


def test_a_bound_path_has_the_values_of_now(recorder: CaseRecorder, tmp_path: Path) -> None:
    operations = {each.name: each for each in _document(tmp_path, library.document("2025-01-10")).operations}
    operation = operations["GET /shelves/{shelfId}/books/{bookId}"]
    path = "/shelves/{shelfId}/books/made-up"
    assert bound_path(operation, path, {"shelfId": "a/b"}) == "/shelves/a%2Fb/books/made-up"
    assert bound_path(operation, path, {"bookId": 7, "other": 1}) == "/shelves/{shelfId}/books/7"


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """A run against the API."""
    asked = tuple(AskedVersion(day, day, day) for day in library.DAYS)
    people = (Identity("first", "a", {"Key": "tenant-a", "Reader": "first-a"}),)
    root = str(library.store(tmp_path / "specs"))
    return Target("library", root, True, "http://127.0.0.1:1", _SENT, people, library.HEADER, asked)


def test_of_what_is_generated_a_corpus_is_sent_again_first(target: Target, tmp_path: Path) -> None:
    asked = target.asked[0]
    units = tuple(Unit(asked.label, phase, part) for phase, part in (("coverage", "GET /me"), ("fuzzing", "GET /me")))
    tasks = [Task("oracles", asked, (Unit(asked.label, "oracles", "x"),)), Task("engine", asked, units, 3)]
    with Corpora(str(tmp_path / "corpus"), target) as corpora:
        assert [(task.kind, task.units) for task in corpora.divided(tasks) if task.units] == [
            ("oracles", tasks[0].units),
            ("engine", units),
        ]
        corpora.add(UnitCases(units[1], ()), ())
        divided = [task for task in corpora.divided(tasks) if task.units]
    assert [(task.kind, task.units) for task in divided] == [
        ("oracles", tasks[0].units),
        ("corpus", units[1:]),
        ("engine", units[:1]),
    ]
    assert len({task.number for task in divided}) == 3
    with Corpora(str(tmp_path / "corpus"), target._replace(seed=2)) as other:
        assert [task.kind for task in other.divided(tasks) if task.units] == ["oracles", "engine"]


def test_a_corpus_that_no_run_uses_goes_after_a_month(target: Target, tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "library"
    for seed in (1, 2):
        Corpora(str(tmp_path / "corpus"), target._replace(seed=seed)).close()
    (folder / "notes.jsonl").write_text('{"note": 1}')
    before = set(folder.iterdir())
    for path in before:
        os.utime(path, (0, 0))
    Corpora(str(tmp_path / "corpus"), target).close()
    left = set(folder.iterdir())
    assert len(before) == 2 * len(library.DAYS) + 1
    assert len(left) == len(library.DAYS) + 1
    assert folder / "notes.jsonl" in left


def _judged(target: Target, url: str, folder: Path) -> tuple[Counter[str], Counter[str], set[str]]:
    """Valid requests and those of them that succeeded, by operation, and which checks speak, in the oldest version."""
    own = target._replace(base_url=url)
    asked = own.asked[0]
    told: list[Any] = []
    with Corpora(str(folder), own) as corpora:
        names = ("GET /shelves", "POST /shelves", "GET /shelves/{shelfId}", "DELETE /shelves/{shelfId}")
        units = tuple(Unit(asked.label, "coverage", name) for name in names)
        [task] = [each for each in corpora.divided([Task("engine", asked, units)]) if each.units]
        tally = Tally(told.append)
        world, client = world_of(own, asked, tally)
        if task.kind == "corpus":
            judge_corpus(own, task, world, client, tally)
        else:
            judge_engine(own, task, world.judge, tally, Limits())
        client.close()
        for made in told:
            if isinstance(made, UnitCases):
                corpora.add(made, ())
    counts = [Counter[str](), Counter[str]()]
    for seen in told:
        if isinstance(seen, Seen):
            counts[0].update(seen.valid)
            counts[1].update(seen.successes)
    return counts[0], counts[1], {each.check for each in told if isinstance(each, Finding)}


def test_a_corpus_reaches_what_made_up_ids_do_not_and_is_judged_alike(target: Target, tmp_path: Path) -> None:
    faults = frozenset({"missing header", "wrong error"})
    with serving.served(library.Library(faults)) as url:
        first = _judged(target, url, tmp_path / "corpus")
        again = _judged(target, url, tmp_path / "corpus")
    name = "GET /shelves/{shelfId}"
    assert first[1][name] == 0
    assert again[1][name] > 0
    assert again[1]["DELETE /shelves/{shelfId}"] > 0
    assert first[2] <= again[2]
