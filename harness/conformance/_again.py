"""The same request again, under every version: what a report shows beside the one that it was seen in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import with_version
from harness.conformance._client import Client, NotSent
from harness.conformance._definitions import counterpart
from harness.conformance._judge import Judge
from harness.conformance._model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._finding import Finding
    from harness.conformance._task import Target
    from harness.document import Document, Operation

# So many entries are asked again: there are seldom more, and a server that is down has hundreds.
_MOST = 40
_TIMEOUT = 5.0
# What such a check says lies in the name of the version, or in what was sent before.
_NOT_ALONE = ("version-resolution", "version-default", "version-refused", "transport")


class Again:
    """Sends the requests of findings again.

    Args:
        target: of the run.
        documents: of all snapshots, by their labels.
    """

    def __init__(self, target: Target, documents: Mapping[str, Document]) -> None:
        self._target = target
        self._documents = documents
        self._client = Client(target.base_url, timeout=_TIMEOUT, allow_writes=target.allow_writes, rate=target.rate)
        self._left = _MOST

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def verdicts(self, finding: Finding) -> tuple[Verdict, ...]:
        """What the request of a finding leads to in each version, the one that it was seen in first."""
        if finding.check in _NOT_ALONE or self._left <= 0 or not finding.operation:
            return ()
        self._left -= 1
        return tuple(self._verdicts(finding))

    def _verdicts(self, finding: Finding) -> Iterator[Verdict]:
        named = {asked.label: asked for asked in self._target.asked}
        first = self._operation(finding.operation, self._documents[named[finding.version].snapshot])
        if first is None:
            return
        for label in sorted(named, key=lambda label: (label != finding.version, label)):
            asked = named[label]
            operation = counterpart(first, self._documents[asked.snapshot])
            if operation is None:
                continue
            request = with_version(finding.exchanged.request, self._target.sent, asked.name)
            try:
                exchanged = self._client.send(request)
            except NotSent:
                return
            judge = Judge(asked, self._documents, self._target.sent, echoes=self._target.echoes)
            problem = next(iter(judge.of(operation, exchanged)), None)
            status = "" if exchanged.response is None else f"{exchanged.response.status} {exchanged.phrase}".strip()
            yield Verdict(
                label, problem is None, status if problem is None else f"{status}: {problem.title}".strip(": ")
            )

    def _operation(self, name: str, document: Document) -> Operation | None:
        return next((operation for operation in document.operations if operation.name == name), None)
