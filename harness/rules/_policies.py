"""What known APIs say of kinds of changes in their policies, where that is not what the catalogue says.

Such a profile stands above proofs: it is about what clients are told to expect, not about what they can be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from harness.vocabulary import BREAKING, COMPATIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.vocabulary import Impact

# Clients are told to expect values that they do not know.
_OPEN_VALUES: Final[Mapping[str, Impact]] = {
    "response-enum-widened": COMPATIBLE,
    "response-const-widened": COMPATIBLE,
}
# Clients are told to expect members that they do not know.
_OPEN_OBJECTS: Final[Mapping[str, Impact]] = {"response-property-added-to-closed-object": COMPATIBLE}
# What is read or sent does not go, whether it was required or not.
_NOTHING_GOES: Final[Mapping[str, Impact]] = {
    "request-parameter-removed": BREAKING,
    "request-parameter-renamed": BREAKING,
    "request-parameter-moved": BREAKING,
    "request-property-removed": BREAKING,
    "response-property-removed": BREAKING,
    "response-optional-header-removed": BREAKING,
}
# An answer that clients know does not go either, be it an error.
_STATUSES_STAY: Final[Mapping[str, Impact]] = {
    "response-status-removed": BREAKING,
    "response-error-status-replaced": BREAKING,
}
# A type is what it was, whatever it becomes.
_TYPES_STAY: Final[Mapping[str, Impact]] = {
    "request-type-narrowed": BREAKING,
    "request-type-widened": BREAKING,
    "response-type-narrowed": BREAKING,
    "response-type-widened": BREAKING,
}
# Whoever could get in before can.
_SAME_ACCESS: Final[Mapping[str, Impact]] = {
    "security-type-changed": BREAKING,
    "security-address-changed": BREAKING,
    "security-flow-removed": BREAKING,
}

POLICIES: Final[Mapping[str, Mapping[str, Impact]]] = {
    "github": {
        **_OPEN_VALUES,
        **_OPEN_OBJECTS,
        **_NOTHING_GOES,
        **_STATUSES_STAY,
        **_TYPES_STAY,
        **_SAME_ACCESS,
        "response-enum-narrowed": BREAKING,
        "request-property-read-only": BREAKING,
    },
    "stripe": {**_OPEN_OBJECTS, **_NOTHING_GOES},
    "shopify": _NOTHING_GOES,
    "hubspot": _NOTHING_GOES,
    "notion": {**_OPEN_VALUES, **_OPEN_OBJECTS, **_NOTHING_GOES},
    "azure": _NOTHING_GOES,
}
"""By the name of an API, the impacts of rules by its policy."""
