"""The same request again, under every version: what a report shows beside the one that it was seen in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from harness.conformance._asked import who, with_version
from harness.conformance._catalogue import oracle
from harness.conformance._client import Client, ServerAway
from harness.conformance._creations import Creations
from harness.conformance._definitions import counterpart
from harness.conformance._fresh import with_fresh_names
from harness.conformance._journal import Verdicts
from harness.conformance._judge import Judge
from harness.conformance._limits import NotSent
from harness.conformance._model import Verdict
from harness.conformance._recording import sendable
from harness.conformance._redaction import redacted_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._client import Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._journal import Journal
    from harness.conformance._limits import Limits
    from harness.conformance._run import Secrets
    from harness.conformance._task import Target
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest

# So many entries are asked again: there are seldom more, and a server that is down has hundreds.
_MOST = 40
_TIMEOUT = 5.0
# A name that is taken, and what is not there any more: nothing of the request itself.
_TAKEN = 409
_GONE = frozenset({404, _TAKEN, 410})
# What such a check says lies in the name of the version, or in what was sent before.
_NOT_ALONE = ("version-resolution", "version-default", "version-refused", "transport")


class Again:
    """Sends the requests of findings again.

    Args:
        target: of the run.
        documents: of all snapshots, by their labels.
        limits: of what follows a run.
        journal: of the run, which keeps what is learned.
        secrets: who asks.
    """

    def __init__(
        self, target: Target, documents: Mapping[str, Document], limits: Limits, journal: Journal, secrets: Secrets
    ) -> None:
        self._target = target
        self._documents = documents
        self._limits = limits
        self._client = Client(target.base_url, timeout=_TIMEOUT, allow_writes=target.allow_writes, limits=limits)
        self._journal = journal
        self._secrets = secrets
        self._left = _MOST

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def verdicts(self, id_: str, finding: Finding) -> tuple[Verdict, ...]:
        """What the request of an entry leads to in each version, the one that it was seen in first."""
        if id_ in self._journal.fold.verdicts:
            return self._journal.fold.verdicts[id_]
        if finding.check in _NOT_ALONE or self._left <= 0 or not finding.operation:
            return ()
        self._left -= 1
        verdicts: list[Verdict] = []
        try:
            verdicts.extend(self._verdicts(finding))
        except (NotSent, ServerAway):
            self._left = 0
            return ()
        self._journal.write(Verdicts(id_, tuple(verdicts)))
        return tuple(verdicts)

    def _verdicts(self, finding: Finding) -> Iterator[Verdict]:
        named = {asked.label: asked for asked in self._target.asked}
        first = self._operation(finding.operation, self._documents[named[finding.version].snapshot])
        plain = None if first is None else sendable(finding.exchanged.request, first, self._identity(finding))
        if first is None or plain is None:
            return
        for label in sorted(named, key=lambda label: (label != finding.version, label)):
            asked = named[label]
            operation = counterpart(first, self._documents[asked.snapshot])
            if operation is None:
                continue
            judge = Judge(asked, self._documents, self._target.sent, echoes=self._target.echoes)
            exchanged = self._sent(plain, operation, asked)
            if exchanged.response is not None and exchanged.response.status == _TAKEN:
                # Names can be taken once: what is sent again has others.
                fresh = with_fresh_names(plain, partial(judge.readings, operation))
                exchanged = exchanged if fresh is None else self._sent(fresh, operation, asked)
            is_repeat = label == finding.version and _tells(finding, exchanged)
            problem = next(iter(judge.of(operation, exchanged)), None)
            status = "" if exchanged.response is None else f"{exchanged.response.status} {exchanged.phrase}".strip()
            text = status if problem is None else f"{status}: {problem.title}".strip(": ")
            yield Verdict(label, problem is None, redacted_text(text, self._secrets.values), is_repeat)

    def _sent(self, plain: HTTPRequest, operation: Operation, asked: AskedVersion) -> Exchanged:
        exchanged = self._client.send(with_version(plain, self._target.sent, asked.name))
        self._creations(asked).seen(operation, exchanged.request, exchanged.response)
        return exchanged

    def _identity(self, finding: Finding) -> Identity | None:
        return who(self._target.identities, finding.who, finding.task, invented=self._target.invented)

    def _creations(self, asked: AskedVersion) -> Creations:
        tell = self._journal.write if self._target.cleans else lambda _: None
        return Creations(self._documents[asked.snapshot], asked.label, self._target.identities, tell)

    def _operation(self, name: str, document: Document) -> Operation | None:
        return next((operation for operation in document.operations if operation.name == name), None)


def _tells(finding: Finding, exchanged: Exchanged) -> bool:
    """Whether the same request, sent once more, says anything of a finding: not where other requests came before it."""
    check, before = oracle(finding.check), finding.exchanged.response
    if check is None or check.probe or exchanged.response is None:
        return False
    status = exchanged.response.status
    return status not in _GONE or (before is not None and before.status == status)
