"""The closed sets of words that facts and judgements are told in."""

from __future__ import annotations

from typing import Final, Literal

# Who sends the message that a change is about.
Sender = Literal["request", "response"]
Direction = Literal["request", "response", "both", "none"]
REQUEST: Final = "request"
RESPONSE: Final = "response"
BOTH: Final[Direction] = "both"
NONE: Final[Direction] = "none"  # no message of any operation

# What kind of object a change is of.
Subject = Literal[
    "document",
    "info",
    "externalDocs",
    "server",
    "tag",
    "member",  # of a document of OpenAPI 2.0, with no place in the form of OpenAPI 3
    "component",  # one that came or went
    "path item",
    "operation",
    "callback",
    "parameter",
    "request body",
    "response",
    "media type",
    "header",
    "encoding",
    "link",
    "example",
    "schema",
    "property",
    "alternative",  # a part of a combination of schemas
    "security",
    "security scheme",
    "flow",
    "scope",
]

# What a change does to the set of messages that are valid at its place.
Effect = Literal["narrowed", "widened", "replaced", "annotated"]
NARROWED: Final[Effect] = "narrowed"
WIDENED: Final[Effect] = "widened"
REPLACED: Final[Effect] = "replaced"  # some messages went, others came; also where it takes more than a look to tell
ANNOTATED: Final[Effect] = "annotated"  # no message is valid or invalid for it
EFFECTS: Final[tuple[Effect, ...]] = (NARROWED, WIDENED, REPLACED, ANNOTATED)

# What a change does to clients, the worst first.
Impact = Literal["breaking", "warning", "compatible"]
BREAKING: Final = "breaking"
WARNING: Final = "warning"  # see the kinds of warnings
COMPATIBLE: Final = "compatible"
IMPACTS: Final[tuple[Impact, ...]] = (BREAKING, WARNING, COMPATIBLE)

# Why a change is a warning: clients keep to the old contract and notice all the same, or nothing could be proven.
WarningKind = Literal["risk", "undecided"]
RISK: Final = "risk"
UNDECIDED: Final = "undecided"

# How many messages a break loses, the worst first: typical ones too; none of those, but some of declared names and
# values; only such as no example shows, with undeclared names or odd mixtures.
Grade = Literal["every", "some", "unusual"]
EVERY: Final = "every"
SOME: Final = "some"
UNUSUAL: Final = "unusual"
GRADES: Final[tuple[Grade, ...]] = (EVERY, SOME, UNUSUAL)

# What a public changelog says of a change, the loudest first.
Badge = Literal["breaking", "hidden-breaking", "listed", "hidden", "silent"]
HIDDEN_BREAKING: Final = "hidden-breaking"  # too deep to be shown, and counted as breaking all the same
LISTED: Final = "listed"
HIDDEN: Final = "hidden"  # too deep to be shown: what it is in is called modified
SILENT: Final = "silent"
BADGES: Final[tuple[Badge, ...]] = (BREAKING, HIDDEN_BREAKING, LISTED, HIDDEN, SILENT)

# What an impact rests on.
Basis = Literal["proof", "structure", "convention"]
PROOF: Final = (
    "proof"  # containment decides, with a witness or a proof; the rule's impact is what it comes to without it
)
STRUCTURE: Final = "structure"  # the law decides on the structure of the document alone
CONVENTION: Final = "convention"  # a departure from the law, with its reason

OTHER_SENDER: Final[dict[Sender, Sender]] = {REQUEST: RESPONSE, RESPONSE: REQUEST}
