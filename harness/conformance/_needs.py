"""What checks need, and where that comes from: the document, the settings, or who runs them."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from harness.conformance._lists import pagings_of
from harness.conformance._probe_callbacks import calls_back
from harness.conformance._probe_filters import filters_of
from harness.conformance._probe_reading import has_choice
from harness.conformance._probe_siblings import has_defaults
from harness.conformance._probe_webhooks import address_in, webhooks_of
from harness.conformance._promptness import seconds_for
from harness.records import NamedTuple
from harness.resources import creators_of, resources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.conformance._asked import AskedVersion, Identity
    from harness.conformance._oracle import Need
    from harness.conformance._promptness import AnswersWithin
    from harness.document import Document, Operation


class Facts(NamedTuple):
    """What is known before anything is sent.

    Attributes:
        operations: those to be tested.
        versions: all of the run.
        documents: of all snapshots of the run.
        writes: whether requests may change anything.
        engine: whether requests are generated.
        near: whether the server is on this machine.
        promptness: how long answers may take.
        private: by the paths of collections, the security scheme of whoever has their things for itself.
    """

    document: Document
    operations: tuple[Operation, ...]
    asked: AskedVersion
    versions: tuple[AskedVersion, ...]
    documents: Mapping[str, Document]
    identities: tuple[Identity, ...]
    echoes: str | None
    strict: bool
    writes: bool
    engine: bool
    near: bool = True
    promptness: tuple[AnswersWithin, ...] = ()
    private: Mapping[str, str] = MappingProxyType({})


class Met(NamedTuple):
    """Whether a need is met.

    Attributes:
        operations: those that it is met for; none where it is not met at all.
        reason: why it is not met.
        source: where what is needed comes from.
    """

    operations: tuple[str, ...]
    reason: str
    source: Literal["document", "settings", "options"]


def met(need: Need, facts: Facts) -> Met:
    """Whether a need is met, for which operations, and why not."""
    return _NEEDS[need](facts)


def _names(operations: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(operation.name for operation in operations))  # type: ignore[attr-defined]


def _all(facts: Facts) -> tuple[str, ...]:
    return _names(facts.operations)


def _if(condition: object, facts: Facts) -> tuple[str, ...]:
    return _all(facts) if condition else ()


def _resources(part: Literal["create", "listing", "read", "replace", "update", "delete"]) -> Callable[[Facts], Met]:
    words = {
        "create": "no collection has POST and paths of members",
        "listing": "no collection that something can be added to has a list",
        "read": "no collection that something can be added to has members that can be read",
        "replace": "no member that can be created has PUT",
        "update": "no member that can be created has PATCH",
        "delete": "no member that can be created has DELETE",
    }

    def need(facts: Facts) -> Met:
        chosen, resources = set(_all(facts)), resources_of(facts.document)
        matching = [
            getattr(resource, part)
            for resource in resources
            if creators_of(resource, resources) and resource.parameter and getattr(resource, part) is not None
        ]
        return Met(tuple(name for name in _names(matching) if name in chosen), words[part], "document")

    return need


def _pages(facts: Facts, *, numbered: bool = False) -> Met:
    resources = resources_of(facts.document)
    listings = [
        resource.listing
        for resource in resources
        if creators_of(resource, resources)
        and resource.listing is not None
        and any(not numbered or paging.kind in ("page", "offset") for paging in pagings_of(resource.listing))
    ]
    what = "a page or an offset" if numbered else "pages or a cursor"
    return Met(_names(listings), f"no list that something can be added to has a parameter for {what}", "document")


def _with_bodies(facts: Facts) -> Met:
    matching = [operation for operation in facts.operations if operation.body is not None]
    return Met(_names(matching), "no operation has a request body", "document")


def _operations(matches: Callable[[Operation], bool], reason: str) -> Callable[[Facts], Met]:
    """Met by operations of a kind."""
    return lambda facts: Met(_names(filter(matches, facts.operations)), reason, "document")


def _filtered(facts: Facts) -> Met:
    listings = [resource.listing for resource in resources_of(facts.document) if resource.listing is not None]
    return Met(
        _names(each for each in listings if filters_of(each)), "no list has a parameter to filter it", "document"
    )


def _below(facts: Facts) -> Met:
    matching = [
        resource.create
        for resource in resources_of(facts.document)
        if resource.create is not None and resource.parameter and "{" in resource.path
    ]
    return Met(_names(matching), "nothing can be created below anything", "document")


def _with_streams(facts: Facts) -> Met:
    matching = [
        operation
        for operation in facts.operations
        for response in operation.responses.values()
        if any(str(name).startswith("text/event-stream") for name in response.get("content") or ())
    ]
    return Met(_names(matching), "no operation declares text/event-stream", "document")


def _with_callbacks(facts: Facts) -> Met:
    if not facts.near:
        return Met((), "callbacks of a server elsewhere do not reach this machine", "options")
    matching = filter(calls_back, facts.operations)
    return Met(_names(matching), "no operation declares a callback to an address that a request names", "document")


def _with_webhooks(facts: Facts) -> Met:
    if not webhooks_of(facts.document):
        return Met((), "the document declares no webhooks", "document")
    if not facts.near:
        return Met((), "webhooks of a server elsewhere do not reach this machine", "options")
    matching = [each for each in facts.operations if address_in(each) is not None]
    return Met(_names(matching), "no operation takes an address to send webhooks to", "document")


def _prompt(facts: Facts) -> Met:
    matching = [each for each in facts.operations if seconds_for(each, facts.promptness) is not None]
    reason = "nothing says how long an answer may take: answers-within of [[limits]], or --answers-within"
    return Met(_names(matching), reason, "settings")


def _secured(facts: Facts, least: int) -> Met:
    matching = [operation for operation in facts.operations if len(operation.security) >= least]
    reason = "no operation asks for credentials" if least == 1 else "no operation has several ways to authenticate"
    return Met(_names(matching), reason, "document")


def _tenants(facts: Facts) -> Met:
    tenants = {identity.tenant for identity in facts.identities}
    return Met(_if(len(tenants) > 1, facts), "the settings name no identities of two tenants", "settings")


def _private(facts: Facts) -> Met:
    resources = resources_of(facts.document)
    matching = [each.create for each in resources if each.path in facts.private and each.create is not None]
    reason = "the settings call nothing private that can be created: private-to of [[resources]]"
    chosen = set(_all(facts))
    return Met(tuple(name for name in _names(matching) if name in chosen), reason, "settings")


def _users(facts: Facts) -> Met:
    tenants = Counter(
        (identity.tenant, scheme)
        for identity in facts.identities
        for scheme in set(facts.private.values()) & set(identity.credentials)
    )
    own = facts.identities[0].tenant if facts.identities else ""
    enough = any(count > 1 for (tenant, _), count in tenants.items() if tenant == own)
    return Met(_if(enough, facts), "the settings name no two users of the first tenant", "settings")


_NEEDS: dict[Need, Callable[[Facts], Met]] = {
    "answers": lambda facts: Met(_all(facts), "no operation is chosen", "options"),
    "versions": lambda facts: Met(_if(facts.asked.name, facts), "the API has no versions", "settings"),
    "echo": lambda facts: Met(_if(facts.echoes, facts), "the settings name no header that answers echo", "settings"),
    "sunset": lambda facts: Met(
        _if(any(each.sunset or each.deprecated for each in facts.versions), facts),
        "the settings know no end of any version",
        "settings",
    ),
    "other snapshots": lambda facts: Met(
        _if(len(facts.documents) > 1, facts), "there is no other snapshot to tell it from", "settings"
    ),
    "security": lambda facts: _secured(facts, 1),
    "alternatives": lambda facts: _secured(facts, 2),
    "known identities": lambda facts: Met(
        _if(facts.strict, facts), "who asks is made up, so that anybody else may be known, too", "settings"
    ),
    "two tenants": _tenants,
    "private things": _private,
    "two users": _users,
    "pages": _pages,
    "numbered pages": lambda facts: _pages(facts, numbered=True),
    "total": _pages,
    "collections": _resources("create"),
    "readable": _resources("read"),
    "listed": _resources("listing"),
    "replaced": _resources("replace"),
    "updated": _resources("update"),
    "deleted": _resources("delete"),
    "bodies": _with_bodies,
    "reads": _operations(lambda operation: operation.method == "GET", "no operation reads"),
    "media types": _operations(has_choice, "no operation has several media types, or declares 406"),
    "filters": _filtered,
    "below others": _below,
    "defaults": _operations(has_defaults, "no body has a property with a default"),
    "streams": _with_streams,
    "callbacks": _with_callbacks,
    "webhooks": _with_webhooks,
    "promptness": _prompt,
    "writes": lambda facts: Met(
        _if(facts.writes, facts), "it changes things on another machine; allow that with --allow-writes", "options"
    ),
    "engine": lambda facts: Met(_if(facts.engine, facts), "no phase of generated requests is chosen", "options"),
}
