"""What is slow is told where a limit is set alone, and only if it is slow again and again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._finding import Finding
from harness.conformance._needs import met
from harness.conformance._oracles import run_probe
from harness.conformance._promptness import AnswersWithin, patience
from harness.conformance._task import Tally, Target
from harness.conformance._worker import facts_of
from harness.conformance._worlds import world_of

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT, _LONGER = 0.2, 0.4


class _Slow:
    """The library, which takes long to answer some requests.

    Args:
        app: the library.
        method: of what it takes long for.
        times: how often it does.
    """

    def __init__(self, app: Any, method: str, times: int) -> None:
        self._app = app
        self._method = method
        self._left = times

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == self._method and self._left:
            self._left -= 1
            time.sleep(_LONGER)  # noqa: ASYNC251 - nobody else is served
        await self._app(scope, receive, send)


@pytest.fixture
def slow(library: Any, served: Any, library_target: Callable[[str], Target]) -> Callable[..., list[Finding]]:
    """What is found to be slow where one method is, so many times, and some operations have a limit."""

    def run(operations: str | None, method: str, times: int) -> list[Finding]:
        told: list[Any] = []
        with served(_Slow(library.Library(), method, times)) as url:
            promptness = () if operations is None else (AnswersWithin(operations, _LIMIT),)
            target = library_target(url)._replace(promptness=promptness)
            world, client = world_of(target, target.asked[0], Tally(told.append))
            if method == "DELETE":
                made = world.existing(world.resources[0])
                assert made is not None
                delete = next(each for each in world.operations if each.name == "DELETE /shelves/{shelfId}")
                request = world.request(delete, ids=made.ids)
                assert request is not None
                world.ask(delete, request)
            run_probe(world, "_probe_promptness:promptness")
            client.close()
        return [each for each in told if isinstance(each, Finding) and each.check == "slow-answer"]

    return run


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_an_answer_that_takes_long_each_time_is_told_with_both_times(
    slow: Callable[..., list[Finding]], method: str
) -> None:
    found = slow(f"{method} /shelves*", method, 60)
    assert found
    assert {each.operation.split()[0] for each in found} == {method}
    for each in found:
        assert each.title == f"An answer takes {each.exchanged.seconds:.2f} seconds, where {_LIMIT:g} are set"
        assert each.exchanged.seconds >= _LONGER


def test_an_answer_that_takes_long_by_chance_is_not_told(slow: Callable[..., list[Finding]]) -> None:
    assert slow("GET /shelves", "GET", 2) == []


def test_without_a_limit_nothing_is_slow(slow: Callable[..., list[Finding]]) -> None:
    assert slow(None, "GET", 5) == []
    assert slow("POST /shelves", "GET", 5) == []


def test_the_plan_says_that_nothing_limits_the_time(library_target: Callable[[str], Target]) -> None:
    target = library_target("http://127.0.0.1")._replace(promptness=())
    from harness.conformance._task import documents_of

    need = met("promptness", facts_of(target, target.asked[0], documents_of(target), engine=False))
    assert not need.operations
    assert "answers-within" in need.reason


def test_an_answer_is_waited_for_beyond_its_limit() -> None:
    assert patience([]) == patience([AnswersWithin("*", 1)])
    assert patience([AnswersWithin("*", 1), AnswersWithin("GET /", 40)]) > 40
