"""Faults that clients ask for, so that they learn to live with them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from harness.mock._disturbances import disturbance

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.mock._server import MockServer

KEY = {"X-ORGANIZATION-SECRET": "any", "X-USER-ID": "any"}


@pytest.fixture
def address(mock_server: Callable[..., MockServer]) -> str:
    return f"{mock_server('sensay', stateless=True, faults=True).url}/v1/replicas"


def ask(address: str, fault: str, **more: Any) -> httpx.Response:
    return httpx.get(address, headers=KEY | {"X-Mock-Fault": fault}, **more)


def test_a_status_that_is_asked_for_comes_in_the_declared_error(address: str) -> None:
    answer = ask(address, "status=500")
    assert answer.status_code == 500
    assert answer.json()["success"] is False
    assert ask(address, "status=503").headers["content-type"] == "application/problem+json"


def test_a_delay_is_waited_for_and_the_answer_is_whole(address: str) -> None:
    usual = httpx.get(address, headers=KEY)
    start = time.monotonic()
    answer = ask(address, "delay=300ms")
    assert time.monotonic() - start >= 0.3
    assert (answer.status_code, answer.content) == (200, usual.content)
    with pytest.raises(httpx.ReadTimeout):
        ask(address, "delay=5", timeout=0.2)


def test_a_dropped_connection_brings_nothing(address: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(address, "drop")
    assert httpx.get(address, headers=KEY).status_code == 200


def test_a_truncated_answer_ends_too_early(address: str) -> None:
    received: list[bytes] = []
    with httpx.stream("GET", address, headers=KEY | {"X-Mock-Fault": "truncate=100"}) as answer:
        pieces = answer.iter_raw()
        with pytest.raises(httpx.RemoteProtocolError):
            received.extend(pieces)
    assert sum(map(len, received)) == 100
    assert int(answer.headers["content-length"]) > 100


def test_a_dripping_answer_comes_in_small_pieces(address: str) -> None:
    usual = httpx.get(address, headers=KEY).content
    start = time.monotonic()
    answer = ask(address, "drip=2ms")
    assert answer.content == usual
    assert time.monotonic() - start >= 0.002 * len(usual) / (len(usual) // 100 + 16)


def test_several_faults_come_together(address: str) -> None:
    start = time.monotonic()
    assert ask(address, "delay=0.2s, status=500").status_code == 500
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize("fault", ["", "status", "status=99", "status=1000", "delay=-1", "delay=nan", "drop=1", "x=1"])
def test_what_is_no_fault_is_refused_with_what_there_is(fault: str, address: str) -> None:
    answer = ask(address, fault)
    assert answer.status_code == 400
    assert "truncate=100" in answer.json()["detail"]


def test_nothing_happens_where_faults_are_not_switched_on(mock_server: Callable[..., MockServer]) -> None:
    address = f"{mock_server('sensay', stateless=True).url}/v1/replicas"
    assert ask(address, "status=500").status_code == 200


def test_rates_decide_by_operation_and_seed(mock_server: Callable[..., MockServer]) -> None:
    rates = {"GET /v1/replicas": (0.5, disturbance("status=500"))}

    def statuses(seed: int) -> list[int]:
        url = mock_server("sensay", stateless=True, fault_rates=rates, seed=seed).url
        with httpx.Client(base_url=url, headers=KEY) as client:
            assert {client.get("/v1/users/me").status_code for _ in range(20)} == {200}
            return [client.get("/v1/replicas").status_code for _ in range(60)]

    assert statuses(1) == statuses(1) != statuses(2)
    assert 10 < statuses(1).count(500) < 50
