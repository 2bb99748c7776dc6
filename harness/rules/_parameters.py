"""Parameters: what of a request stands in its path, query, headers and cookies."""

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
    STRUCTURE,
    WARNING,
    WIDENED,
)

RULES = (
    Rule(
        id="request-parameter-required-added",
        subjects=("parameter",),
        aspects=("presence: added",),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="missing-parameter",
        otherwise=STRUCTURE,
        checks="Checks that no required parameter is added.",
        why="Requests of old clients lack it and are refused.",
        instead="Add it as optional, with a default for those who do not send it.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `required`",
    ),
    Rule(
        id="request-path-parameter-declared",
        subjects=("parameter",),
        aspects=("presence: added, in the path",),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="path-parameter",
        checks="Checks that no place of a path that nobody described gets a parameter which refuses texts.",
        why=(
            "Clients have to fill every place of a path, declared or not. What the declaration does not allow was "
            "taken and is refused."
        ),
        instead="Declare it as a string, and say the rest in the description.",
        source="OpenAPI 3.1.1, 4.8.8.2 Path Templating Matching; 4.8.12 Parameter Object, `in`",
    ),
    Rule(
        id="request-parameter-added",
        subjects=("parameter",),
        aspects=("presence: added",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no optional parameter is added.",
        why="Old clients do not send it and need not.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object",
    ),
    Rule(
        id="request-parameter-removed",
        subjects=("parameter",),
        aspects=("presence: removed",),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST,),
        impact=WARNING,
        decided_by=CONVENTION,
        law=COMPATIBLE,
        checks="Checks that no parameter is removed.",
        why=(
            "Servers leave what they do not know unread, so that the request is taken, and what the parameter asked "
            "for is silently not done."
        ),
        instead=(
            "Mark it `deprecated` with an `x-sunset` first. Raise the impact where the server refuses unknown "
            "parameters."
        ),
        source="Convention: RFC 9413, 2 Active Protocol Maintenance; Zalando RESTful API Guidelines, rule 109",
    ),
    Rule(
        id="request-path-parameter-undeclared",
        subjects=("parameter",),
        aspects=("presence: removed, in the path",),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no place of a path loses its description.",
        why="Clients fill every place of a path, declared or not, and nothing is said against what they send there.",
        source="OpenAPI 3.1.1, 4.8.8.2 Path Templating Matching; 4.8.12 Parameter Object, `in`",
    ),
    Rule(
        id="request-parameter-became-required",
        subjects=("parameter",),
        aspects=("required",),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="missing-parameter",
        otherwise=STRUCTURE,
        checks="Checks that no parameter becomes required.",
        why="Requests without it were taken and are refused.",
        instead="Keep it optional, and say what the server does without it.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `required`",
    ),
    Rule(
        id="request-parameter-became-optional",
        subjects=("parameter",),
        aspects=("required",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no parameter becomes optional.",
        why="Requests with it are taken as before.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `required`",
    ),
    Rule(
        id="request-parameter-renamed",
        subjects=("parameter",),
        aspects=("name",),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST,),
        impact=WARNING,
        decided_by="old-name",
        otherwise=CONVENTION,
        law=COMPATIBLE,
        checks="Checks that no parameter gets another name.",
        why=(
            "Names of parameters in a query or a cookie are told apart to the letter. The server does not find the "
            "old one, and what it asked for is silently not done; where the new one is required, the request is "
            "refused."
        ),
        instead="Take both names, and mark the old one `deprecated`.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `name`",
    ),
    Rule(
        id="request-parameter-name-respelled",
        subjects=("parameter",),
        aspects=("name",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that the name of no path parameter or header is written otherwise.",
        why="The name of a place in the path is not sent, and HTTP takes a header's name in any case.",
        source="RFC 9110, 5.1 Field Names; OpenAPI 3.1.1, 4.8.8.2 Path Templating Matching",
    ),
    Rule(
        id="parameter-documentation-changed",
        subjects=("parameter",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no parameter is described in other words.",
        why="Descriptions and examples are read by people; no request is valid or invalid for them.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object",
    ),
    Rule(
        id="request-parameter-moved",
        subjects=("parameter",),
        aspects=("in",),
        impact=WARNING,
        decided_by="old-name",
        otherwise=CONVENTION,
        law=COMPATIBLE,
        checks="Checks that no parameter moves to another part of the request.",
        why=(
            "The server looks for it where old clients do not send it, and what it asked for is silently not done; "
            "where it is required, the request is refused."
        ),
        instead="Take it in both places, and mark the old one `deprecated`.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `in`",
    ),
)
