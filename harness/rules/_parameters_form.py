"""How the values of parameters are written in a request."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import ANNOTATED, BREAKING, COMPATIBLE, NARROWED, REPLACED, REQUEST, STRUCTURE, WIDENED

RULES = (
    Rule(
        id="request-parameter-style-changed",
        subjects=("parameter", "header"),
        aspects=("style", "explode", "content"),
        effects=(NARROWED, WIDENED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="style",
        otherwise=STRUCTURE,
        checks="Checks that no parameter is written in another form.",
        why=(
            "`style` and `explode` say how a value becomes text: `a,b` in one form is two values, in the other "
            "one value with a comma. A media type in `content` says it in its own way: JSON puts a text in quotes. "
            "What is written the same in both forms is not lost."
        ),
        instead="Add a parameter of another name for the new form.",
        source="OpenAPI 3.1.1, 4.8.12.3 Style Values",
    ),
    Rule(
        id="request-parameter-empty-value-refused",
        subjects=("parameter",),
        aspects=("allowEmptyValue",),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="empty-value",
        otherwise=STRUCTURE,
        checks="Checks that every query parameter may still be sent without a value.",
        why="Requests that name it without a value were taken and are refused.",
        instead="Go on taking the empty value.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `allowEmptyValue`",
    ),
    Rule(
        id="request-parameter-empty-value-allowed",
        subjects=("parameter",),
        aspects=("allowEmptyValue",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no query parameter starts to be taken without a value.",
        why="Requests that give it one are taken as before.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `allowEmptyValue`",
    ),
    Rule(
        id="request-parameter-reserved-characters-refused",
        subjects=("parameter",),
        aspects=("allowReserved",),
        effects=(NARROWED, REPLACED),
        directions=(REQUEST,),
        impact=BREAKING,
        decided_by="reserved-characters",
        otherwise=STRUCTURE,
        checks="Checks that no parameter stops taking reserved characters as they are.",
        why=(
            "Old clients send characters like `/` and `?` as they are, and the server now reads them as parts of "
            "the address."
        ),
        instead="Go on taking both forms.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `allowReserved`; RFC 3986, 2.2",
    ),
    Rule(
        id="request-parameter-reserved-characters-allowed",
        subjects=("parameter",),
        aspects=("allowReserved",),
        effects=(WIDENED,),
        directions=(REQUEST,),
        impact=COMPATIBLE,
        checks="Checks that no parameter starts to take reserved characters as they are.",
        why="Encoded ones are read as before.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `allowReserved`; RFC 3986, 2.2",
    ),
    Rule(
        id="ignored-header-changed",
        subjects=("parameter", "header", "schema", "property", "alternative", "media type", "encoding", "example"),
        aspects=("ignored",),
        impact=COMPATIBLE,
        checks="Checks that no definition changes which the standard tells everybody to ignore.",
        why=(
            "`Accept`, `Content-Type` and `Authorization` among the parameters, and `Content-Type` among the "
            "headers of a response, are said by the media types and the security schemes instead."
        ),
        instead="Remove the definition.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `name`; 4.8.17 Response Object, `headers`",
    ),
    Rule(
        id="parameter-restated",
        subjects=("parameter",),
        aspects=(
            "required",
            "allowEmptyValue",
            "allowReserved",
            "style",
            "explode",
            "content",
            "collectionFormat",
            "presence: added",
            "presence: removed",
            "presence: changed",
            "level",
            "parameters",
            "allowEmptyValue: without meaning",
        ),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no parameter is declared in another way that means the same.",
        why=(
            "A default that is written down, or a parameter that moves from an operation to its path, changes no "
            "request."
        ),
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object",
    ),
    Rule(
        id="request-parameter-flag-without-meaning",
        subjects=("parameter", "header"),
        aspects=("allowEmptyValue: without meaning",),
        effects=(NARROWED, WIDENED, REPLACED),
        impact=COMPATIBLE,
        checks="Checks that no flag changes which has no meaning at its place.",
        why="`allowEmptyValue` says something of parameters in a query alone.",
        instead="Remove the flag.",
        source="OpenAPI 3.1.1, 4.8.12 Parameter Object, `allowEmptyValue`",
    ),
)
