"""What a difference means: the catalogue of rules."""

from __future__ import annotations

from harness.rules._catalogue import RULES, matching, rule, rule_for
from harness.rules._described import media_range, response_key_for
from harness.rules._lifecycle_aspects import announced, sunset_of
from harness.rules._rule import JUDGES, Judge, Rule
from harness.rules._settings import PROFILES, Setting, profile_settings, stable_settings
from harness.vocabulary import BREAKING, COMPATIBLE, CONVENTION, IMPACTS, PROOF, STRUCTURE, WARNING, Basis, Impact

__all__ = [
    "BREAKING",
    "COMPATIBLE",
    "CONVENTION",
    "IMPACTS",
    "JUDGES",
    "PROFILES",
    "PROOF",
    "RULES",
    "STRUCTURE",
    "WARNING",
    "Basis",
    "Impact",
    "Judge",
    "Rule",
    "Setting",
    "announced",
    "matching",
    "media_range",
    "profile_settings",
    "response_key_for",
    "rule",
    "rule_for",
    "stable_settings",
    "sunset_of",
]
