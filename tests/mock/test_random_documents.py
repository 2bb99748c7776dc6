"""Documents that chance writes: whatever their schemas say, answers are valid, or say that nothing is."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from harness.messages import Accepted, Exchange, HTTPResponse
from harness.mock import app
from harness.mock._service import base_paths
from harness.versions import load_document
from tests.mock.conftest import whole
from tests.mock.test_every_operation import sent

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1", "3.2.0"])
@pytest.mark.parametrize("seed", range(12))
def test_a_valid_request_gets_a_valid_answer(written: Any, tmp_path: Path, version: str, seed: int) -> None:
    _, content = written(Random(seed), version)  # noqa: S311 - test data, no secrets
    file = tmp_path / "random.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    document = load_document(str(file))
    server = app(document, stateless=True, security=False)
    for operation in document.operations:
        exchange = Exchange(operation)
        request = exchange.request("typical", seed=seed)
        if operation.kind != "operation" or request is None:
            continue
        request = request._replace(path=base_paths(operation)[0] + request.path)
        response, again = (server.respond(sent(operation, request)) for _ in range(2))
        body = whole(response)
        assert body == whole(again)
        names = (str(response.status), "2XX", "default")
        declared = next((name for name in names if name in operation.responses), "default")
        if response.status == 501 or exchange.response(declared) is None:
            # Some values cannot be sent: lists of lists in a header.
            continue
        assert 200 <= response.status < 400, (operation, request, response)
        headers = tuple((name.decode(), value.decode()) for name, value in response.headers)
        judged = exchange.accept_response(HTTPResponse(response.status, headers, body))
        assert isinstance(judged, Accepted), (operation, response, judged)
