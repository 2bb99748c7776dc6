"""What a run made at a server is taken away again, the last first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._asked import credentials_for, who, with_credentials, with_version
from harness.conformance._client import Client, ServerAway
from harness.conformance._journal import Taken
from harness.conformance._limits import NotSent
from harness.conformance._task import documents_of
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from harness.conformance._journal import Journal
    from harness.conformance._limits import Limits
    from harness.conformance._run import Secrets
    from harness.conformance._task import Target

# Answers that say that nothing is there, if it ever was.
_GONE = frozenset({404, 410})


def clean_up(target: Target, journal: Journal, limits: Limits, secrets: Secrets) -> None:
    """Take away what the journal knows, within limits; what cannot be stays in its list."""
    if not target.cleans or not journal.fold.created:
        return
    operations = {
        (asked.label, operation.name): (asked, operation)
        for asked in target.asked
        for operation in documents_of(target)[asked.snapshot].operations
    }
    identities = secrets.renewed() or target.identities
    client = Client(target.base_url, timeout=target.timeout, allow_writes=target.allow_writes, limits=limits)
    try:
        for created in reversed(list(journal.fold.created.values())):
            if (created.version, created.operation) not in operations:
                continue
            asked, operation = operations[created.version, created.operation]
            identity = who(identities, created.who, created.task, invented=target.invented)
            carriers = credentials_for(operation, identity) or ()
            request = with_credentials(HTTPRequest("DELETE", created.path), carriers)
            response = client.send(with_version(request, target.sent, asked.name)).response
            if response is not None and (200 <= response.status < 300 or response.status in _GONE):
                journal.write(Taken(created.version, created.path))
    except (NotSent, ServerAway):
        pass
    finally:
        client.close()
