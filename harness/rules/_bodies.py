"""Bodies of requests, and media types and encodings of both directions."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, NARROWED, REPLACED, REQUEST, STRUCTURE, WIDENED

RULES = (
    Rule(
        id="request-body-required",
        subjects=("request body",),
        aspects=("presence: added", "required"),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="missing-body",
        otherwise=STRUCTURE,
        checks="Checks that no request comes to need a body.",
        why="Requests without a body were taken and are refused.",
        instead="Keep the body optional.",
        source="OpenAPI 3.1.1, 4.8.13 Request Body Object, `required`",
    ),
    Rule(
        id="request-body-added",
        subjects=("request body",),
        aspects=("presence: added",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no optional body is added to a request.",
        why="Old clients send none and need not.",
        source="OpenAPI 3.1.1, 4.8.13 Request Body Object",
    ),
    Rule(
        id="request-body-became-optional",
        subjects=("request body",),
        aspects=("required",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that the body of no request becomes optional.",
        why="Requests with a body are taken as before.",
        source="OpenAPI 3.1.1, 4.8.13 Request Body Object, `required`",
    ),
    Rule(
        id="request-body-removed",
        subjects=("request body",),
        aspects=("presence: removed",),
        directions=(REQUEST,),
        impact=BREAKING,
        checks="Checks that the body of no request is removed.",
        why=(
            "Old clients send one, and nothing says that it is still read: it may be refused, and what it asked "
            "for is not done."
        ),
        instead="Make it optional and `deprecated` first, or publish the change under a new version.",
        source="OpenAPI 3.1.1, 4.8.10 Operation Object, `requestBody`",
    ),
    Rule(
        id="request-body-restated",
        subjects=("request body",),
        aspects=("required", "content"),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no body is declared in another way that means the same.",
        why="A default that is written down changes no request.",
        source="OpenAPI 3.1.1, 4.8.13 Request Body Object",
    ),
    Rule(
        id="request-body-documentation-changed",
        subjects=("request body",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that the body of no request is described in other words.",
        why="Descriptions are read by people; no request is valid or invalid for them.",
        source="OpenAPI 3.1.1, 4.8.13 Request Body Object",
    ),
)
