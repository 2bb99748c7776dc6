"""The smallest request that still shows what an entry is about."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from harness.conformance._asked import without_credentials
from harness.conformance._client import ServerAway
from harness.conformance._journal import Shrunk
from harness.conformance._limits import NotSent
from harness.conformance._recording import recorded
from harness.conformance._smaller import least, smaller

if TYPE_CHECKING:
    from harness.conformance._finding import Finding
    from harness.conformance._journal import Journal
    from harness.conformance._repeater import Repeater
    from harness.conformance._run import Secrets
    from harness.conformance._task import Target
    from harness.document import Operation
    from harness.messages import HTTPRequest

# Requests for one entry, and seconds for all.
_MOST_SENT = 24
_SECONDS = 5.0
# What lies in the name of the version, or shows only beside other requests.
_NOT_ALONE = ("version-resolution", "version-default", "version-refused", "version-vary", "transport")


class Shrinking:
    """Leaves out of the requests of findings what they do without.

    Args:
        target: of the run.
        repeater: sends them.
        journal: of the run, which keeps what is learned.
        secrets: who asks.
    """

    def __init__(self, target: Target, repeater: Repeater, journal: Journal, secrets: Secrets) -> None:
        self._target = target
        self._repeater = repeater
        self._journal = journal
        self._secrets = secrets
        self._deadline = monotonic() + _SECONDS

    def shrunk(self, id_: str, finding: Finding) -> Finding:
        """A finding with the smallest request that shows the same, as far as it was found."""
        known = self._journal.fold.shrunk.get(id_)
        if known is not None:
            return known
        operation = self._repeater.operation(finding) if finding.operation else None
        request = self._repeater.request(finding, operation) if operation is not None else None
        if operation is None or request is None or finding.check in _NOT_ALONE or monotonic() > self._deadline:
            return finding
        attempt = _Attempt(self._repeater, finding, operation, self._kept(request, operation))
        try:
            attempt.shrink(request)
        except (NotSent, ServerAway):
            self._deadline = monotonic()
        if attempt.smallest is finding:
            return finding
        # Who asked is known already, whatever of them is still in the request.
        shown = recorded(attempt.smallest, (), self._secrets.values, finding.task)._replace(who=finding.who)
        self._journal.write(Shrunk(id_, shown))
        return shown

    def _kept(self, request: HTTPRequest, operation: Operation) -> frozenset[str]:
        """The headers and parameters of a request that say who asks for which version."""
        rest = without_credentials(request, operation.document)
        headers = {name.lower() for name, _ in set(request.headers) - set(rest.headers)}
        query = {pair.partition("=")[0] for pair in set(request.query.split("&")) - set(rest.query.split("&"))}
        name = self._target.sent.name
        return frozenset({*headers, *query, name, name.lower()})


class _Attempt:
    """The request of one finding getting smaller.

    Attributes:
        smallest: the finding as the smallest request shows it that is known to.
    """

    def __init__(self, repeater: Repeater, finding: Finding, operation: Operation, keeps: frozenset[str]) -> None:
        self._repeater = repeater
        self._asked = repeater.versions[finding.version]
        self._judge = repeater.judge(self._asked)
        self._operation = operation
        self._keeps = keeps
        self._sent = 0
        self.smallest = finding

    def shrink(self, request: HTTPRequest) -> None:
        """Leave out all that no snapshot asks for at once, and else one thing after the other."""
        readings = self._judge.readings(self._operation, request)

        def is_alike(other: HTTPRequest) -> bool:
            return self._judge.readings(self._operation, other) == readings

        if not any(map(is_alike, smaller(request, self._keeps))) or self._shown_by(request) is None:
            return
        smallest = self._shown_by(least(request, is_alike, self._keeps))
        current: HTTPRequest | None = request
        while current is not None:
            if smallest is not None:
                self.smallest, request = smallest, smallest.exchanged.request
            candidates = filter(is_alike, smaller(request, self._keeps))
            smallest = next(filter(None, map(self._shown_by, candidates)), None)
            current = None if smallest is None else request

    def _shown_by(self, request: HTTPRequest) -> Finding | None:
        """The same finding as a request shows it; None where it does not, or enough was sent."""
        if self._sent >= _MOST_SENT:
            return None
        self._sent += 1
        exchanged = self._repeater.send(request, self._operation, self._asked)
        first = self.smallest
        for each in self._judge.of(self._operation, exchanged):
            is_same_place = (each.component, each.pointer) == (first.component, first.pointer)
            if is_same_place and first.check in (each.check, each.excused):
                return first._replace(exchanged=exchanged, title=each.title, at=each.at)
        return None
