"""The mock is right by construction, so our own checks leave it alone, for every version of each stored API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.conformance._asked import AskedVersion, apart, invented
from harness.conformance._causes import causes
from harness.conformance._finding import Finding
from harness.conformance._model import VersionSent
from harness.conformance._oracles import run_oracles
from harness.conformance._run import Outcome
from harness.conformance._task import Ended, Tally, Target, Task
from harness.conformance._worker import facts_of
from harness.conformance._worlds import world_of
from harness.mock import app
from harness.versions import Store, load_snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["sensay", "aivax"])
def test_the_mock_is_left_alone(name: str, root: Path, served: Any) -> None:
    specs = str(root / "specs")
    api = Store(specs).api(name)
    place, is_dated = api.settings.version.place, api.style != "none"
    snapshots = api.snapshots if is_dated else api.snapshots[-1:]
    documents = [load_snapshot(snapshot) for snapshot in snapshots]
    people = tuple(invented(documents, tenant, user) for tenant, user in (("a", "first"), ("b", "stranger")))
    asked = tuple(AskedVersion(each.date if is_dated else None, each.label, each.date) for each in snapshots)
    sent = VersionSent("none", "") if place is None else VersionSent(place.kind, place.name)
    outcomes, untested = [], set[str]()
    with served(app(name, specs=specs)) as url:
        target = Target(name, specs, True, url, sent, people, api.settings.version.echo, asked, invented=True)
        for number, version in enumerate(asked):
            told: list[Any] = []
            tally = Tally(told.append)
            own = target._replace(identities=apart(people, number))
            world, client = world_of(own, version, tally)
            run_oracles(world, facts_of(own, version, dict(world.documents), engine=False))
            client.close()
            found = tuple(each for each in told if isinstance(each, Finding))
            outcomes.append(Outcome(Task("oracles", version), found, None, Ended()))
            untested |= {operation.name for operation in world.operations if not tally.cases[operation.name]}
    assert [(cause.key, cause.findings[0][0].title) for cause in causes(outcomes)] == []
    assert not untested
