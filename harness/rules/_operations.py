"""Operations: whether they are there, under which method and path, and what they are called."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, CONVENTION, REPLACED

RULES = (
    Rule(
        id="operation-removed",
        subjects=("operation",),
        aspects=("presence: removed",),
        impact=BREAKING,
        checks="Checks that no operation is removed.",
        why="Every request to it is refused from now on.",
        instead=(
            "Mark it `deprecated` with an `x-sunset` first and remove it after that day, or publish the change "
            "under a new version."
        ),
        source="OpenAPI 3.1.1, 4.8.9 Path Item Object",
    ),
    Rule(
        id="operation-removed-after-sunset",
        subjects=("operation",),
        aspects=("presence: removed, after its sunset",),
        impact=COMPATIBLE,
        decided_by="sunset",
        otherwise=CONVENTION,
        law=BREAKING,
        checks="Checks that no operation is removed after the sunset that it announced.",
        why=(
            "It was deprecated and named the day until which it is served. That day has passed, so whoever still "
            "calls it was told."
        ),
        source=("RFC 8594, 3 The Sunset HTTP Response Header Field; the same promise in a document is `x-sunset`"),
    ),
    Rule(
        id="operation-removed-in-beta",
        subjects=("operation",),
        aspects=("presence: removed, in beta",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        law=BREAKING,
        checks="Checks that no operation is removed while it is in beta.",
        why=(
            "It was marked as beta (`x-beta`, or a stability of draft or alpha), and nobody is promised that such "
            "an operation stays."
        ),
        source=("Convention: AIP-181, Stability levels; what is in alpha or beta may change without a new version"),
    ),
    Rule(
        id="operation-added",
        subjects=("operation",),
        aspects=("presence: added",),
        impact=COMPATIBLE,
        checks="Checks that no operation is added.",
        why="No client of the old version calls it.",
        source="OpenAPI 3.1.1, 4.8.9 Path Item Object",
    ),
    Rule(
        id="operation-path-changed",
        subjects=("operation",),
        aspects=("path",),
        effects=(REPLACED,),
        impact=BREAKING,
        checks="Checks that no operation moves to another path.",
        why="Clients call the old path, which nothing answers any more.",
        instead="Serve both paths, and mark the old one `deprecated` with an `x-sunset`.",
        source="OpenAPI 3.1.1, 4.8.8 Paths Object",
    ),
    Rule(
        id="operation-path-parameter-renamed",
        subjects=("operation",),
        aspects=("path",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no parameter in a path gets another name.",
        why="A client puts the value into the path; the name of its place is not sent.",
        source="OpenAPI 3.1.1, 4.8.8.2 Path Templating Matching",
    ),
    Rule(
        id="operation-method-changed",
        subjects=("operation",),
        aspects=("method",),
        impact=BREAKING,
        checks="Checks that no operation is called by another method.",
        why="Requests with the old method are refused.",
        instead="Serve both methods, and mark the old one `deprecated` with an `x-sunset`.",
        source="RFC 9110, 15.5.6 405 Method Not Allowed",
    ),
    Rule(
        id="operation-id-changed",
        subjects=("operation",),
        aspects=("operationId",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no operation gets another `operationId`.",
        why=(
            "It is a name for tools. No message carries it; clients that are generated anew get a method of "
            "another name."
        ),
        instead="Keep it where clients are generated from the document.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `operationId`",
    ),
    Rule(
        id="operation-tags-changed",
        subjects=("operation",),
        aspects=("tags",),
        impact=COMPATIBLE,
        checks="Checks that no operation is sorted under other tags.",
        why="Tags group operations for readers; no message carries them.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `tags`",
    ),
    Rule(
        id="operation-documentation-changed",
        subjects=("operation",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no operation is described in other words.",
        why="What describes an operation is read by people; no message is valid or invalid for it.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object",
    ),
)
