"""A small dated API at a real server, with switches that break its promises."""

from __future__ import annotations

import json
import shutil
from contextlib import closing, suppress
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._asked import AskedVersion, Identity, apart, invented
from harness.conformance._causes import Cause, causes
from harness.conformance._engine_judge import judge_engine
from harness.conformance._finding import Finding
from harness.conformance._limits import Limits
from harness.conformance._model import VersionSent
from harness.conformance._oracles import run_oracles
from harness.conformance._promptness import AnswersWithin
from harness.conformance._target import target_of
from harness.conformance._task import Ended, Outcome, Scope, Seen, Tally, Target, Task, Unit
from harness.conformance._worker import facts_of
from harness.conformance._worlds import world_of
from harness.mock import app
from harness.versions import Store, load_snapshot
from tests.mutants import generated as generated_module
from tests.mutants import library as library_module
from tests.mutants import marina, marina_documents, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.conformance._engine import Phase

_PHASES: tuple[Phase, ...] = ("examples", "coverage")
_PEOPLE = (("first", "a"), ("second", "a"), ("stranger", "b"))


@pytest.fixture(scope="session")
def library() -> Any:
    """The API as documents, and as a server with switches."""
    return library_module


@pytest.fixture(scope="session")
def served() -> Any:
    """Serves an application on a free port."""
    return serving.served


@pytest.fixture(scope="session")
def library_store(library: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the API as a store of snapshots."""
    store: Path = library.store(tmp_path_factory.mktemp("library"))
    return store


@pytest.fixture(scope="session")
def library_target(library: Any, library_store: Path) -> Callable[[str], Target]:
    """What a run against the API at an address is to do."""
    asked = tuple(AskedVersion(day, day, day) for day in library.DAYS)
    # The oldest ends, as the settings of the API would say.
    asked = (asked[0]._replace(deprecated="2026-01-01", sunset="2027-01-31"), *asked[1:])
    people = tuple(
        Identity(name, tenant, {"Key": f"tenant-{tenant}", "Reader": f"{name}-{tenant}"}) for name, tenant in _PEOPLE
    )

    def target(url: str) -> Target:
        sent = VersionSent("header", library.HEADER)
        prompt = (AnswersWithin("GET /shelves/{id}/count", library.COUNTED_WITHIN),)
        return Target(
            "library",
            str(library_store),
            True,
            url,
            sent,
            people,
            library.HEADER,
            asked,
            strict=True,
            promptness=prompt,
            private=(("/drafts", "Reader"),),
        )

    return target


@pytest.fixture
def seen(library: Any, served: Any, library_target: Callable[[str], Target]) -> Callable[..., list[Cause]]:
    """What our own checks see at the API, with some switches on."""

    def run(*faults: str) -> list[Cause]:
        with served(library.Library(frozenset(faults))) as url:
            target = library_target(url)
            return _seen_at([target._replace(identities=apart(target.identities, number)) for number in range(3)])

    return run


@pytest.fixture
def marina_target(marina_store: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Target]:
    """What a run against the marina at an address is to do, as its settings say."""
    for variable, value in marina_documents.environment().items():
        monkeypatch.setenv(variable, value)
    api = Store(str(marina_store)).api("marina")

    def target(url: str) -> Target:
        # What hangs is to hang for a while only.
        return target_of(api, str(marina_store), url, "2026-11-29")._replace(timeout=4.0)

    return target


@pytest.fixture(scope="session")
def marina_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the marina as a store of snapshots."""
    store: Path = marina_documents.store(tmp_path_factory.mktemp("marina"))
    return store


@pytest.fixture
def seen_at_marina(marina_target: Callable[[str], Target]) -> Callable[..., list[Cause]]:
    """What a run sees at the marina, with some faults; requests are generated for the operations that are named."""

    def run(*faults: str, generated_for: tuple[str, ...] = ()) -> list[Cause]:
        with marina.served(marina.Marina(*faults)) as url:
            target = marina_target(url)
            return _seen_at([target] * len(target.asked), generated_for)

    return run


def _seen_at(targets: list[Target], generated_for: tuple[str, ...] = ()) -> list[Cause]:
    """The causes of what is found, with a target for each version."""
    outcomes = []
    for target, asked in zip(targets, targets[0].asked, strict=True):
        told: list[Any] = []
        tally = Tally(told.append)
        world, client = world_of(target, asked, tally)
        run_oracles(world, facts_of(target, asked, dict(world.documents), engine=False))
        client.close()
        units = [Unit(asked.label, phase, each) for phase in _PHASES for each in generated_for]
        if units:
            judge_engine(target, Task("engine", asked, tuple(units)), world.judge, tally, Limits())
        tally.tell()
        found = tuple(each for each in told if isinstance(each, Finding))
        counts = [each for each in told if isinstance(each, Seen)]
        outcomes.append(Outcome(Unit(asked.label, "oracles", ""), found, counts[-1], Ended()))
    return causes(outcomes)


class _Seen(Exception):
    """The check that was looked for has spoken."""


@pytest.fixture(scope="session")
def generated() -> Any:
    """Makes mutants of what differs between two snapshots."""
    return generated_module


@pytest.fixture
def seen_of_mutant(root: Path, served: Any, tmp_path: Path) -> Callable[[str, Any], list[str]]:
    """The checks that speak at the mock of a mutant, up to the first that is to see it."""

    def run(name: str, mutant: Any) -> list[str]:
        mocked = tmp_path / token_hex(4)
        shutil.copytree(root / "specs" / name, mocked / name)
        (mocked / name / f"{mutant.day}.yaml").write_text(json.dumps(mutant.content))
        api = Store(str(root / "specs")).api(name)
        place = api.settings.version.place
        assert place is not None
        documents = [load_snapshot(snapshot) for snapshot in api.snapshots]
        people = tuple(invented(documents, tenant, user) for user, tenant in (("first", "a"), ("other", "b")))
        asked = tuple(AskedVersion(each.date, each.label, each.date) for each in api.snapshots)
        target = Target(
            name, str(root / "specs"), True, "", VersionSent(place.kind, place.name), people,
            api.settings.version.echo, asked, Scope(mutant.operations), invented=True,
        )  # fmt: skip
        told: list[str] = []

        def tell(message: Any) -> None:
            told.extend([message.check] if isinstance(message, Finding) else [])
            if told and told[-1] in mutant.checks:
                raise _Seen

        with served(app(name, specs=str(mocked))) as url, suppress(_Seen):
            own = target._replace(base_url=url)
            version = next(each for each in asked if each.snapshot == mutant.day)
            world, client = world_of(own, version, Tally(tell))
            with closing(client):
                run_oracles(world, facts_of(own, version, dict(world.documents), engine=False))
            units = [Unit(version.label, phase, each) for phase in _PHASES for each in mutant.operations]
            judge_engine(own, Task("engine", version, tuple(units)), world.judge, Tally(tell), Limits())
        return told

    return run
