"""Every operation of every stored snapshot, with state: what is declared comes once parent and member exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.document import without_parameter_names
from harness.messages import Exchange
from harness.mock import App, app
from harness.versions import load_snapshot
from tests.mock.test_every_operation import SIZES, SNAPSHOTS, STORE, Judge, sent

if TYPE_CHECKING:
    from harness.document import Document, Operation
    from harness.mock._state_memory import Memory
    from harness.versions import Snapshot


@pytest.fixture(params=SNAPSHOTS, ids=[snapshot.name for snapshot in SNAPSHOTS])
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    return request.param


def test_a_valid_request_gets_a_declared_success_once_parent_and_member_exist(snapshot: Snapshot) -> None:
    document = load_snapshot(snapshot)
    served, judge, stored = app(snapshot.name, specs=str(STORE.root)), Judge(document), 0
    for operation in in_order(document, served):
        exchange = Exchange(operation)
        deletes = operation.method == "DELETE"
        for request in [exchange.request(size) for size in SIZES[: 1 if deletes else 3]]:
            assert request is not None, operation
            existing = request._replace(path=with_members(served, operation, request.path))
            response = served.respond(sent(operation, existing))
            # The same example twice brings the same identifier.
            assert 200 <= response.status < 300 or (response.status, operation.method) == (409, "POST"), (
                operation,
                existing,
                response,
            )
            judge.check(operation, response)
        stored = max(stored, len(memory(served).store))
    assert stored > 3


def in_order(document: Document, served: App) -> list[Operation]:
    """Parents before what lies in them; what is deleted last, what lies in others first."""
    resources = memory(served).resources(served.services[0].name)

    def parents(operation: Operation) -> int:
        resource = resources.at(operation.path.rpartition("/")[0])
        return operation.path.count("/") if resource is None else len(resource.parents)

    makers = [operation for operation in document.operations if operation.method != "DELETE"]
    makers.sort(key=lambda operation: (operation.method != "POST", operation.path.count("/")))
    deletes = [operation for operation in document.operations if operation.method == "DELETE"]
    return [*makers, *sorted(deletes, key=parents, reverse=True)]


def memory(served: App) -> Memory:
    return served.state  # type: ignore[return-value]  # it is the one that remembers


def with_members(served: App, operation: Operation, path: str) -> str:
    """A path to what is stored, where anything is."""
    resources = memory(served).resources(served.services[0].name)
    segments, template = path.split("/"), without_parameter_names(operation.path).split("/")
    known: dict[str, str] = {}
    for at, segment in enumerate(template):
        resource = resources.at("/".join(template[:at])) if segment == "{}" else None
        if resource is None:
            continue
        parents = [segments[place] for place, other in enumerate(template[:at]) if other == "{}"]
        records = [record for record in memory(served).store if record.kind == resource.kind]
        fitting = [record for record in records if set(parents) <= {*record.parents, *known.values()}]
        if fitting:
            segments[at] = known[segment + str(at)] = fitting[-1].key
    return "/".join(segments)
