"""Security schemes: how callers show who they are, and where they get what they show."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, CONVENTION, REPLACED, WARNING

RULES = (
    Rule(
        id="security-key-moved",
        subjects=("security scheme",),
        aspects=("name", "in", "type: key"),
        effects=(REPLACED,),
        impact=BREAKING,
        checks="Checks that no API key is sent under another name or in another part of the request.",
        why="The server looks for the key where old clients do not send it.",
        instead="Add a second scheme as an alternative and keep the old one.",
        source="OpenAPI 3.1.1, 4.8.27 Security Scheme Object, `name` and `in`",
    ),
    Rule(
        id="security-http-scheme-changed",
        subjects=("security scheme",),
        aspects=("scheme",),
        effects=(REPLACED,),
        impact=BREAKING,
        checks="Checks that no other HTTP authentication is asked for.",
        why=("Old clients send credentials of the old scheme in `Authorization`, and the server reads the new one."),
        instead="Add a second scheme as an alternative and keep the old one.",
        source="OpenAPI 3.1.1, 4.8.27 Security Scheme Object, `scheme`; RFC 9110, 11.1",
    ),
    Rule(
        id="security-type-changed",
        subjects=("security scheme",),
        aspects=("type", "scheme: with the type", "flow"),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no security scheme becomes one of another type.",
        why=(
            "HTTP, OAuth 2 and OpenID Connect all send `Authorization`. Whether credentials that clients hold "
            "still count stands in no document."
        ),
        instead="Add a second scheme as an alternative and keep the old one.",
        source="OpenAPI 3.1.1, 4.8.27 Security Scheme Object, `type`",
    ),
    Rule(
        id="security-address-changed",
        subjects=("security scheme", "flow"),
        aspects=("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl", "openIdConnectUrl"),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that tokens are not to be had at another address.",
        why=(
            "Calls with a token are taken as before. Whether the old address still gives tokens stands in no document."
        ),
        instead="Keep the old address in service.",
        source="OpenAPI 3.1.1, 4.8.29 OAuth Flow Object",
    ),
    Rule(
        id="security-flow-removed",
        subjects=("flow",),
        aspects=("presence: removed",),
        impact=WARNING,
        decided_by=CONVENTION,
        checks="Checks that no way to get a token is removed.",
        why=(
            "Tokens that clients hold are good until they expire. Whether they can get new ones in another way "
            "stands in no document."
        ),
        instead="Keep the flow until its announced end.",
        source="OpenAPI 3.1.1, 4.8.28 OAuth Flows Object",
    ),
    Rule(
        id="security-flow-added",
        subjects=("flow",),
        aspects=("presence: added",),
        impact=COMPATIBLE,
        checks="Checks that no further way to get a token is added.",
        why="The old ways lead to a token as before.",
        source="OpenAPI 3.1.1, 4.8.28 OAuth Flows Object",
    ),
    Rule(
        id="security-scope-withdrawn",
        subjects=("scope",),
        aspects=("presence: removed",),
        impact=COMPATIBLE,
        decided_by=CONVENTION,
        checks="Checks that no scope is dropped from the list of those that can be asked for.",
        why=(
            "The list describes what the authorization server offers. What an operation needs is said by the "
            "operation, and judged there."
        ),
        source="OpenAPI 3.1.1, 4.8.29 OAuth Flow Object, `scopes`",
    ),
    Rule(
        id="security-scope-offered",
        subjects=("scope",),
        aspects=("presence: added",),
        impact=COMPATIBLE,
        checks="Checks that no further scope can be asked for.",
        why="Nobody has to ask for it.",
        source="OpenAPI 3.1.1, 4.8.29 OAuth Flow Object, `scopes`",
    ),
    Rule(
        id="security-documentation-changed",
        subjects=("security scheme", "flow", "scope"),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no security scheme is described in other words.",
        why="Descriptions and the format of a bearer token are hints for people.",
        source="OpenAPI 3.1.1, 4.8.27 Security Scheme Object",
    ),
)
