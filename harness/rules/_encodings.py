"""Encodings: how the properties of a form become parts of a body."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import (
    ANNOTATED,
    BREAKING,
    COMPATIBLE,
    CONVENTION,
    NARROWED,
    REPLACED,
    REQUEST,
    RESPONSE,
    STRUCTURE,
    WARNING,
    WIDENED,
)

RULES = (
    Rule(
        id="request-encoding-changed",
        subjects=("encoding",),
        aspects=("contentType", "style", "explode", "allowReserved"),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="encoding",
        otherwise=STRUCTURE,
        checks="Checks that no part of a request is encoded in another way.",
        why=(
            "The encoding says how a property becomes a part of the body. The server reads parts in the new form, "
            "and old clients send the old one."
        ),
        instead="Take both forms; `contentType` may list several.",
        source="OpenAPI 3.1.1, 4.8.15 Encoding Object",
    ),
    Rule(
        id="response-encoding-changed",
        subjects=("encoding",),
        aspects=("contentType", "style", "explode", "allowReserved"),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="encoding",
        otherwise=STRUCTURE,
        checks="Checks that no part of a response is encoded in another way.",
        why="Clients read parts in the old form.",
        instead="Keep the form, or publish the change under a new version.",
        source="OpenAPI 3.1.1, 4.8.15 Encoding Object",
    ),
    Rule(
        id="encoding-added-or-removed",
        subjects=("encoding",),
        aspects=("presence: added", "presence: removed"),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST, RESPONSE),
        impact=WARNING,
        decided_by="encoding",
        otherwise=CONVENTION,
        checks="Checks that no property of a form gets or loses an encoding.",
        why=(
            "Without one the form follows from the schema, and nothing says whether the server takes that as well. "
            "Where the encoding says the same in other words, or belongs to a property that is new itself, nothing is "
            "lost."
        ),
        instead="Write the encoding down together with its property.",
        source="OpenAPI 3.1.1, 4.8.15.1 Common Fixed Fields, the default of `contentType`",
    ),
    Rule(
        id="encoding-restated",
        subjects=("encoding",),
        aspects=("allowReserved: same",),
        impact=COMPATIBLE,
        checks="Checks that no encoding is declared in another way that means the same.",
        why="A default that is written down changes no message.",
        source="OpenAPI 3.1.1, 4.8.15 Encoding Object, `allowReserved`",
    ),
    Rule(
        id="encoding-documentation-changed",
        subjects=("encoding",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no encoding is described in other words.",
        why="What says nothing about the form of a part is read by people.",
        source="OpenAPI 3.1.1, 4.8.15 Encoding Object",
    ),
)
