"""Limits hold for all processes of a run together, and a server that asks to wait is obeyed."""

from __future__ import annotations

from email.utils import formatdate
from multiprocessing import get_context
from time import monotonic, time
from typing import Any

import pytest

from harness.conformance._limits import Limits, NotSent, Rate, asked_to_wait


def _takes(limits: Limits, count: int, pipe: Any) -> None:
    """How many of so many requests leave, and when."""
    times = []
    try:
        for _ in range(count):
            limits.take("GET", "/things")
            times.append(monotonic())
    except NotSent:
        pass
    pipe.send(times)


def test_processes_share_one_rate_and_one_number_of_requests() -> None:
    limits = Limits([Rate("*", 20)], most=9).shared_by_processes()
    context = get_context("spawn")
    pipes, processes = [], []
    for _ in range(2):
        ours, theirs = context.Pipe()
        processes.append(context.Process(target=_takes, args=(limits, 8, theirs)))
        processes[-1].start()
        pipes.append(ours)
    times = sorted(moment for pipe in pipes for moment in pipe.recv())
    for process in processes:
        process.join()
    assert len(times) == limits.sent == 9
    assert times[-1] - times[0] >= 8 / 20 - 0.05


def test_an_operation_has_a_rate_of_its_own() -> None:
    limits, start = Limits([Rate("POST /chats/{id}/completions", 10)]), monotonic()
    for _ in range(20):
        limits.take("GET", "/chats/7/completions")
        limits.take("POST", "/chats")
    assert monotonic() - start < 0.1
    for _ in range(3):
        limits.take("POST", "/chats/7/completions")
    assert monotonic() - start >= 0.2


def test_nothing_waits_for_longer_than_the_run_lasts() -> None:
    limits = Limits([Rate("*", 0.01)], deadline=monotonic() + 1)
    limits.take("GET", "/")
    with pytest.raises(NotSent, match="no time left"):
        limits.take("GET", "/")
    assert not limits.waits(503, [("Retry-After", "30")])


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, [("retry-after", "7")], 7.0),
        (503, [("Retry-After", "0")], 0.0),
        (429, [], 1.0),
        (429, [("Retry-After", "soon")], 1.0),
        (503, [], None),
        (503, [("Retry-After", "-1")], None),
        (200, [("Retry-After", "7")], None),
        (503, [("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")], 0.0),
    ],
)
def test_what_a_server_asks_to_wait_is_read_in_all_its_forms(
    status: int, headers: list[tuple[str, str]], seconds: float | None
) -> None:
    assert asked_to_wait(status, headers) == seconds


def test_a_date_to_come_is_waited_for() -> None:
    seconds = asked_to_wait(503, [("Retry-After", formatdate(time() + 30, usegmt=True))])
    assert seconds is not None
    assert 25 < seconds < 31
