"""One version of an API at a server, who asks there, and what was made there: what our own checks work with."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from harness.conformance._asked import credentials_for, with_credentials, with_version, without_credentials
from harness.conformance._client import NotSent
from harness.conformance._creations import Creations
from harness.conformance._fresh import renewed
from harness.conformance._json import json_of, json_or_none
from harness.conformance._judge import Judge
from harness.conformance._made import Made, first_listed
from harness.conformance._promptness import Promptness
from harness.messages import BODY, Accepted
from harness.resources import creators_of, id_in, parameters_in, resources_of, sources_of, with_undeclared
from harness.vocabulary import parameter_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harness.conformance._asked import AskedVersion, Credential, Identity
    from harness.conformance._client import Client, Exchanged
    from harness.conformance._finding import Finding
    from harness.conformance._model import VersionSent
    from harness.conformance._task import Tally
    from harness.document import Document, Operation
    from harness.messages import HTTPRequest, Size
    from harness.resources import Resource

    Ids = Mapping[str, Any]

_TRIES = 3
# Answers to requests for what is not there, or is there already.
BY_CHANCE = frozenset({400, 404, 409, 422})


class World:
    """One version of an API at a server.

    Attributes:
        asked: the version.
        versions: all versions of the run.
        document: that answers are held to.
        documents: of all snapshots of the run, by their days.
        operations: those to be tested.
        resources: the collections of the API.
        identity: who asks.
        users: other identities of the same tenant.
        strangers: identities of other tenants.
        resolve: which version a server takes for a name that is sent, None where it has to refuse it.
        names: aliases and retired versions, which settings name.
        strict: whether the server knows exactly these identities.
        made_up: whether the identities are.
        promptness: how long answers may take, and which took longer.
        private: by the paths of collections, the security scheme of whoever has their things for itself.
        answered: whether the server answered anything.
        unreached: why operations could not be tested, by their names.
    """

    def __init__(
        self,
        judge: Judge,
        client: Client,
        sent: VersionSent,
        identities: Sequence[Identity],
        tally: Tally,
        documents: Mapping[str, Document],
        versions: tuple[AskedVersion, ...],
        chosen: Callable[[Operation], bool] = lambda _: True,
        *,
        resolve: Callable[[str | None], AskedVersion | None] = lambda _: None,
        names: tuple[str, ...] = (),
        strict: bool = False,
        made_up: bool = False,
        may_ask_others: bool = True,
        promptness: Promptness | None = None,
        private: Mapping[str, str] | None = None,
    ) -> None:
        self.names = names
        self.made_up = made_up
        self._may_ask_others = may_ask_others
        self._identities = identities
        self.resolve = resolve
        self.strict = strict
        self.judge = judge
        self.client = client
        self.sent = sent
        self.asked: AskedVersion = judge.asked
        self.versions = versions
        self.document: Document = judge.document
        self.documents = documents
        self.identity = identities[0] if identities else None
        tenant = self.identity.tenant if self.identity is not None else ""
        self.users = tuple(identity for identity in identities[1:] if identity.tenant == tenant)
        self.strangers = tuple(identity for identity in identities[1:] if identity.tenant != tenant)
        self.operations = tuple(
            operation for operation in self.document.operations if operation.kind == "operation" and chosen(operation)
        )
        self.resources = resources_of(self.document)
        self.promptness = promptness or Promptness()
        self.private = dict(private or {})
        self.answered = False
        self.unreached = tally.unreached
        self._tally = tally
        self._creations = Creations(self.document, self.asked.label, identities, tally.created)
        self._seed = 0
        self._made: dict[str, Made | None] = {}
        self._refused: dict[str, str] = {}

    def report(self, finding: Finding) -> None:
        """A breach was seen."""
        self._tally.found(finding)

    def ask(
        self,
        operation: Operation,
        request: HTTPRequest,
        *,
        identity: Identity | None = None,
        credentials: tuple[Credential, ...] | None = None,
        may: bool = True,
        there: bool = True,
        fresh: bool = True,
    ) -> Exchanged:
        """Send a request under this version, and hold what comes to all promises.

        Args:
            operation: that is asked.
            request: without version and credentials.
            identity: who asks, if it is not who usually does.
            credentials: what is shown instead of what the identity shows.
            may: whether that is allowed.
            there: whether it asks for what is there, so that it should succeed.
            fresh: whether it is sent once more with other names, where its own are taken.

        Raises:
            NotSent: the limits of the run forbid it.
        """
        exchanged = self.sent_by(operation, request, identity, credentials)
        self.judged(operation, exchanged, may=may, there=there)
        again = renewed(self, operation, exchanged, identity) if fresh else exchanged
        if again is not exchanged:
            self.judged(operation, again, may=may, there=there)
        return again

    def sent_by(
        self,
        operation: Operation,
        request: HTTPRequest,
        identity: Identity | None = None,
        credentials: tuple[Credential, ...] | None = None,
    ) -> Exchanged:
        """Send a request under this version as `ask` does; nothing is judged."""
        if credentials is None:
            credentials = credentials_for(operation, identity or self.identity) or ()
        exchanged = self.send(with_credentials(without_credentials(request, self.document), credentials))
        self.seen(operation, exchanged, identity)
        return exchanged

    def seen(self, operation: Operation, exchanged: Exchanged, identity: Identity | None = None) -> None:
        """What an exchange may have created will be taken away."""
        self._creations.seen(operation, exchanged.request, exchanged.response, identity)

    def send(self, request: HTTPRequest) -> Exchanged:
        """Send a request under this version; nothing is judged."""
        return self.send_as(request, self.asked.name)

    def send_as(self, request: HTTPRequest, name: str | None) -> Exchanged:
        """Send a request under any name of a version, or none; nothing is judged."""
        exchanged = self.client.send(with_version(request, self.sent, name))
        self.answered = self.answered or exchanged.response is not None
        return exchanged

    def judged(
        self,
        operation: Operation,
        exchanged: Exchanged,
        *,
        may: bool = True,
        there: bool = True,
        revised: Callable[[Finding], Finding] = lambda finding: finding,
    ) -> None:
        """Hold an exchange to all promises; what it offends against may be said otherwise where more is known."""
        status = 0 if exchanged.response is None else exchanged.response.status
        # Where an id was made up, that it names nothing says nothing, and names that were taken once are taken.
        if self.made_up and may and status == 401:
            self.unreached.setdefault(operation.name, "credentials that were made up are refused; name identities")
        by_chance = (operation.name in self.unreached and status in BY_CHANCE) or status == HTTPStatus.CONFLICT
        self.promptness.seen(operation, exchanged)
        self._tally.judged(operation.name, exchanged, valid=may and there and not by_chance)
        for finding in self.judge.of(operation, exchanged, may=may):
            self.report(revised(finding))

    def request(
        self,
        operation: Operation,
        size: Size = "typical",
        *,
        ids: Ids | None = None,
        seed: int | None = None,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
    ) -> HTTPRequest | None:
        """A valid request for things that are there; None where none can be made.

        Args:
            operation: to be asked.
            size: of the values.
            ids: of the path; where there are none, something is created for them.
            seed: decides the values instead of their size.
            body: sent instead of a made one.
            query: values of query parameters; only these are sent.
        """
        ids = self.ids(operation) if ids is None else ids
        exchange = self.judge.exchange(operation)
        made = exchange.request(size, seed=seed)
        read = exchange.accept_request(made) if made is not None else None
        if not isinstance(read, Accepted):
            self.unreached.setdefault(operation.name, "no valid request could be made")
            return None
        values = dict(read.values)
        for _, name in parameters_in(operation.path):
            if name in ids:
                values[(parameter_step("path", name),)] = ids[name]
        if query is not None:
            values = {place: value for place, value in values.items() if place[-1].kind != "query parameter"}
            values.update({(parameter_step("query", name),): value for name, value in query.items()})
        if body is not None:
            values[BODY] = body
        request = exchange.request_of(values, read.media_type)
        return request._replace(path=with_undeclared(operation, request.path, ids))

    def ids(self, operation: Operation) -> dict[str, Any]:
        """Values for the parameters of a path, of things that are there; what nothing is known of is left out."""
        ids: dict[str, Any] = {}
        for prefix, parameter in parameters_in(operation.path):
            made = self.known(prefix, parameter)
            if made is None:
                # A value that is made up may do, as where it is one of a few.
                why = "".join(f": {self._refused[each.path]}" for each in self._failed(prefix, parameter)[:1])
                self.unreached.setdefault(operation.name, f"nothing is known that `{parameter}` could name{why}")
            else:
                ids = {**made, **ids, parameter: made[parameter]}
        return ids

    def _failed(self, prefix: str, parameter: str) -> list[Resource]:
        """Where something could not be created that a parameter would name."""
        return [each for each in sources_of(prefix, parameter, self.resources) if each.path in self._refused]

    def known(self, prefix: str, parameter: str) -> dict[str, Any] | None:
        """The ids of a member that is there, created for it if need be."""
        for resource in sources_of(prefix, parameter, self.resources):
            made = self.existing(resource)
            id_ = made.ids.get(resource.parameter or "id") if made is not None else None
            if made is not None and id_ is not None:
                return {**made.ids, parameter: id_}
        for world in self.elsewhere:
            known = world.known(prefix, parameter)
            if known is not None:
                return known
        return None

    @cached_property
    def elsewhere(self) -> tuple[World, ...]:
        """The other versions, the newest first: what one can create, all may show."""
        if not self._may_ask_others:
            return ()
        versions = {asked.snapshot: asked for asked in self.versions if asked.snapshot != self.asked.snapshot}
        return tuple(
            World(
                Judge(versions[day], self.documents, self.sent, echoes=self.judge.echoes),
                self.client,
                self.sent,
                self._identities,
                self._tally,
                self.documents,
                self.versions,
                resolve=self.resolve,
                strict=self.strict,
                made_up=self.made_up,
                may_ask_others=False,
            )
            for day in sorted(versions, reverse=True)
        )

    def existing(self, resource: Resource) -> Made | None:
        """A member that is there for all: created once, or the first of the list."""
        key = resource.path
        if key not in self._made:
            self._made[key] = None  # whatever needs itself is not reached
            self._made[key] = self.create(resource) or first_listed(self, resource)
        return self._made[key]

    def create(
        self,
        resource: Resource,
        *,
        identity: Identity | None = None,
        ids: Ids | None = None,
        body: Any = None,
        full: bool = False,
    ) -> Made | None:
        """A new member; None where the server makes none, or shows no id of it.

        Args:
            resource: where.
            identity: who creates it, if it is not who usually asks.
            ids: of what it is to stand below; of something that is there where there are none.
            body: sent instead of a made one.
            full: whether to send all that can be sent, unless there is such a thing already.
        """
        operation = resource.create
        if operation is None:
            return self._created_elsewhere(resource, identity)
        own = self.ids(operation) if ids is None else dict(ids)
        for turn in range(_TRIES):
            self._seed += 1
            seed = None if full and turn == 0 else self._seed
            request = self.request(operation, "fullest", ids=own, seed=seed, body=body)
            if request is None:
                return None
            try:
                exchanged = self.ask(operation, request, identity=identity)
            except NotSent as limit:
                self.unreached.setdefault(operation.name, str(limit))
                return None
            if exchanged.response is None or exchanged.response.status != 409:
                return self._made_by(resource, exchanged, own)
        return None

    def made(self, resource: Resource, request: HTTPRequest) -> Made | None:
        """What a request creates; None where it creates nothing, or shows no id of it."""
        operation = resource.create
        if operation is None:
            return None
        return self._made_by(resource, self.ask(operation, request), self.ids(operation))

    def _made_by(self, resource: Resource, exchanged: Exchanged, ids: dict[str, Any]) -> Made | None:
        if exchanged.response is None or not 200 <= exchanged.response.status < 300:
            outcome = exchanged.problem if exchanged.response is None else exchanged.response.status
            self._refused[resource.path] = f"{exchanged.request.method} {resource.path} is answered with {outcome}"
            return None
        answer = json_of(exchanged.response)
        id_ = id_in(answer, resource.parameter or "id", resource.path)
        names = {**ids, (resource.parameter or "id"): id_}
        return None if id_ is None else Made(resource, names, json_or_none(exchanged.request.body), answer, exchanged)

    def can_create(self, resource: Resource) -> bool:
        """Whether members of a collection can be created, be it in another one, by what is to be tested."""
        return any(creator.create in self.operations for creator in creators_of(resource, self.resources))

    def _created_elsewhere(self, resource: Resource, identity: Identity | None) -> Made | None:
        for creator in creators_of(resource, self.resources):
            made = self.create(creator, identity=identity)
            id_ = id_in(made.answer, resource.parameter, resource.path) if made is not None else None
            if made is not None and id_ is not None:
                return Made(resource, {**made.ids, resource.parameter: id_}, made.body, made.answer, made.exchanged)
        return None

    @property
    def is_last(self) -> bool:
        """Whether this is the newest version of the run, which what belongs to none is tested with."""
        return self.asked == self.versions[-1]

    def breach(
        self,
        check: str,
        exchanged: Exchanged,
        title: str,
        why: str,
        operation: Operation | None = None,
        *,
        pointer: str = "",
        component: str | None = None,
        at: tuple[str | int, ...] | None = None,
        likeness: str = "",
        days: tuple[str, ...] = (),
    ) -> None:
        """A promise was broken, as one of our own checks saw it."""
        self.report(
            self.judge.finding(
                check, exchanged, title, why, operation=operation, pointer=pointer, component=component, at=at,
                likeness=likeness or pointer, days=days,
            )
        )  # fmt: skip

    def succeeded(self, operation: Operation) -> bool:
        """Whether a valid request of an operation has succeeded yet."""
        return operation.name in self._tally.succeeded

    def forget_all(self) -> None:
        """What was made may be gone."""
        self._made.clear()

    def forget(self, resource: Resource) -> None:
        """What was made there is gone."""
        self._made.pop(resource.path, None)
