"""Asking a server by hand under one version: each answer is held to the snapshot, as every answer of a run is."""

from __future__ import annotations

import json as json_
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from harness.conformance._asked import credentials_for, with_credentials
from harness.conformance._finding import Finding
from harness.conformance._task import Tally
from harness.conformance._worlds import world_of
from harness.messages import HTTPRequest
from harness.mock._router import Router
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._limits import Limits
    from harness.conformance._task import Target
    from harness.document import Document, Operation

_USUAL: Final = object()


class ContractBroken(AssertionError):
    """An answer does not keep the snapshot of its version.

    Args:
        asked: the request, without secrets.
        findings: all that it does not keep; none where no answer came.
    """

    def __init__(self, asked: str, findings: Sequence[Finding] = ()) -> None:
        lines = [f"{finding.check}: {finding.title}. {finding.why}" for finding in findings]
        super().__init__("\n".join([asked, *lines]))
        self.findings = tuple(findings)


class Answer(NamedTuple):
    """What a server answered.

    Attributes:
        headers: by their names in small letters; of several of one name, the last.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    exchanged: Exchanged

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """What the body says."""
        return json_.loads(self.body)

    def events(self) -> list[str]:
        """The data of each event of a stream. Source: HTML, 9.2.6 Interpreting an event stream."""
        blocks = self.text.replace("\r\n", "\n").split("\n\n")
        data = (
            [line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")] for block in blocks
        )
        return ["\n".join(lines) for lines in data if lines]


class VersionClient:
    """Asks a server under one version.

    Args:
        target: the server, its versions, and who may ask.
        version: the one to ask for.
        limits: of a run that it is a part of; None for those of the target.

    Attributes:
        version: as given.
        identities: who may ask; the first one does where nobody else is named.
        last: the last request, and what came; None before the first.
    """

    def __init__(self, target: Target, version: AskedVersion, limits: Limits | None = None) -> None:
        self._target = target
        self._findings: list[Finding] = []
        self._world, self._client = world_of(target, version, Tally(self._take), limits)
        self._router: Router[dict[str, Operation]] = Router()
        for operation in self.document.operations:
            if operation.kind == "operation":
                self._router.add(operation.path, {})[operation.method] = operation
        self._under: dict[str | None, VersionClient] = {}
        self.version = version
        self.identities: tuple[Identity, ...] = target.identities
        self.last: Exchanged | None = None

    @property
    def document(self) -> Document:
        """The snapshot that answers are held to."""
        return self._world.document

    @property
    def answered(self) -> bool:
        """Whether the server answered anything."""
        return self._world.answered or any(client.answered for client in self._under.values())

    def under(self, name: str | None) -> VersionClient:
        """The same under another name of a version, or under none.

        Raises:
            LookupError: a server has to refuse that name.
        """
        if name not in self._under:
            version = self._world.resolve(name)
            if version is None:
                raise LookupError(f"{name!r} means no version")
            self._under[name] = VersionClient(self._target, version, self._client.limits)
        return self._under[name]

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request means; None where the snapshot has none."""
        match = self._router.match(path)
        return None if match is None else match.item.get(method.upper())

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        json: Any = _USUAL,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        identity: Identity | object | None = _USUAL,
        allowed: bool = True,
    ) -> Answer:
        """What a server answers; it is held to the snapshot.

        Args:
            method: of the request.
            path: percent-encoded, below the address of the server.
            query: names and values; lists are repeated.
            json: sent as JSON.
            content: sent as it is, where there is no `json`; `headers` say what it is.
            headers: beside the version and the credentials.
            identity: who asks; None for nobody.
            allowed: whether who asks is allowed to.

        Raises:
            ContractBroken: the answer breaks a promise, or none came.
            NotSent: it would change something on another machine, and that is not allowed.
        """
        sent = tuple((headers or {}).items())
        if json is not _USUAL:
            content = json_.dumps(json).encode()
            sent = (("Content-Type", "application/json"), *sent)
        request = HTTPRequest(method.upper(), path, urlencode(query or {}, doseq=True), sent, content)
        operation = self.operation(method, path)
        who = self._world.identity if identity is _USUAL else identity
        return self._answer(self._exchanged(operation, request, who, allowed=allowed))

    def get(self, path: str, **options: Any) -> Answer:
        """`request("GET", path, …)`."""
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = _USUAL, **options: Any) -> Answer:
        """`request("POST", path, json=…, …)`."""
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = _USUAL, **options: Any) -> Answer:
        """`request("PUT", path, json=…, …)`."""
        return self.request("PUT", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        """`request("DELETE", path, …)`."""
        return self.request("DELETE", path, **options)

    def raw(self, name: str | None, path: str) -> Answer:
        """What comes of GET under a name that no version may have; it is held to nothing but that it comes."""
        operation = self.operation("GET", path)
        credentials = () if operation is None else credentials_for(operation, self._world.identity) or ()
        return self._answer(self._world.send_as(with_credentials(HTTPRequest("GET", path), credentials), name))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()
        for client in self._under.values():
            client.close()

    def _take(self, told: Any) -> None:
        if isinstance(told, Finding):
            self._findings.append(told)

    def _exchanged(self, operation: Operation | None, request: HTTPRequest, who: Any, *, allowed: bool) -> Exchanged:
        if operation is not None:
            credentials = credentials_for(operation, who) or ()
            return self._world.ask(operation, request, credentials=credentials, may=allowed)
        first = self._world.operations[0]
        exchanged = self._world.send(with_credentials(request, credentials_for(first, who) or ()))
        if exchanged.response is not None:
            self._findings += self._world.judge.headers(None, exchanged, exchanged.response)
        return exchanged

    def _answer(self, exchanged: Exchanged) -> Answer:
        """The answer, if it keeps what was promised."""
        self.last = exchanged
        findings, self._findings[:] = tuple(self._findings), []
        # Only method and path: a query may hold credentials.
        asked = f"{exchanged.request.method} {exchanged.request.path} under {self.version.label}"
        response = exchanged.response
        if findings or response is None:
            raise ContractBroken(f"{asked}: {exchanged.problem}" if response is None else asked, findings)
        named = {name.lower(): value for name, value in response.headers}
        return Answer(response.status, named, response.body, exchanged)
