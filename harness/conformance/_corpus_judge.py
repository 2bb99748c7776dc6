"""A corpus, sent again: the requests that were generated once, for what is there now, and judged like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.conformance._asked import with_credentials, with_version
from harness.conformance._cases import is_foreign, judge_case
from harness.conformance._client import NotSent
from harness.conformance._corpus import cases_in
from harness.conformance._corpus_cases import bound_path
from harness.conformance._engine_settings import credentials_of, generated
from harness.conformance._json import json_of

if TYPE_CHECKING:
    from harness.conformance._asked import Credential
    from harness.conformance._client import Client, Exchanged
    from harness.conformance._corpus import CorpusCase, Source
    from harness.conformance._task import Tally, Target, Task
    from harness.conformance._world import World
    from harness.document import Operation

# Methods whose names libraries answer by themselves.
_IMPLICIT = frozenset({"HEAD", "OPTIONS"})
_GONE = frozenset({404, 410})


def judge_corpus(target: Target, task: Task, world: World, client: Client, tally: Tally) -> None:
    """Send what a corpus has for the units of a task, and tell what comes of it.

    Raises:
        ServerAway: nobody takes connections any more.
    """
    assert task.corpus is not None
    cases = cases_in(task.corpus)
    operations = {operation.name: operation for operation in world.document.operations}
    chosen = tuple(operations[name] for name in generated(target, world.document))
    sender = _Sender(world, client, credentials_of(target, chosen), tally)
    for unit in task.units:
        tally.begin(unit)
        reason = None
        try:
            sender.send([(operations[case.operation], case) for case in cases.get((unit.phase, unit.part), ())])
        except NotSent as limit:
            reason = str(limit)
        tally.end(reason, answered=world.answered)


class _Sender:
    """Sends cases, one after the other."""

    def __init__(self, world: World, client: Client, credentials: tuple[Credential, ...], tally: Tally) -> None:
        self._world = world
        self._client = client
        self._credentials = credentials
        self._tally = tally
        self._deleted = {each.delete.name: each for each in world.resources if each.delete is not None}

    def send(self, cases: list[tuple[Operation, CorpusCase]]) -> None:
        """Send the cases of a unit.

        Raises:
            NotSent: the limits of the run forbid it.
        """
        answers: list[Any] = []
        for operation, case in cases:
            values = self._values(operation, case, answers)
            exchanged = None if values is None else self._sent(operation, case, values)
            answers.append(None if exchanged is None else json_of(exchanged.response))

    def _sent(self, operation: Operation, case: CorpusCase, values: dict[str, Any]) -> Exchanged:
        world, request = self._world, case.request
        credentials = tuple(each for each in self._credentials if each.name in case.carriers)
        request = request._replace(path=bound_path(operation, request.path, values))
        request = with_version(with_credentials(request, credentials), world.sent, world.asked.name)
        exchanged = self._client.send(request)
        response = exchanged.response
        world.answered = world.answered or response is not None
        foreign = is_foreign(operation, request.method)
        taken = foreign and response is not None and response.status < 400 and request.method not in _IMPLICIT
        codes = ("ST204",) if taken else ()
        judge_case(operation, exchanged, world.judge, self._tally, valid=case.valid, codes=codes)
        if not foreign:
            world.seen(operation, exchanged)
        if values and response is not None and (response.status in _GONE or request.method == "DELETE"):
            world.forget_all()  # what follows is for what is there then
        return exchanged

    def _values(self, operation: Operation, case: CorpusCase, answers: list[Any]) -> dict[str, Any] | None:
        """What stands in the path now for what came from answers; None where nothing does."""
        if not case.bound:
            return {}
        answered = {name: _told(source, answers) for name, source in case.bound.items() if source.back}
        values = {name: value for name, value in answered.items() if value is not None}
        if len(values) < len(case.bound):
            # What is not bound keeps the value that was generated, if it has one.
            there = self._there(operation)
            values = {**{name: there[name] for name in case.bound if name in there}, **values}
        return None if answered.keys() - values.keys() else values

    def _there(self, operation: Operation) -> dict[str, Any]:
        """Ids of what is there; of what was made for it alone, where it will be taken away."""
        resource = self._deleted.get(operation.name)
        if resource is None:
            return self._world.ids(operation)
        made = self._world.create(resource)
        return {} if made is None else made.ids


def _told(source: Source, answers: list[Any]) -> Any:
    if source.back > len(answers):
        return None
    value = answers[-source.back]
    try:
        for step in source.path:
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return None
    return value if isinstance(value, str | int) else None
