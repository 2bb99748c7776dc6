"""What belongs to a document as a whole: descriptions, names of components, and what is no OpenAPI at all."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import (
    ANNOTATED,
    COMPATIBLE,
    CONVENTION,
    NARROWED,
    NONE,
    REPLACED,
    REQUEST,
    RESPONSE,
    STRUCTURE,
    WARNING,
    WIDENED,
    Subject,
)

# What has a meaning of its own, for changes that no other row knows.
_PARTS: tuple[Subject, ...] = (
    "document",
    "info",
    "tag",
    "server",
    "path item",
    "operation",
    "callback",
    "security scheme",
    "flow",
    "scope",
    "component",
    "member",
    "externalDocs",
)
_MESSAGES: tuple[Subject, ...] = (
    "parameter",
    "request body",
    "media type",
    "response",
    "header",
    "encoding",
    "security",
)
# What carries messages, for changes that no operation reaches.
_CARRIERS: tuple[Subject, ...] = (
    "parameter",
    "request body",
    "media type",
    "response",
    "header",
    "encoding",
    "schema",
    "property",
    "alternative",
    "security",
)
_REFERRING: tuple[Subject, ...] = (
    "path item",
    "callback",
    "parameter",
    "request body",
    "media type",
    "response",
    "header",
    "security scheme",
    "schema",
    "operation",
)
_ORDERED: tuple[Subject, ...] = ("document", "operation", "path item", "schema", "security", "member", "callback")

RULES = (
    Rule(
        id="component-removed",
        subjects=("component",),
        aspects=("presence: removed",),
        impact=COMPATIBLE,
        checks="Checks that no shared component is removed.",
        why=("Messages do not know the names of components. What the operations say without it is judged there."),
        instead="Keep the name where clients are generated from the document.",
        source="OpenAPI 3.1.1, 4.8.7 Components Object",
    ),
    Rule(
        id="component-added",
        subjects=("component",),
        aspects=("presence: added",),
        impact=COMPATIBLE,
        checks="Checks that no shared component is added.",
        why="What nothing refers to is part of no message.",
        source="OpenAPI 3.1.1, 4.8.7 Components Object",
    ),
    Rule(
        id="unused-component-changed",
        subjects=_CARRIERS,
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(NONE,),
        impact=COMPATIBLE,
        checks="Checks that nothing changes in what no operation reaches.",
        why="No message is made after it.",
        instead="Remove what is not used.",
        source="OpenAPI 3.1.1, 4.8.7 Components Object",
    ),
    Rule(
        id="reference-changed",
        subjects=_REFERRING,
        aspects=("reference", "$ref"),
        effects=(ANNOTATED, REPLACED),
        impact=COMPATIBLE,
        decided_by="reference",
        otherwise=STRUCTURE,
        checks="Checks that nothing refers to another component, or takes the place of a reference.",
        why=(
            "Messages do not know how a document is cut into components. What is said on both sides is compared "
            "and judged. Where a reference leads nowhere in one document, nobody can say what its messages are."
        ),
        source="OpenAPI 3.1.1, 4.8.23 Reference Object; JSON Schema 2020-12 core, 8.2.3.1",
    ),
    Rule(
        id="order-changed",
        subjects=_ORDERED,
        aspects=("order",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no list is put into another order which has no meaning.",
        why="Parameters, alternatives and servers mean the same in any order.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `parameters`; JSON Schema 2020-12 core, 10.2.1",
    ),
    Rule(
        id="schema-dialect-changed",
        subjects=("document", "schema"),
        aspects=("jsonSchemaDialect", "$schema"),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no schema is to be read by the rules of another dialect.",
        why="A keyword may mean something else in the new dialect, or nothing.",
        instead="Change the dialect and the schemas in steps, and compare each.",
        source="OpenAPI 3.1.1, 4.8.24.5 Specifying Schema Dialects",
    ),
    Rule(
        id="info-changed",
        subjects=("info",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that title, version, contact and licence stay the same.",
        why="What is said about the API as a whole is read by people.",
        source="OpenAPI 3.1.1, 4.8.2 Info Object",
    ),
    Rule(
        id="path-documentation-changed",
        subjects=("path item",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that nothing that is said about a path as a whole changes.",
        why=(
            "A path item describes its operations together; what it says of their messages is judged for each "
            "operation."
        ),
        source="OpenAPI 3.1.1, 4.8.9 Path Item Object",
    ),
    Rule(
        id="tag-changed",
        subjects=("tag",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no tag is added, removed or described in other words.",
        why="Tags group operations for readers; no message carries them.",
        source="OpenAPI 3.1.1, 4.8.22 Tag Object",
    ),
    Rule(
        id="document-changed",
        subjects=("document", "component", "member", "externalDocs"),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that nothing changes beside what has a meaning for messages.",
        why=(
            "The version of OpenAPI, links to documentation and what the standard does not know make no message "
            "valid or invalid."
        ),
        source="OpenAPI 3.1.1, 4.8.1 OpenAPI Object",
    ),
    Rule(
        id="unknown-document-change",
        subjects=_PARTS,
        effects=(NARROWED, WIDENED, REPLACED),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that nothing changes in a document whose meaning is not known.",
        why="One side is no valid OpenAPI at this place, so that nothing can be told of what it means.",
        instead="Mend the document: `harness snapshots check` names the place.",
        source="Convention: what cannot be told is neither breaking nor compatible",
    ),
    Rule(
        id="unknown-message-change",
        subjects=_MESSAGES,
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST, RESPONSE),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that nothing changes in a message whose meaning is not known.",
        why="One side is no valid OpenAPI at this place, so that nothing can be told of its messages.",
        instead="Mend the document: `harness snapshots check` names the place.",
        source="Convention: what cannot be told is neither breaking nor compatible",
    ),
)
