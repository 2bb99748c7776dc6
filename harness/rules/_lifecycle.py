"""Announcements: deprecation, sunset, stability. They change no message today, but what may be removed tomorrow."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import BREAKING, COMPATIBLE, CONVENTION, WARNING, Subject

# Whatever may be announced to go.
_ANNOUNCED: tuple[Subject, ...] = (
    "operation",
    "parameter",
    "header",
    "schema",
    "property",
    "security scheme",
    "callback",
    "path item",
    "media type",
    "request body",
    "response",
    "document",
    "info",
    "tag",
    "server",
    "flow",
    "encoding",
    "link",
    "example",
    "component",
    "member",
    "externalDocs",
    "alternative",
    "security",
    "scope",
)

RULES = (
    Rule(
        id="deprecation-announced",
        subjects=_ANNOUNCED,
        aspects=("deprecated: set",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that nothing is marked as deprecated.",
        why="It is still served as before; the mark asks clients to leave it.",
        instead="Name the day of its end with `x-sunset`.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `deprecated`; JSON Schema 2020-12 validation, 9.3",
    ),
    Rule(
        id="deprecation-withdrawn",
        subjects=_ANNOUNCED,
        aspects=("deprecated: withdrawn", "deprecated"),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no deprecation is withdrawn.",
        why="What was to go stays.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `deprecated`; JSON Schema 2020-12 validation, 9.3",
    ),
    Rule(
        id="sunset-announced",
        subjects=_ANNOUNCED,
        aspects=("x-sunset: announced",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no day is named after which something is no longer served.",
        why="Until that day nothing changes, and from the announcement on clients can plan for it.",
        source="RFC 8594, 3 The Sunset HTTP Response Header Field",
    ),
    Rule(
        id="sunset-moved-earlier",
        subjects=_ANNOUNCED,
        aspects=("x-sunset: earlier",),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no announced end moves to an earlier day.",
        why=(
            "Clients planned with the later day. Whether the notice that is left is long enough stands in no document."
        ),
        instead="Keep the day that was announced.",
        source="RFC 8594, 3 The Sunset HTTP Response Header Field",
    ),
    Rule(
        id="sunset-postponed",
        subjects=_ANNOUNCED,
        aspects=("x-sunset: later",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no announced end moves to a later day.",
        why="Clients get more time.",
        source="RFC 8594, 3 The Sunset HTTP Response Header Field",
    ),
    Rule(
        id="sunset-withdrawn",
        subjects=_ANNOUNCED,
        aspects=("x-sunset: withdrawn",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no announced end is withdrawn.",
        why="What was to go on that day stays.",
        source="RFC 8594, 3 The Sunset HTTP Response Header Field",
    ),
    Rule(
        id="stability-lowered",
        subjects=("operation",),
        aspects=("stability: lowered",),
        impact=BREAKING,
        decided_by=CONVENTION,
        checks="Checks that no operation becomes less stable.",
        why=(
            "What is in beta may be removed at any time. If becoming beta were harmless, every removal could be "
            "had in two harmless steps."
        ),
        instead="Offer the unstable form as an operation of its own.",
        source="Convention: AIP-181, Stability levels; oasdiff, `x-stability-level`",
    ),
    Rule(
        id="stability-raised",
        subjects=("operation",),
        aspects=("stability: raised",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no operation becomes more stable.",
        why="Clients are promised more than before.",
        source="Convention: AIP-181, Stability levels; oasdiff, `x-stability-level`",
    ),
    Rule(
        id="extension-changed",
        subjects=_ANNOUNCED,
        aspects=("x-",),
        impact=COMPATIBLE,
        checks="Checks that no extension changes.",
        why=("The standard gives members that begin with `x-` no meaning, so no message is valid or invalid for them."),
        source="OpenAPI 3.1.1, 4.9 Specification Extensions",
    ),
)
