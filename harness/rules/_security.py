"""Security: who may call, and how callers show who they are."""

from __future__ import annotations

from harness.rules._rule import Rule
from harness.vocabulary import (
    ANNOTATED,
    BREAKING,
    COMPATIBLE,
    NARROWED,
    REPLACED,
    STRUCTURE,
    WIDENED,
)

RULES = (
    Rule(
        id="security-alternative-removed",
        subjects=("security",),
        aspects=("presence: removed",),
        effects=(NARROWED, REPLACED),
        impact=BREAKING,
        decided_by="remaining-credentials",
        otherwise=STRUCTURE,
        checks="Checks that no way to authenticate is removed.",
        why="Clients that use it are shut out.",
        instead=(
            "Mark it as deprecated and keep it until its announced end, or publish the change under a new version."
        ),
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-required",
        subjects=("security",),
        aspects=("presence: added",),
        effects=(NARROWED, REPLACED),
        impact=BREAKING,
        decided_by="missing-credentials",
        otherwise=STRUCTURE,
        checks="Checks that no operation that was open to everybody asks for authentication.",
        why="Calls without credentials were taken and are refused.",
        instead="Add `{}` as a further alternative, or publish the change under a new version.",
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-stated",
        subjects=("security",),
        aspects=("statement",),
        effects=(NARROWED,),
        impact=BREAKING,
        decided_by="missing-credentials",
        otherwise=STRUCTURE,
        checks="Checks that a document that said nothing of security does not begin to ask for authentication.",
        why=(
            "Where nothing is said of security, nothing is asked for: requests without credentials were the contract, "
            "and they are refused."
        ),
        instead="Where the document only catches up with its server, lower the impact of this rule in harness.toml.",
        source="OpenAPI 3.1.1, 4.8.1 OpenAPI Object, `security`; 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-alternative-added",
        subjects=("security",),
        aspects=("presence: added",),
        effects=(WIDENED,),
        impact=COMPATIBLE,
        checks="Checks that no further way to authenticate is added.",
        why="One of the alternatives is enough, so the old ones still let clients in.",
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-no-longer-required",
        subjects=("security",),
        aspects=("presence: removed", "statement"),
        effects=(WIDENED,),
        impact=COMPATIBLE,
        decided_by="remaining-credentials",
        otherwise=STRUCTURE,
        checks="Checks that no operation becomes open to everybody.",
        why="Calls with credentials are taken as before.",
        instead="Make sure that it was meant: the contract is kept, but what was protected no longer is.",
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-scope-added",
        subjects=("security",),
        aspects=("scopes",),
        effects=(NARROWED, REPLACED),
        impact=BREAKING,
        checks="Checks that no operation asks for a further scope.",
        why="Tokens that clients hold lack the scope and are refused.",
        instead="Ask for the new scope in an alternative of its own beside the old one.",
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object; RFC 6750, 3.1 `insufficient_scope`",
    ),
    Rule(
        id="security-scope-removed",
        subjects=("security",),
        aspects=("scopes",),
        effects=(WIDENED,),
        impact=COMPATIBLE,
        checks="Checks that no operation asks for fewer scopes.",
        why="Tokens with more scopes than needed are taken.",
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
    Rule(
        id="security-restated",
        subjects=("security",),
        effects=(ANNOTATED,),
        impact=COMPATIBLE,
        checks="Checks that no requirement is declared in another way that means the same.",
        why=(
            "The order of scopes and alternatives has no meaning, and an operation may repeat what its document says."
        ),
        source="OpenAPI 3.1.1, 4.8.30 Security Requirement Object",
    ),
)
