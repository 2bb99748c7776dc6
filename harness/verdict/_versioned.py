"""What names the version: each dated snapshot says for itself which versions it takes and answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.verdict._finding import Judgement
from harness.vocabulary import COMPATIBLE, Step, parameter_step

if TYPE_CHECKING:
    from harness.comparison import Change
    from harness.versions import VersionSettings

# Of a change in the values of what names the version: who names the old one is answered as the old one says.
OF_A_VERSION = Judgement(COMPATIBLE, "by convention: it names the version, and each snapshot says which it takes")


def is_of_version(change: Change, version: VersionSettings | None) -> bool:
    """Whether a change is of the values with which messages name the version, as the settings of the API say.

    That it is there, or required, is a change like any other.
    """
    if version is None or change.subject != "schema":
        return False
    steps = {_plain(step) for step in change.trail}
    component = change.trail[0]
    if component.kind == "parameters":
        node = change.old_owner.file.at(("components", "parameters", component.name))
        steps |= {_plain(parameter_step(node.get("in"), node.get("name")))} if node is not None else set()
    return not steps.isdisjoint(_named_by(version))


def _named_by(version: VersionSettings) -> set[Step]:
    place, echo = version.place, version.echo
    steps = set() if place is None else {parameter_step(place.kind, place.name)}
    steps |= set() if echo is None else {Step("header", echo), Step("headers", echo)}
    return {_plain(step) for step in steps}


def _plain(step: Step) -> Step:
    """The step with the name of a header in small letters, as case means nothing there."""
    return step._replace(name=step.name.lower()) if "header" in step.kind else step
