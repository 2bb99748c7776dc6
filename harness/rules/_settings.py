"""What users set: the impact of single rules, and profiles, which are named tables of such settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harness.records import NamedTuple
from harness.rules._catalogue import RULES
from harness.rules._policies import POLICIES
from harness.vocabulary import BREAKING, COMPATIBLE, CONVENTION, WARNING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.rules._rule import Rule
    from harness.vocabulary import Impact


class Setting(NamedTuple):
    """The impact of a rule, where it is not to be the catalogue's.

    Attributes:
        impact: what the rule comes to.
        file, line: where that is said; None where no file says it.
        profile: the profile that says so; None for a rule that is set by its name.
        above_proofs: whether it stands above what a proof decides, as all do but those of profiles of ours.
    """

    impact: Impact
    file: str | None = None
    line: int | None = None
    profile: str | None = None
    above_proofs: bool = True


def _is_risk(rule: Rule) -> bool:
    return bool(rule.risk) or (rule.impact == WARNING and rule.basis == CONVENTION)


# What the rules come to by each profile, but for those that stay as they are.
PROFILES: Final[Mapping[str, Mapping[str, Impact]]] = {
    "default": {},
    "law": {rule.id: rule.law or COMPATIBLE for rule in RULES if rule.law is not None or rule.risk},
    "cautious": {rule.id: BREAKING for rule in RULES if _is_risk(rule)},
    **POLICIES,
}


def profile_settings(name: str, file: str | None = None, line: int | None = None) -> dict[str, Setting]:
    """The settings of a profile, with the place where it is chosen."""
    above = name in POLICIES
    return {rule: Setting(impact, file, line, name, above) for rule, impact in PROFILES[name].items()}


def stable_settings(file: str | None = None, line: int | None = None) -> dict[str, Setting]:
    """The settings by which what is in beta is as stable as all else, with the place where that is said."""
    in_beta = [rule.id for rule in RULES if any(aspect.endswith(", in beta") for aspect in rule.aspects)]
    return {rule: Setting(BREAKING, file, line) for rule in in_beta}
