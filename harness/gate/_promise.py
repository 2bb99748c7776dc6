"""What the owner of an API promises, as settings say it, and what the promises of known APIs come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from harness.gate._periods import Period
from harness.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.versions import Settings

_PERIODS: Final = (
    "cadence",
    "breaking-cadence",
    "support",
    "overlap",
    "notice",
    "notice-element",
    "default-move-notice",
    "preview-at-most",
    "ahead",
    "approval-warning",
)


class Promise(NamedTuple):
    """What is promised of versions; each attribute is one line of `[promise]`, and None where nothing is promised.

    Attributes:
        preset: whose promise it is; None where all lines are the owner's own.
        new_version: when there is one: "breaking" when something breaks, at "any-change", or by a "schedule".
        breaking_needs: what makes a break right: a "new-version", a "new-train", or one of a "scheduled-month".
        additive: where something may be added: "in-place", in "all-versions" at once, or in a "new-version-only".
        cadence: how long after a version the next one comes at the earliest.
        breaking_cadence: the same for those that break something.
        release_months, release_day: when in the year versions come; months from 1.
        support: how long a version is served at least, counted from `support_from`: its "release", the release of its
            "successor", or its "deprecation".
        overlap: how long a version is served beside its successor at least.
        notice: how long before its sunset a version is deprecated.
        notice_element: the same of operations, parameters and properties.
        default_move_notice: how long a version is there before it is what requests mean that name none.
        served_at_least, served_at_most: how many versions there are at a time.
        removal: whether what is retired goes from "one-version" or from "all-versions" at once.
        headers: of the responses of what is deprecated.
        deprecation_format: of `Deprecation`: "rfc9745", "http-date" or "date".
        may_break_for: the kinds of approvals for which a version may break.
        stable_after_preview: whether a version is later than each of its previews.
        preview_at_most: how long a preview is served at most.
        ahead: how far the day of a snapshot may lie in the future.
        approval_warning: how long before its end an approval is warned of.
        unsupported: what is promised and no line can say.
    """

    preset: str | None = None
    new_version: str | None = "breaking"
    breaking_needs: str = "new-version"
    additive: str = "in-place"
    cadence: Period | None = None
    breaking_cadence: Period | None = None
    release_months: tuple[int, ...] = ()
    release_day: int | None = None
    support: Period | None = None
    support_from: str = "release"
    overlap: Period | None = None
    notice: Period | None = None
    notice_element: Period | None = None
    default_move_notice: Period | None = None
    served_at_least: int | None = None
    served_at_most: int | None = None
    removal: str = "one-version"
    headers: tuple[str, ...] = ()
    deprecation_format: str | None = None
    may_break_for: tuple[str, ...] = ()
    stable_after_preview: bool = False
    preview_at_most: Period | None = None
    ahead: Period = Period("P1Y", 12, 0)
    approval_warning: Period = Period("P14D", 0, 14)
    unsupported: tuple[str, ...] = ()


# Read from the pages of their owners in November 2026.
PRESETS: Final[Mapping[str, Mapping[str, Any]]] = {
    "github": {
        "new-version": "breaking",
        "additive": "all-versions",
        "support": "P24M",
        "support-from": "successor",
        "headers": ["Deprecation", "Sunset"],
        "deprecation-format": "http-date",
        "unsupported": ["a validation rule that is added breaks only where a document says it"],
    },
    "stripe": {
        "new-version": "schedule",
        "breaking-needs": "new-train",
        "cadence": "P1M",
        "breaking-cadence": "P6M",
        "unsupported": ["the version of the payload of events is that of their endpoint"],
    },
    "shopify": {
        "new-version": "schedule",
        "cadence": "P3M",
        "release-months": [1, 4, 7, 10],
        "release-day": 1,
        "support": "P12M",
        "overlap": "P9M",
        "unsupported": [
            "versions come at 17:00 UTC",
            "the payloads of webhooks have the version of their subscription",
            "responses say the reason of a deprecation in X-Shopify-API-Deprecated-Reason",
        ],
    },
    "hubspot": {
        "new-version": "schedule",
        "breaking-needs": "scheduled-month",
        "additive": "new-version-only",
        "cadence": "P6M",
        "release-months": [3, 9],
        "support": "P18M",
        "unsupported": ["what is not supported any more may still answer"],
    },
    "notion": {
        "new-version": "breaking",
        "additive": "all-versions",
        "unsupported": ["the conditions of errors may change"],
    },
    "azure": {
        "new-version": "breaking",
        "stable-after-preview": True,
        "preview-at-most": "P1Y",
        "unsupported": ["a preview ends 90 days after the next preview or stable version"],
    },
}
"""By the name of an API, the lines of its promise as `[promise]` has them, and what no line can say."""


def promise_of(settings: Settings) -> Promise:
    """The promise of an API: its own lines above those of its preset."""
    table = {} if settings.layers is None else settings.layers.tables.get("promise", {})
    preset = table.get("preset")
    lines = {**PRESETS.get(preset or "", {}), **table}
    return Promise(**{key.replace("-", "_"): _value(key, value) for key, value in lines.items()})


def _value(key: str, value: Any) -> Any:
    if key in _PERIODS:
        return Period.from_text(value)
    return tuple(value) if isinstance(value, list) else value
