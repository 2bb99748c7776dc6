"""Schemas of objects: which properties they have, and which they must have."""

from __future__ import annotations

from harness.comparison import ANNOTATED, NARROWED, REPLACED, REQUEST, RESPONSE, WIDENED
from harness.rules._rule import Rule
from harness.vocabulary import BREAKING, COMPATIBLE

RULES = (
    Rule(
        id="request-property-required",
        subjects=("property", "schema"),
        aspects=("required",),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property of a request becomes required.",
        why=(
            "Requests without it were taken and are refused. A default does not help: it says what the server "
            "assumes, not that the property may be absent."
        ),
        instead="Keep it optional, and say what the server does without it.",
        source="JSON Schema 2020-12 validation, 6.5.3 required",
    ),
    Rule(
        id="request-property-optional",
        subjects=("property", "schema"),
        aspects=("required",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property of a request becomes optional.",
        why="Requests with it are taken as before.",
        source="JSON Schema 2020-12 validation, 6.5.3 required",
    ),
    Rule(
        id="response-property-optional",
        subjects=("property", "schema"),
        aspects=("required",),
        effects=(WIDENED, REPLACED),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property of a response becomes optional.",
        why="Clients use the property without asking whether it is there.",
        instead="Go on sending it always.",
        source="JSON Schema 2020-12 validation, 6.5.3 required",
    ),
    Rule(
        id="response-property-required",
        subjects=("property", "schema"),
        aspects=("required",),
        effects=(NARROWED,),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property of a response becomes required.",
        why="It comes more often than before.",
        source="JSON Schema 2020-12 validation, 6.5.3 required",
    ),
    Rule(
        id="request-property-added",
        subjects=("property",),
        aspects=("presence: added",),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property is added to a request.",
        why=(
            "Old clients do not send it. That an open object took the name before with any value is no matter: "
            "clients send names that are declared."
        ),
        source="Convention: Zalando RESTful API Guidelines, rule 111; a producer sends what it declares",
    ),
    Rule(
        id="request-property-removed",
        subjects=("property",),
        aspects=("presence: removed",),
        effects=(WIDENED, REPLACED, ANNOTATED),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property is removed from a request.",
        why=(
            "The object is open and takes the property still, as one that it does not know; what it asked for is "
            "no longer done."
        ),
        instead="Mark it `deprecated` first.",
        source="Convention: Zalando RESTful API Guidelines, rule 111; a producer sends what it declares",
    ),
    Rule(
        id="request-property-removed-from-closed-object",
        subjects=("property",),
        aspects=("presence: removed",),
        effects=(NARROWED,),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property is removed from a request whose object is closed.",
        why="The object takes declared properties only, so that old clients are refused when they send it.",
        instead="Keep the property, mark it `deprecated`, and leave it unread.",
        source="JSON Schema 2020-12 core, 10.3.2.3 additionalProperties",
    ),
    Rule(
        id="response-property-added",
        subjects=("property",),
        aspects=("presence: added",),
        effects=(NARROWED, REPLACED, ANNOTATED),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property is added to a response.",
        why="The object was open, so that clients had to expect names that they do not know.",
        source="Convention: Zalando RESTful API Guidelines, rule 111; a producer sends what it declares",
    ),
    Rule(
        id="response-property-added-to-closed-object",
        subjects=("property",),
        aspects=("presence: added",),
        effects=(WIDENED,),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property is added to a response whose object was closed.",
        why=(
            "The old schema promised declared properties only, and clients that hold the response against it refuse it."
        ),
        instead="Leave the objects of responses open from the start.",
        source="JSON Schema 2020-12 core, 10.3.2.3 additionalProperties",
    ),
    Rule(
        id="response-property-removed",
        subjects=("property",),
        aspects=("presence: removed",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property is removed from a response.",
        why=(
            "It was optional, so that clients could do without it. One that was required breaks by becoming "
            "optional, which is a finding of its own."
        ),
        instead="Mark it `deprecated` first.",
        source="Convention: Zalando RESTful API Guidelines, rule 111; a producer sends what it declares",
    ),
    Rule(
        id="request-property-read-only",
        subjects=("schema",),
        aspects=("readOnly: set",),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property of a request becomes read-only.",
        why=("Such a property is no part of requests, and the server may refuse those of old clients that have it."),
        instead="Leave it unread without saying so, until old clients are gone.",
        source="JSON Schema 2020-12 validation, 9.4 readOnly; OpenAPI 3.0.3, 4.7.24.2",
    ),
    Rule(
        id="request-property-no-longer-read-only",
        subjects=("schema",),
        aspects=("readOnly: withdrawn",),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property of a request stops being read-only.",
        why="Old clients do not send it. Where it is required they break, which containment shows.",
        instead="Make it optional.",
        source="JSON Schema 2020-12 validation, 9.4 readOnly; OpenAPI 3.0.3, 4.7.24.2",
    ),
    Rule(
        id="response-property-write-only",
        subjects=("schema",),
        aspects=("writeOnly: set",),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="schema",
        checks="Checks that no property of a response becomes write-only.",
        why="Such a property is no part of responses; clients that use it find nothing.",
        instead="Go on sending it, or publish the change under a new version.",
        source="JSON Schema 2020-12 validation, 9.4 writeOnly; OpenAPI 3.0.3, 4.7.24.2",
    ),
    Rule(
        id="response-property-no-longer-write-only",
        subjects=("schema",),
        aspects=("writeOnly: withdrawn",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by="schema",
        checks="Checks that no property of a response stops being write-only.",
        why="It comes as one more property, in the form that the document always declared.",
        source="Convention: Zalando RESTful API Guidelines, rule 111; a producer sends what it declares",
    ),
    Rule(
        id="property-role-without-effect",
        subjects=("schema",),
        aspects=("readOnly: in responses", "writeOnly: in requests"),
        impact=COMPATIBLE,
        checks="Checks that `readOnly` changes in no response, and `writeOnly` in no request.",
        why=(
            "Read-only properties are part of every response, and write-only ones of every request, as all others are."
        ),
        source="JSON Schema 2020-12 validation, 9.4 readOnly and writeOnly",
    ),
)
