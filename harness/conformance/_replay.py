"""One entry of a run again: is it still so?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from harness.conformance._asked import with_version
from harness.conformance._causes import causes, id_of
from harness.conformance._client import Client, ServerAway, is_loopback
from harness.conformance._judge import Judge
from harness.conformance._limits import SAFE_METHODS, NotSent
from harness.conformance._oracles import plan
from harness.conformance._own import OWN_CHECKS, own_checks, run_own
from harness.conformance._recording import sendable
from harness.conformance._task import Outcome, Tally, Unit, documents_of
from harness.conformance._worker import facts_of
from harness.conformance._worlds import world_of
from harness.messages import HTTPRequest

if TYPE_CHECKING:
    from typing import Any

    from harness.conformance._asked import AskedVersion
    from harness.conformance._finding import Finding
    from harness.conformance._model import Failure
    from harness.conformance._task import Target
    from harness.document import Operation

# What became of an entry.
Replayed = Literal["still", "gone", "unknown", "no answer"]


def replay(failure: Failure, base_url: str, target: Target) -> Replayed:
    """Whether an entry is still so.

    What one request shows is sent again; what a check of ours found by several requests is looked for again by it.

    Args:
        failure: of a stored run.
        base_url: of that run.
        target: what to ask now.
    """
    versions = {asked.label: asked for asked in target.asked}
    asked = versions.get(failure.hits[0].version)
    documents = documents_of(target)
    if asked is None or asked.snapshot not in documents:
        return "unknown"
    planned = {each.oracle.id: each for each in plan(facts_of(target, asked, documents, engine=False))}
    check = planned.get(failure.check)
    probe = check.oracle.probe if check is not None else ""
    if probe and check is not None and check.reason is not None:
        return "unknown"  # what it needs is not there now
    if probe and not probe.startswith(("_probe_reach", "_probe_breaks", "_probe_http:bodies")):
        return _looked_for(failure, probe, asked, target)
    if any(own.id == failure.check for own in own_checks(target.checks)):
        return _looked_for(failure, OWN_CHECKS, asked, target)
    operation = next((each for each in documents[asked.snapshot].operations if each.name == failure.operation), None)
    if operation is None:
        return "unknown"
    if operation.method not in SAFE_METHODS and not (target.allow_writes or is_loopback(target.base_url)):
        return "unknown"
    judge = Judge(asked, documents, target.sent, echoes=target.echoes)
    request = _request(failure, base_url, operation, asked, target)
    if request is None:
        return "unknown"
    client = Client(target.base_url, timeout=target.timeout, allow_writes=target.allow_writes)
    try:
        exchanged = client.send(request)
    except ServerAway:
        return "no answer"
    finally:
        client.close()
    if exchanged.response is None:
        return "still" if failure.check == "transport" else "no answer"
    if exchanged.response.status == 404 and failure.answer is not None and failure.answer.status != 404:
        return "unknown"  # what it was about is not there any more
    # What another snapshot would allow is called a leak, until it shows that this has nothing to do with versions.
    names = {name for each in judge.of(operation, exchanged) for name in (each.check, each.excused)}
    return "still" if failure.check in names else "gone"


def _looked_for(failure: Failure, probe: str, asked: AskedVersion, target: Target) -> Replayed:
    from harness.conformance._oracles import run_probe

    findings: list[Finding] = []
    tally = Tally(_collector(findings))
    # Names of versions are tried under the newest one.
    world, client = world_of(target, target.asked[-1] if probe.endswith(":names") else asked, tally)
    try:
        if probe == OWN_CHECKS:
            run_own(target, asked, world)
        else:
            run_probe(world, probe)
    except (NotSent, ServerAway):
        return "unknown" if world.answered else "no answer"
    finally:
        client.close()
    tally.tell()
    if not world.answered:
        return "no answer"
    ids = {id_of(cause) for cause in causes([Outcome(Unit(asked.label, "oracles", probe), tuple(findings))])}
    same = failure.id in ids or any(finding.check == failure.check for finding in findings)
    return "still" if same else "gone"


def _collector(findings: list[Finding]) -> Any:
    from harness.conformance._finding import Finding

    return lambda message: findings.append(message) if isinstance(message, Finding) else None


def _request(
    failure: Failure, base_url: str, operation: Operation, asked: AskedVersion, target: Target
) -> HTTPRequest | None:
    """The recorded request, with the credentials of now in the place of those that were taken out."""
    recorded = failure.request
    rest = recorded.url.removeprefix(base_url)
    path, _, query = rest.partition("?") if rest.startswith("/") else (urlsplit(rest).path, "", urlsplit(rest).query)
    request = HTTPRequest(recorded.method, path, query, recorded.headers, (recorded.body or "").encode())
    plain = sendable(request, operation, target.identities[0] if target.identities else None)
    return None if plain is None else with_version(plain, target.sent, asked.name)
