"""The corpora of all snapshots of a run: what they have is sent again, and what they lack is generated for them."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from time import time
from typing import TYPE_CHECKING

from harness.conformance._corpus import Corpus, digests_of, is_corpus
from harness.conformance._task import Task, documents_of, hashes_of
from harness.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self

    from harness.conformance._asked import AskedVersion
    from harness.conformance._corpus import UnitCases
    from harness.conformance._task import Target

# Days after which a corpus that no run has used goes.
_LONGEST = 30
# Identities that are made up go by the number of their task: this far from those of all others.
_APART = 1000


class Corpora:
    """The corpora of a folder that a run takes cases from.

    Args:
        folder: for the corpora of all APIs.
        target: of the run.
        fresh: whether to make them anew.

    Raises:
        UsageError: they cannot be written.
    """

    def __init__(self, folder: str, target: Target, *, fresh: bool = False) -> None:
        documents, hashes = documents_of(target), hashes_of(target)
        key = _key(target)
        name = sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:10]
        place = os.path.join(os.path.abspath(folder), target.api)
        self._snapshots = {asked.label: asked.snapshot for asked in target.asked}
        self._corpora: dict[str, Corpus] = {}
        try:
            for day, document in documents.items():
                path = os.path.join(place, f"{day}-{name}.jsonl")
                self._corpora[day] = Corpus(path, key, digests_of(document, hashes[day]), fresh=fresh)
            _sweep(place)
        except OSError as error:
            self.close()
            raise UsageError(f"cannot write the corpus below {folder[:200]!r}", cause=error.strerror) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let other runs add to them."""
        for corpus in self._corpora.values():
            corpus.close()

    def add(self, cases: UnitCases, secrets: Iterable[str]) -> None:
        """The cases of a unit were generated."""
        self._corpora[self._snapshots[cases.unit.version]].add(cases, secrets)

    def divided(self, tasks: Iterable[Task]) -> list[Task]:
        """The tasks; of those that generate, what is sent again comes first, all of a version at once."""
        own: list[Task] = []
        again: dict[AskedVersion, Task] = {}
        live: list[Task] = []
        for task in tasks:
            if task.kind != "engine":
                own.append(task)
                continue
            corpus = self._corpora[task.asked.snapshot]
            known = [unit for unit in task.units if (unit.phase, unit.part) in corpus.parts]
            live.append(task._replace(units=tuple(u for u in task.units if u not in known), corpus=corpus.path))
            first = Task("corpus", task.asked, (), task.number + _APART, corpus.path)
            before = again.get(task.asked, first)
            again[task.asked] = before._replace(units=(*before.units, *known))
        return [*own, *again.values(), *live]


def _sweep(place: str) -> None:
    """Remove the corpora of a folder that no run has used for long."""
    for entry in os.scandir(place):
        if (
            entry.name.endswith(".jsonl")
            and entry.stat().st_mtime < time() - _LONGEST * 86400
            and is_corpus(entry.path)
        ):
            os.unlink(entry.path)


def _key(target: Target) -> dict[str, object]:
    """What makes generated requests others, beside the snapshot."""
    from importlib.metadata import version

    from harness import __version__
    from harness.conformance._client import is_loopback

    return {
        "seed": target.seed,
        "examples": target.examples,
        "sent": list(target.sent),
        "writes": target.allow_writes or is_loopback(target.base_url),
        "harness": __version__,
        "schemathesis": version("schemathesis"),
        "hypothesis": version("hypothesis"),
    }
