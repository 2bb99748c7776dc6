"""Who may ask, and who sees what: every alternative of security, and the walls between tenants."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from harness.conformance._asked import Identity, carriers_of, credentials_for
from harness.conformance._client import SAFE_METHODS, NotSent
from harness.conformance._definitions import counterpart
from harness.conformance._json import json_of
from harness.conformance._lists import listed
from harness.conformance._shown import is_of_time
from harness.resources import id_in, other_id, parameters_in

if TYPE_CHECKING:
    from harness.conformance._asked import Credential
    from harness.conformance._client import Exchanged
    from harness.conformance._made import Made
    from harness.conformance._world import World
    from harness.document import Operation
    from harness.messages import HTTPRequest
    from harness.resources import Resource

_CLOSED = frozenset({401, 403})
# What is answered to whoever sends something wrong.
_MISTAKEN = frozenset({400, 422})


def security(world: World) -> None:
    """Ask each operation by each alternative, and by all that falls short of one."""
    for operation in world.operations:
        alternatives = [frozenset(alternative.schemes) for alternative in operation.security]
        if not alternatives or frozenset() in alternatives:
            continue
        request = world.request(operation, "smallest")
        if request is None:
            continue
        try:
            _short(world, operation, request, alternatives)
            _foreign(world, operation, request, alternatives)
            _wrong(world, operation, request)
            if operation.method in SAFE_METHODS or world.client.writes:
                _each(world, operation, request, alternatives)
        except NotSent:
            continue


def tenants(world: World) -> None:
    """What one tenant makes, another one never sees, changes or deletes."""
    if not world.strangers:
        return
    stranger = world.strangers[0]
    for resource in world.resources:
        if not resource.parameter or not world.can_create(resource):
            continue
        if resource.read is None and resource.listing is None:
            continue
        made = world.create(resource)
        if made is None:
            continue
        try:
            _unseen(world, resource, made, stranger)
            _untouched(world, resource, made, stranger)
            _unfilled(world, resource, stranger)
        except NotSent:
            continue


def _short(world: World, operation: Operation, request: HTTPRequest, alternatives: list[frozenset[str]]) -> None:
    """Sets of schemes that satisfy no alternative."""
    schemes = sorted(frozenset().union(*alternatives))
    for count in range(len(schemes)):
        for subset in combinations(schemes, count):
            if any(alternative <= set(subset) for alternative in alternatives):
                continue
            carriers = carriers_of(world.document, subset, world.identity)
            if carriers is None or (subset and _same_header(world, subset, alternatives)):
                continue
            exchanged = world.ask(operation, request, credentials=carriers, may=False)
            _closed(
                world, operation, exchanged, "security-required", f"with {' and '.join(subset) or 'no credentials'}"
            )


def _foreign(world: World, operation: Operation, request: HTTPRequest, alternatives: list[frozenset[str]]) -> None:
    """What only other versions let in."""
    own = [set(carriers_of(world.document, tuple(each), world.identity) or ()) for each in alternatives]
    tried: set[frozenset[Credential]] = set()
    for day, document in sorted(world.documents.items(), reverse=True):
        other = counterpart(operation, document) if day != world.asked.snapshot else None
        for alternative in other.security if other is not None else ():
            carriers = carriers_of(document, tuple(alternative.schemes), world.identity)
            if not carriers or frozenset(carriers) in tried or any(each <= set(carriers) for each in own if each):
                continue
            tried.add(frozenset(carriers))
            exchanged = world.ask(operation, request, credentials=carriers, may=False)
            how = f"with what only {day} lets in, {' and '.join(alternative.schemes)},"
            _closed(world, operation, exchanged, "security-required", how)


def _schemes_of(operation: Operation, identity: Identity) -> tuple[str, ...]:
    """The schemes of the alternative that an identity asks by."""
    alternatives = (tuple(alternative.schemes) for alternative in operation.security)
    return next((each for each in alternatives if set(each) <= set(identity.credentials)), ())


def _same_header(world: World, subset: tuple[str, ...], alternatives: list[frozenset[str]]) -> bool:
    """Whether what is shown is what another scheme shows, too."""
    own = {(carrier.place, carrier.name) for carrier in carriers_of(world.document, subset, world.identity) or ()}
    for alternative in alternatives:
        carriers = carriers_of(world.document, tuple(alternative), world.identity) or ()
        if carriers and {(carrier.place, carrier.name) for carrier in carriers} <= own:
            return True
    return False


def _wrong(world: World, operation: Operation, request: HTTPRequest) -> None:
    """Credentials that nobody has: all of them, each beside right ones, and those that are nearly right."""
    if world.identity is None or not world.strict:
        return
    own = world.identity.credentials
    nobody = {scheme: f"nobody-{number}" for number, scheme in enumerate(own)}
    tried = {"credentials that nobody has": nobody, "empty credentials": dict.fromkeys(own, "")}
    used = _schemes_of(operation, world.identity)
    for scheme in used if len(used) > 1 else ():
        tried[f"a {scheme} that nobody has"] = {**own, scheme: nobody[scheme]}
    for scheme in used:
        tried[f"a longer {scheme}"] = {**own, scheme: f"{own[scheme]}0"}
        tried[f"a shorter {scheme}"] = {**own, scheme: own[scheme][:-1]}
    for what, values in tried.items():
        carriers = credentials_for(operation, Identity("nobody", "", values))
        if carriers:
            exchanged = world.ask(operation, request, credentials=carriers, may=False)
            _closed(world, operation, exchanged, "security-unknown", f"with {what}")


def _each(world: World, operation: Operation, request: HTTPRequest, alternatives: list[frozenset[str]]) -> None:
    if operation.method == "DELETE":
        # Who is let in is told that there is nothing.
        places = parameters_in(operation.path)
        ids = world.ids(operation)
        if not places or places[-1][1] not in ids:
            return
        nothing = world.request(operation, "smallest", ids={**ids, places[-1][1]: other_id(ids[places[-1][1]])})
        request = nothing or request
    # Of what is not there a server may say that it is not theirs, whoever asks.
    closed = _CLOSED if operation.method != "DELETE" else frozenset({401})
    answers: list[tuple[frozenset[str], Exchanged]] = []
    for alternative in alternatives:
        carriers: tuple[Credential, ...] | None = carriers_of(world.document, tuple(alternative), world.identity)
        if carriers is not None:
            answers.append(
                (alternative, world.ask(operation, request, credentials=carriers, there=operation.method != "DELETE"))
            )
    if world.made_up and not any(each.security and world.succeeded(each) for each in world.operations):
        return  # a server that nobody made known to whoever asks has to refuse all alternatives
    for alternative, exchanged in answers:
        if exchanged.response is not None and exchanged.response.status in closed:
            schemes = " and ".join(sorted(alternative))
            title = f"A request with {schemes} is answered with {exchanged.response.status}"
            why = "The snapshot lets in whoever satisfies any one of the alternatives."
            world.breach("security-alternative", exchanged, title, why, operation, component="", pointer=schemes)


def _closed(world: World, operation: Operation, exchanged: Exchanged, check: str, how: str) -> None:
    response = exchanged.response
    if response is not None and response.status < 400:
        title = f"A request {how} is answered with {response.status}"
        why = "The snapshot lets in nobody who satisfies none of the alternatives."
        world.breach(check, exchanged, title, why, operation, component="", likeness=check)
        return
    is_promised = "401" in operation.responses and world.succeeded(operation)
    if response is not None and response.status in _MISTAKEN and is_promised:
        title = f"A request {how} is answered with {response.status} instead of 401"
        why = "The snapshot declares 401 for whoever does not say who asks; the request is right in all else."
        world.breach(check, exchanged, title, why, operation, component="", pointer="401", likeness="401")


def _unseen(world: World, resource: Resource, made: Made, stranger: Identity) -> None:
    if resource.read is not None and resource.read.security:
        request = world.request(resource.read, "smallest", ids=made.ids)
        exchanged = world.ask(resource.read, request, identity=stranger, there=False) if request is not None else None
        if exchanged is not None and exchanged.response is not None and exchanged.response.status < 300:
            _isolation(world, exchanged, "can be read by another tenant", resource.read)
    if resource.listing is not None and resource.listing.security:
        own = listed(world, resource.listing, made.ids, identity=stranger)
        ids = [id_in(item, resource.parameter, resource.path) for item in own.items] if own is not None else []
        if own is not None and made.ids[resource.parameter] in ids:
            _isolation(world, own.exchanges[-1], "is listed for another tenant", resource.listing)


def _untouched(world: World, resource: Resource, made: Made, stranger: Identity) -> None:
    before = _read(world, resource, made)
    for operation in (resource.replace, resource.update, resource.delete):
        if operation is None or not operation.security:
            continue
        request = world.request(operation, ids=made.ids)
        exchanged = world.ask(operation, request, identity=stranger, there=False) if request is not None else None
        if exchanged is not None and exchanged.response is not None and exchanged.response.status < 300:
            _isolation(world, exchanged, f"takes {operation.method} of another tenant", operation)

        if before is not None and exchanged is not None and _refuses(exchanged):
            _unharmed(world, before, _read(world, resource, made), operation)


def _read(world: World, resource: Resource, made: Made) -> Exchanged | None:
    request = world.request(resource.read, "smallest", ids=made.ids) if resource.read is not None else None
    return world.ask(resource.read, request) if resource.read is not None and request is not None else None


def _refuses(exchanged: Exchanged) -> bool:
    return exchanged.response is not None and 400 <= exchanged.response.status < 500


def _unharmed(world: World, before: Exchanged, after: Exchanged | None, operation: Operation) -> None:
    """What was refused has not happened."""
    if after is None or after.response is None or before.response is None or before.response.status >= 300:
        return
    old, new = json_of(before.response), json_of(after.response)
    if after.response.status in (404, 410):
        _isolation(world, after, f"is gone after {operation.method} of another tenant", operation)
    elif isinstance(old, dict) and isinstance(new, dict):
        texts = [name for name in set(old) & set(new) if isinstance(old[name], str) and not is_of_time(name)]
        if any(old[name] != new[name] for name in texts):
            _isolation(world, after, f"is changed by {operation.method} of another tenant", operation)


def _unfilled(world: World, resource: Resource, stranger: Identity) -> None:
    """Nobody creates anything below what belongs to another tenant."""
    operation = resource.create
    if operation is None or operation not in world.operations or not parameters_in(resource.path):
        return
    request = world.request(operation)
    if request is None or not operation.security or operation.name in world.unreached:
        return
    exchanged = world.ask(operation, request, identity=stranger, there=False)
    if exchanged.response is not None and exchanged.response.status < 300:
        _isolation(world, exchanged, "takes what another tenant puts below it", operation)


def _isolation(world: World, exchanged: Exchanged, what: str, operation: Operation) -> None:
    why = "What belongs to a tenant is not there for any other."
    title = f"What a tenant made {what}"
    world.breach(
        "tenant-isolation", exchanged, title, why, operation, component="", pointer=what, likeness="any tenant"
    )
