"""The JSON Schema of `[promise]`: what an owner can promise of versions, in settings."""

from __future__ import annotations

from typing import Any, Final

from harness.vocabulary import array_of, closed_object

PRESET_NAMES: Final = ("github", "stripe", "shopify", "hubspot", "notion", "azure")
"""Whose promises are known."""

APPROVAL_KINDS: Final = ("security", "reliability", "legal", "owner")
"""Why an approval lets something break: in a version that may break for it, or for its owner's own reasons."""

_PERIOD: Final = (
    r"^P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?$",
    "is no period of days, weeks, months or years, such as P24M or P90D",
)


def _words(description: str, *words: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "enum": list(words)}


def _period(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description, "pattern": _PERIOD[0], "x-refusal": _PERIOD[1]}


def _number(description: str, most: int) -> dict[str, Any]:
    return {"type": "integer", "description": description, "minimum": 1, "maximum": most}


PROMISE: Final[dict[str, Any]] = closed_object(
    "What is promised of versions; `harness gate` judges each line by a rule of its own.",
    {
        "preset": _words("Whose promise stands below the lines here, with its profile of rules.", *PRESET_NAMES),
        "new-version": _words(
            "When there is a new version: when something breaks, at any change, or by a schedule.",
            "breaking",
            "any-change",
            "schedule",
        ),
        "breaking-needs": _words(
            "What a break needs: a new version, a new train of `date-train`, or a version of a scheduled month.",
            "new-version",
            "new-train",
            "scheduled-month",
        ),
        "additive": _words(
            "Where something may be added: in its version, in all served versions, or in new versions alone.",
            "in-place",
            "all-versions",
            "new-version-only",
        ),
        "cadence": _period("How long after a version the next one comes at the earliest."),
        "breaking-cadence": _period("The same for versions that break something."),
        "release-months": array_of(
            _number("A month.", 12), "The months in which versions come, from 1.", uniqueItems=True
        ),
        "release-day": _number("The day of the month on which versions come.", 31),
        "support": _period("How long a version is served at least."),
        "support-from": _words("From when `support` counts.", "release", "successor", "deprecation"),
        "overlap": _period("How long a version is served beside its successor at least."),
        "notice": _period("How long before its sunset a version is deprecated at least."),
        "notice-element": _period("The same for operations, parameters and properties."),
        "default-move-notice": _period("How long a version is there at least before unnamed requests mean it."),
        "served-at-least": _number("How many versions are served at least.", 1000),
        "served-at-most": _number("How many versions are served at most.", 1000),
        "removal": _words(
            "Whether what is retired goes from one version or from all at once.", "one-version", "all-versions"
        ),
        "headers": array_of(
            {"type": "string", "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "x-refusal": "is no name of an HTTP header"},
            "The headers that responses of what is deprecated have.",
            uniqueItems=True,
        ),
        "deprecation-format": _words(
            "How `Deprecation` says its day: `@1688169599`, `Fri, 30 Jun 2023 23:59:59 GMT`, or `2023-06-30`.",
            "rfc9745",
            "http-date",
            "date",
        ),
        "may-break-for": array_of(
            _words("A kind.", *APPROVAL_KINDS),
            "The kinds of approvals for which a version may break.",
            uniqueItems=True,
        ),
        "stable-after-preview": {"type": "boolean", "description": "Whether a version is later than its previews."},
        "preview-at-most": _period("How long a preview of `date-preview` is served at most."),
        "ahead": {**_period("How far the day of a snapshot may lie in the future."), "default": "P1Y"},
        "approval-warning": {**_period("How long before its end an approval is warned of."), "default": "P14D"},
    },
)
