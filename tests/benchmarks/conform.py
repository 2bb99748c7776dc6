"""Measures how fast a server is asked: by Schemathesis's engine alone, by `harness conform` with it, and from a corpus.

python tests/benchmarks/conform.py [API]

The mock of an API answers in a process of its own, so that seconds of processor time are those of who asks, whatever
else the machine does; both halves of a pair run at the same time.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from time import process_time
from typing import TYPE_CHECKING, Any

from harness.conformance._asked import apart
from harness.conformance._corpora import Corpora
from harness.conformance._corpus import UnitCases
from harness.conformance._corpus_judge import judge_corpus
from harness.conformance._engine import _configuration, prepare_process, prepared
from harness.conformance._engine_judge import judge_engine
from harness.conformance._engine_settings import generated, settings_of
from harness.conformance._limits import Limits
from harness.conformance._mocked import mocked
from harness.conformance._target import target_of
from harness.conformance._task import Tally, Task, Unit, documents_of
from harness.conformance._worlds import world_of
from harness.versions import Store

if TYPE_CHECKING:
    from harness.conformance._engine import Phase
    from harness.conformance._task import Target

PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing")
SPECS = "specs"
# Judged requests a second from a corpus; the share of the engine alone, and how much more two processes do.
WANTED, SHARE, TWICE = 1500, 0.9, 1.8
# So often a corpus is sent: once is too short to be measured.
_ROUNDS = 3


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "sensay"
    target = target_of(Store(SPECS).api(name), SPECS, None, "2026-11-29")
    with tempfile.TemporaryDirectory() as folder, mocked(name, SPECS) as url:
        own = target._replace(base_url=url)
        alone, ours = rates(("alone", "harness"), own, folder)
        both = rates(("harness", "harness"), own, folder)
        once, again = rates(("corpus", "corpus"), own, folder)
    print("requests for each second of processor time, of one process:")
    print(f"  the engine alone          {alone:8,.0f}")
    print(f"  harness with the engine   {ours:8,.0f}   {ours / alone:.0%} of it, {SHARE:.0%} wanted")
    print(f"  two processes of it       {sum(both):8,.0f}   {sum(both) / ours:.2f} times one, {TWICE} wanted")
    print(f"  harness from a corpus     {(once + again) / 2:8,.0f}   judged, {WANTED:,} wanted")
    return 0


def rates(kinds: tuple[str, ...], target: Target, folder: str) -> list[float]:
    """Requests for each second of processor time of processes that run at the same time."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(len(kinds)) as pool:
        waiting = [pool.apply_async(rate, (kind, target, folder, number)) for number, kind in enumerate(kinds)]
        return [each.get() for each in waiting]


def rate(kind: str, target: Target, folder: str, number: int) -> float:
    """Requests for each second of processor time, of one kind of asking."""
    prepare_process(os.path.join(folder, "hypothesis"))
    own = target._replace(identities=apart(target.identities, number), root=os.path.abspath(target.root))
    asked = own.asked[-1]
    document = documents_of(own)[asked.snapshot]
    names = generated(own, document)
    units = tuple(Unit(asked.label, phase, name) for phase in PHASES for name in names)
    task = Task("engine", asked, units)
    if kind == "corpus":
        return _from_corpus(own, task, os.path.join(folder, f"corpus-{number}"))
    if kind == "harness":
        _warm_up()
        start = process_time()
        tally = _Whole(lambda _: None)
        world, client = world_of(own, asked, tally)
        judge_engine(own, task, world.judge, tally, Limits())
        client.close()
        return tally.count / (process_time() - start)
    return _alone(own, task)


class _Whole(Tally):
    """A tally that counts all that is judged."""

    count = 0

    def judged(self, *arguments: Any, **options: Any) -> None:
        self.count += 1
        super().judged(*arguments, **options)


def _warm_up() -> None:
    import schemathesis.engine  # noqa: F401 - it takes seconds, and is no part of asking


def _alone(target: Target, task: Task) -> float:
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    document = documents_of(target)[task.asked.snapshot]
    operations = tuple(each for each in document.operations if each.kind == "operation")
    start, count = process_time(), 0
    settings = settings_of(target, task, PHASES, operations, writes=True)
    content = prepared(document.content, without=(target.sent.place, target.sent.name))
    config = SchemathesisConfig.from_dict(_configuration(settings))
    for event in from_schema(schemathesis.openapi.from_dict(content, config=config)).execute():
        if isinstance(event, events.ScenarioFinished):
            count += len(event.recorder.interactions)
    return count / (process_time() - start)


def _from_corpus(target: Target, task: Task, folder: str) -> float:
    with Corpora(folder, target) as corpora:

        def tell(message: Any) -> None:
            if isinstance(message, UnitCases):
                corpora.add(message, ())

        [cold] = [each for each in corpora.divided([task]) if each.units]
        world, client = world_of(target, task.asked, Tally(tell))
        judge_engine(target, cold, world.judge, Tally(tell), Limits())
        [warm] = [each for each in corpora.divided([task]) if each.units]
    tally = _Whole(lambda _: None)
    start = process_time()
    for _ in range(_ROUNDS):
        world, client = world_of(target, task.asked, tally)
        judge_corpus(target, warm, world, client, tally)
        client.close()
    return tally.count / (process_time() - start)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
