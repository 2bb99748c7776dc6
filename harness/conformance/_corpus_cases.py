"""From what the engine sent to cases of a corpus: without who asked, and with what is bound anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from harness.conformance._corpus import CorpusCase, Source
from harness.conformance._json import json_of
from harness.messages import Accepted
from harness.resources import parameters_in, resources_of, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from harness.conformance._asked import Credential
    from harness.conformance._engine import EngineCase
    from harness.conformance._judge import Judge
    from harness.document import Operation
    from harness.messages import HTTPRequest, HTTPResponse

# What the engine and its library add to every request.
_NOISE = frozenset(["accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"])
_PLAIN_ACCEPT = ("accept", "*/*")
_ACCIDENT = 8  # characters
_DEEPEST = 8


class CaseRecorder:
    """Makes cases of what is sent, one sequence of requests after the other.

    Args:
        judge: of the version.
        operations: of its snapshot, by their names.
        carriers: the credentials that the engine was given.
        version: the header or query parameter that names the version.
        renewed: what credentials have become since, in any text.
    """

    def __init__(
        self,
        judge: Judge,
        operations: Mapping[str, Operation],
        carriers: Iterable[Credential],
        version: str,
        renewed: Callable[[str], str] = str,
    ) -> None:
        self._judge = judge
        self._operations = operations
        self._carriers = tuple(carriers)
        self._version = version
        self._renewed = renewed
        self._resources = resources_of(judge.document)
        self._parameters: dict[str, tuple[str, ...]] = {}
        self._smallest: dict[str, HTTPRequest | None] = {}
        self._cases: dict[Any, CorpusCase] = {}
        self._answers: list[Any] = []

    def add(self, sent: EngineCase) -> None:
        """One more request was sent."""
        operation = self._operations[sent.operation]
        carriers, request = self._without_carriers(sent.request)
        case = CorpusCase(sent.operation, request, sent.valid, carriers)
        if sent.phase == "stateful":
            case = self._following(operation, case)
            self._cases[len(self._cases)] = case
            self._answers.append(_answer(sent.response))
        else:
            # Where only what is bound differs, the values are the point.
            bound = self._anywhere(operation, case)
            key, own = _key(operation, bound), _key(operation, case)
            if key not in self._cases:
                self._cases[key] = bound
            else:
                self._cases.setdefault(own, case)

    def next_sequence(self) -> None:
        """What follows has nothing to do with what was answered."""
        self._answers = [None] * len(self._answers)

    def taken(self) -> tuple[CorpusCase, ...]:
        """The cases up to now; what follows belongs to another unit."""
        cases = tuple(self._cases.values())
        self._cases, self._answers = {}, []
        return cases

    def _without_carriers(self, request: HTTPRequest) -> tuple[tuple[str, ...], HTTPRequest]:
        """Which credentials of ours a request has, and the rest of it."""
        own = {(each.place, each.name.lower(), value) for each in self._carriers for value in self._values(each)}
        names = {each.name.lower(): each.name for each in self._carriers}
        carriers: dict[str, None] = {}
        headers = []
        for name, value in request.headers:
            lower = name.lower()
            if ("header", lower, value) in own:
                carriers[names[lower]] = None
            elif lower == "cookie":
                cookies = [pair.partition("=") for pair in value.split("; ")]
                mine = [pair for pair in cookies if ("cookie", pair[0].lower(), pair[2]) in own]
                carriers.update({names[pair[0].lower()]: None for pair in mine})
                rest = "; ".join("".join(pair) for pair in cookies if pair not in mine)
                headers += [(name, rest)] if rest else []
            elif lower not in _NOISE and lower != self._version.lower() and (lower, value) != _PLAIN_ACCEPT:
                headers.append((name, value))
        pairs = []
        for pair in request.query.split("&"):
            name, _, value = pair.partition("=")
            if ("query", unquote(name).lower(), unquote(value)) in own:
                carriers[names[unquote(name).lower()]] = None
            elif pair and unquote(name) != self._version:
                pairs.append(pair)
        return tuple(carriers), request._replace(headers=tuple(headers), query="&".join(pairs))

    def _anywhere(self, operation: Operation, case: CorpusCase) -> CorpusCase:
        """The case with whatever is there for what its path names, if that was made to be valid."""
        places = _places(operation, case.request.path)
        bound = {name: Source() for name in self._sourced(operation) if name in places}
        return case._replace(bound=bound) if bound and self._has_valid_path(operation, case.request.path) else case

    def _sourced(self, operation: Operation) -> tuple[str, ...]:
        """The parameters of the path whose values can be found at a server."""
        known = self._parameters.get(operation.name)
        if known is None:
            parameters = parameters_in(operation.path)
            known = tuple(name for prefix, name in parameters if sources_of(prefix, name, self._resources))
            self._parameters[operation.name] = known
        return known

    def _has_valid_path(self, operation: Operation, path: str) -> bool:
        exchange = self._judge.exchange(operation)
        if operation.name not in self._smallest:
            self._smallest[operation.name] = exchange.request("smallest")
        made = self._smallest[operation.name]
        return made is not None and isinstance(exchange.accept_request(made._replace(path=path)), Accepted)

    def _following(self, operation: Operation, case: CorpusCase) -> CorpusCase:
        """The case with the answers that the values of its path came from."""
        segments = case.request.path.split("/")
        bound = {}
        for name, number in _places(operation, case.request.path).items():
            source = self._source(unquote(segments[number]))
            if source is not None:
                bound[name] = source
                segments[number] = f"{{{name}}}"
        path = "/".join(segments)
        return case._replace(request=case.request._replace(path=path), bound=bound)

    def _source(self, text: str) -> Source | None:
        """The last answer that has a value where ids stand, or anywhere, if it is long enough to be no accident."""
        for back, answer in enumerate(reversed(self._answers), 1):
            for path, value in _leaves(answer):
                if str(value) == text and (len(text) > _ACCIDENT or str(path[-1]).lower().endswith("id")):
                    return Source(back, path)
        return None

    def _values(self, credential: Credential) -> tuple[str, str]:
        return credential.value, self._renewed(credential.value)


def bound_path(operation: Operation, path: str, values: Mapping[str, Any]) -> str:
    """A path with other values for some of its parameters."""
    segments = path.split("/")
    for name, number in _places(operation, path).items():
        if name in values:
            segments[number] = quote(str(values[name]), safe="")
    return "/".join(segments)


def _places(operation: Operation, path: str) -> dict[str, int]:
    """The numbers of the segments that parameters fill alone, by the names of these."""
    template = operation.path.split("/")
    if len(template) != path.count("/") + 1:
        return {}
    parts = {f"{{{name}}}": name for _, name in parameters_in(operation.path)}
    return {parts[segment]: number for number, segment in enumerate(template) if segment in parts}


def _key(operation: Operation, case: CorpusCase) -> Any:
    path = bound_path(operation, case.request.path, dict.fromkeys(case.bound, ""))
    return case.request._replace(path=path), case.carriers, tuple(case.bound)


def _answer(response: HTTPResponse | None) -> Any:
    return json_of(response) if response is not None and response.status < 300 else None


def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The texts and numbers in a JSON value that could name something."""
    if len(path) > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _leaves(member, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, number))
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield path, value
