"""What was generated for a snapshot once, to be sent again: to any server, without whatever generated it.

A corpus is a file of JSON lines. The first says what it was made from; each of the others holds the cases of one unit,
and what they depend on. It has no secrets, and nothing that a server said: what came from an answer is bound anew.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from harness.conformance._lines import bytes_of, encoded, opened, pairs_of, text_of, whole
from harness.document import targets_in
from harness.messages import HTTPRequest
from harness.vocabulary import components_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harness.conformance._task import Unit
    from harness.document import Document, Operation

FORMAT = 1
_HEAD = b'{"corpus":'
# What a unit of a corpus is called: a phase, and the name of an operation or the seed of sequences.
Part = tuple[str, str]


class Source(NamedTuple):
    """The answer that a value came from.

    Attributes:
        back: how many cases before this one; 0 for no case of the corpus: whatever is there.
        path: the keys to the value in its body.
    """

    back: int = 0
    path: tuple[str | int, ...] = ()


class CorpusCase(NamedTuple):
    """A request that was generated.

    Attributes:
        operation: its name.
        request: without version and credentials. What came from an answer is not in its path, but the name of the
            parameter in braces.
        valid: whether it was made to be valid; None where nothing is known of it.
        carriers: the names of the headers, cookies and query parameters with credentials that it was sent with.
        bound: by the names of path parameters, where their values come from; all others were generated.
    """

    operation: str
    request: HTTPRequest
    valid: bool | None
    carriers: tuple[str, ...] = ()
    bound: Mapping[str, Source] = {}


class UnitCases(NamedTuple):
    """The cases of a unit, in the order in which they are sent."""

    unit: Unit
    cases: tuple[CorpusCase, ...]


class Corpus:
    """The corpus of one snapshot, as a file that grows.

    Args:
        path: of the file.
        key: what all of it was made from.
        digests: by unit, what its cases depend on; what is "" depends on the whole snapshot.
        fresh: whether to forget what the file holds.

    Attributes:
        path: of the file.
        parts: the units that it has cases for; what has changed since is not among them.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: str, key: Mapping[str, Any], digests: Mapping[str, str], *, fresh: bool = False) -> None:
        self.path = path
        self._digests = digests
        self.parts: set[Part] = set()
        self._file: Any = None
        try:
            self._file = opened(path)
        except BlockingIOError:
            # Another run adds to it; this one takes what is there.
            fresh = False
        written = _content(path)
        content = b"" if fresh else whole(written)
        os.utime(path)
        head, lines = encoded({"corpus": FORMAT, "key": key}), _units(content)
        # What was made from something else is of no use, nor is what has changed since.
        holding = [line for line in lines if self._holds(line)] if content.startswith(head) else []
        self.parts = {(line["unit"][0], line["unit"][1]) for line in holding}
        lasting = head + b"".join(map(encoded, holding))
        if self._file is not None and lasting != written:
            self._file.truncate(0)
            self._file.write(lasting)
            self._file.flush()

    def add(self, made: UnitCases, secrets: Iterable[str]) -> None:
        """The cases of one more unit, but for those that hold a secret."""
        part = made.unit.phase, made.unit.part
        if self._file is None or part in self.parts:
            return
        texts = [text for secret in secrets if secret for text in (json.dumps(secret)[1:-1], quote(secret, safe=""))]
        plain = [case for case in map(_plain, made.cases) if not any(text in json.dumps(case) for text in texts)]
        self._file.write(encoded({"unit": part, "digest": self._digest(part), "cases": plain}))
        self._file.flush()
        self.parts.add(part)

    def close(self) -> None:
        """Let others add to it."""
        if self._file is not None:
            self._file.close()

    def _holds(self, line: dict[str, Any]) -> bool:
        return bool(line.get("digest") == self._digest(tuple(line["unit"])))

    def _digest(self, part: Part) -> str:
        return self._digests.get(part[1], self._digests[""])


def cases_in(path: str) -> dict[Part, tuple[CorpusCase, ...]]:
    """All that a corpus holds, by units."""
    with open(path, "rb") as file:
        lines = whole(file.read()).splitlines()[1:]
    return dict(_unit(json.loads(line)) for line in lines)


def is_corpus(path: str) -> bool:
    """Whether a file is one, of whatever form."""
    with open(path, "rb") as file:
        return file.read(len(_HEAD)) == _HEAD


def digests_of(document: Document, whole_digest: str) -> dict[str, str]:
    """What the requests of each operation depend on, by their names; of the whole snapshot by the empty name.

    Args:
        document: of the snapshot.
        whole_digest: of all that it holds.
    """
    components = dict(components_in(document.content))
    known = {"": whole_digest}
    for operation in document.operations:
        if operation.kind == "operation":
            digest = _digest_of(operation, document.content, components)
            known[operation.name] = whole_digest if digest is None else digest
    return known


def _digest_of(operation: Operation, content: dict[str, Any], components: dict[str, Any]) -> str | None:
    """None where it refers to what is no component, which nothing is known of here."""
    item = content.get("paths", {}).get(operation.path, {})
    shared = {name: item[name] for name in ("parameters", "servers", "$ref") if name in item}
    schemes = content.get("components", {}).get("securitySchemes") or content.get("securityDefinitions")
    own = [operation.name, operation.node.value, shared, content.get("security"), schemes]
    reached: dict[str, Any] = {}
    pending = list(targets_in(own))
    while pending:
        name = pending.pop()
        if name in reached:
            continue
        if name not in components:
            return None
        reached[name] = components[name]
        pending += targets_in(components[name])
    return sha256(json.dumps([own, sorted(reached.items())], sort_keys=True, default=str).encode()).hexdigest()


def _content(path: str) -> bytes:
    """What the file holds; nothing where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def _units(content: bytes) -> list[dict[str, Any]]:
    """The units of a corpus; none where it is damaged, as there can always be another."""
    try:
        lines = [json.loads(line) for line in content.splitlines()[1:]]
        for line in lines:
            _unit(line)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return lines


def _unit(line: dict[str, Any]) -> tuple[Part, tuple[CorpusCase, ...]]:
    phase, part = map(str, line["unit"])
    return (phase, part), tuple(map(_case, line["cases"]))


def _plain(case: CorpusCase) -> dict[str, Any]:
    plain: dict[str, Any] = {**case._asdict(), "request": [*case.request[:-1], text_of(case.request.body)]}
    return {name: value for name, value in plain.items() if value or name == "valid"}


def _case(plain: dict[str, Any]) -> CorpusCase:
    method, path, query, headers, body = plain["request"]
    return CorpusCase(
        plain["operation"],
        HTTPRequest(method, path, query, pairs_of(headers), bytes_of(body)),
        plain["valid"],
        tuple(plain.get("carriers", ())),
        {name: Source(back, tuple(path)) for name, (back, path) in plain.get("bound", {}).items()},
    )
