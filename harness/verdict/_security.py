"""Ways to authenticate that went: do those that are left take the same credentials?

Security is a choice of sets of schemes. Who could meet a set that is gone can meet every set that asks for no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.comparison import credential
from harness.rules import COMPATIBLE
from harness.verdict._finding import Judgement

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change, Comparison
    from harness.rules import Judge
    from harness.verdict._inquiry import Inquiry


def _without_alternative(inquiry: Inquiry, change: Change) -> Judgement | None:
    """The proof that nobody is shut out by an alternative that went, None where somebody is."""
    if change.aspect == "presence" and _is_still_let_in(change, inquiry.comparison):
        return Judgement(COMPATIBLE, "whoever was let in by it is let in by one that asks for no more")
    return None


def _is_still_let_in(change: Change, comparison: Comparison) -> bool:
    """Whether every operation that lost an alternative has one left that asks for the same or less."""
    gone = change.old_value
    if change.new_node is not None or not isinstance(gone, dict) or not gone:
        return False
    new = comparison.new
    names = [document.components("securitySchemes") for document in (comparison.old, new)]
    # Schemes of one document that ask for the same are told apart all the same.
    scopes_of = {
        name if name in names[1] else credential(comparison.old, name): {*_scopes(scopes)}
        for name, scopes in gone.items()
    }
    concerned = [operation for operation in new.operations if operation.name in change.operations]
    return bool(concerned) and all(
        not operation.security
        or any(
            all(
                key in scopes_of and {*scopes} <= scopes_of[key]
                for name, scopes in left.schemes.items()
                for key in (name if name in names[0] else credential(new, name),)
            )
            for left in operation.security
        )
        for operation in concerned
    )


def _scopes(declared: object) -> list[str]:
    return [str(scope) for scope in declared] if isinstance(declared, list) else []


SECURITY: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {"remaining-credentials": _without_alternative}
