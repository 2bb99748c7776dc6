"""One operation as it is served: compiled when it is first called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harness.messages import BODY, Accepted, Refusal
from harness.mock._answers import Answers, Fault, named_values
from harness.mock._deliveries import callbacks_of
from harness.mock._errors import Errors
from harness.mock._preferences import NO_PREFERENCES, preferences
from harness.mock._router import parameter_names
from harness.mock._security import Guard
from harness.mock._state import Call
from harness.mock._streams import Streams
from harness.mock._validation import RequestReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harness.document import Operation
    from harness.mock._http import Request, Response
    from harness.mock._security import Scheme
    from harness.mock._settings import MockSettings
    from harness.mock._state import Outcome, State
    from harness.mock._versions import Versions

_FAULTS = {"media type": 415, "syntax": 400}


class ServedOperation:
    """Answers the requests of one operation.

    Attributes:
        operation: of the document.
        api: the name of its API.
        date: of its snapshot; empty for a document that is no snapshot.
        template: its path with the base path of its server.
    """

    def __init__(
        self,
        operation: Operation,
        template: str,
        api: str,
        date: str,
        schemes: Mapping[str, Scheme],
        versions: Versions,
        settings: MockSettings,
        protocol: str | None = None,
    ) -> None:
        self.operation = operation
        self.template = template
        self.api = api
        self.date = date
        self._schemes = schemes
        self._versions = versions
        self._settings = settings
        self._protocol = protocol
        self._names = parameter_names(template)

    @cached_property
    def answers(self) -> Answers:
        """What the document answers."""
        return Answers(self.operation, f"{self._settings.seed} {self.date} {self.operation.name}")

    @cached_property
    def errors(self) -> Errors:
        """What the document says instead."""
        return Errors(self.answers)

    @cached_property
    def guard(self) -> Guard:
        """Who may call it."""
        return Guard(self.operation, self._schemes, self._settings.credentials)

    @cached_property
    def _streams(self) -> Streams:
        return Streams(self.answers, self._protocol)

    @cached_property
    def _reader(self) -> RequestReader:
        return RequestReader(self.operation, self._names, self._versions.judges)

    @cached_property
    def _is_fixed(self) -> bool:
        """Whether its answers depend on nothing in its path."""
        return not self._names

    def respond(self, request: Request, places: Sequence[str], state: State | None) -> Response:
        """The answer to a request.

        Args:
            request: that was sent.
            places: the texts at the parameters of the path, as they were sent.
            state: is asked first.
        """
        fault = self.guard.fault(request) if self._settings.security else None
        if fault is not None:
            return self.refused(fault)
        accepted = self._reader.read(request, places)
        if isinstance(accepted, Refusal):
            if self._settings.validation:
                return self.refused(self._fault(accepted))
            accepted = self._reader.taken(request, places)
        wanted = NO_PREFERENCES
        if b"prefer" in request.fields:
            wanted = preferences(", ".join(request.all(b"prefer")))
        accept = None if b"accept" not in request.fields else ", ".join(request.all(b"accept"))
        plan = self.answers.plan(accept, wanted)
        if isinstance(plan, Fault):
            return self.refused(plan)
        body = accepted.values.get(BODY)
        plan = self._streams.plan(plan, accept, body)
        # What a document forgets to declare has its place in the path all the same.
        sent = {name: unquote(text) for name, text in zip(self._names, places, strict=False)}
        named = {**sent, **named_values(accepted.values, "path parameter")} if sent else {}
        if state is not None and wanted is NO_PREFERENCES:
            call = Call(self.api, self.date, self, request, accepted.values, named, self.guard.tenant(request), plan)
            outcome = state.answer(call)
            if outcome is not None:
                return self._with_callbacks(self._of_state(outcome, call), request, accepted)
        response = self._streams.streamed(
            plan, lambda plan: self.answers.answer(plan, accepted.values), accepted.values.get(BODY)
        )
        return self._with_callbacks(response, request, accepted)

    def read(self, request: Request, places: Sequence[str]) -> Accepted | Refusal:
        """What a request says, or the first part of it that is wrong."""
        return self._reader.read(request, places)

    def credential(self, scheme: str, request: Request) -> str:
        """What a request holds of a security scheme; empty for nothing."""
        known = self._schemes.get(scheme)
        return "" if known is None else known.read(request) or ""

    def refused(self, fault: Fault) -> Response:
        """The answer to a request that is not served."""
        return self.errors.answer(fault.status, fault.reason, fault.headers)

    def _with_callbacks(self, response: Response, request: Request, accepted: Accepted) -> Response:
        if not self._settings.callbacks or response.status >= 400 or not self.operation.callbacks:
            return response
        return response._replace(deliveries=tuple(callbacks_of(self.operation, request, accepted.values)))

    def _fault(self, refusal: Refusal) -> Fault:
        status = _FAULTS.get(refusal.fault) or self.errors.status_of_values()
        return Fault(status, words_of(refusal))

    def _of_state(self, outcome: Outcome, call: Call) -> Response:
        status = outcome.status or call.plan.status
        if outcome.reason:
            return self.errors.answer(status, outcome.reason, outcome.headers)
        plan = call.plan if status == call.plan.status else self.answers.planned(status, call.request.text(b"accept"))
        response = self.answers.stored(plan or call.plan._replace(status=status), outcome.value, outcome.headers)
        return response if outcome.pieces is None else response._replace(body=outcome.pieces)


def words_of(refusal: Refusal) -> str:
    """`request body /pets/0/name: 1 is not of type string`."""
    place = " ".join(f"{step.kind} {step.name}".strip() for step in refusal.place) or "request"
    path = "".join(f"/{step}" for step in refusal.path)
    return f"{place}{' ' if path else ''}{path}: {refusal.reason}"
