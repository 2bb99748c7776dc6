"""One version of an API at a server, made of the target of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.conformance._limits import Limits
from harness.conformance._task import documents_of, is_chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.conformance._asked import AskedVersion
    from harness.conformance._client import Client
    from harness.conformance._model import VersionSent
    from harness.conformance._renewal import Renewal
    from harness.conformance._task import Tally, Target
    from harness.conformance._world import World
    from harness.document import Document


def world_of(
    target: Target,
    asked: AskedVersion,
    tally: Tally,
    limits: Limits | None = None,
    renewal: Renewal | None = None,
) -> tuple[World, Client]:
    """One version at the server, and what sends requests there."""
    from harness.conformance._client import Client
    from harness.conformance._judge import Judge
    from harness.conformance._promptness import Promptness
    from harness.conformance._world import World

    documents = documents_of(target)
    client = Client(
        target.base_url,
        timeout=target.timeout,
        allow_writes=target.allow_writes,
        limits=limits or Limits(target.rates, most=target.requests),
        renewal=renewal,
    )
    world = World(
        Judge(asked, documents, target.sent, echoes=target.echoes),
        client,
        target.sent,
        target.identities,
        tally,
        documents,
        target.asked,
        chosen=lambda operation: is_chosen(operation, target.scope),
        resolve=_resolver(target, documents),
        names=target.names,
        strict=target.strict,
        made_up=target.invented,
        promptness=Promptness(target.promptness),
        private=dict(target.private),
    )
    return world, client


def _resolver(target: Target, documents: dict[str, Document]) -> Callable[[str | None], AskedVersion | None]:
    """Which version a server takes for a name that is sent; None where it has to refuse it, or may."""
    from harness.conformance._asked import AskedVersion
    from harness.versions import Store

    api = Store(target.root).api(target.api)
    versions = api.served(target.today)
    is_demanded = versions.settings.default is None and _is_demanded(target.sent, documents.values())

    def resolved(name: str | None) -> AskedVersion | None:
        if name is None and is_demanded:
            return None
        resolution = versions.resolve(*(() if name is None else (name,)))
        if resolution.snapshot is None:
            return None
        return AskedVersion(name, resolution.snapshot.label, resolution.echo)

    return resolved


def _is_demanded(sent: VersionSent, documents: Iterable[Document]) -> bool:
    """Whether a document says that requests must name their version, as a parameter that is required."""
    return any(
        parameter.required and parameter.location == sent.place and parameter.name.lower() == sent.name.lower()
        for document in documents
        for operation in document.operations
        for parameter in operation.parameters
    )
