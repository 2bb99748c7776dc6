"""Makes `sensay.json`: a run of Schemathesis against `wrong_server`, as the report of a conformance run.

`python tests/report/recordings/record.py` from the root of the repository; it takes a minute or two.
"""

from __future__ import annotations

import copy
import json
import re
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import schemathesis
from jsonschema_rs import Draft202012Validator
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from wrong_server import HEADER, SECRET, served

from harness import __version__
from harness.conformance import _model as model
from harness.conformance._recorded import recorded_answer, recorded_request
from harness.document import Document, Node, Operation, format_pointer, load
from harness.report.build.excerpts import excerpt, lacking
from harness.report.formats.conformance_json import conformance_json

if TYPE_CHECKING:
    from collections.abc import Iterator

DATES = ("2025-03-28", "2025-06-16", "2025-06-19")
URL = "http://127.0.0.1:8080"
VALUE = "the-secret-of-the-recording"
SEED = 7
OPERATIONS = (
    "GET /v1/replicas",
    "POST /v1/replicas",
    "GET /v1/replicas/{replicaUUID}",
    "DELETE /v1/replicas/{replicaUUID}",
    "POST /v1/replicas/{replicaUUID}/chat/completions",
    "GET /v1/replicas/{replicaUUID}/chat/history",
    "DELETE /v1/replicas/{replicaUUID}/integrations/telegram",
    "GET /v1/replicas/{replicaUUID}/conversations/{conversationUUID}/messages",
    "GET /v1/training/{trainingID}",
    "GET /v1/users/me",
    "POST /v1/users",
)
LEFT_OUT = "POST /v1/experimental/replicas/{replicaUUID}/chat/completions"
CHECKS = {
    "content_type_conformance": "content-type",
    "negative_data_rejection": "invalid-accepted",
    "positive_data_acceptance": "invalid-accepted",
    "response_schema_conformance": "response-schema",
    "status_code_conformance": "status-code",
}
NOTE = (
    "Recorded with Schemathesis from a server that was made to be wrong: it answers with the examples of the "
    "documents. Nothing here is about the real API."
)


class Seen(NamedTuple):
    """A request that was answered wrongly, in one version."""

    version: str
    operation: str
    check: str
    pointer: str
    at: tuple[str | int, ...] | None
    holder: Node
    node: Node
    name: str
    interaction: Any


def main() -> None:
    """Run, convert, write."""
    documents = {date: load(f"specs/sensay/{date}.yaml") for date in DATES}
    server = served(documents, 8080)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    begun = time.time()
    cells: dict[tuple[str, str], model.Cell] = {}
    seen: list[Seen] = []
    for date, document in documents.items():
        _run(date, document, documents, cells, seen)
    failures = tuple(_failures(documents, seen, cells))
    run = model.ConformanceRun(
        setup=model.Setup(
            title="Sensay API",
            base_url=URL,
            sent=model.VersionSent("header", HEADER),
            seed=SEED,
            command=f"harness conform sensay --base-url {URL} --seed {SEED} --exclude-path '/v1/experimental/*'",
            started=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun)),
            harness=__version__,
            note=NOTE,
        ),
        end=model.End(model.FINISHED, round(time.time() - begun, 1)),
        versions=tuple(_served(date) for date in DATES),
        operations=tuple(model.AskedOperation(name) for name in (*OPERATIONS, LEFT_OUT)),
        cells=tuple(cells.values()),
        failures=failures,
    )
    server.shutdown()
    Path(__file__).with_name("sensay.json").write_bytes(b"".join(conformance_json(run)))


def _run(
    date: str,
    document: Document,
    documents: dict[str, Document],
    cells: dict[tuple[str, str], model.Cell],
    seen: list[Seen],
) -> None:
    """Test one version."""
    cases = dict.fromkeys(OPERATIONS, 0)
    failed: dict[str, set[str]] = {name: set() for name in OPERATIONS}
    broken: dict[str, str] = {}
    for event in from_schema(_schema(date, document)).execute():
        if isinstance(event, events.NonFatalError):
            broken.setdefault(event.label, event.info.message.strip())
        elif isinstance(event, events.ScenarioFinished) and event.recorder.label in cases:
            name, recorder = event.recorder.label, event.recorder
            cases[name] += len(recorder.interactions)
            found = [*_failed_checks(document, name, recorder, date), *_leaks(documents, date, name, recorder)]
            seen += [one for _, one in found]
            failed[name] |= {case for case, _ in found}
    there = {operation.name for operation in document.operations}
    for name in OPERATIONS:
        state = (
            model.ABSENT if name not in there
            else model.UNTESTED if not cases[name]
            else model.FAILED if failed[name] else model.PASSED
        )  # fmt: skip
        reason = broken.get(name, "no case was made") if state == model.UNTESTED else None
        cells[name, date] = model.Cell(name, date, state, cases[name], len(failed[name]), reason)
    cells[LEFT_OUT, date] = model.Cell(LEFT_OUT, date, model.UNTESTED, reason="left out by --exclude-path")


def _served(date: str) -> model.ServedVersion:
    path = f"specs/sensay/{date}.yaml"
    return model.ServedVersion(date, path, sha256=sha256(Path(path).read_bytes()).hexdigest())


def _schema(date: str, document: Document) -> Any:
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "workers": 1,
            "continue-on-failure": True,
            "base-url": URL,
            "headers": {HEADER: date, SECRET: VALUE},
            "generation": {"max-examples": 2, "database": "none", "allow-x00": False},
            "phases": {"stateful": {"enabled": False}},
            "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
            "request-timeout": 5.0,
        }
    )
    schema = schemathesis.openapi.from_dict(copy.deepcopy(document.content), config=config)
    return schema.include(name=list(OPERATIONS))


def _failed_checks(document: Document, name: str, recorder: Any, date: str) -> Iterator[tuple[str, Seen]]:
    operation = _operation(document, name)
    assert operation is not None
    for case, nodes in recorder.checks.items():
        interaction = recorder.interactions[case]
        for node in nodes:
            if node.status is Status.FAILURE and interaction.response is not None:
                seen = _seen(operation, CHECKS[node.name], node.failure_info.failure, date, interaction)
                if seen is not None:
                    yield case, seen


def _seen(operation: Operation, check: str, failure: Any, date: str, interaction: Any) -> Seen | None:
    status = str(interaction.response.status_code)
    responses = operation.node.child("responses")
    assert responses is not None
    if check == "status-code":
        return Seen(
            date, operation.name, check, f"/responses/{status}", None, responses, responses, status, interaction
        )
    if check == "invalid-accepted":
        return _taken(operation, failure, date, interaction)
    content = operation.document.resolve(operation.responses[status]).child("content")  # type: ignore[union-attr]
    assert content is not None
    if check == "content-type":
        name = interaction.response.headers["content-type"][0]
        pointer = f"/responses/{status}/content"
        return Seen(date, operation.name, check, pointer, None, content, content, name, interaction)
    schema = content.child("application/json").child("schema")  # type: ignore[union-attr]
    words = [str(part) for part in failure.schema_path]
    missing = re.match(r'"([^"]+)" is a required', failure._raw_message)
    name = missing[1] if missing else str(failure.instance_path[-1])
    pointer = f"/responses/{status}{format_pointer(tuple(words))}{f'/{name}' if missing else ''}"
    node = _followed(operation.document, schema, words)
    if missing:
        node = node.child(str(node.value.index(name))) or node
    holder = Node(node.file, node.pointer[:-1], None)
    return Seen(date, operation.name, check, pointer, tuple(failure.instance_path), holder, node, name, interaction)


def _taken(operation: Operation, failure: Any, date: str, interaction: Any) -> Seen | None:
    """A request that should have been refused; None where it is wrong in several ways at once."""
    said = re.search(r"parameter `([^`]+)`|Missing `([^`]+)`", failure.message)
    if said is None:
        return None
    name = said[1] or said[2]
    for parameter in operation.parameters:
        if parameter.name == name:
            node = parameter.node.child("schema").child("exclusiveMinimum")  # type: ignore[union-attr]
            pointer = f"/parameters/{name}"
            return Seen(
                date, operation.name, "invalid-accepted", pointer, None, parameter.node, node or parameter.node, name,
                interaction,
            )  # fmt: skip
    security = operation.node.child("security") or operation.node
    pointer = f"/security/{name}"
    return Seen(date, operation.name, "invalid-accepted", pointer, None, operation.node, security, name, interaction)


def _leaks(documents: dict[str, Document], date: str, name: str, recorder: Any) -> Iterator[tuple[str, Seen]]:
    """Properties that a version does not declare, and another one does."""
    for case, interaction in recorder.interactions.items():
        response = interaction.response
        if response is None or response.status_code != 200 or "json" not in response.headers["content-type"][0]:
            continue
        own = _declared(documents[date], name, response)
        others = [_declared(document, name, response) for day, document in documents.items() if day > date]
        body = response.json()
        for found, item in enumerate(body.get("items", ()) if isinstance(body, dict) else ()):
            for member in item:
                if own is not None and member not in own.value and any(one and member in one.value for one in others):
                    pointer = f"/responses/200/properties/items/items/properties/{member}"
                    at = ("items", found, member)
                    yield case, Seen(date, name, "version-leak", pointer, at, own, own, member, interaction)
                    return


def _declared(document: Document, name: str, response: Any) -> Node | None:
    """The properties of the items that an operation lists."""
    operation = _operation(document, name)
    if operation is None:
        return None
    content = document.resolve(operation.responses["200"]).child("content")  # type: ignore[union-attr]
    node = content and content.child("application/json").child("schema")  # type: ignore[union-attr]
    for word in ("properties", "items", "items", "properties"):
        node = document.resolve(node).child(word) if node is not None else None  # type: ignore[union-attr]
    return node


def _followed(document: Document, node: Node | None, words: list[str]) -> Node:
    """What a path of keywords leads to, over references."""
    assert node is not None
    for word in words:
        node = document.resolve(node) or node
        node = node.child(word) or node
    return node


def _failures(
    documents: dict[str, Document], seen: list[Seen], cells: dict[tuple[str, str], model.Cell]
) -> Iterator[model.Failure]:
    causes: dict[str, list[Seen]] = {}
    for one in seen:
        causes.setdefault(model.failure_id(one.check, one.operation, one.pointer), []).append(one)
    for id_, group in causes.items():
        # The newest version first, then the shortest request.
        first = min(group, key=lambda one: (-DATES.index(one.version), _length(one.interaction.request)))
        verdicts = tuple(_verdicts(documents, first))
        versions = sorted({one.version for one in group})
        if all(verdict.passed for verdict in verdicts):
            for version in versions:
                # A second try succeeded.
                cell = cells[first.operation, version]
                said = f"{first.interaction.response.status_code} once, then the same request passed"
                cells[first.operation, version] = cell._replace(state=model.FLAKY, failed=0, reason=said)
            continue
        yield _failure(id_, first, group, versions, verdicts, cells)


def _length(request: Any) -> int:
    return len(request.uri) + len(request.body or b"") + sum(len(name) for name in request.headers)


def _failure(
    id_: str,
    first: Seen,
    group: list[Seen],
    versions: list[str],
    verdicts: tuple[model.Verdict, ...],
    cells: dict[tuple[str, str], model.Cell],
) -> model.Failure:
    sent, response = first.interaction.request, first.interaction.response
    headers = [(name, value) for name, values in sent.headers.items() for value in values]
    headers = [pair for pair in headers if pair[0] not in ("X-Schemathesis-TestCaseId", "Transfer-Encoding")]
    position = first.node.file.position(first.node.pointer)
    title, why = _said(first, response.status_code)
    return model.Failure(
        id=id_,
        operations=(first.operation,),
        check=first.check,
        component=first.operation,
        pointer=first.pointer,
        title=title,
        why=why,
        hits=tuple(
            model.Hit(
                version,
                len({id(one.interaction) for one in group if one.version == version}),
                cells[first.operation, version].cases,
            )
            for version in versions
        ),
        request=recorded_request(sent.method, sent.uri, headers, sent.body, secrets=[VALUE]),
        answer=recorded_answer(
            response.status_code,
            response.message,
            [(name.title(), value) for name, values in response.headers.items() for value in values],
            response.content,
            at=first.at,
            secrets=[VALUE],
            milliseconds=round(response.elapsed * 1000),
        ),
        contract=model.ContractPlace(
            first.node.file.name, position.line, format_pointer(first.node.pointer), _lines(first)
        ),
        verdicts=verdicts,
    )


def _lines(seen: Seen) -> tuple[model.ReportLine, ...]:
    """What the contract says there: of what is not declared, what is."""
    if seen.holder is not seen.node:
        return tuple(model.ReportLine(line.number, line.text, line.changed) for line in excerpt(seen.holder, seen.node))
    missing = Node(seen.node.file, (*seen.node.pointer, seen.name), None)
    found = lacking(seen.node, seen.node, missing)
    assert found is not None
    return tuple(model.ReportLine(line.number, line.text, at == 0) for at, line in enumerate(found[1]))


def _said(seen: Seen, status: int) -> tuple[str, str]:
    if seen.check == "status-code":
        names = ", ".join(seen.node.value)
        return f"Undeclared status {status}", f"The snapshot declares {names} for this operation and no default."
    if seen.check == "content-type":
        why = "The body is what the snapshot describes, under a media type that it does not name."
        return f"Undeclared media type `{seen.name}` in the {status} response", why
    if seen.check == "invalid-accepted":
        why = "The request breaks the snapshot on purpose, and the server answers as if nothing were wrong with it."
        if seen.pointer.startswith("/security"):
            return f"A request without `{seen.name}` is answered with {status}", why
        return f"A `{seen.name}` that is not allowed is answered with {status}", why
    if seen.check == "version-leak":
        why = "The property came with a later snapshot. Clients that ask for the older day see it all the same."
        return f"`items[].{seen.name}` leaks into older versions", why
    path = ".".join(str(part) for part in (*(seen.at or ()), seen.name))
    return f"`{path}` is missing in the {status} response", "The snapshot says that the property is required."


def _verdicts(documents: dict[str, Document], seen: Seen) -> Iterator[model.Verdict]:
    """What the same request leads to in every version that has the operation, the one that it failed in first."""
    sent = seen.interaction.request
    # Schemathesis sends values that end with blanks, which httpx does not.
    headers = {name: values[0].strip().encode("latin-1", "replace") for name, values in sent.headers.items()}
    for date in sorted(documents, key=lambda day: (day != seen.version, day)):
        operation = _operation(documents[date], seen.operation)
        if operation is None:
            continue
        answer = httpx.request(sent.method, sent.uri, headers={**headers, HEADER: date.encode()}, content=sent.body)
        said = _fault(documents, date, operation, seen, answer)
        passed = said is None
        phrase = f"{answer.status_code} {answer.reason_phrase}"
        yield model.Verdict(date, passed, phrase if said is None else said)


def _fault(
    documents: dict[str, Document], date: str, operation: Operation, seen: Seen, answer: httpx.Response
) -> str | None:
    status, media_type = str(answer.status_code), answer.headers["content-type"]
    if status not in operation.responses:
        return f"{status} is not one of {', '.join(operation.responses)}"
    if seen.check == "invalid-accepted":
        return f"{status}, where the request is not allowed" if answer.is_success else None
    content = documents[date].resolve(operation.responses[status]).child("content")  # type: ignore[union-attr]
    declared = content.child(media_type) if content is not None else None
    if declared is None:
        return f"{media_type} is not one of {', '.join(content.value if content is not None else ())}"
    if seen.check == "version-leak":
        own = _declared(documents[date], seen.operation, answer)
        return f"/items/0: {seen.name} is not declared" if own is not None and seen.name not in own.value else None
    components = documents[date].content["components"]
    schema = declared.get("schema")
    validator = Draft202012Validator({"allOf": [schema], "components": components})
    error = next(validator.iter_errors(json.loads(answer.content)), None)
    return None if error is None else f"/{'/'.join(map(str, error.instance_path))}: {error.message}"


def _operation(document: Document, name: str) -> Operation | None:
    return next((one for one in document.operations if one.name == name), None)


if __name__ == "__main__":
    sys.exit(main())
