"""The one place that knows Schemathesis: an engine run over one version, as plain cases and failures.

The engine and its events are no documented interface; `tests/conformance/test_engine.py` holds what is relied on. A run
has a process of its own, one worker (threads lose cases), a temporary folder (files are left in the current one), and a
limit on each request; its time is bounded from outside. The version is sent by the settings: a hook that touches
headers makes the engine see faults that there are none.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from harness.conformance._engine_transport import MARK, Gate
from harness.document import METHODS, parse_pointer
from harness.messages import HTTPRequest, HTTPResponse
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.messages._exchange import Header

Phase = Literal["examples", "coverage", "fuzzing", "stateful"]
PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")
STREAM = "text/event-stream"
_PLACES = re.compile(r"\{([^{}]+)\}")
_MOST_STEPS = 20  # of references that lead to references
# Security has checks of our own, which know alternatives and tenants.
_OFF = ("ignored_auth", "object_level_authorization", "allow_header_conformance")


class EngineSettings(NamedTuple):
    """What an engine run is to do.

    Attributes:
        base_url: the address of the server, without a slash at its end.
        headers: that every request carries: the version, and what proves who asks.
        query: the same, in the query.
        operations: names of those to run; none for all.
        examples: how many are generated for an operation, and how many sequences of requests.
        timeout: seconds that one request may take.
        writes: whether requests may change anything.
    """

    base_url: str
    headers: Mapping[str, str]
    seed: int
    phases: tuple[Phase, ...] = PHASES
    operations: tuple[str, ...] = ()
    query: Mapping[str, str] = {}
    examples: int = 10
    timeout: float = 10.0
    writes: bool = True


class EngineFailure(NamedTuple):
    """What the engine has against an answer.

    Attributes:
        code: such as "ST108", which stays the same while names and titles change.
        path: the keys to the keyword that is not kept, in the schema of the response; empty where it is no schema.
    """

    code: str
    message: str
    path: tuple[str | int, ...] = ()


class EngineCase(NamedTuple):
    """A request that the engine sent, and what came of it.

    Attributes:
        operation: its name: `GET /pets`.
        scenario: the name of the operation that it was made for; None in sequences, which are of all operations.
        valid: whether it was made to be valid; None where the engine says nothing of it.
        response: None where none came.
    """

    operation: str
    scenario: str | None
    phase: str
    valid: bool | None
    request: HTTPRequest
    response: HTTPResponse | None
    seconds: float
    failures: tuple[EngineFailure, ...]


class EngineScenario(NamedTuple):
    """The cases up to now are all that the engine has for an operation in a phase.

    Attributes:
        scenario: the name of the operation; None for sequences, which are of all operations.
    """

    phase: str
    scenario: str | None


class EngineProblem(NamedTuple):
    """Why the engine could not test an operation, or anything."""

    operation: str | None
    message: str


def prepare_process(folder: str) -> None:
    """Make the tables of characters before anything else is in memory: for a second they take 200 MB.

    Args:
        folder: for them, which processes may share.
    """
    import os

    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = folder
    from hypothesis import strategies

    strategies.characters(codec="utf-8").validate()


def prepared(content: dict[str, Any], *, without: tuple[str, str] | None = None) -> dict[str, Any]:
    """A copy of a document as the engine gets it.

    Streams have no schema there, which the engine would hold each of their events to.

    Args:
        content: of the document.
        without: place and name of the parameter of the version, which the settings send.
    """
    copy = deepcopy(content)
    _strip(copy, without, frozenset(_references(copy, without)))
    for path, item in copy.get("paths", {}).items():
        _declare(path, item, copy)
    return copy


def engine_run(
    content: dict[str, Any], settings: EngineSettings, gate: Gate | None = None
) -> Iterator[EngineCase | EngineScenario | EngineProblem]:
    """All that one engine run sends, as it comes; see `prepared` for the document.

    Args:
        content: of the document.
        settings: what to do.
        gate: that all requests pass; None for one that lets all of them pass.
    """
    gate = gate or Gate()
    with gate.closed():
        for event in _events(content, settings):
            if not isinstance(event, _Refusable) or event.mark not in gate.refused:
                yield event.case if isinstance(event, _Refusable) else event


class _Refusable(NamedTuple):
    """A case, and the mark of its request."""

    case: EngineCase
    mark: str


def _events(content: dict[str, Any], settings: EngineSettings) -> Iterator[_Refusable | EngineScenario | EngineProblem]:
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    schema: Any = schemathesis.openapi.from_dict(content, config=SchemathesisConfig.from_dict(_configuration(settings)))
    if settings.operations:
        schema = schema.include(name=list(settings.operations))
    stream = from_schema(schema).execute()
    try:
        for event in stream:
            if isinstance(event, events.ScenarioFinished):
                yield from _cases(event, urlsplit(settings.base_url).path)
                if event.phase.value in PHASES:
                    yield EngineScenario(event.phase.value, event.label)
            elif isinstance(event, events.NonFatalError):
                yield EngineProblem(event.label, f"{event.info.title}: {event.info.message}".strip(": \n"))
            elif isinstance(event, events.FatalError):
                yield EngineProblem(None, str(event.exception))
    finally:
        stream.stop()


def _configuration(settings: EngineSettings) -> dict[str, Any]:
    phases: dict[str, Any] = {name: {"enabled": name in settings.phases} for name in PHASES}
    # Without these, the same seed sends the same requests, whatever the server answers.
    for name in ("examples", "coverage", "fuzzing"):
        phases[name]["extra-data-sources"] = {"responses": False}
    phases["stateful"]["max-steps"] = 5
    if not settings.writes:
        phases["coverage"]["unexpected-methods"] = ["OPTIONS", "TRACE"]
    parameters = {f"query.{name}": value for name, value in settings.query.items()}
    return {
        "seed": settings.seed,
        "workers": 1,
        "base-url": settings.base_url,
        "headers": dict(settings.headers),
        "continue-on-failure": True,
        "request-timeout": settings.timeout,
        # What a redirect leads to is no answer of the operation that was asked.
        "max-redirects": 0,
        "max-stream-events": 50,
        "suppress-health-check": ["all"],
        "auth": {"auto-signup": False},
        "cache": {"enabled": False},
        "generation": {
            "max-examples": settings.examples,
            "database": "none",
            "allow-x00": False,
            "no-shrink": True,
            "with-security-parameters": False,
        },
        "phases": phases,
        "checks": {name: {"enabled": False} for name in _OFF},
        **({"parameters": parameters} if parameters else {}),
    }


def _cases(event: Any, base: str) -> Iterator[_Refusable]:
    recorder = event.recorder
    for id_, interaction in recorder.interactions.items():
        node = recorder.cases.get(id_)
        case = node.value if node is not None else None
        operation = case.operation.label if case is not None else recorder.label
        failures = [check.failure_info.failure for check in recorder.checks.get(id_, ()) if check.failure_info]
        response = interaction.response
        made = EngineCase(
            operation,
            event.label,
            event.phase.value,
            _valid(case),
            _request(interaction.request, base),
            None if response is None else _response(response),
            0.0 if response is None else response.elapsed,
            tuple(EngineFailure(failure.code, failure.message, _path(failure)) for failure in failures),
        )
        yield _Refusable(made, str(id_))


def _valid(case: Any) -> bool | None:
    generation = getattr(getattr(case, "meta", None), "generation", None)
    return None if generation is None else generation.mode.is_positive


def _path(failure: Any) -> tuple[str | int, ...]:
    return tuple(getattr(failure, "schema_path", ()))


def _request(request: Any, base: str) -> HTTPRequest:
    parts = urlsplit(request.uri)
    headers = [(name, value) for name, values in request.headers.items() for value in values if name.lower() != MARK]
    return HTTPRequest(request.method, parts.path.removeprefix(base), parts.query, tuple(headers), request.body or b"")


def _response(response: Any) -> HTTPResponse:
    headers: list[Header] = [(name, value) for name, values in response.headers.items() for value in values]
    return HTTPResponse(response.status_code, tuple(headers), response.content)


def _strip(value: Any, without: tuple[str, str] | None, references: frozenset[str]) -> None:
    """Take the schemas of streams and one parameter out of a document."""
    if isinstance(value, list):
        value[:] = [item for item in value if not _is_parameter(item, without, references)]
        for item in value:
            _strip(item, without, references)
    elif isinstance(value, dict):
        if isinstance(value.get(STREAM), dict):
            value[STREAM] = {}
        for member in value.values():
            _strip(member, without, references)


def _declare(path: str, item: Any, content: dict[str, Any]) -> None:
    """Declare what a path has a place for and its operations forget, without which the engine leaves them out."""
    for method, operation in item.items() if isinstance(item, dict) else ():
        if method not in METHODS or not isinstance(operation, dict):
            continue
        parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
        names = {name for parameter in parameters if (name := _name(parameter, content)) is not None}
        missing = [name for name in _PLACES.findall(path) if name not in names]
        if missing:
            added = [{"in": "path", "name": name, "required": True, "schema": {"type": "string"}} for name in missing]
            operation["parameters"] = [*operation.get("parameters", ()), *added]


def _name(parameter: Any, content: dict[str, Any]) -> str | None:
    """The name of a parameter, or of what a reference leads to in the document."""
    seen = 0
    while isinstance(parameter, dict) and isinstance(reference := parameter.get("$ref"), str) and seen < _MOST_STEPS:
        seen += 1
        parameter = content
        for step in parse_pointer(reference) if reference.startswith("#/") else ("",):
            parameter = parameter.get(step) if isinstance(parameter, dict) else None
    return str(parameter.get("name")) if isinstance(parameter, dict) and parameter.get("in") == "path" else None


def _references(content: dict[str, Any], without: tuple[str, str] | None) -> Iterator[str]:
    """The references that lead to the parameter."""
    components = content.get("components")
    sections = (("#/parameters/", content), ("#/components/parameters/", components))
    for prefix, holder in sections:
        parameters = holder.get("parameters") if isinstance(holder, dict) else None
        for name, parameter in parameters.items() if isinstance(parameters, dict) else ():
            if _is_parameter(parameter, without, frozenset()):
                yield prefix + name


def _is_parameter(value: Any, parameter: tuple[str, str] | None, references: frozenset[str]) -> bool:
    """Whether a value is the parameter of a place and name, or a reference to it."""
    if not isinstance(value, dict) or parameter is None:
        return False
    place, name = value.get("in"), value.get("name")
    same = name == parameter[1] or (place == "header" and str(name).lower() == parameter[1].lower())
    return (place == parameter[0] and same) or value.get("$ref") in references
