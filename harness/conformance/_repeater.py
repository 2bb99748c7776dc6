"""Sends the requests of findings once more, when the run is over."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from harness.conformance._asked import who, with_version
from harness.conformance._client import Client
from harness.conformance._creations import Creations
from harness.conformance._fresh import with_fresh_names
from harness.conformance._judge import Judge
from harness.conformance._recording import sendable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.conformance._asked import AskedVersion
    from harness.conformance._client import Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._journal import Journal
    from harness.conformance._limits import Limits
    from harness.conformance._task import Target
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest

_TIMEOUT = 5.0


class Repeater:
    """Sends requests as whoever sent them first.

    Args:
        target: of the run.
        documents: of all snapshots, by their labels.
        limits: of what follows a run.
        journal: of the run, which keeps what is created.
    """

    def __init__(self, target: Target, documents: Mapping[str, Document], limits: Limits, journal: Journal) -> None:
        self.versions = {asked.label: asked for asked in target.asked}
        self._target = target
        self._documents = documents
        self._client = Client(target.base_url, timeout=_TIMEOUT, allow_writes=target.allow_writes, limits=limits)
        self._journal = journal
        self._judges: dict[str, Judge] = {}

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def judge(self, asked: AskedVersion) -> Judge:
        """What holds answers under a version to its snapshot."""
        if asked.label not in self._judges:
            judge = Judge(asked, self._documents, self._target.sent, echoes=self._target.echoes)
            self._judges[asked.label] = judge
        return self._judges[asked.label]

    def operation(self, finding: Finding) -> Operation | None:
        """What was asked; None where it is no single operation."""
        document = self._documents[self.versions[finding.version].snapshot]
        return next((operation for operation in document.operations if operation.name == finding.operation), None)

    def request(self, finding: Finding, operation: Operation) -> HTTPRequest | None:
        """The request of a finding with the credentials of who asked; None where nobody knows them."""
        identity = who(self._target.identities, finding.who, finding.task, invented=self._target.invented)
        return sendable(finding.exchanged.request, operation, identity)

    def send(self, request: HTTPRequest, operation: Operation, asked: AskedVersion) -> Exchanged:
        """What comes of a request under a version; names that are taken are replaced by others.

        Raises:
            NotSent: the limits forbid it.
            ServerAway: nobody takes it.
        """
        exchanged = self._sent(request, operation, asked)
        if exchanged.response is not None and exchanged.response.status == HTTPStatus.CONFLICT:
            fresh = with_fresh_names(request, partial(self.judge(asked).readings, operation))
            return exchanged if fresh is None else self._sent(fresh, operation, asked)
        return exchanged

    def _sent(self, request: HTTPRequest, operation: Operation, asked: AskedVersion) -> Exchanged:
        exchanged = self._client.send(with_version(request, self._target.sent, asked.name))
        tell = self._journal.write if self._target.cleans else lambda _: None
        creations = Creations(self._documents[asked.snapshot], asked.label, self._target.identities, tell)
        creations.seen(operation, exchanged.request, exchanged.response)
        return exchanged
