"""Responses: which statuses an operation may answer with."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, CONVENTION, NARROWED, RESPONSE, WIDENED

RULES = (
    Rule(
        id="response-success-status-removed",
        subjects=("response",),
        aspects=("presence: removed, success",),
        directions=(RESPONSE,),
        impact=BREAKING,
        checks="Checks that no operation stops answering with a status of success.",
        why="Clients wait for this status to know that the request was done, and it never comes.",
        instead="Go on answering with it, or publish the change under a new version.",
        source="RFC 9110, 15.3 Successful 2xx; convention: AIP-180, Backwards compatibility",
    ),
    Rule(
        id="response-status-range-changed",
        subjects=("response",),
        aspects=("name",),
        effects=(NARROWED, WIDENED),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no range of statuses, `2XX`, stands where one status of it stood, or the other way round.",
        why="Clients know the class of every status by its first digit, and what is answered is compared all the same.",
        source="Convention: RFC 9110, 15 Status Codes; OpenAPI 3.1.1, 4.8.16 Responses Object",
    ),
    Rule(
        id="response-status-told-apart",
        subjects=("response",),
        aspects=("presence: added, described",),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="status-range",
        checks="Checks that no status which a range or `default` described is answered in a way that it did not allow.",
        why=(
            "Clients read the status by the response of its range, `4XX`, or by `default`, and rely on what that says."
        ),
        instead="Answer with what the range or `default` describes, and add to it.",
        source="OpenAPI 3.1.1, 4.8.16 Responses Object, `default`",
    ),
    Rule(
        id="response-status-merged",
        subjects=("response",),
        aspects=("presence: removed, described",),
        directions=(RESPONSE,),
        impact=BREAKING,
        decided_by="status-range",
        checks="Checks that no status is left to a range or `default` which allows more than its own response did.",
        why=(
            "The status may still come, and what describes it now is its range, `4XX`, or `default`. Clients read it "
            "by the response that it had."
        ),
        instead="Keep the response of the status.",
        source="OpenAPI 3.1.1, 4.8.16 Responses Object, `default`",
    ),
    Rule(
        id="response-status-removed",
        subjects=("response",),
        aspects=("presence: removed",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        checks="Checks that no operation stops answering with a status of redirection or error.",
        why="A server may say less: what clients do on that status is never needed.",
        source="RFC 9110, 15 Status Codes",
    ),
    Rule(
        id="response-default-removed",
        subjects=("response",),
        aspects=("presence: removed, default",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        checks="Checks that no operation loses the response for all other statuses.",
        why=("It described statuses that have no response of their own; clients that can read it lose nothing."),
        source="OpenAPI 3.1.1, 4.8.16 Responses Object, `default`",
    ),
    Rule(
        id="response-success-status-added",
        subjects=("response",),
        aspects=("presence: added, success",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no operation answers with a further status of success.",
        why=("Clients know the class of every status by its first digit and must treat an unknown one as 200."),
        instead="Raise the impact where clients compare the status with one number.",
        source="Convention: RFC 9110, 15 Status Codes",
    ),
    Rule(
        id="response-status-added",
        subjects=("response",),
        aspects=("presence: added",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no operation answers with a further status of redirection or error.",
        why=(
            "Clients know the class of every status by its first digit and must treat an unknown one as the first "
            "of its class."
        ),
        source="Convention: RFC 9110, 15 Status Codes",
    ),
    Rule(
        id="response-default-added",
        subjects=("response",),
        aspects=("presence: added, default",),
        directions=(RESPONSE,),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no operation gets a response for all other statuses.",
        why="It says what such answers look like, which nothing said before.",
        source="Convention: OpenAPI 3.1.1, 4.8.16 Responses Object, `default`",
    ),
    Rule(
        id="response-documentation-changed",
        subjects=("response",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no response is described in other words.",
        why="Descriptions are read by people; no response is valid or invalid for them.",
        source="OpenAPI 3.1.1, 4.8.17 Response Object",
    ),
    Rule(
        id="link-changed",
        subjects=("link",),
        impact=COMPATIBLE,
        checks="Checks that no link between operations changes.",
        why=("A link says how a value of a response can be used in the next request. It is no part of either."),
        source="OpenAPI 3.1.1, 4.8.20 Link Object",
    ),
    Rule(
        id="example-changed",
        subjects=("example",),
        impact=COMPATIBLE,
        checks="Checks that no example changes.",
        why="Examples are read by people; no message is valid or invalid for them.",
        source="OpenAPI 3.1.1, 4.8.19 Example Object",
    ),
)
