"""The same request again, under every version: what a report shows beside the one that it was seen in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from harness.conformance._catalogue import oracle
from harness.conformance._client import ServerAway
from harness.conformance._definitions import counterpart
from harness.conformance._journal import Verdicts
from harness.conformance._limits import NotSent
from harness.conformance._model import Verdict
from harness.conformance._redaction import redacted_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.conformance._client import Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._journal import Journal
    from harness.conformance._repeater import Repeater
    from harness.conformance._run import Secrets
    from harness.document import Document

# So many entries are asked again: there are seldom more, and a server that is down has hundreds.
_MOST = 40
# A name that is taken, and what is not there any more: nothing of the request itself.
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE})
# What such a check says lies in the name of the version, or in what was sent before.
_NOT_ALONE = ("version-resolution", "version-default", "version-refused", "transport")


class Again:
    """Sends the requests of findings under all versions.

    Args:
        repeater: sends them.
        documents: of all snapshots, by their labels.
        journal: of the run, which keeps what is learned.
        secrets: who asks.
    """

    def __init__(
        self, repeater: Repeater, documents: Mapping[str, Document], journal: Journal, secrets: Secrets
    ) -> None:
        self._repeater = repeater
        self._documents = documents
        self._journal = journal
        self._secrets = secrets
        self._left = _MOST

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
        first = self._repeater.operation(finding)
        plain = None if first is None else self._repeater.request(finding, first)
        if first is None or plain is None:
            return
        for label in sorted(self._repeater.versions, key=lambda label: (label != finding.version, label)):
            asked = self._repeater.versions[label]
            operation = counterpart(first, self._documents[asked.snapshot])
            if operation is None:
                continue
            exchanged = self._repeater.send(plain, operation, asked)
            is_repeat = label == finding.version and _tells(finding, exchanged)
            problem = next(iter(self._repeater.judge(asked).of(operation, exchanged)), None)
            status = "" if exchanged.response is None else f"{exchanged.response.status} {exchanged.phrase}".strip()
            text = status if problem is None else f"{status}: {problem.title}".strip(": ")
            yield Verdict(label, problem is None, redacted_text(text, self._secrets.values), is_repeat)


def _tells(finding: Finding, exchanged: Exchanged) -> bool:
    """Whether the same request, sent once more, says anything of a finding: not where other requests came before it."""
    check, before = oracle(finding.check), finding.exchanged.response
    if check is None or check.probe or exchanged.response is None:
        return False
    status = exchanged.response.status
    return status not in _GONE or (before is not None and before.status == status)
