"""What a run has come to, line by line: written as it happens, and folded to the results of a run, however it ended.

A journal is a file of JSON lines that grow and never change. The first says which run it is of; each of the others that
a unit is done, that something was created or taken away, or how the request of an entry fares under the other versions.
A line that was cut off, as by a process that was killed, counts for nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.conformance._client import Exchanged
from harness.conformance._finding import Finding
from harness.conformance._lines import bytes_of, encoded, opened, pairs_of, text_of, whole
from harness.conformance._model import Verdict
from harness.conformance._task import Created, Ended, Outcome, Seen, Unit
from harness.errors import UsageError
from harness.messages import HTTPRequest, HTTPResponse
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self

FORMAT = 1
_KEY, _RUN = "key", "run"


class Taken(NamedTuple):
    """Something that was created is gone."""

    version: str
    path: str


class Verdicts(NamedTuple):
    """How the request of an entry fares under the versions.

    Attributes:
        failure: the id of the entry.
    """

    failure: str
    verdicts: tuple[Verdict, ...]


class Shrunk(NamedTuple):
    """The smallest request that is known to show an entry.

    Attributes:
        failure: the id of the entry.
        finding: with that request, as it may be written down.
    """

    failure: str
    finding: Finding


class Finished(NamedTuple):
    """A process came to the end of its part of the run.

    Attributes:
        seconds: that it took.
        reason: why it stopped before all was done; None where it did not.
    """

    seconds: float
    reason: str | None = None


Entry = Outcome | Created | Taken | Verdicts | Shrunk | Finished


class Fold:
    """What the entries of any number of journals come to; the same for the same entries in any order of units.

    Attributes:
        outcomes: of each unit, the last that was whole, or the last.
        created: what is left at the server, in the order in which it was made.
        verdicts: by the ids of entries.
        shrunk: by the ids of entries, with smaller requests.
        seconds: of all parts.
        reasons: why parts stopped early, as far as they have not been gone on with.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.outcomes: dict[Unit, Outcome] = {}
        self.created: dict[tuple[str, str], Created] = {}
        self.verdicts: dict[str, tuple[Verdict, ...]] = {}
        self.shrunk: dict[str, Finding] = {}
        self.seconds = 0.0
        self.reasons: list[str] = []
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """One thing more has happened."""
        if isinstance(entry, Outcome):
            known = self.outcomes.get(entry.unit)
            if known is None or entry.is_done or not known.is_done:
                self.outcomes[entry.unit] = entry
        elif isinstance(entry, Created):
            self.created.setdefault((entry.version, entry.path), entry)
        elif isinstance(entry, Taken):
            self.created.pop((entry.version, entry.path), None)
        elif isinstance(entry, Verdicts):
            self.verdicts[entry.failure] = entry.verdicts
        elif isinstance(entry, Shrunk):
            self.shrunk[entry.failure] = entry.finding
        else:
            self.seconds += entry.seconds
            self.reasons = [entry.reason] if entry.reason else []

    def is_done(self, unit: Unit) -> bool:
        """Whether all of a unit was done."""
        outcome = self.outcomes.get(unit)
        return outcome is not None and outcome.is_done


class Journal:
    """A journal that is being written, and the fold of all that it holds.

    Args:
        path: of the file; None to keep it in memory alone.
        head: of the run: what a run that goes on with it has to share under `key`, and what it is called.
        resume: whether to go on with what the file holds.

    Raises:
        UsageError: it cannot be written, another run is writing it, or it is of another run.
    """

    def __init__(self, path: str | None, head: Mapping[str, Any], *, resume: bool = False) -> None:
        self.head = dict(head)
        self.fold = Fold()
        self._file: Any = None
        if path is not None:
            self._file = _opened(path)
            try:
                self._begin(path, resume=resume)
            except BaseException:
                self._file.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, entry: Entry) -> None:
        """One thing more has happened; once this returns, it outlives the process."""
        self.fold.take(entry)
        if self._file is not None:
            self._file.write(encoded(_plain(entry)))
            self._file.flush()

    def _begin(self, path: str, *, resume: bool) -> None:
        if not resume:
            self._file.truncate(0)
        content = whole(self._file.read()) if resume else b""
        if not content:
            self._file.truncate(0)
            self._file.write(encoded(self.head))
            self._file.flush()
            return
        self._file.truncate(len(content))
        head, entries = _read(content, path)
        wanted = json.loads(json.dumps(self.head[_KEY]))
        different = [name for name in wanted if head[_KEY].get(name) != wanted[name]]
        if different:
            names = ", ".join(different)
            hint = "begin anew without --resume, or name another file with --journal"
            raise UsageError(f"the journal {path[:200]} is of another run: {names} differ", hint=hint)
        self.head = head
        self.fold = Fold(entries)


def read_journal(path: str) -> tuple[dict[str, Any], list[Entry]]:
    """What a journal holds: its head, and what happened.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        with open(path, "rb") as file:
            content = whole(file.read())
    except OSError as error:
        raise UsageError(f"cannot read the journal {path[:200]!r}", cause=error.strerror) from error
    return _read(content, path)


def _opened(path: str) -> Any:
    try:
        return opened(path)
    except BlockingIOError as error:
        raise UsageError(
            f"another run is writing the journal {path[:200]!r}", hint="name another file with --journal"
        ) from error
    except OSError as error:
        raise UsageError(f"cannot write the journal {path[:200]!r}", cause=error.strerror) from error


def _read(content: bytes, path: str) -> tuple[dict[str, Any], list[Entry]]:
    lines = content.splitlines()
    number = 1
    try:
        head = json.loads(lines[0]) if lines else {}
        if not isinstance(head, dict) or head.get("journal") != FORMAT or not isinstance(head.get(_KEY), dict):
            raise UsageError(f"{path[:200]} is no journal of a run", hint="harness conform --journal FILE writes one")
        entries = []
        for number, line in enumerate(lines[1:], 2):  # noqa: B007 - the error names it
            entries.append(_entry(json.loads(line)))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UsageError(f"{path[:200]}:{number}: the line is no entry of a journal") from error
    return head, entries


def _plain(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, Shrunk):
        return {"shrunk": [entry.failure, _plain_finding(entry.finding)]}
    if not isinstance(entry, Outcome):
        return {type(entry).__name__.lower(): list(entry)}
    seen, ended = entry.seen, entry.ended
    return {
        "unit": list(entry.unit),
        "findings": [_plain_finding(finding) for finding in entry.findings],
        "seen": None if seen is None else [*seen[:-2], [[*key, count] for key, count in seen.hits.items()], seen[-1]],
        "ended": ended,
    }


def _entry(plain: dict[str, Any]) -> Entry:
    if "unit" in plain:
        seen, ended = plain["seen"], plain["ended"]
        if seen is not None:
            cases, failed, valid, successes, hits, unreached = seen
            seen = Seen(cases, failed, valid, successes, {tuple(key): count for *key, count in hits}, unreached)
        return Outcome(
            Unit(*plain["unit"]),
            tuple(_finding(finding) for finding in plain["findings"]),
            seen,
            None if ended is None else Ended(*ended),
        )
    [(kind, members)] = plain.items()
    if kind == "verdicts":
        return Verdicts(members[0], tuple(Verdict(*verdict) for verdict in members[1]))
    if kind == "shrunk":
        return Shrunk(members[0], _finding(members[1]))
    kinds: dict[str, type[Created | Taken | Finished]] = {"created": Created, "taken": Taken, "finished": Finished}
    return kinds[kind](*members)


def _plain_finding(finding: Finding) -> dict[str, Any]:
    exchanged = finding.exchanged
    request, response = exchanged.request, exchanged.response
    return {
        **finding._asdict(),
        "exchanged": {
            **exchanged._asdict(),
            "request": request._replace(body=text_of(request.body)),  # type: ignore[arg-type]
            "response": response and response._replace(body=text_of(response.body)),  # type: ignore[arg-type]
        },
    }


def _finding(plain: dict[str, Any]) -> Finding:
    exchanged = plain["exchanged"]
    method, path, query, headers, body = exchanged["request"]
    request = HTTPRequest(method, path, query, pairs_of(headers), bytes_of(body))
    response = exchanged["response"]
    if response is not None:
        status, headers, body = response
        response = HTTPResponse(status, pairs_of(headers), bytes_of(body))
    lists = {name: tuple(plain[name]) if plain[name] is not None else None for name in ("at", "contract", "days")}
    whole = Exchanged(**{**exchanged, "request": request, "response": response})
    return Finding(**{**plain, **lists, "exchanged": whole})
