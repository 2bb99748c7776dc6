"""`/state` of the mock's own paths: what is stored as JSON, put back, or dropped.

A tenant is named by a digest of its credential, so that no dump holds one. Who writes a file by hand gives the
credential itself, or no tenant for what anybody without credentials sees.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.mock._bodies import json_value
from harness.mock._errors import problem
from harness.mock._http import Response, raw_header
from harness.mock._state_deeds import tenant_of
from harness.mock._state_store import Record, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.mock._http import Request
    from harness.mock._state_memory import Memory

_JSON = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_MEMBERS = frozenset({"api", "path", "id", "parents", "value", "tenant", "credential"})


class StateControl:
    """Answers `GET`, `PUT` and `POST` of the state.

    Args:
        memory: that is shown and exchanged.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def __call__(self, request: Request) -> Response:
        """The answer to a request."""
        if request.method in ("GET", "HEAD"):
            return Response(200, _JSON, _written({"records": list(self._dumped())}))
        if request.method == "POST":
            self._memory.reset()
            return Response(204)
        if request.method == "PUT":
            return self._loaded(request)
        reason = f"{request.method} is no method of {request.path}"
        return problem(405, reason, (raw_header("Allow", "GET, HEAD, POST, PUT"),))

    def _dumped(self) -> Iterator[dict[str, Any]]:
        for record in self._memory.store:
            yield {
                "api": record.kind.api,
                "path": self._path(record),
                "parents": list(record.parents),
                "id": record.id,
                "tenant": record.tenant,
                "value": record.fields,
            }

    def _path(self, record: Record) -> str:
        resource = self._memory.resources(record.kind.api).at(record.kind.path)
        return record.kind.path if resource is None else resource.path

    def _loaded(self, request: Request) -> Response:
        content = json_value(request.body)
        entries = content.get("records") if isinstance(content, dict) else None
        if not isinstance(entries, list):
            return problem(400, 'the body is no state: {"records": [...]}')
        records = []
        for at, entry in enumerate(entries):
            record = self._record(entry)
            if isinstance(record, str):
                return problem(400, f"/records/{at}: {record}")
            records.append(record)
        self._memory.reset()
        for record in records:
            self._memory.keep(record)
        return Response(200, _JSON, _written({"records": len(records)}))

    def _record(self, entry: Any) -> Record | str:
        """A record, or why this is none."""
        if not isinstance(entry, dict):
            return "no object"
        unknown = entry.keys() - _MEMBERS
        if unknown:
            return f"there is no member {min(unknown)!r}; known: {', '.join(sorted(_MEMBERS))}"
        own, value, parents = entry.get("id"), entry.get("value", {}), entry.get("parents", [])
        if not isinstance(own, str | int | float) or isinstance(own, bool):
            return "id is neither a string nor a number"
        if not isinstance(value, dict) or not isinstance(parents, list):
            return "value is no object, or parents is no array"
        api = entry.get("api", next(iter(self._memory.names()), ""))
        if api not in self._memory.names():
            return f"api is none of {', '.join(self._memory.names())}"
        resource = self._memory.resources(api).at(str(entry.get("path")))
        if resource is None:
            known = ", ".join(resource.path for resource in self._memory.resources(api) if resource.is_creatable)
            return f"{entry.get('path')!r} is no path of a collection; known: {known}"
        if len(parents) != len(resource.parents):
            return f"{resource.path} has {len(resource.parents)} parents, not {len(parents)}"
        credential = entry.get("credential")
        tenant = tenant_of(credential) if isinstance(credential, str) else str(entry.get("tenant", ""))
        return Record(resource.kind, tenant, tuple(map(key_of, parents)), own, value, len(json.dumps(value)))


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
