"""Who may ask: every alternative of security, and all that falls short of one."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from harness.conformance._asked import Identity, carriers_of, credentials_for
from harness.conformance._client import SAFE_METHODS, NotSent
from harness.conformance._definitions import counterpart
from harness.resources import other_id, parameters_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.conformance._asked import Credential
    from harness.conformance._client import Exchanged
    from harness.conformance._world import World
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest

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
            is_open = _short(world, operation, request, alternatives)
            _foreign(world, operation, request, alternatives)
            if not is_open:
                _wrong(world, operation, request)
            if operation.method in SAFE_METHODS or world.client.writes:
                _each(world, operation, request, alternatives)
        except NotSent:
            continue


def _short(world: World, operation: Operation, request: HTTPRequest, alternatives: list[frozenset[str]]) -> bool:
    """Ask by sets of schemes that satisfy no alternative; whether who shows nothing at all is let in."""
    is_open = False
    schemes = sorted(frozenset().union(*alternatives))
    for count in range(len(schemes)):
        for subset in combinations(schemes, count):
            if any(alternative <= set(subset) for alternative in alternatives):
                continue
            carriers = _carriers(world, world.document, subset)
            if carriers is None or (subset and _same_header(world, subset, alternatives)):
                continue
            exchanged = world.ask(operation, request, credentials=carriers, may=False)
            is_open |= not subset and exchanged.response is not None and exchanged.response.status < 300
            _closed(
                world, operation, exchanged, "security-required", f"with {' and '.join(subset) or 'no credentials'}"
            )
    return is_open


def _foreign(world: World, operation: Operation, request: HTTPRequest, alternatives: list[frozenset[str]]) -> None:
    """What only other versions let in."""
    own = [set(_carriers(world, world.document, each) or ()) for each in alternatives]
    tried: set[frozenset[Credential]] = set()
    for day, document in sorted(world.documents.items(), reverse=True):
        other = counterpart(operation, document) if day != world.asked.snapshot else None
        for alternative in other.security if other is not None else ():
            carriers = _carriers(world, document, alternative.schemes)
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


def _tenant(world: World) -> tuple[Identity, ...]:
    """Who usually asks, and the others of the same tenant, who may ask by what the first cannot."""
    return () if world.identity is None else (world.identity, *world.users)


def _carriers(world: World, document: Document, schemes: Iterable[str]) -> tuple[Credential, ...] | None:
    """What somebody of the tenant shows for all of some schemes; None where nobody can."""
    shown_by = (carriers_of(document, tuple(schemes), each) for each in _tenant(world) or (None,))
    return next((carriers for carriers in shown_by if carriers is not None), None)


def _same_header(world: World, subset: tuple[str, ...], alternatives: list[frozenset[str]]) -> bool:
    """Whether what is shown is what another scheme shows, too."""
    own = {(carrier.place, carrier.name) for carrier in _carriers(world, world.document, subset) or ()}
    for alternative in alternatives:
        carriers = _carriers(world, world.document, alternative) or ()
        if carriers and {(carrier.place, carrier.name) for carrier in carriers} <= own:
            return True
    return False


def _wrong(world: World, operation: Operation, request: HTTPRequest) -> None:
    """Credentials that nobody has: all of them, each beside right ones, and those that are nearly right."""
    tried = set[tuple[str, ...]]()
    for identity in _tenant(world) if world.strict else ():
        used = _schemes_of(operation, identity)
        if used in tried:
            continue
        tried.add(used)
        for what, values in _wrong_values(identity, used).items():
            carriers = credentials_for(operation, Identity("nobody", "", values))
            if carriers:
                exchanged = world.ask(operation, request, credentials=carriers, may=False)
                _closed(world, operation, exchanged, "security-unknown", f"with {what}")


def _wrong_values(identity: Identity, used: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Values for schemes that are none of anybody's, by what they are."""
    own = identity.credentials
    nobody = {scheme: f"nobody-{number}" for number, scheme in enumerate(own)}
    values = {"credentials that nobody has": nobody, "empty credentials": dict.fromkeys(own, "")}
    for scheme in used if len(used) > 1 else ():
        values[f"a {scheme} that nobody has"] = {**own, scheme: nobody[scheme]}
    for scheme in used:
        values[f"a longer {scheme}"] = {**own, scheme: f"{own[scheme]}0"}
        values[f"a shorter {scheme}"] = {**own, scheme: own[scheme][:-1]}
    return values


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
        carriers = _carriers(world, world.document, alternative)
        if carriers is not None:
            answers.append(
                (alternative, world.ask(operation, request, credentials=carriers, there=operation.method != "DELETE"))
            )
    if world.made_up and not any(each.security and world.succeeded(each) for each in world.operations):
        return  # a server that nobody made known to whoever asks has to refuse all alternatives
    for alternative, exchanged in answers:
        # Others of the tenant may have fewer rights, but they are known.
        is_own = carriers_of(world.document, tuple(alternative), world.identity) is not None
        if exchanged.response is not None and exchanged.response.status in (closed if is_own else {401}):
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
